package check

import (
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
	"hybridsim/sim/cmdlet"
)

// eachForwarding calls found for each mailbox of the cloud that passes mail on to somebody outside, with the address.
func (s *scene) eachForwarding(found func(r *relay.Recipient, to string)) {
	for _, r := range s.cloud.Recipients {
		to := r.ForwardingSmtpAddress
		if object := s.cloud.Recipient(r.ForwardingAddress); r.ForwardingAddress != "" && object != nil {
			to = object.TargetAddress
		}
		if r.Type == relay.UserMailbox && to != "" && s.cloud.AcceptedDomain(relay.DomainOf(to)) == nil {
			found(r, to)
		}
	}
}

// forwardingOff finds mailboxes whose outbound policy keeps in what they forward.
func forwardingOff(s *scene, found func(place)) {
	s.eachForwarding(func(r *relay.Recipient, to string) {
		item := &relay.MailItem{Forwarded: &relay.Forwarded{By: r.PrimarySmtpAddress}}
		refusal, d := categorizer.MayForward(s.cloud, item, to, s.now)
		if refusal.IsZero() || len(d.Candidates) == 0 {
			return
		}
		policy := d.Candidates[len(d.Candidates)-1].Name
		found(place{side: "cloud", object: r.PrimarySmtpAddress, property: "ForwardingSmtpAddress", value: to,
			detail: "the policy is " + policy, fix: []string{cloudLine("Set-HostedOutboundSpamFilterPolicy " +
				cmdlet.Quote(policy) + " -AutoForwardingMode On")}})
	})
}

// forwardingDropped finds mailboxes that forward by address to a domain whose remote domain lets no such mail out.
func forwardingDropped(s *scene, found func(place)) {
	for _, r := range s.cloud.Recipients {
		to := r.ForwardingSmtpAddress
		if r.Type != relay.UserMailbox || to == "" || r.ForwardingAddress != "" {
			continue
		}
		if there := s.cloud.Recipient(to); there != nil && there.Type == relay.UserMailbox {
			continue // nothing leaves
		}
		if d := s.cloud.RemoteDomain(relay.DomainOf(to)); d != nil && !d.AutoForwardEnabled {
			found(place{side: "cloud", object: r.PrimarySmtpAddress, property: "ForwardingSmtpAddress", value: to,
				detail: "the remote domain is " + d.Name,
				fix:    []string{cloudLine("Set-RemoteDomain " + cmdlet.Quote(d.Name) + " -AutoForwardEnabled $true")}})
		}
	}
}

// lostVotes finds what is moderated on-premises by somebody in the cloud, where the arbitration mailbox has no object
// and its domain knows all its recipients.
func lostVotes(s *scene, found func(place)) {
	known := map[string]bool{}
	for _, r := range s.local.Recipients {
		at, ok := s.local.ArbitrationOf(r.ArbitrationMailbox)
		if !r.ModerationEnabled || !ok || known[at] || s.cloud.Recipient(at) != nil {
			continue
		}
		domain := s.cloud.AcceptedDomain(relay.DomainOf(at))
		if domain == nil || domain.DomainType != relay.Authoritative ||
			!slices.ContainsFunc(r.ModeratedBy, func(m string) bool {
				by := s.cloud.Recipient(m)
				return by != nil && by.Type == relay.UserMailbox
			}) {
			continue
		}
		known[at] = true
		found(place{side: "cloud", object: r.PrimarySmtpAddress, property: "ModeratedBy",
			value: relay.Some(r.ModeratedBy), detail: "decisions go to " + at,
			fix: []string{cloudLine("New-MailUser " + cmdlet.Quote(relay.ArbitrationName) +
				" -PrimarySmtpAddress " + at + " -ExternalEmailAddress " + at)}})
	}
}
