package transport

import (
	"slices"

	"hybridsim/relay"
)

// never asks for no report at all (RFC 3461 section 4.1).
var never = []string{"NEVER"}

// forMembers is the copy for a group's members, and the reports that are asked for about them (P3.13 [D] RESOLVE):
// the sender's own envelope, or the manager's address in its place, or none.
func (c *categorizing) forMembers(a *addressee) (*relay.MailItem, []string) {
	g, notify := a.out.Recipient, withoutSuccess(a.Notify)
	if g.ReportsToOriginator() || a.item.From == "" {
		return a.item, notify
	}
	copied := *a.item
	switch {
	case g.ReportToManagerEnabled && len(g.ManagedBy) > 0:
		copied.From = g.ManagedBy[0]
	default:
		copied.From, notify = "", never
	}
	if i := slices.IndexFunc(c.copies, func(x *relay.MailItem) bool {
		return x.From == copied.From && x.Forwarded == copied.Forwarded
	}); i >= 0 {
		return c.copies[i], notify
	}
	c.copies = append(c.copies, &copied)
	return &copied, notify
}

// forMailbox is the copy that comes into a mailbox: a member of a group does not tell the sender that it is away,
// unless the group lets it (P3.16).
func (a *addressee) forMailbox() *relay.MailItem {
	if !a.quiet || a.out.Recipient.Settings().AutoReply.AutoReplyState != relay.AutoReplyEnabled {
		return a.item
	}
	copied := *a.item
	copied.NoOutOfOffice = true
	return &copied
}
