package categorizer

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// inboxRulesLoop is the field that a mailbox's rules leave in what they send on (P2.10).
const inboxRulesLoop = "X-MS-Exchange-Inbox-Rules-Loop"

// MayForward asks a tenant's outbound spam policy about a copy that was forwarded and leaves for somebody outside; the
// report goes to the original sender (P2.15 to P2.17). The decision is empty when there is nothing to decide: no
// forwarded copy, a recipient of an accepted domain, or no tenant (P2.20).
func MayForward(o *relay.Organization, item *relay.MailItem, to string, now time.Time) (relay.Reply, relay.Decision) {
	by := forwarder(o, item, now)
	if by == "" || !o.InCloud() || !relay.Forwards.Holds(o.Day(now)) || o.AcceptedDomain(relay.DomainOf(to)) != nil {
		return relay.Reply{}, relay.Decision{}
	}
	d := relay.Decision{Question: relay.MayForward, Subject: "forwarded for " + by, Source: "P2.15-P2.17"}
	policy, why := outboundPolicy(o, by, &d)
	mode := policy.AutoForwardingMode
	property := fmt.Sprintf("HostedOutboundSpamFilterPolicy %s, AutoForwardingMode %s", policy.Name, mode)
	off := mode == relay.AutoForwardingOff ||
		mode == relay.AutoForwardingAutomatic && relay.AutomaticIsOff.Holds(o.Day(now))
	if mode == relay.AutoForwardingAutomatic {
		why += fmt.Sprintf("; Automatic means %s at this date", map[bool]string{true: "Off", false: "On"}[off])
	}
	if off {
		d.Because = "the policy does not let mail be forwarded to outside"
		d.Candidates = append(d.Candidates, relay.Rejected(policy.Name, property, why))
		return reply.ExternalForwardingBlocked(o.Day(now)), d
	}
	d.Chosen, d.Because = "let out", "the policy lets mail be forwarded to outside"
	d.Candidates = append(d.Candidates, relay.Selected(policy.Name, property, why))
	return relay.Reply{}, d
}

// forwarder is the mailbox whose policy is asked: the one that forwarded here, or, from 2025 on, an on-premises one.
// How the service recognizes that is not known; here by the field that inbox rules leave ([D]; recognition [I]).
func forwarder(o *relay.Organization, item *relay.MailItem, now time.Time) string {
	if item.Forwarded != nil {
		return item.Forwarded.By
	}
	if at := item.Attribution; at.Directionality != relay.Originating || at.Connector == "" ||
		!relay.ForwardsFromOnPremises.Holds(o.Day(now)) {
		return ""
	}
	return item.Header.Get(inboxRulesLoop)
}

// outboundPolicy is the policy of a sender: that of the first enabled rule about it, else the default one.
func outboundPolicy(o *relay.Organization, sender string, d *relay.Decision) (*relay.OutboundSpamPolicy, string) {
	rules := slices.Clone(o.OutboundSpamRules)
	slices.SortStableFunc(rules, func(a, b *relay.OutboundSpamRule) int { return a.Priority - b.Priority })
	for _, r := range rules {
		policy := o.OutboundSpamPolicy(r.HostedOutboundSpamFilterPolicy)
		property := fmt.Sprintf("HostedOutboundSpamFilterRule %s, priority %d", r.Name, r.Priority)
		switch {
		case policy == nil || r.State == relay.RuleDisabled:
			d.Candidates = append(d.Candidates, relay.Rejected(r.HostedOutboundSpamFilterPolicy, property,
				"the rule is not in force"))
		case !ruleIsAbout(o, r, sender):
			d.Candidates = append(d.Candidates, relay.Rejected(policy.Name, property, "it is not about "+sender))
		default:
			return policy, "rule " + r.Name + " is about " + sender
		}
	}
	if p := o.OutboundSpamPolicy(relay.DefaultPolicy); p != nil {
		return p, "no rule is about " + sender
	}
	return &relay.OutboundSpamPolicy{Name: relay.DefaultPolicy, AutoForwardingMode: relay.AutoForwardingAutomatic},
		"nothing was set"
}

// ruleIsAbout reports whether all kinds of conditions that the rule has hold for the sender.
func ruleIsAbout(o *relay.Organization, r *relay.OutboundSpamRule, sender string) bool {
	same := func(a string) bool { return relay.SameAddress(a, sender) }
	domain := func(name string) bool { return strings.EqualFold(name, relay.DomainOf(sender)) }
	member := func(group string) bool { return Includes(o, []string{group}, sender) }
	return (len(r.From) == 0 || slices.ContainsFunc(r.From, same)) &&
		(len(r.SenderDomainIs) == 0 || slices.ContainsFunc(r.SenderDomainIs, domain)) &&
		(len(r.FromMemberOf) == 0 || slices.ContainsFunc(r.FromMemberOf, member))
}

// Includes reports whether somebody is among recipients, groups standing for their members (P3.3).
func Includes(o *relay.Organization, list []string, who string) bool {
	return includes(o, list, who, map[*relay.Recipient]bool{})
}

func includes(o *relay.Organization, list []string, who string, seen map[*relay.Recipient]bool) bool {
	for _, address := range list {
		r := o.Recipient(address)
		switch {
		case relay.SameAddress(address, who) || r != nil && r.HasAddress(who):
			return true
		case r == nil || seen[r]:
			continue
		}
		seen[r] = true
		if includes(o, r.Members, who, seen) {
			return true
		}
	}
	return false
}
