package transport

import (
	"fmt"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
	"hybridsim/relay/content"
	"hybridsim/relay/reply"
)

// weighed is the message as the limits of the categorizer look at it. An Edge has none of them: it knows no senders.
func (c *categorizing) weighed() categorizer.Weighed {
	if c.weight == nil {
		m := categorizer.Weighed{From: c.item.From, Auth: c.item.Auth, Kind: c.item.Kind, Size: contentSize(c.item)}
		if !c.item.Counted {
			m.Recipients = len(c.item.Recipients)
		}
		if c.item.ReceivedFrom == "" && m.Size > smallest {
			m.Size = content.StoredSize(c.item.Header, c.item.Body)
		}
		c.weight = &m
	}
	return *c.weight
}

// smallest is a size that no limit is worth unpacking a message for.
const smallest = 4 << 10

// refusedForSender refuses the whole message for the limits of its sender.
func (c *categorizing) refusedForSender() bool {
	if c.t.atEdge() {
		return false
	}
	refusal, made := categorizer.WithinSender(c.org, c.weighed())
	if refusal.IsZero() {
		return false
	}
	for _, r := range c.item.Recipients {
		c.refuse(&addressee{MailRecipient: r, item: c.item, out: categorizer.Outcome{Decisions: made}}, refusal)
	}
	return true
}

// refusedForSize asks the limits on what the recipient may receive.
func (c *categorizing) refusedForSize(a *addressee) bool {
	refusal, d := categorizer.WithinRecipient(c.org, c.weighed(), a.out)
	if d.Question != "" {
		a.out.Decisions = append(a.out.Decisions, d)
	}
	return !refusal.IsZero() && c.refuse(a, refusal)
}

// full refuses mail for a mailbox that has reached its quota.
func (c *categorizing) full(a *addressee) bool {
	quota := c.org.QuotaOf(a.out.Recipient)
	if quota == relay.Unlimited {
		return false
	}
	home, used := c.t.home(a.out.Recipient), contentSize(c.item)
	for _, d := range home.Mailbox(a.out.Address) {
		used += contentSize(d.Item)
	}
	if !quota.Exceeded(used) {
		return false
	}
	a.out.Decisions = append(a.out.Decisions, relay.Decision{
		Question: relay.WithinLimits, Subject: a.out.Address, Source: "P5.3",
		Because: fmt.Sprintf("the mailbox would have %d bytes with the message", used),
		Candidates: []relay.Candidate{relay.Rejected(a.out.Address, "ProhibitSendReceiveQuota "+quota.String(),
			"the mailbox takes no more")},
	})
	c.refuse(a, reply.MailboxFull(c.t.product()))
	c.failures[len(c.failures)-1].source = "STOREDRIVER"
	return true
}
