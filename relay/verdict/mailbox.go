package verdict

import (
	"cmp"
	"net/mail"
	"slices"
	"strings"

	"hybridsim/relay"
)

// For is what a verdict comes to for one recipient. A level that a mail-flow rule gave goes before it (G2.42, G2.43),
// and so do lists of the From address: what the tenant's policy blocks, the mailbox's own lists, the safe one before
// the blocked one, and what the policy lets pass (G2.16, G2.40, G2.44, G2.45, G2.50; that the tenant's block comes
// first is [I]). Else the policy's actions hold. Of a test that marked the message the name is returned, too.
func For(item *relay.MailItem, r *relay.Recipient, p Policies) (relay.Verdict, string, relay.Decision) {
	v := item.Verdict
	d := relay.Decision{Question: relay.WhichVerdict, Subject: item.Header.Get("From"), Source: "G2.42, G2.45, G2.50",
		Because: "the filter's verdict stands"}
	if v.CAT == HighConfidencePhish {
		d.Chosen, d.Because = "SFV:"+v.SFV+", "+string(v.Action), "no list lifts phishing of high confidence"
		d.Candidates = []relay.Candidate{relay.Selected("the filter's verdict", "CAT:"+v.CAT, d.Because)}
		return v, "", d
	}
	c := consideration{v: v, d: &d}
	marked := ""
	if !c.lifted(item, r, p) {
		under, why, mark := p.under(item, v)
		if under.ByPolicy = under != v; under.ByPolicy {
			_ = c.holds(p.name(), "CAT:"+under.CAT, why, true, under)
		}
		marked = mark
	}
	d.Chosen = "SFV:" + c.v.SFV
	if c.v.Action != relay.ToInbox {
		d.Chosen += ", " + string(c.v.Action)
	}
	return c.v, marked, d
}

// consideration is a verdict on its way through what goes before it.
type consideration struct {
	v relay.Verdict
	d *relay.Decision
}

// holds notes a candidate; if it holds, the verdict is the one that it comes to.
func (c *consideration) holds(name, property, why string, holds bool, lifted relay.Verdict) bool {
	candidate := relay.Rejected(name, property, why)
	if holds {
		candidate.Chosen, candidate.Fits, c.v, c.d.Because = true, true, lifted, why
	}
	c.d.Candidates = append(c.d.Candidates, candidate)
	return holds
}

// lifted reports whether a rule's level or a list stands in the verdict's place.
func (c *consideration) lifted(item *relay.MailItem, r *relay.Recipient, p Policies) bool {
	level, ruled := item.SCL.Given()
	var junk relay.JunkEmailConfiguration
	if r != nil && r.Type == relay.UserMailbox {
		junk = r.Settings().Junk
	}
	from := item.From
	if a, err := mail.ParseAddress(item.Header.Get("From")); err == nil {
		from = a.Address
	}
	as := func(sfv string, scl int, action relay.VerdictAction) relay.Verdict {
		v := c.v
		v.SFV, v.SCL, v.Action = sfv, scl, action
		return v
	}
	blocked := cmp.Or(c.v.Action, relay.ToJunk)
	return c.holds("mail-flow rule", "SCL "+cmp.Or(item.SCL.String(), "not set"), "a mail-flow rule lets it pass",
		ruled && level == -1, as("SKN", level, relay.ToInbox)) ||
		p.blocks(from) && c.holds(p.name(), "BlockedSenders, BlockedSenderDomains",
			"the tenant's policy blocks the sender", true, p.blocked(c.v)) ||
		c.holds("safe senders", "TrustedSendersAndDomains "+relay.Some(junk.TrustedSendersAndDomains),
			"the recipient trusts the sender", lists(junk.TrustedSendersAndDomains, from),
			as("SFE", -1, relay.ToInbox)) ||
		c.holds("blocked senders", "BlockedSendersAndDomains "+relay.Some(junk.BlockedSendersAndDomains),
			"the recipient blocks the sender", lists(junk.BlockedSendersAndDomains, from), as("BLK", 6, blocked)) ||
		p.lets(from, c.v) && c.holds(p.name(), "AllowedSenders, AllowedSenderDomains",
			"the tenant's policy lets the sender pass", true, allowed(c.v)) ||
		p.holds(level, ruled) && c.holds(p.name(), p.actionOn(level), "a mail-flow rule's level is spam", true,
			byLevel(c.v, level))
}

// lists reports whether a list of addresses and domains holds an address, itself or by its domain.
func lists(list []string, address string) bool {
	return slices.ContainsFunc(list, func(entry string) bool {
		return relay.SameAddress(entry, address) ||
			strings.EqualFold(strings.TrimPrefix(entry, "@"), relay.DomainOf(address))
	})
}
