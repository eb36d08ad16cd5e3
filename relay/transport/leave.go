package transport

import (
	"bytes"
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/content"
)

// leave sends a message on to a recipient who is elsewhere, as far as the remote domain lets it.
func (c *categorizing) leave(r relay.MailRecipient, decisions []relay.Decision) {
	c.letOut(r, func(item *relay.MailItem, made []relay.Decision) {
		c.t.route(item, r, slices.Concat(decisions, made))
	})
}

// letOut applies the remote domain of the final envelope recipient (S8.1; the key is inferred) and hands on what it lets out.
func (c *categorizing) letOut(r relay.MailRecipient, on func(*relay.MailItem, []relay.Decision)) {
	p := content.Pass(c.org.RemoteDomain(relay.DomainOf(r.Address)), c.item)
	switch {
	case !p.Refusal.IsZero():
		c.failures = append(c.failures, failure{recipient: r, reply: p.Refusal, source: "ROUTING", ended: relay.NotModelled, decisions: p.Decisions})
	case p.Dropped:
		e := c.t.event(relay.EventDrop, "ROUTING", c.item, r.Address)
		e.Decisions, e.Disposition = p.Decisions, relay.Dropped
		c.t.env.Record(e)
	default:
		on(c.variant(p), p.Decisions)
	}
}

// variant is the item with the content that may leave. Recipients with the same content share one, so that they can share a
// conversation.
func (c *categorizing) variant(p content.Passage) *relay.MailItem {
	if len(p.Decisions) == 0 {
		return c.item
	}
	for _, v := range append(c.variants, c.item) {
		if bytes.Equal(v.Body, p.Body) && v.Header.String() == p.Header.String() {
			return v
		}
	}
	v := *c.item
	v.Header, v.Body = p.Header, p.Body
	c.variants = append(c.variants, &v)
	return &v
}
