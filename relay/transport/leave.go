package transport

import (
	"bytes"
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
	"hybridsim/relay/connector"
	"hybridsim/relay/content"
)

// leave sends a message on to a recipient who is elsewhere, as far as the remote domain lets it.
func (c *categorizing) leave(a *addressee, r relay.MailRecipient, decisions []relay.Decision) {
	c.letOut(a, r, decisions, func(item *relay.MailItem, made []relay.Decision) {
		refusal, d := categorizer.MayForward(c.org, item, r.Address, c.t.env.Now())
		if d.Question != "" {
			made = append(made, d)
		}
		if !refusal.IsZero() {
			about := a.item
			if f := item.Forwarded; f != nil && f.Original != "" { // who wrote the original hears of it (P2.17)
				copied := *a.item
				copied.From, about = f.Original, &copied
			}
			c.failures = append(c.failures, failure{recipient: r, item: about, reply: refusal, source: "ROUTING",
				ended: relay.Failed, decisions: made})
			return
		}
		if !c.org.InCloud() {
			c.t.route(item, r, made)
			return
		}
		domain := relay.DomainOf(r.Address)
		out, d := connector.WayOut(c.org, a.leaving(domain))
		w := c.t.through(out, domain)
		by := c.t.outbound(w.connector)
		pool, pooled := categorizer.Pool(c.org, item, r.Address, by, c.t.env.Now())
		item = inPool(item, pool)
		from, rewritten := categorizer.ReturnPath(c.org, item, r.Address, by, c.t.env.Now())
		made = append(slices.Clip(made), d)
		if pooled.Question != "" {
			made = append(made, pooled)
		}
		if rewritten.Question != "" {
			made = append(made, rewritten)
		}
		if refusal, d := c.withinDay(item, from, r.Address); !refusal.IsZero() {
			c.failures = append(c.failures, failure{recipient: r, item: a.item, reply: refusal, source: "ROUTING",
				ended: relay.Failed, decisions: append(made, d)})
			return
		}
		c.t.leave(item, from, r, w, made)
	})
}

// letOut applies the remote domain of the final envelope recipient (S8.1; the key is inferred) and hands on what it
// lets out, with the decisions so far: those about the recipient tell whom it stands for.
func (c *categorizing) letOut(a *addressee, r relay.MailRecipient, so []relay.Decision,
	on func(*relay.MailItem, []relay.Decision)) {
	p := content.Pass(c.org.RemoteDomain(relay.DomainOf(r.Address)), a.item)
	made := slices.Concat(so, p.Decisions)
	switch {
	case !p.Refusal.IsZero():
		c.failures = append(c.failures, failure{recipient: r, item: a.item, reply: p.Refusal, source: "ROUTING",
			ended: relay.NotModelled, decisions: made})
	case p.Dropped:
		e := c.t.event(relay.EventDrop, "ROUTING", a.item, r.Address)
		if !p.Handled.IsZero() {
			e.Reply, e.RecipientStatus = p.Handled, p.Handled.String()
		}
		e.Decisions, e.Disposition = made, relay.Dropped
		c.t.env.Record(e)
	default:
		on(c.variant(a.item, p), made)
	}
}

// variant is the item with the content that may leave. Recipients with the same content share one, so that they can
// share a conversation.
func (c *categorizing) variant(item *relay.MailItem, p content.Passage) *relay.MailItem {
	if len(p.Decisions) == 0 {
		return item
	}
	for _, v := range append(c.variants, item) {
		if v.Forwarded == item.Forwarded && v.From == item.From && bytes.Equal(v.Body, p.Body) &&
			v.Header.String() == p.Header.String() {
			return v
		}
	}
	v := *item
	v.Header, v.Body = p.Header, p.Body
	c.variants = append(c.variants, &v)
	return &v
}
