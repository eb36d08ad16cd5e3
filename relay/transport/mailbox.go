package transport

import (
	"maps"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/mailbox"
	"hybridsim/relay/past"
)

// Delivered is a message in a mailbox.
type Delivered struct {
	Mailbox string // primary address
	Time    time.Time
	Item    *relay.MailItem
	mailbox.Placement
}

// Content is the message as the mailbox keeps it.
func (d Delivered) Content() []byte { return relay.Content(d.Item.Header, d.Item.Body) }

// mailboxes keeps what was delivered, in order, and to whom each mailbox has sent an automatic reply.
type mailboxes struct {
	all      past.List[Delivered]
	answered map[string]*correspondents // of a mailbox that replies, by its address in lower case
}

// Mailbox returns what was delivered to an address that a mailbox here holds, oldest first.
func (t *Transport) Mailbox(address string) []Delivered {
	var found []Delivered
	r := t.org().Recipient(address)
	for _, d := range t.mailboxes.all.Known() {
		if relay.SameAddress(d.Mailbox, address) || r != nil && r.HasAddress(d.Mailbox) {
			found = append(found, d)
		}
	}
	return found
}

// Deliveries is what was delivered, at this moment.
func (t *Transport) Deliveries() past.List[Delivered] { return t.mailboxes.all }

// Forget forgets mail that was delivered before a time, and which senders were told of a delay of mail that has gone.
func (t *Transport) Forget(before time.Time) {
	t.mailboxes.forget(before)
	t.forgetHeld(before)
	waiting := map[int]bool{}
	for _, w := range t.submission {
		waiting[w.item.InternalID] = true
	}
	for _, q := range t.queues {
		for _, d := range q.deliveries {
			waiting[d.item.InternalID] = true
		}
	}
	maps.DeleteFunc(t.told, func(id int, _ bool) bool { return !waiting[id] })
}

func (m *mailboxes) forget(before time.Time) {
	m.all.Forget(func(d Delivered) bool { return !d.Time.Before(before) })
}
