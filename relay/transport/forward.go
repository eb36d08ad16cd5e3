package transport

import (
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
	"hybridsim/relay/reply"
)

// passedOn is a recipient that has forwarded a copy, and whether it has the message as well.
type passedOn struct {
	address string
	keeps   bool
}

// forwarded makes the copy for whom a recipient forwards to. Two that forward to each other and keep a copy have the
// message once, and nobody is told; where nobody keeps one, expansion stops with a report (P2.30 [D] RESOLVE).
func (c *categorizing) forwarded(a *addressee) bool {
	f, d := categorizer.Forwarding(c.org, a.out.Recipient)
	if f == nil {
		return false
	}
	a.out.Decisions = append(a.out.Decisions, d)
	by := a.out.Recipient.PrimarySmtpAddress
	if slices.ContainsFunc(a.through, func(p passedOn) bool { return p.address == by }) {
		if slices.ContainsFunc(a.through, func(p passedOn) bool { return p.keeps }) {
			return true
		}
		return c.refuse(a, reply.RecipientLoop(c.org.Product, c.t.day(), c.t.stamp(relay.RoleHub)))
	}
	copied := *a.item
	f.Copy.Automatic = f.Copy.Automatic || a.item.Forwarded != nil && a.item.Forwarded.Automatic
	copied.Forwarded = &f.Copy
	on := a.next(relay.MailRecipient{Address: f.To, ORcpt: orOriginal(a.MailRecipient),
		Notify: withoutSuccess(a.Notify)})
	on.item, on.through = &copied, append(slices.Clip(a.through), passedOn{by, f.Keeps})
	c.pending = append(c.pending, on)

	e := c.t.event(relay.EventRedirect, "RESOLVER", a.item, f.To)
	e.SourceContext, e.Decisions = a.Address, slices.Clone(a.out.Decisions)
	if !f.Keeps {
		e.Reply = reply.RecipientForwarded()
		e.RecipientStatus = e.Reply.String()
	}
	c.t.env.Record(e)
	return !f.Keeps
}
