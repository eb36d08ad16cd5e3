package outside

import (
	"slices"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/relay/past"
	"hybridsim/sim/door"
)

// Change is one thing about a host's mail that has to outlive the process. One member is set.
type Change struct {
	Waits   *Waiting // a message waits
	Left    int      // the number of a message that waits no longer
	Mail    *Mail    // a message came into a mailbox
	GivenUp *journey.Outside
	Counted *Counters

	Forgotten time.Time // mail that came before this is gone
}

// Waiting is a message in a host's queue.
type Waiting struct {
	Number          int
	From, To, XOORG string
	Client          []string    `json:",omitempty"`
	Told            relay.Field `json:",omitzero"`
	Server          string      // by way of which it is sent; empty: MX or a rule says
	Content         []byte
	Submitted       time.Time
}

// Counters are how many messages a host has sent, and how often its scripted replies are still to be given.
type Counters struct {
	Sent      int
	Scripts   []int
	Forgotten int // of the mail that has come
}

// Snapshot returns changes that make the host's mail as it is now, if they are given to [Host.Restore].
func (h *Host) Snapshot(in *door.Inside) []Change {
	here := h.at(in)
	list := []Change{here.counted()}
	for _, m := range here.outgoing {
		if m.probes == "" { // a client that comes again has the host ask again
			list = append(list, m.waits())
		}
	}
	for _, m := range here.mail.Known() {
		list = append(list, Change{Mail: &m})
	}
	for _, o := range here.givenUp {
		list = append(list, Change{GivenUp: &o})
	}
	return list
}

// Counted returns how far the host's counters are, if they have moved since the last call.
func (h *Host) Counted(in *door.Inside) (c Change, moved bool) {
	here := h.at(in)
	if !here.moved {
		return Change{}, false
	}
	here.moved = false
	return here.counted(), true
}

// Restore replaces the host's mail by what changes tell, in their order. What waits is due at once.
func (h *Host) Restore(in *door.Inside, changes []Change) {
	here := h.at(in)
	here.mail, here.outgoing, here.givenUp = past.List[Mail]{}, nil, nil
	for _, c := range changes {
		here.restore(c)
	}
}

func (h *state) counted() Change {
	return Change{Counted: &Counters{Sent: h.sent, Forgotten: h.mail.Forgotten(), Scripts: h.scripts.Left()}}
}

// waits is the change that a message waits.
func (m *outgoing) waits() Change {
	return Change{Waits: &Waiting{
		Number: m.number, From: m.from, To: m.to, XOORG: m.xoorg, Client: m.client,
		Told: m.told, Server: m.server,
		Content: m.content, Submitted: m.submitted,
	}}
}

// enqueue puts a message into the host's queue.
func (h *state) enqueue(m *outgoing) {
	h.outgoing = append(h.outgoing, m)
	h.moved = true
	h.env.Note(h.in, m.waits())
}

// put adds to the host's mailboxes.
func (h *state) put(m Mail) {
	h.mail.Add(m)
	h.env.Note(h.in, Change{Mail: &m})
}

func (h *state) restore(c Change) {
	switch {
	case c.Waits != nil:
		m := c.Waits
		h.outgoing = append(h.outgoing, &outgoing{
			from: m.From, to: m.To, xoorg: m.XOORG, client: m.Client, told: m.Told, content: m.Content,
			submitted: m.Submitted, next: m.Submitted,
			number: m.Number, server: m.Server,
		})
	case c.Left != 0:
		h.drop(c.Left)
	case c.Mail != nil:
		h.mail.Add(*c.Mail)
	case c.GivenUp != nil:
		h.givenUp = append(h.givenUp, *c.GivenUp)
	case !c.Forgotten.IsZero():
		h.forget(c.Forgotten)
	case c.Counted != nil:
		h.sent = c.Counted.Sent
		h.mail.Skip(c.Counted.Forgotten)
		h.scripts.Restore(c.Counted.Scripts)
	}
}

// Letters is what is in the host's mailboxes and not forgotten, oldest first.
func (h *Host) Letters(in *door.Inside) []Mail { return h.at(in).mail.Known() }

// Forget forgets mail that came before a time, and what was given up then. What waits stays.
func (h *Host) Forget(in *door.Inside, before time.Time) { h.at(in).forget(before) }

func (h *state) forget(before time.Time) {
	h.mail.Forget(func(m Mail) bool { return !m.Time.Before(before) })
	h.givenUp = slices.DeleteFunc(slices.Clone(h.givenUp), func(o journey.Outside) bool {
		return o.Time.Before(before)
	})
}

// drop takes the message of a number out of the queue.
func (h *state) drop(number int) {
	for i, m := range h.outgoing {
		if m.number == number {
			h.outgoing = append(h.outgoing[:i:i], h.outgoing[i+1:]...)
			return
		}
	}
}
