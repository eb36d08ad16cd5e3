package transport

import (
	"time"

	"hybridsim/relay"
)

// Delivered is a message in a mailbox.
type Delivered struct {
	Mailbox string // primary address
	Time    time.Time
	Item    *relay.MailItem
}

// Content is the message as the mailbox keeps it.
func (d Delivered) Content() []byte { return relay.Content(d.Item.Header, d.Item.Body) }

// mailboxes keeps what was delivered, in order.
type mailboxes struct{ all []Delivered }

// Mailbox returns what was delivered to an address that a mailbox here holds, oldest first.
func (t *Transport) Mailbox(address string) []Delivered {
	var found []Delivered
	r := t.org().Recipient(address)
	for _, d := range t.mailboxes.all {
		if relay.SameAddress(d.Mailbox, address) || r != nil && r.HasAddress(d.Mailbox) {
			found = append(found, d)
		}
	}
	return found
}

// Deliveries returns everything that was delivered, oldest first.
func (t *Transport) Deliveries() []Delivered { return t.mailboxes.all }
