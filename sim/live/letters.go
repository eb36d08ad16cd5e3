package live

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/mailbox"
	"hybridsim/sim"
)

// Mailbox is a place in the world where mail arrives, on a side or at an outside host.
type Mailbox struct {
	At      string // onprem, cloud, or the outside host's name
	Address string // the primary one
	Name    string // of its owner; empty at outside hosts
}

// Letter is a message in a mailbox.
type Letter struct {
	ID      string // cloud-2, mx.fabrikam.com-1: the place, and a number that counts its deliveries
	At      string // as in [Mailbox]
	Mailbox string
	Folder  string // Inbox or Junk Email
	From    string // the envelope's sender; empty for reports, and where it is not known
	Time    time.Time
	Header  relay.Header
	Body    []byte
}

// Content is the message as the mailbox keeps it.
func (l Letter) Content() []byte { return relay.Content(l.Header, l.Body) }

// In reports whether the message lies in a mailbox.
func (l Letter) In(m Mailbox) bool { return l.At == m.At && relay.SameAddress(l.Mailbox, m.Address) }

// Mailboxes lists the mailboxes of both sides and of the outside hosts, place by place. Those that are gone from the directory
// stay in the list as long as there is mail in them.
func Mailboxes(w *sim.World) []Mailbox {
	var list []Mailbox
	for _, side := range relay.BothSides {
		for _, r := range w.Side(side).Organization().Recipients {
			if r.Type == relay.UserMailbox {
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

// Letters returns every message in the world's mailboxes, place by place, the oldest first.
func Letters(w *sim.World) []Letter {
	var list []Letter
	for _, p := range places(w) {
		for n := range p.count {
			list = append(list, p.letter(n))
		}
	}
	return list
}

// LetterOf finds a message by its ID.
func LetterOf(w *sim.World, id string) (Letter, bool) {
	i := strings.LastIndexByte(id, '-')
	if i < 0 {
		return Letter{}, false
	}
	number, err := strconv.Atoi(id[i+1:])
	for _, p := range places(w) {
		if err == nil && p.name == id[:i] && number >= 1 && number <= p.count {
			return p.letter(number - 1), true
		}
	}
	return Letter{}, false
}

// place is where mailboxes are. What has arrived there is counted from 0; arrivals are never taken back.
type place struct {
	name   string
	count  int
	letter func(n int) Letter
}

func places(w *sim.World) []place {
	var list []place
	for _, side := range relay.BothSides {
		all := w.Side(side).Deliveries()
		list = append(list, place{string(side), len(all), func(n int) Letter {
			d := all[n]
			return Letter{
				ID: letterID(string(side), n), At: string(side), Mailbox: d.Mailbox, Folder: d.Folder, From: d.Item.From, Time: d.Time,
				Header: d.Item.Header, Body: d.Item.Body,
			}
		}})
	}
	for _, h := range w.Hosts() {
		all := h.Mail()
		list = append(list, place{h.Name, len(all), func(n int) Letter {
			l := Letter{ID: letterID(h.Name, n), At: h.Name, Mailbox: all[n].Mailbox, Folder: mailbox.Inbox, From: all[n].From, Time: all[n].Time}
			l.Header, l.Body = relay.SplitMessage(all[n].Content)
			return l
		}})
	}
	return list
}

func letterID(at string, n int) string { return fmt.Sprintf("%s-%d", at, n+1) }
