package cmdlet

import (
	"slices"

	"hybridsim/relay"
)

// journalRules are the journal rules of one side (P7.12 to P7.18).
var journalRules = &noun[relay.JournalRule]{
	name: "JournalRule", on: everywhere,
	properties: slices.Concat([]property{
		{name: "Name", required: true},
		{name: "JournalEmailAddress", required: true, clean: cleanProxy},
		{name: "Scope"},
		{name: "Recipient", quiet: true, clean: cleanProxy, note: "whose mail; without it all mail"},
		{name: "Enabled", access: newOnly, note: "$false if it is not given; Enable- and Disable- change it afterwards"},
	}, []property{
		kept("FullReport", flag, "what a report of Unified Messaging has", "False"),
		kept("LawfulInterception", flag, "whether the rule is shown to administrators", "False").in(inTheCloud),
		kept("ExpiryDate", word, "when the rule ends", nothing),
		kept("ThrottleOverrides", words, "how fast reports are made", nothing),
	}),
	list:     func(o *relay.Organization) *[]*relay.JournalRule { return &o.JournalRules },
	identity: func(r *relay.JournalRule) string { return r.Name },
	defaults: func(*relay.Organization) *relay.JournalRule {
		return &relay.JournalRule{Scope: relay.JournalGlobal}
	},
	settle: func(c *call, old, r *relay.JournalRule) error {
		if old == nil && !r.Enabled {
			c.warn("The rule is disabled, as New-JournalRule makes it: -Enabled $true or Enable-JournalRule turns it " +
				"on.")
		}
		return nil
	},
	rules: []rule[relay.JournalRule]{{
		says: "In the cloud a journaling mailbox is no mailbox of the cloud.", source: "P7.14",
		about: []string{"JournalEmailAddress"},
		broken: func(s subject[relay.JournalRule]) *refusal {
			r := s.org.Recipient(s.x.JournalEmailAddress)
			return must(!s.org.InCloud() || r == nil || r.Type != relay.UserMailbox,
				s.x.JournalEmailAddress+" is a mailbox of the cloud, and none can be a journaling mailbox",
				"name an on-premises mailbox, or an archive outside")
		},
	}, {
		says: "Recipient is an object of the same side.", source: "PS:New-JournalRule", about: []string{"Recipient"},
		broken: func(s subject[relay.JournalRule]) *refusal {
			return must(s.x.Recipient == "" || s.org.Recipient(s.x.Recipient) != nil,
				"nobody of this side has the address "+s.x.Recipient, "leave -Recipient out to journal all mail")
		},
	}},
}

func journalCmdlets() []*command {
	n := journalRules
	return append([]*command{n.get(nil), n.set(), n.new(nil), n.remove()},
		n.toggles("journal rule", func(r *relay.JournalRule, on bool) { r.Enabled = on })...)
}
