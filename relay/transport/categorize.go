package transport

import (
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
	reply     relay.Reply
	remote    string        // host that refused; empty when we did
	by        relay.Outcome // the conversation in which it did
	detail    string
	last      relay.Deferral // the attempt before an expiry
	attempts  int            // before an expiry
	source    string         // of the FAIL event
	ended     relay.Disposition
	decisions []relay.Decision
}

// categorize finds out where each recipient of an item is, delivers, queues, and reports what failed.
func (t *Transport) categorize(item *relay.MailItem) {
	run := categorizing{t: t, org: t.org(), item: item, seen: map[string]bool{}}
	for _, r := range item.Recipients {
		run.recipient(r)
	}
	t.fail(item, run.failures)
}

// categorizing is one pass of the categorizer over one item.
type categorizing struct {
	t        *Transport
	org      *relay.Organization
	item     *relay.MailItem
	seen     map[string]bool   // final addresses, so that a loop or two groups deliver once (R6.19)
	variants []*relay.MailItem // what remote domains made of the item
	failures []failure
}

func (c *categorizing) recipient(r relay.MailRecipient) {
	if c.throughOnPremises(r) {
		return
	}
	if c.t.atEdge() {
		c.atEdge(r)
		return
	}
	out := categorizer.Resolve(c.org, r.Address, c.t.stamp(relay.RoleMailbox))
	if out.Recipient != nil && out.Kind != categorizer.Undeliverable {
		refusal, d := categorizer.MayDeliver(c.org, out.Recipient, c.item.Auth)
		out.Decisions = append(out.Decisions, d)
		if !refusal.IsZero() {
			out.Kind, out.Reply = categorizer.Undeliverable, refusal
		}
	}
	switch out.Kind {
	case categorizer.Undeliverable:
		c.failures = append(c.failures, failure{recipient: r, reply: out.Reply, source: "ROUTING", ended: relay.Failed,
			decisions: out.Decisions})
	case categorizer.Group:
		c.expand(r, out)
	case categorizer.Mailbox:
		if c.first(out.Address) {
			if !c.toMailbox(r, out) {
				return
			}
			c.t.confirm(dsn.Succeeded, c.item, []relay.MailRecipient{r}, reply.RecipientOK(), "")
		}
	default:
		if !c.first(out.Address) {
			return
		}
		target := r
		if !relay.SameAddress(r.Address, out.Address) {
			target = relay.MailRecipient{Address: out.Address, ORcpt: orOriginal(r), Notify: r.Notify}
		}
		c.leave(target, out.Decisions)
	}
}

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

func (c *categorizing) expand(r relay.MailRecipient, out categorizer.Outcome) {
	if !c.first("group " + out.Recipient.Name) {
		return
	}
	e := c.t.event(relay.EventExpand, "ROUTING", c.item, out.Members...)
	e.SourceContext, e.Decisions = r.Address, out.Decisions
	c.t.env.Record(e)
	c.t.confirm(dsn.Expanded, c.item, []relay.MailRecipient{r}, reply.RecipientOK(), "")
	for _, member := range out.Members {
		c.recipient(relay.MailRecipient{Address: member, Notify: withoutSuccess(r.Notify)})
	}
}

// throughOnPremises sends Internet mail for this tenant through the on-premises organization first, mailbox here or
// not, when centralized mail transport is on (R4.9 [D] TROUTE). Mail that comes from there is attributed to the tenant
// and passes.
func (c *categorizing) throughOnPremises(r relay.MailRecipient) bool {
	central := connector.Centralized(c.org)
	if !c.org.InCloud() || central == nil || c.item.Attribution.Directionality != relay.Incoming {
		return false
	}
	d := relay.Decision{
		Question: relay.WhichRoute, Subject: r.Address, Chosen: central.Name, Source: "R4.9",
		Because: "centralized mail transport: mail from the Internet goes through the on-premises organization",
		Candidates: []relay.Candidate{relay.Selected(central.Name, "RouteAllMessagesViaOnPremises $true",
			"the message is Incoming")},
	}
	c.letOut(r, nil, func(item *relay.MailItem, decisions []relay.Decision) {
		c.t.enqueue(item, r, c.t.throughConnector(central, relay.DomainOf(r.Address)), append(decisions, d))
	})
	return true
}
