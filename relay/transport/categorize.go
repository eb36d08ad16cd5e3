package transport

import (
	"cmp"
	"net/mail"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
	"hybridsim/relay/connector"
	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
)

// failure is a recipient that a report is due about.
type failure struct {
	recipient relay.MailRecipient
	item      *relay.MailItem // the copy that was for it; nil: the message itself
	reply     relay.Reply
	remote    string        // host that refused; empty when we did
	by        relay.Outcome // the conversation in which it did
	detail    string
	last      relay.Deferral // the attempt before an expiry
	attempts  int            // before an expiry
	source    string         // of the FAIL event
	told      string         // for people, in place of what the reply means; empty: that
	ended     relay.Disposition
	decisions []relay.Decision
}

// categorize judges an item in the one order ([stages]): it finds out where each recipient is, delivers, queues, and
// reports what failed.
func (t *Transport) categorize(item *relay.MailItem) {
	run := categorizing{t: t, org: t.org(), item: item, seen: map[string]bool{}}
	for i := range stages {
		if stages[i].do(&run) {
			break
		}
	}
	for len(run.failures) > 0 { // one report for each copy
		about := run.failures[0].item
		of := func(f failure) bool { return f.item == about }
		now, later := divided(run.failures, of)
		t.fail(cmp.Or(about, item), now)
		run.failures = later
	}
}

// divided separates what a condition holds for from the rest.
func divided[T any](list []T, holds func(T) bool) (those, others []T) {
	for _, x := range list {
		if holds(x) {
			those = append(those, x)
		} else {
			others = append(others, x)
		}
	}
	return those, others
}

// categorizing is one pass of the categorizer over one item.
type categorizing struct {
	t        *Transport
	org      *relay.Organization
	item     *relay.MailItem
	pending  []*addressee      // still to be asked about; the next is the last
	forks    []*fork           // copies that mail-flow rules treat in different ways
	reached  []*addressee      // who shall have the message, in order
	seen     map[string]bool   // final addresses, so that a loop or two groups deliver once (R6.19)
	variants []*relay.MailItem // what remote domains made of the item
	copies   []*relay.MailItem // for members of groups, where those differ from the item
	failures []failure
	weight   *categorizer.Weighed // once asked for
}

// addressee is a recipient on its way through the order, with what was found out about it so far.
type addressee struct {
	relay.MailRecipient
	out      categorizer.Outcome
	item     *relay.MailItem // the copy for it
	approved bool            // who approved the group approved its members too
	quiet    bool            // its out-of-office reply is not for the sender (P3.16)
	through  []passedOn      // who has forwarded the copy, the first one first

	rule, via string // the mail-flow rule that routed the copy last, and the connector that it names (G1.1.20)
}

// next is a recipient that stands in the place of this one: it gets the same copy.
func (a *addressee) next(r relay.MailRecipient) *addressee {
	return &addressee{MailRecipient: r, item: a.item, quiet: a.quiet, through: a.through, approved: a.approved}
}

// expansion asks the questions about each recipient. Whom a recipient stands for is asked about before the next one.
func (c *categorizing) expansion() bool {
	for _, r := range slices.Backward(c.item.Recipients) {
		c.pending = append(c.pending, &addressee{MailRecipient: r, item: c.item})
	}
	c.reach()
	return false
}

// reach asks the questions about all who are pending, and about those whom they stand for.
func (c *categorizing) reach() {
	for len(c.pending) > 0 {
		a := c.pending[len(c.pending)-1]
		c.pending = c.pending[:len(c.pending)-1]
		if !c.settled(a) {
			c.reached = append(c.reached, a)
		}
	}
}

func (c *categorizing) settled(a *addressee) bool {
	for i := range questions {
		if questions[i].do(c, a) {
			return true
		}
	}
	return false
}

// dispatch delivers the message to those who are here, and sends it on to the others.
func (c *categorizing) dispatch() bool {
	for _, a := range c.reached {
		switch {
		case a.out.Kind != categorizer.Mailbox:
			c.leave(a, a.final(), a.out.Decisions)
		case c.staysHere(a) && !c.full(a) && c.toMailbox(a):
			c.t.confirm(dsn.Succeeded, a.item, []relay.MailRecipient{a.MailRecipient}, reply.RecipientOK(), "")
		}
	}
	return false
}

// final is the envelope recipient after resolution.
func (a *addressee) final() relay.MailRecipient {
	if relay.SameAddress(a.Address, a.out.Address) {
		return a.MailRecipient
	}
	return relay.MailRecipient{Address: a.out.Address, ORcpt: orOriginal(a.MailRecipient), Notify: a.Notify}
}

