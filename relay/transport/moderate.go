package transport

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
	"hybridsim/relay/mailbox"
	"hybridsim/relay/reply"
)

// Pending is a message that lies in an arbitration mailbox, for one recipient, until a moderator decides (P4.3, P4.4).
type Pending struct {
	Item        *relay.MailItem
	Recipient   relay.MailRecipient
	About       string // whose approval is needed: a recipient's address, or "rule NAME"
	Moderators  []string
	Arbitration string   // the address of the mailbox
	Requests    []string // Message-IDs
	Tells       bool     // the sender hears of a rejection
	Expires     time.Time
	Over        bool // decided: it is in no list any more
	Undelivered int  // requests that came back
}

// moderated lets a message for a moderated recipient wait (P1.9, P4.3). Its restrictions were asked before; whom it
// forwards to and who its members are is asked about when it is approved.
func (c *categorizing) moderated(a *addressee) bool {
	moderators, d := categorizer.Moderators(c.org, a.out.Recipient, sender(a.item))
	if d.Question == "" {
		return false
	}
	r := a.out.Recipient
	switch {
	case len(moderators) > 0 && slices.Contains(a.item.Approved, strings.ToLower(r.PrimarySmtpAddress)):
		moderators, d.Chosen, d.Because = nil, "pass", "a moderator has approved it"
	case len(moderators) > 0 && a.approved:
		moderators, d.Chosen = nil, "pass"
		d.Because = "who approved the group approved its members: BypassNestedModerationEnabled is $true"
	}
	a.out.Decisions = append(a.out.Decisions, d)
	return len(moderators) > 0 && c.wait(a, strings.ToLower(r.PrimarySmtpAddress), moderators, r.Moderation)
}

// wait puts a copy into the arbitration mailbox and asks the moderators. What moderation has sent itself is dropped
// rather than held (T13.5, G2.120); without the arbitration mailbox the message comes back (G2.114 [I]).
func (c *categorizing) wait(a *addressee, about string, moderators []string, m relay.Moderation) (settled bool) {
	if a.item.Header.Has(mailbox.ModerationLoop) {
		e := c.t.event(relay.EventDrop, "APPROVAL", a.item, a.Address)
		e.Decisions, e.Disposition = a.out.Decisions, relay.Dropped
		c.t.env.Record(e)
		return true
	}
	from, exists := c.org.ArbitrationOf(m.ArbitrationMailbox)
	if !exists {
		return c.refuse(a, reply.NoArbitrationMailbox())
	}
	if d := c.arbitrationFull(from); d.Question != "" {
		a.out.Decisions = append(a.out.Decisions, d)
		return c.refuse(a, reply.MailboxFull(c.t.product()))
	}
	p := Pending{Item: a.item, Recipient: a.MailRecipient, About: about, Moderators: moderators, Arbitration: from,
		Tells:   m.SendModerationNotifications.Tells(a.item.Auth.As),
		Expires: c.t.env.Now().Add(c.org.ApprovalExpires())}
	e := c.t.event(relay.EventModerate, "APPROVAL", a.item, a.Address)
	e.SourceContext, e.Decisions = from, slices.Clone(a.out.Decisions)
	c.t.env.Record(e)
	for _, to := range moderators {
		request := c.t.sendAnswer(mailbox.ApprovalRequest(from, to, a.Address, a.item, c.seesButtons(to)))
		p.Requests = append(p.Requests, request.Header.Get("Message-ID"))
	}
	c.t.pending = append(c.t.pending, p)
	c.t.notePending(p)
	return true
}

// arbitrationFull is the decision that an arbitration mailbox has no room for the message: in the service it has 10 GB
// (P4.5), on-premises what a mailbox that somebody named may hold. It is empty while there is room.
func (c *categorizing) arbitrationFull(at string) (d relay.Decision) {
	quota, used := relay.Unlimited, contentSize(c.item)
	if c.org.InCloud() {
		quota = arbitrationQuota
	} else if r := c.org.Recipient(at); r != nil {
		quota = c.org.QuotaOf(r)
	}
	for _, p := range c.t.pending {
		if relay.SameAddress(p.Arbitration, at) {
			used += contentSize(p.Item)
		}
	}
	if quota == relay.Unlimited || !quota.Exceeded(used) {
		return d
	}
	return relay.Decision{Question: relay.WithinLimits, Subject: at, Source: "P4.5",
		Because: fmt.Sprintf("%d bytes would wait in the arbitration mailbox with the message", used),
		Candidates: []relay.Candidate{relay.Rejected(at, "ProhibitSendReceiveQuota "+quota.String(),
			"the mailbox takes no more")}}
}

// arbitrationQuota is what the service's arbitration mailbox holds.
const arbitrationQuota = 10 << 10 * relay.MB

// seesButtons reports whether a moderator can decide: since the service sends cards, only one with a mailbox in it
// (P4.12).
func (c *categorizing) seesButtons(moderator string) bool {
	r := c.org.Recipient(moderator)
	return !c.org.InCloud() || !relay.CardsForModerators.Holds(c.t.day()) || r != nil && r.Type == relay.UserMailbox
}

