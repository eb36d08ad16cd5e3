package transport

import (
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/ident"
)

// Held is a message in quarantine, for one recipient.
type Held struct {
	relay.QuarantinedMessage
	Item      *relay.MailItem     // as it was when it was held
	Recipient relay.MailRecipient // whom it is for
}

// Quarantine lists what has been put into quarantine and not forgotten, the oldest first. What has been released stays
// in the list.
func (t *Transport) Quarantine() []relay.QuarantinedMessage {
	var list []relay.QuarantinedMessage
	for _, h := range t.quarantined {
		if t.env.Now().Before(h.Expires) {
			list = append(list, h.QuarantinedMessage)
		}
	}
	return list
}

// Release lets a quarantined message go to its recipient. It is categorized again, and neither the mail-flow rules nor
// the filter's verdict keep it any more (G2.46). ok is false when there is no such message.
func (t *Transport) Release(identity string) (ok bool) {
	i := slices.IndexFunc(t.quarantined, func(h Held) bool { return strings.EqualFold(h.Identity, identity) })
	if i < 0 || !t.env.Now().Before(t.quarantined[i].Expires) {
		return false
	}
	h := &t.quarantined[i]
	h.ReleaseStatus = relay.Released
	t.noteHeld(*h)
	item := *h.Item
	item.Recipients, item.Released = []relay.MailRecipient{h.Recipient}, h.Identity
	item.Arrived = t.env.Now()
	item.Submitted = item.Arrived // it expires as mail that was sent now
	t.await(&item)
	return true
}

// hold ends the way of a recipient in the tenant's quarantine, until somebody lets the message go.
func (c *categorizing) hold(item *relay.MailItem, a *addressee, why relay.QuarantineType, policy string) {
	e := c.t.event(relay.EventQuarantine, "AGENT", item, a.out.Address)
	e.SourceContext, e.Decisions, e.Disposition = string(why)+" "+policy, a.out.Decisions, relay.Quarantined
	if item.Verdict.Judged() {
		e.SCL = relay.Level(item.Verdict.SCL)
	}
	c.t.env.Record(e)
	now := c.t.env.Now()
	h := Held{Item: item, Recipient: a.final(), QuarantinedMessage: relay.QuarantinedMessage{
		Identity: item.NetworkMessageID + `\` +
			ident.Random(c.t.ids.seed, "quarantine", len(c.t.quarantined)+1),
		ReceivedTime: now, MessageId: e.MessageID, SenderAddress: item.From, RecipientAddress: a.out.Address,
		Subject: e.Subject, Size: e.TotalBytes, Type: why, PolicyName: policy,
		Direction: item.Attribution.Directionality,
		Expires:   now.AddDate(0, 0, why.QuarantineDays()), ReleaseStatus: relay.NotReleased,
		AdminOnly: why == relay.QuarantineHighConfPhish,
	}}
	c.t.quarantined = append(c.t.quarantined, h)
	c.t.noteHeld(h)
}

// noteHeld notes a new or changed entry of the quarantine for whoever keeps the mail.
func (t *Transport) noteHeld(h Held) {
	if t.keeping.on {
		t.keeping.changes = append(t.keeping.changes, Change{Held: &h})
	}
}

// restoreHeld takes an entry as a change tells of it, in the place of the one with its identity.
func (t *Transport) restoreHeld(h Held) {
	i := slices.IndexFunc(t.quarantined, func(x Held) bool { return x.Identity == h.Identity })
	if i < 0 {
		t.quarantined = append(t.quarantined, h)
	} else {
		t.quarantined[i] = h
	}
}

// forgetHeld forgets the content of what came into quarantine before a time. The entries stay: identities count them.
func (t *Transport) forgetHeld(before time.Time) {
	for i := range t.quarantined {
		if h := &t.quarantined[i]; h.ReceivedTime.Before(before) {
			h.Item, h.Expires = nil, h.ReceivedTime
		}
	}
}
