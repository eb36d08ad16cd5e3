package check

import (
	"slices"

	"hybridsim/relay"
)

// maxAsked is how many people and rules of a kind have flows of their own.
const maxAsked = 20

// askPolicies asks for what recipients' own settings and mail-flow rules say: mailboxes that forward, recipients that
// are moderated or restricted, mail-flow and journal rules, and the largest message that somebody was promised.
func (s *scene) askPolicies(c *cast) (list []*Asked) {
	cloud, local, outside := c.players[cloudUser].address, c.players[localUser].address, c.players[internet].address
	if outside != "" {
		list = append(list, s.askForwarded(outside)...)
	}
	inside := slices.DeleteFunc([]string{cloud, local}, func(a string) bool { return a == "" })
	for _, from := range inside {
		list = append(list, s.askModerated(from)...)
	}
	list = append(list, s.askRules(c)...)
	list = append(list, s.askRestricted(inside, outside)...)
	if cloud != "" && local != "" {
		list = append(list, s.askLargest()...)
		list = append(list, s.askJournals(cloud, local, outside)...)
	}
	return list
}

// askForwarded asks for each mailbox that passes its mail on: does the copy arrive?
func (s *scene) askForwarded(from string) (list []*Asked) {
	for _, o := range []*relay.Organization{s.local, s.cloud} {
		for _, r := range o.Recipients {
			to := r.ForwardingAddress
			if to == "" {
				to = r.ForwardingSmtpAddress
			}
			if r.Type != relay.UserMailbox || to == "" || len(list) == maxAsked {
				continue
			}
			if object := o.Recipient(to); object != nil && object.TargetAddress != "" &&
				object.Type == relay.MailContact {
				to = object.TargetAddress
			}
			list = append(list, &Asked{What: Forwarded, Object: r.PrimarySmtpAddress, From: from,
				To: r.PrimarySmtpAddress, Reaches: to, Want: external})
		}
	}
	return list
}

// askModerated asks for each moderated recipient: does a message arrive once a moderator has approved it?
func (s *scene) askModerated(from string) (list []*Asked) {
	for _, o := range []*relay.Organization{s.local, s.cloud} {
		for _, r := range o.Recipients {
			exempt := slices.Concat(r.ModeratedBy, r.ManagedBy, r.BypassModerationFromSendersOrMembers)
			if !r.ModerationEnabled || slices.ContainsFunc(exempt, func(a string) bool {
				return relay.SameAddress(a, from)
			}) || len(list) == maxAsked {
				continue
			}
			list = append(list, &Asked{What: Moderated, Object: r.PrimarySmtpAddress, From: from,
				To: r.PrimarySmtpAddress, Want: internal})
		}
	}
	return list
}

// askJournals asks for each journal rule in force: does the report of a message that it is about reach the journaling
// mailbox?
func (s *scene) askJournals(cloud, local, outside string) (list []*Asked) {
	for _, half := range []struct {
		side     relay.Side
		o        *relay.Organization
		from, to string
	}{{s.hybrid.onprem, s.local, local, cloud}, {s.hybrid.tenant, s.cloud, cloud, local}} {
		for _, r := range half.o.JournalRules {
			a := &Asked{What: Journaled, Object: r.Name, Side: half.side, From: half.from, To: half.to,
				Reaches: r.JournalEmailAddress, Want: slices.Concat(external, internal)}
			if r.Scope == relay.JournalExternal {
				a.To = outside
			}
			if who := half.o.Recipient(r.Recipient); r.Recipient != "" && who != nil {
				a.about(append(mailboxesAmong([]string{r.Recipient}, half.o),
					mailboxesAmong(who.Members, half.o)...), r.Recipient)
			}
			if r.Enabled && a.To != "" && !relay.SameAddress(a.From, a.To) && len(list) < maxAsked {
				list = append(list, a)
			}
		}
	}
	return list
}

// about has a message sent by the first of some mailboxes; if there is none, to somebody.
func (a *Asked) about(senders []string, to string) {
	if len(senders) == 0 {
		a.To = to
		return
	}
	a.From = senders[0]
}

// askLargest asks in each direction for a message as large as somebody's own limits let it be, where somebody has set
// them: it must pass everything between the two.
func (s *scene) askLargest() (list []*Asked) {
	for _, way := range []struct {
		side     relay.Side
		from, to *relay.Organization
	}{{s.hybrid.tenant, s.cloud, s.local}, {s.hybrid.onprem, s.local, s.cloud}} {
		sender, may := largest(way.from, func(l relay.Limits) relay.ByteSize { return l.MaxSendSize })
		recipient, takes := largest(way.to, func(l relay.Limits) relay.ByteSize { return l.MaxReceiveSize })
		size := min(may, takes)
		if sender == "" || recipient == "" || size <= largeSize || size > mostPlayed {
			continue
		}
		list = append(list, &Asked{What: LargestPasses, Object: string(way.side), Side: way.side, From: sender,
			To: recipient, Size: int(size) - headRoom, Want: internal})
	}
	return list
}

// The largest message that is played, and what its header and the growth on its way may take.
const (
	mostPlayed = 40 * relay.MB
	headRoom   = 64 << 10
)

// largest is the mailbox of an organization for which somebody has set the highest limit of a kind.
func largest(o *relay.Organization, of func(relay.Limits) relay.ByteSize) (address string, limit relay.ByteSize) {
	for _, r := range o.Recipients {
		if l := of(r.Limits); r.Type == relay.UserMailbox && r.TakesAllMail() && l > limit {
			address, limit = r.PrimarySmtpAddress, l
		}
	}
	return address, limit
}
