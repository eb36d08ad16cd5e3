package script

import (
	"net/mail"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/mailbox"
	"hybridsim/sim/mistake"
)

// Mail is a message in some mailbox, whichever side or host holds it.
type Mail struct {
	Side      relay.Side // empty: an outside host
	Item      *relay.MailItem
	Header    relay.Header
	Content   []byte
	Placement mailbox.Placement // in a mailbox of an organization
}

// MailAt returns what is in an address's mailboxes, oldest first; only what came after since when it is given.
func (p *Player) MailAt(address string, since *Moment) []Mail {
	var list []Mail
	for _, side := range relay.BothSides {
		from := 0
		if since != nil {
			from = since.Deliveries[side]
		}
		r := p.w.Side(side).Organization().Recipient(address)
		for _, d := range p.w.Side(side).Deliveries()[from:] {
			if relay.SameAddress(d.Mailbox, address) || r != nil && r.HasAddress(d.Mailbox) {
				list = append(list, Mail{side, d.Item, d.Item.Header, d.Content(), d.Placement})
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
				list = append(list, Mail{Header: header, Content: m.Content})
			}
		}
	}
	return list
}

// SidesOf returns the sides on which an address is a mailbox.
func (p *Player) SidesOf(address string) []relay.Side {
	var sides []relay.Side
	for _, side := range relay.BothSides {
		if p.w.Side(side).Holds(address) {
			sides = append(sides, side)
		}
	}
	return sides
}

// needMailbox is an error when no mailbox could have shown the mail that a claim is about.
func (p *Player) needMailbox(address string, at mistake.Column) error {
	if len(p.SidesOf(address)) > 0 || p.w.HostOf(address) != nil {
		return nil
	}
	return at.Errorf(p.mailboxHint(address), "%s has no mailbox on either side or outside, so nothing could have shown it", address)
}

// IsReport reports whether a message is a delivery report.
func (m Mail) IsReport() bool { return IsReport(m.Header) }

// IsReport reports whether a header is that of a delivery report.
func IsReport(h relay.Header) bool {
	return strings.HasPrefix(strings.ToLower(h.Get("Content-Type")), "multipart/report")
}

// Report reads a message as a delivery report; nil when it is none.
func (m Mail) Report() *dsn.Report {
	if !m.IsReport() {
		return nil
	}
	r, err := dsn.Read(m.Content)
	if err != nil {
		return nil
	}
	return r
}

// From is the bare address of the From field.
func (m Mail) From() string {
	a, err := mail.ParseAddress(m.Header.Get("From"))
	if err != nil {
		return m.Header.Get("From")
	}
	return a.Address
}

// arrival is the event by which the message came into the organization that holds it: its decisions tell why it looks as it
// does.
func (p *Player) arrival(m Mail) *relay.Event {
	var found *relay.Event
	for _, e := range p.w.Events() {
		if m.Item != nil && e.Side == m.Side && e.ID == relay.EventReceive && e.InternalID == m.Item.InternalID {
			found = &e
		}
	}
	return found
}

// FoundReport is a delivery report in some mailbox after a play.
type FoundReport struct {
	Mailbox    string // address whose mailbox holds it
	ReturnPath string // envelope sender; "" is the null sender
	Content    []byte
}

// Reports are the delivery reports in all mailboxes, on both sides and outside. A report that a host writes to its own user has no
// envelope.
func (p *Player) Reports() (found []FoundReport) {
	for _, side := range relay.BothSides {
		for _, d := range p.w.Side(side).Deliveries() {
			if IsReport(d.Item.Header) {
				found = append(found, FoundReport{d.Mailbox, d.Item.From, d.Content()})
			}
		}
	}
	for _, h := range p.w.Hosts() {
		for _, m := range h.Mail() {
			if header, _ := relay.SplitMessage(m.Content); IsReport(header) {
				found = append(found, FoundReport{m.Mailbox, m.From, m.Content})
			}
		}
	}
	return found
}
