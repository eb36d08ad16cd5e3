package script

import (
	"mime"
	"net/mail"
	"regexp"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
)

// Mail is a message in some mailbox, as a mail program reads it.
type Mail struct{ sim.Letter }

// MailAt returns what is in an address's mailboxes; only what came after a moment, unless that is nil.
func (p *Player) MailAt(address string, since *Moment) []Mail {
	var after sim.Mark
	if since != nil {
		after = since.Mail
	}
	var list []Mail
	for _, l := range p.w.MailAt(address, after) {
		list = append(list, Mail{l})
	}
	return list
}

// Reports are the delivery reports in all mailboxes, on both sides and outside.
func (p *Player) Reports() (found []Mail) {
	for _, l := range p.w.Mail(nil) {
		if l.IsReport() {
			found = append(found, Mail{l})
		}
	}
	return found
}

// Report reads the message as a delivery report; nil when it is none.
func (m Mail) Report() *dsn.Report {
	if !m.IsReport() {
		return nil
	}
	r, err := dsn.Read(m.Content())
	if err != nil {
		return nil
	}
	return r
}

// Sender is the bare address of the From field, which need not be that of the envelope.
func (m Mail) Sender() string {
	a, err := mail.ParseAddress(m.Header.Get("From"))
	if err != nil {
		return m.Header.Get("From")
	}
	return a.Address
}

// IsAutoReply reports whether a mailbox sent the message by itself (RFC 3834 section 5).
func (m Mail) IsAutoReply() bool {
	return !m.IsReport() && strings.HasPrefix(strings.ToLower(m.Header.Get("Auto-Submitted")), "auto-")
}

var participation = regexp.MustCompile(`(?i)PARTSTAT=([A-Z-]+)`)

// MeetingAnswer reads what an attendee answered (RFC 5546 3.2.3).
func (m Mail) MeetingAnswer() (status string, ok bool) {
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "text/calendar" || !strings.EqualFold(params["method"], "REPLY") {
		return "", false
	}
	found := participation.FindSubmatch(m.Body)
	if found == nil {
		return "", false
	}
	return strings.ToLower(string(found[1])), true
}

// SidesOf returns the sides on which an address is a mailbox.
func (p *Player) SidesOf(address string) []relay.Side {
	var sides []relay.Side
	for _, side := range p.w.SideNames() {
		if p.w.Side(side).Keeps(address) {
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
	return at.Errorf(p.mailboxHint(address),
		"%s has no mailbox on either side or outside, so nothing could have shown it", address)
}

// arrival is the event by which the message came into the organization that holds it: its decisions tell why it looks
// as it does.
func (p *Player) arrival(m Mail) *relay.Event {
	var found *relay.Event
	for _, e := range p.w.Events() {
		if m.Item != nil && e.Side == m.Side && e.ID == relay.EventReceive && e.InternalID == m.Item.InternalID {
			found = &e
		}
	}
	return found
}