// resolved finds out who the recipient is; nobody is a failure.
func (c *categorizing) resolved(a *addressee) bool {
	a.out = categorizer.Resolve(c.org, a.Address, c.t.stamp(relay.RoleHub))
	return a.out.Kind == categorizer.Undeliverable && c.refuse(a, a.out.Reply)
}

// refuse ends the way of a recipient with a report.
func (c *categorizing) refuse(a *addressee, why relay.Reply) (settled bool) {
	c.failures = append(c.failures, failure{recipient: a.MailRecipient, item: a.item, reply: why, source: "ROUTING",
		ended: relay.Failed, decisions: a.out.Decisions})
	return true
}

// refusedByRestriction asks the delivery restrictions of the object.
func (c *categorizing) refusedByRestriction(a *addressee) bool {
	if a.out.Recipient == nil {
		return false
	}
	refusal, d := categorizer.MayDeliver(c.org, a.out.Recipient, sender(a.item))
	a.out.Decisions = append(a.out.Decisions, d)
	return !refusal.IsZero() && c.refuse(a, refusal)
}

// sender is who wrote an item, as restrictions see it.
func sender(item *relay.MailItem) categorizer.Sender {
	from := item.From
	if from == "" && !item.Header.IsReport() {
		if a, err := mail.ParseAddress(item.Header.Get("From")); err == nil {
			from = a.Address
		}
	}
	return categorizer.Sender{Address: from, Auth: item.Auth, System: from == ""}
}

// repeated reports whether somebody else has led to the same address.
func (c *categorizing) repeated(a *addressee) bool { return !c.first(a.out.Address) }

func (c *categorizing) first(address string) bool {
	address = strings.ToLower(address)
	if c.seen[address] {
		return false
	}
	c.seen[address] = true
	return true
}

// orOriginal keeps the address that the sender used when the recipient is rewritten (RESOLVE).
func orOriginal(r relay.MailRecipient) string {
	if r.ORcpt != "" {
		return r.ORcpt
	}
	return "rfc822;" + r.Address
}

// withoutSuccess is what members of a group inherit: the sender was told of the expansion, not of each member (RFC 3461
// section 5.2.7.3, expansion as a confidential list).
func withoutSuccess(notify []string) []string {
	if !slices.Contains(notify, "SUCCESS") {
		return notify
	}
	rest := slices.DeleteFunc(slices.Clone(notify), func(n string) bool { return n == "SUCCESS" })
	if len(rest) == 0 {
		return []string{"NEVER"}
	}
	return rest
}

// expanded puts the members in the place of a group.
func (c *categorizing) expanded(a *addressee) bool {
	out := a.out
	if out.Kind != categorizer.Group {
		return false
	}
	if !c.first("group " + out.Recipient.Name) {
		return true
	}
	e := c.t.event(relay.EventExpand, "ROUTING", a.item, out.Members...)
	e.SourceContext, e.Decisions, e.Reply = a.Address, out.Decisions, reply.GroupExpanded()
	c.t.env.Record(e)
	c.t.confirm(dsn.Expanded, a.item, []relay.MailRecipient{a.MailRecipient}, reply.RecipientOK(), "")
	item, notify := c.forMembers(a)
	for _, member := range slices.Backward(out.Members) {
		m := a.next(relay.MailRecipient{Address: member, Notify: notify})
		m.item, m.quiet = item, a.quiet || !out.Recipient.SendOofMessageToOriginatorEnabled
		m.approved = a.approved || out.Recipient.BypassNestedModerationEnabled &&
			slices.Contains(a.item.Approved, strings.ToLower(out.Recipient.PrimarySmtpAddress))
		c.pending = append(c.pending, m)
	}
	return true
}

// staysHere reports whether mail for a mailbox here is delivered. In the cloud it may have to go out first: where a
// mail-flow rule routes it, or through on-premises when it comes from the Internet under centralized transport.
func (c *categorizing) staysHere(a *addressee) bool {
	if !c.org.InCloud() {
		return true
	}
	m := a.leaving(relay.DomainOf(a.out.Address))
	m.Here, m.Folder = true, a.out.Recipient.Type == relay.PublicFolder
	way, d := connector.WayOut(c.org, m)
	if d.Question != "" {
		a.out.Decisions = append(a.out.Decisions, d)
	}
	if way.Deliver {
		return true
	}
	target := a.final()
	c.letOut(a, target, a.out.Decisions, func(item *relay.MailItem, decisions []relay.Decision) {
		c.t.enqueue(item, target, c.t.through(way, m.Domain), decisions)
	})
	return false
}
