package transport

import (
	"bytes"
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/content"
)

// leave sends a message on to a recipient who is elsewhere, as far as the remote domain lets it.
func (c *categorizing) leave(r relay.MailRecipient, decisions []relay.Decision) {
	c.letOut(r, decisions, func(item *relay.MailItem, made []relay.Decision) { c.t.route(item, r, made) })
}

// letOut applies the remote domain of the final envelope recipient (S8.1; the key is inferred) and hands on what it
// lets out, with the decisions so far: those about the recipient tell whom it stands for.
func (c *categorizing) letOut(r relay.MailRecipient, so []relay.Decision, on func(*relay.MailItem, []relay.Decision)) {
	p := content.Pass(c.org.RemoteDomain(relay.DomainOf(r.Address)), c.item)
	made := slices.Concat(so, p.Decisions)
	switch {
	case !p.Refusal.IsZero():
		c.failures = append(c.failures, failure{recipient: r, reply: p.Refusal, source: "ROUTING",
			ended: relay.NotModelled, decisions: made})
	case p.Dropped:
		e := c.t.event(relay.EventDrop, "ROUTING", c.item, r.Address)
		e.Decisions, e.Disposition = made, relay.Dropped
		c.t.env.Record(e)
	default:
		on(c.variant(p), made)
	}
}

// variant is the item with the content that may leave. Recipients with the same content share one, so that they can
// share a conversation.
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
