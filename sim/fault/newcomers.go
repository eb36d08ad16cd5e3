package fault

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// This file is about people whom one side does not know: who they are, a configuration cannot say, and evidence can.

// newcomers are the addresses that somebody wrote to and nobody has, with the organization on-premises and the tenant
// that their domain is of. Where nobody is named it is somebody made up, whose domain is each tenant's.
func (s *site) newcomers(yield func(address string, onprem, cloud *relay.Organization)) {
	for side, cloud := range s.organizations(relay.Cloud) {
		onprem := s.beside(side)
		if onprem == nil {
			continue
		}
		addresses := s.people
		if len(addresses) == 0 {
			addresses = []string{"newcomer@" + onprem.DefaultDomain()}
		}
		for _, a := range addresses {
			if cloud.AcceptedDomain(relay.DomainOf(a)) != nil && onprem.AcceptedDomain(relay.DomainOf(a)) != nil {
				yield(a, onprem, cloud)
			}
		}
	}
}

// beside is the organization on-premises of a tenant: of two, the one that has one of its domains.
func (s *site) beside(tenant relay.Side) *relay.Organization {
	cloud := s.w.Side(tenant).Organization()
	for _, o := range s.organizations(relay.OnPremises) {
		if !o.IsEdge() && cloud.AcceptedDomain(o.DefaultDomain()) != nil {
			return o
		}
	}
	return nil
}

// joined are the lines that make somebody known to the other side too, where it is known who he is, or else those that
// take away who was made up.
func (s *site) joined(known string, gone ...string) []string {
	if len(s.people) > 0 {
		return []string{known}
	}
	return gone
}

// groupHere makes a place of each newcomer: a new group that was not synchronized.
func groupHere(s *site, add func(string, []string, []string)) {
	s.newcomers(func(a string, onprem, cloud *relay.Organization) {
		if cloud.Recipient(a) != nil {
			return
		}
		member := ""
		for _, r := range onprem.Recipients {
			a := r.PrimarySmtpAddress
			if s.w.Side(onprem.Side).Holds(a) && (member == "" || slices.Contains(s.people, a)) {
				member = a
			}
		}
		if member == "" {
			return
		}
		local, _, _ := strings.Cut(a, "@")
		add(fmt.Sprintf("%s %s", onprem.Side, a),
			one("%s> New-DistributionGroup %s -PrimarySmtpAddress %s -Members %s "+
				"-RequireSenderAuthenticationEnabled $false", onprem.Side, cmdlet.Quote(local), a, member),
			s.joined(fmt.Sprintf("%s> Start-ADSyncSyncCycle", onprem.Side),
				fmt.Sprintf("%s> Remove-DistributionGroup %s", onprem.Side, cmdlet.Quote(local))))
	})
}

// mailboxThere makes a place of each newcomer: his mailbox was made in the cloud.
func mailboxThere(s *site, add func(string, []string, []string)) {
	s.newcomers(func(a string, onprem, cloud *relay.Organization) {
		if onprem.Recipient(a) != nil {
			return
		}
		local, _, _ := strings.Cut(a, "@")
		add(fmt.Sprintf("%s %s", cloud.Side, a),
			one("%s> New-Mailbox %s -PrimarySmtpAddress %s", cloud.Side, cmdlet.Quote(local), a),
			s.joined(
				fmt.Sprintf("%s> New-RemoteMailbox %s -PrimarySmtpAddress %s", onprem.Side, cmdlet.Quote(local), a),
				fmt.Sprintf("%s> Remove-Mailbox %s", cloud.Side, cmdlet.Quote(local))))
	})
}

