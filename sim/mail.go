package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/mailbox"
)

// Mailbox is where mail arrives, on a side or at an outside host.
type Mailbox struct {
	At      string // onprem, cloud, another organization's identity, or the outside host's name
	Address string // the primary one
	Name    string // of its owner; empty at outside hosts
}

// Letter is a message in a mailbox.
type Letter struct {
	ID      string     // cloud-2, mx.fabrikam.com-1: the place, and the number
	Number  int        // counts the deliveries at the place, from 1
	At      string     // as in [Mailbox]
	Side    relay.Side // empty: at an outside host
	Mailbox string
	From    string // the envelope's sender; empty for reports, and where it is not known
	Time    time.Time
	Header  relay.Header
	Body    []byte
	mailbox.Placement
	Item *relay.MailItem // as the organization keeps it; nil at an outside host

	content []byte // as an outside host took it
}

// Content is the message as the mailbox keeps it.
func (l Letter) Content() []byte {
	if l.content != nil {
		return l.content
	}
	return relay.Content(l.Header, l.Body)
}

// In reports whether the message lies in a mailbox.
func (l Letter) In(m Mailbox) bool { return l.At == m.At && relay.SameAddress(l.Mailbox, m.Address) }

// IsReport reports whether the message is a delivery report.
func (l Letter) IsReport() bool { return l.Header.IsReport() }

// Mark is a moment of the world's mailboxes: how much had arrived at each place.
type Mark map[string]int

// Marked is the present moment.
func (w *World) Marked() Mark {
	m := Mark{}
	for _, p := range w.places() {
		m[p.name] = p.count
	}
	return m
}

// Mail returns every message in the world's mailboxes, place by place, the oldest first; only what came after a moment,
// unless that is nil.
func (w *World) Mail(since Mark) []Letter {
	var list []Letter
	for _, p := range w.places() {
		for n := max(since[p.name], p.first); n < p.count; n++ {
			list = append(list, p.letter(n))
		}
	}
	return list
}

// MailAt returns what is in the mailboxes of an address, which may be any of their owner's, as [World.Mail] does.
func (w *World) MailAt(address string, since Mark) []Letter {
	return slices.DeleteFunc(w.Mail(since), func(l Letter) bool {
		if relay.SameAddress(l.Mailbox, address) {
			return false
		}
		if l.Side == "" {
			return true
		}
		r := w.Side(l.Side).Organization().Recipient(address)
		return r == nil || !r.HasAddress(l.Mailbox)
	})
}

// Letter finds a message by its ID; one that was forgotten is not there.
func (w *World) Letter(id string) (Letter, bool) {
	if p, number := w.letterPlace(id); number > p.first {
		return p.letter(number - 1), true
	}
	return Letter{}, false
}

// Came reports whether there has ever been a message with an ID.
func (w *World) Came(id string) bool {
	_, number := w.letterPlace(id)
	return number > 0
}

// letterPlace reads an ID; the number is 0 when nothing has had it.
func (w *World) letterPlace(id string) (place, int) {
	if i := strings.LastIndexByte(id, '-'); i >= 0 {
		number, err := strconv.Atoi(id[i+1:])
		for _, p := range w.places() {
			if err == nil && p.name == id[:i] && number >= 1 && number <= p.count {
				return p, number
			}
		}
	}
	return place{}, 0
}

// Mailboxes lists the mailboxes of all organizations and of the outside hosts, place by place. Those that are gone from
// the directory stay in the list as long as there is mail in them.
func (w *World) Mailboxes() []Mailbox {
	var list []Mailbox
	for _, side := range w.SideNames() {
		for _, r := range w.Side(side).Organization().Recipients {
			if r.Type == relay.UserMailbox || r.Type == relay.PublicFolder && r.TargetAddress == "" {
				list = append(list, Mailbox{string(side), r.PrimarySmtpAddress, r.DisplayName})
			}
		}
		for _, d := range w.Side(side).Deliveries() {
			if !slices.ContainsFunc(list, Letter{At: string(side), Mailbox: d.Mailbox}.In) {
				list = append(list, Mailbox{string(side), d.Mailbox, ""})
			}
		}
	}
	for _, h := range w.Hosts() {
		for _, address := range h.Mailboxes() {
			list = append(list, Mailbox{h.Name, address, ""})
		}
	}
	return list
}

// Keeps reports whether mail for an address can come to stay on this side: in a mailbox, or in a public folder, which
// sends nothing.
func (s *Side) Keeps(address string) bool {
	r := s.Organization().Recipient(address)
	return s.Holds(address) || r != nil && r.Type == relay.PublicFolder
}

// place is where mailboxes are. What has arrived there is counted from 0; arrivals are never taken back, but the oldest
// can be forgotten.
type place struct {
	name   string
	first  int // the oldest that is not forgotten
	count  int
	letter func(n int) Letter
}

func (w *World) places() []place {
	var list []place
	for _, side := range w.SideNames() {
		all, first := w.Side(side).deliveries()
		list = append(list, place{string(side), first, first + len(all), func(n int) Letter {
			d := all[n-first]
			return Letter{
				ID: letterID(string(side), n), Number: n + 1, At: string(side), Side: side,
				Mailbox: d.Mailbox, Placement: d.Placement, From: d.Item.From,
				Time: d.Time, Header: d.Item.Header, Body: d.Item.Body, Item: d.Item,
			}
		}})
	}
	for _, h := range w.Hosts() {
		log := h.MailLog()
		all, first := log.Known(), log.Forgotten()
		list = append(list, place{h.Name, first, log.Count(), func(n int) Letter {
			m := all[n-first]
			l := Letter{ID: letterID(h.Name, n), Number: n + 1, At: h.Name, Mailbox: m.Mailbox, From: m.From,
				Time: m.Time, content: m.Content}
			l.Folder = mailbox.Inbox
			l.Header, l.Body = relay.SplitMessage(m.Content)
			return l
		}})
	}
	return list
}

func letterID(at string, n int) string { return fmt.Sprintf("%s-%d", at, n+1) }
