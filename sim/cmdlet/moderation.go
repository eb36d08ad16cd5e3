package cmdlet

import "hybridsim/relay"

// moderatorsRule: somebody who is no group moderates what is moderated (P4.1).
var moderatorsRule = rule[relay.Recipient]{
	says:  "A moderated recipient has moderators, and they are no groups.",
	about: []string{"ModerationEnabled", "ModeratedBy"}, source: "PS:Set-DistributionGroup",
	broken: func(s subject[relay.Recipient]) *refusal {
		for _, a := range s.x.ModeratedBy {
			if m := s.org.Recipient(a); m != nil && m.IsGroup() {
				return must(false, quote(m.Name)+" is a group and cannot moderate", "name its members in -ModeratedBy")
			}
		}
		return must(!s.x.ModerationEnabled || len(s.x.ModeratedBy) > 0, "nobody moderates "+quote(s.x.Name),
			"add -ModeratedBy with a mailbox, a mail user or a contact")
	},
}
