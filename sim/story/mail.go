package story

import (
	"net/mail"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/mailbox"
	"hybridsim/sim/mistake"
)

// message is a message in some mailbox, whichever side or host holds it.
type message struct {
	side      relay.Side // empty: an outside host
	item      *relay.MailItem
	header    relay.Header
	content   []byte
	placement mailbox.Placement // in a mailbox of an organization
}

// mailAt returns what is in an address's mailboxes, oldest first; only what came after since when it is given.
func (p *play) mailAt(address string, since *moment) []message {
	var list []message
	for _, side := range relay.BothSides {
		from := 0
		if since != nil {
			from = since.deliveries[side]
		}
		r := p.w.Side(side).Organization().Recipient(address)
		for _, d := range p.w.Side(side).Deliveries()[from:] {
			if relay.SameAddress(d.Mailbox, address) || r != nil && r.HasAddress(d.Mailbox) {
				list = append(list, message{side, d.Item, d.Item.Header, d.Content(), d.Placement})
			}
		}
	}
	for _, h := range p.w.Hosts() {
		from := 0
		if since != nil {
			from = since.outside[h.Name]
		}
		for _, m := range h.Mail()[from:] {
			if relay.SameAddress(m.Mailbox, address) {
				header, _ := relay.SplitMessage(m.Content)
				list = append(list, message{header: header, content: m.Content})
			}
		}
	}
	return list
}

// sidesOf returns the sides on which an address is a mailbox.
func (p *play) sidesOf(address string) []relay.Side {
	var sides []relay.Side
	for _, side := range relay.BothSides {
		if p.w.Side(side).Holds(address) {
			sides = append(sides, side)
		}
	}
	return sides
}

// needMailbox is an error when no mailbox could have shown the mail that a claim is about.
func (p *play) needMailbox(address string, at mistake.Column) error {
	if len(p.sidesOf(address)) > 0 || p.w.HostOf(address) != nil {
		return nil
	}
	return at.Errorf(p.mailboxHint(address), "%s has no mailbox on either side or outside, so nothing could have shown it", address)
}

// isReport reports whether a message is a delivery report.
func (m message) isReport() bool {
	return strings.HasPrefix(strings.ToLower(m.header.Get("Content-Type")), "multipart/report")
}

// report reads a message as a delivery report; nil when it is none.
func (m message) report() *dsn.Report {
	if !m.isReport() {
		return nil
	}
	r, err := dsn.Read(m.content)
	if err != nil {
		return nil
	}
	return r
}

// from is the bare address of the From field.
func (m message) from() string {
	a, err := mail.ParseAddress(m.header.Get("From"))
	if err != nil {
		return m.header.Get("From")
	}
	return a.Address
}

// arrival is the event by which the message came into the organization that holds it: its decisions tell why it looks as it
// does.
func (p *play) arrival(m message) *relay.Event {
	var found *relay.Event
	for _, e := range p.w.Events() {
		if m.item != nil && e.Side == m.side && e.ID == relay.EventReceive && e.InternalID == m.item.InternalID {
			found = &e
		}
	}
	return found
}
