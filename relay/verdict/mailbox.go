package verdict

import (
	"cmp"
	"net/mail"
	"slices"
	"strings"

	"hybridsim/relay"
)

// For is what a verdict comes to for one recipient: a level that a mail-flow rule gave goes before it (G2.42), and so
// do the mailbox's lists of the From address, the safe one before the blocked one (G2.16, G2.45, G2.50).
func For(item *relay.MailItem, r *relay.Recipient) (relay.Verdict, relay.Decision) {
	v := item.Verdict
	d := relay.Decision{Question: relay.WhichVerdict, Subject: item.Header.Get("From"), Source: "G2.42, G2.45, G2.50",
		Because: "the filter's verdict stands"}
	if v.CAT == HighConfidencePhish {
		d.Chosen, d.Because = "SFV:"+v.SFV+", "+string(v.Action), "no list lifts phishing of high confidence"
		d.Candidates = []relay.Candidate{relay.Selected("the filter's verdict", "CAT:"+v.CAT, d.Because)}
		return v, d
	}
	level, ruled := item.SCL.Given()
	var junk relay.JunkEmailConfiguration
	if r != nil && r.Type == relay.UserMailbox {
		junk = r.Settings().Junk
	}
	from := item.From
	if a, err := mail.ParseAddress(item.Header.Get("From")); err == nil {
		from = a.Address
	}
	consider := func(name, property, why string, holds bool, lifted relay.Verdict) bool {
		c := relay.Rejected(name, property, why)
		if holds {
			c.Chosen, c.Fits, v, d.Because = true, true, lifted, why
		}
		d.Candidates = append(d.Candidates, c)
		return holds
	}
	safe, blocked := v, v
	safe.SFV, safe.SCL, safe.Action = "SFE", -1, relay.ToInbox
	if blocked.SFV, blocked.SCL = "BLK", 6; blocked.Action == relay.ToInbox {
		blocked.Action = relay.ToJunk
	}
	rule := v
	rule.SFV, rule.SCL, rule.Action = "SKN", level, relay.ToInbox
	_ = consider("mail-flow rule", "SCL "+cmp.Or(item.SCL.String(), "not set"), "a mail-flow rule lets it pass",
		ruled && level == -1, rule) ||
		consider("safe senders", "TrustedSendersAndDomains "+relay.Some(junk.TrustedSendersAndDomains),
			"the recipient trusts the sender", lists(junk.TrustedSendersAndDomains, from), safe) ||
		consider("blocked senders", "BlockedSendersAndDomains "+relay.Some(junk.BlockedSendersAndDomains),
			"the recipient blocks the sender", lists(junk.BlockedSendersAndDomains, from), blocked)
	d.Chosen = "SFV:" + v.SFV
	if v.Action != relay.ToInbox {
		d.Chosen += ", " + string(v.Action)
	}
	return v, d
}

// lists reports whether a list of addresses and domains holds an address, itself or by its domain.
func lists(list []string, address string) bool {
	return slices.ContainsFunc(list, func(entry string) bool {
		return relay.SameAddress(entry, address) ||
			strings.EqualFold(strings.TrimPrefix(entry, "@"), relay.DomainOf(address))
	})
}
