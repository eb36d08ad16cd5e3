package transport

import (
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
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

// reportToGroup ends reports and automatic replies that are addressed to a group: they are deleted, but for a report of
// failure where the group has a manager (P3.15 [D] RESOLVE). That it goes to the manager is inferred.
func (c *categorizing) reportToGroup(a *addressee) bool {
	if a.out.Recipient == nil || !a.out.Recipient.IsGroup() || a.item.From != "" {
		return false
	}
	report, automatic := a.item.Header.IsReport(), a.item.Kind == relay.AutomaticReply
	if !report && !automatic && a.item.Header.Get("Auto-Submitted") == "" {
		return false
	}
	g := a.out.Recipient
	d := relay.Decision{Question: relay.MayDeliver, Subject: g.PrimarySmtpAddress, Source: "P3.15",
		Because: "reports and automatic replies to a group are deleted"}
	if report && len(g.ManagedBy) > 0 && isFailure(a.item) {
		d.Chosen, d.Because = g.ManagedBy[0], "a report of failure to a group is for its manager"
		e := c.t.event(relay.EventRedirect, "RESOLVER", a.item, g.ManagedBy[0])
		e.SourceContext, e.Decisions = a.Address, append(slices.Clip(a.out.Decisions), d)
		e.Reply = reply.RecipientForwarded()
		e.RecipientStatus = e.Reply.String()
		c.t.env.Record(e)
		c.pending = append(c.pending, a.next(relay.MailRecipient{Address: g.ManagedBy[0],
			ORcpt: orOriginal(a.MailRecipient), Notify: a.Notify}))
		return true
	}
	e := c.t.event(relay.EventDrop, "ROUTING", a.item, a.Address)
	e.Decisions, e.Disposition = append(slices.Clip(a.out.Decisions), d), relay.Dropped
	c.t.env.Record(e)
	return true
}

// isFailure reports whether a report says that mail was not delivered.
func isFailure(item *relay.MailItem) bool {
	r, err := dsn.Read(relay.Content(item.Header, item.Body))
	return err == nil && r.Action == dsn.Failed
}