// addressTaken makes a place of each newcomer and each further address of a mailbox of on-premises: in the cloud it is
// the newcomer's, and is kept from its owner.
func addressTaken(s *site, add func(string, []string, []string)) {
	s.newcomers(func(a string, onprem, cloud *relay.Organization) {
		if onprem.Recipient(a) != nil {
			return
		}
		local, _, _ := strings.Cut(a, "@")
		for x := range s.objects(relay.OnPremises, "Mailbox") {
			v, _ := x.Value("EmailAddresses")
			for _, text := range v.Texts {
				alias, further := strings.CutPrefix(text, "smtp:")
				if x.side != onprem.Side || !further || strings.HasSuffix(relay.DomainOf(alias), ".onmicrosoft.com") ||
					cloud.AcceptedDomain(relay.DomainOf(alias)) == nil {
					continue
				}
				sync, id := x.prompt+"Start-ADSyncSyncCycle", cmdlet.Quote(local)
				undo := []string{fmt.Sprintf("%s> Remove-Mailbox %s", cloud.Side, id), sync}
				if len(s.people) > 0 {
					undo[0] = fmt.Sprintf(`%s> Set-Mailbox %s -EmailAddresses @{Remove="%s"}`, cloud.Side, id, alias)
				}
				lines := []string{fmt.Sprintf("%s> New-Mailbox %s -PrimarySmtpAddress %s -EmailAddresses smtp:%s",
					cloud.Side, id, a, alias), sync}
				if r := cloud.Recipient(alias); r != nil { // who comes first has it
					lines = append(one("%s> Remove-MailUser %s", cloud.Side, cmdlet.Quote(r.Name)), lines...)
				}
				add(x.name()+" "+alias, lines, undo)
			}
		}
	})
}

// newcomersDomain makes a place of each address whose domain no side accepts: somebody of the cloud has it, and only
// on-premises accepts the domain.
func newcomersDomain(s *site, add func(string, []string, []string)) {
	for side := range s.organizations(relay.Cloud) {
		onprem := s.beside(side)
		if onprem == nil {
			continue
		}
		for _, a := range s.people {
			local, domain, ok := strings.Cut(a, "@")
			routing := ""
			for _, d := range onprem.AcceptedDomains {
				if strings.HasSuffix(d.DomainName, ".mail.onmicrosoft.com") {
					routing = local + "@" + d.DomainName
				}
			}
			if !ok || routing == "" || onprem.AcceptedDomain(domain) != nil || s.w.HostOf(a) != nil {
				continue
			}
			sync := fmt.Sprintf("%s> Start-ADSyncSyncCycle", onprem.Side)
			accept := "%s> New-AcceptedDomain %s -DomainName %s -DomainType Authoritative"
			add(fmt.Sprintf("%s %s", onprem.Side, a), []string{
				fmt.Sprintf(accept, onprem.Side, domain, domain),
				fmt.Sprintf("%s> New-RemoteMailbox %s -PrimarySmtpAddress %s -EmailAddresses smtp:%s "+
					"-RemoteRoutingAddress %s", onprem.Side, cmdlet.Quote(local), a, routing, routing), sync,
			}, []string{fmt.Sprintf(accept, side, domain, domain), sync})
		}
	}
}

// membersMoved makes a place of each mailbox of on-premises where there are dynamic groups: it is in the cloud.
func membersMoved(s *site, add func(string, []string, []string)) {
	for g := range s.objects(relay.OnPremises, "DynamicDistributionGroup") {
		for x := range s.objects(relay.OnPremises, "Mailbox") {
			if x.side == g.side {
				lines, undo := moved(x)
				add(x.name(), lines, undo)
			}
		}
	}
}

// untold makes a place of each address whose domain no side accepts: a mailbox on-premises has it by now, in a domain
// that was made since, and the Edge was not told.
func untold(s *site, add func(string, []string, []string)) {
	s.synchronized(func(edge, server *relay.Server, inside *relay.Organization) {
		for _, a := range s.people {
			local, domain, ok := strings.Cut(a, "@")
			if !ok || inside.AcceptedDomain(domain) != nil || s.w.HostOf(a) != nil {
				continue
			}
			whose := ""
			for x := range s.objects(relay.OnPremises, "Mailbox") {
				own, _, _ := strings.Cut(x.text("PrimarySmtpAddress"), "@")
				if x.side == inside.Side && (whose == "" || strings.EqualFold(own, local)) {
					whose = x.Identity
				}
			}
			if whose == "" {
				continue
			}
			prompt := string(inside.Side) + "> "
			block, unblock := unreachable(edge, server)
			add(edge.Name+" "+a, []string{
				block,
				fmt.Sprintf("%sNew-AcceptedDomain %s -DomainName %s -DomainType Authoritative", prompt, domain, domain),
				fmt.Sprintf(`%sSet-Mailbox %s -EmailAddresses @{Add="%s"}`, prompt, cmdlet.Quote(whose), a),
			}, []string{unblock, prompt + "Start-EdgeSynchronization"})
		}
	})
}