// arbitrated takes what is for an arbitration mailbox: a decision, which counts when it is the first (P4.3), comes as
// internal mail and from a moderator (G2.113 [I]); anything else lies there unread.
func (c *categorizing) arbitrated(a *addressee) bool {
	own := relay.SameAddress(a.Address, c.org.ArbitrationAddress())
	if !own && !a.item.Header.Has("In-Reply-To") {
		return false
	}
	if a.item.From == "" && c.t.cameBack(a) {
		return true
	}
	at, p, approve := c.t.waitsFor(a)
	if p != nil {
		d := relay.Decision{Question: relay.IsModerated, Subject: p.Recipient.Address, Source: "P4.3, G2.113"}
		by := slices.ContainsFunc(p.Moderators, func(m string) bool { return relay.SameAddress(m, a.item.From) })
		switch {
		case a.item.Auth.As != relay.AuthInternal:
			d.Because = "the decision came as " + string(a.item.Auth.As) + " mail and does not count"
		case !by:
			d.Because = a.item.From + " is no moderator of it"
		case approve:
			d.Chosen, d.Because = "approve", a.item.From+" has approved it"
			at.approve(p, d)
		default:
			d.Chosen, d.Because = "reject", a.item.From+" has rejected it"
			at.disapprove(p, relay.EventModeratorReject, "a moderator has rejected it", d)
		}
		c.setAside(a, d)
		return true
	}
	if own {
		c.setAside(a, relay.Decision{Question: relay.IsModerated, Subject: a.Address, Source: "P4.3",
			Because: "nothing waits for a decision that this one is about"})
	}
	return own
}

// waitsFor finds the message that a decision is about, on whichever server of the organization it waits.
func (t *Transport) waitsFor(a *addressee) (at *Transport, p *Pending, approve bool) {
	for _, s := range t.org().Servers {
		at := t
		if s.Name != t.name {
			if at, _ = t.env.Peer(s.Name); at == nil {
				continue
			}
		}
		for i := range at.pending {
			p := &at.pending[i]
			approve, ok := mailbox.ReadVote(a.item.Header, p.Requests)
			if ok && relay.SameAddress(p.Arbitration, a.Address) {
				return at, p, approve
			}
		}
	}
	return nil, nil, false
}

// cameBack counts a report about a request for approval. When all have come back the message has no moderator: that is
// told in the log, and it waits until its time is over (P4.6; the last part is inferred).
func (t *Transport) cameBack(a *addressee) bool {
	for i := range t.pending {
		p := &t.pending[i]
		about := a.item.Header.Get("In-Reply-To")
		if !relay.SameAddress(p.Arbitration, a.Address) || !slices.Contains(p.Requests, about) {
			continue
		}
		if p.Undelivered++; p.Undelivered == len(p.Requests) {
			e := t.event(relay.EventModeratorsAllNDR, "APPROVAL", p.Item, p.Recipient.Address)
			e.Decisions = []relay.Decision{{Question: relay.IsModerated, Subject: p.Recipient.Address, Source: "P4.6",
				Because: "no request for approval could be delivered: " + relay.Some(p.Moderators)}}
			t.env.Record(e)
		}
		t.notePending(*p)
		return true
	}
	return false
}

// setAside ends the way of mail that an arbitration mailbox took.
func (c *categorizing) setAside(a *addressee, d relay.Decision) {
	e := c.t.event(relay.EventDrop, "APPROVAL", a.item, a.Address)
	e.Decisions, e.Disposition = []relay.Decision{d}, relay.Dropped
	c.t.env.Record(e)
}

// approve puts a message back before the categorizer, where rules and limits are asked again (G2.118).
func (t *Transport) approve(p *Pending, d relay.Decision) {
	e := t.event(relay.EventModeratorApprove, "APPROVAL", p.Item, p.Recipient.Address)
	e.Decisions = []relay.Decision{d}
	t.env.Record(e)
	item := *p.Item
	item.Recipients = []relay.MailRecipient{p.Recipient}
	item.Approved = append(slices.Clip(item.Approved), p.About)
	item.Arrived = t.env.Now()
	item.Submitted = item.Arrived // it expires as mail that was sent now
	t.decided(*p)
	t.await(&item)
}

// disapprove ends a message, and tells its sender unless that was not wanted (G2.116).
func (t *Transport) disapprove(p *Pending, id relay.EventID, why string, d relay.Decision) {
	e := t.event(id, "APPROVAL", p.Item, p.Recipient.Address)
	e.Decisions, e.Disposition = []relay.Decision{d}, relay.Dropped
	t.env.Record(e)
	over := *p
	t.decided(over)
	if over.Tells && over.Item.From != "" {
		t.sendAnswer(mailbox.ModerationNotice(over.Arbitration, over.Recipient.Address, why, over.Item))
	}
}

// decided notes that a message does not wait any more.
func (t *Transport) decided(p Pending) {
	p.Over = true
	t.restorePending(p)
	t.notePending(p)
}

// approvalsDue is when the next message has waited too long for a decision.
func (t *Transport) approvalsDue() (due time.Time, ok bool) {
	for _, p := range t.pending {
		if !ok || p.Expires.Before(due) {
			due, ok = p.Expires, true
		}
	}
	return due, ok
}

// expireApproval ends the message whose time has come; it reports whether there was one.
func (t *Transport) expireApproval() bool {
	for i := range t.pending {
		if p := &t.pending[i]; !p.Expires.After(t.env.Now()) {
			t.disapprove(p, relay.EventModerationExpire, "nobody has approved it in time", relay.Decision{
				Question: relay.IsModerated, Subject: p.Recipient.Address, Source: "P4.5",
				Because: "no moderator has decided in time"})
			return true
		}
	}
	return false
}

// notePending notes a new or decided entry for whoever keeps the mail. One that is decided is kept without content.
func (t *Transport) notePending(p Pending) {
	if t.keeping.on {
		if p.Over {
			p.Item = nil
		}
		t.keeping.changes = append(t.keeping.changes, Change{Pending: &p})
	}
}

// restorePending takes an entry as a change tells of it: entries are known by their requests.
func (t *Transport) restorePending(p Pending) {
	t.pending = slices.DeleteFunc(t.pending, func(x Pending) bool { return slices.Equal(x.Requests, p.Requests) })
	if !p.Over {
		t.pending = append(t.pending, p)
	}
}
