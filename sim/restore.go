package sim

import (
	"time"

	"hybridsim/relay/transport"
)

// Snapshot returns changes that make the world's mail and records as they are now, if they are given to [World.Restore] of a
// world with the same configuration.
func (w *World) Snapshot() []Change { return look(w, w.snapshot) }

func (w *World) snapshot(in *Inside) []Change {
	var list []Change
	for _, server := range w.servers() {
		for _, c := range server.at(in).transport.Snapshot() {
			list = append(list, server.change(c))
		}
	}
	s := w.at(in)
	for _, outside := range s.hosts {
		h := outside.at(in)
		list = append(list, h.counted())
		for _, m := range h.outgoing {
			list = append(list, h.waits(m))
		}
		for _, m := range h.mail {
			list = append(list, h.change(OutsideChange{Mail: &m}))
		}
	}
	for _, e := range s.events {
		list = append(list, Change{Event: &e})
	}
	for _, a := range s.appEvents {
		list = append(list, Change{Application: &a})
	}
	return list
}

// Restore replaces the world's mail and records by what changes tell, in their order. What waits is due at once. It is called
// before anybody else has to do with the world.
func (w *World) Restore(changes []Change) {
	w.Do(func(in *Inside) { w.restore(in, changes) })
}

func (w *World) restore(in *Inside, changes []Change) {
	s := w.at(in)
	s.events, s.appEvents = nil, nil
	for _, h := range s.hosts {
		h.at(in).mail, h.at(in).outgoing = nil, nil
	}
	mail := map[*Server][]transport.Change{}
	for _, c := range changes {
		switch {
		case c.Mail != nil:
			if server := w.keptBy(c); server != nil {
				mail[server] = append(mail[server], *c.Mail)
			}
		case c.Outside != nil:
			if h := w.hostNamed(in, c.Host); h != nil {
				h.at(in).restore(*c.Outside)
			}
		case c.Event != nil:
			s.events = append(s.events, *c.Event)
		case c.Application != nil:
			s.appEvents = append(s.appEvents, *c.Application)
		}
	}
	for server, list := range mail {
		server.at(in).transport.Restore(list)
	}
}

// change is a change about the server's mail.
func (s *Server) change(c transport.Change) Change {
	return Change{Side: s.side.Name, Server: s.Name, Mail: &c}
}

// keptBy is the server that a change is about, or nil.
func (w *World) keptBy(c Change) *Server {
	side := w.Side(c.Side)
	switch {
	case side == nil:
		return nil
	case c.Server == "": // kept when a side had no other
		return side.servers[0]
	}
	return side.Server(c.Server)
}

// Pass moves the clock and does what stands in the calendar on the way, but no mail.
func (w *World) Pass(until time.Time) {
	for {
		at := until
		if next, ok := w.Clock.Next(); ok && next.Before(at) {
			at = next
		}
		if at.After(w.Clock.Now()) {
			w.Clock.AdvanceTo(at)
		}
		w.Clock.RunDue()
		if !at.Before(until) {
			return
		}
	}
}

// change is a change about the host.
func (h *hostState) change(c OutsideChange) Change { return Change{Host: h.Name, Outside: &c} }

// waits is the change that a message waits.
func (h *hostState) waits(m *outgoing) Change {
	return h.change(OutsideChange{Waits: &OutsideWaiting{
		Number: m.number, From: m.from, To: m.to, XOORG: m.xoorg, Content: m.content, Submitted: m.submitted,
	}})
}

// counted is the change that the host's counters stand where they stand.
func (h *hostState) counted() Change {
	c := &OutsideCounters{Sent: h.sent}
	for _, s := range h.scripts {
		c.Scripts = append(c.Scripts, s.Times)
	}
	return h.change(OutsideChange{Counted: c})
}

// enqueue puts a message into the host's queue.
func (h *hostState) enqueue(m *outgoing) {
	h.outgoing = append(h.outgoing, m)
	h.moved = true
	h.w.note(h.in, h.waits(m))
}

// put adds to the host's mailboxes.
func (h *hostState) put(m OutsideMail) {
	h.mail = append(h.mail, m)
	h.w.note(h.in, h.change(OutsideChange{Mail: &m}))
}

func (h *hostState) restore(c OutsideChange) {
	switch {
	case c.Waits != nil:
		m := c.Waits
		h.outgoing = append(h.outgoing, &outgoing{
			from: m.From, to: m.To, xoorg: m.XOORG, content: m.Content, submitted: m.Submitted, next: m.Submitted, number: m.Number,
		})
	case c.Left != 0:
		h.drop(c.Left)
	case c.Mail != nil:
		h.mail = append(h.mail, *c.Mail)
	case c.Counted != nil:
		h.sent = c.Counted.Sent
		for i, times := range c.Counted.Scripts {
			if i < len(h.scripts) {
				h.scripts[i].Times = times
			}
		}
	}
}

// drop takes the message of a number out of the queue.
func (h *hostState) drop(number int) {
	for i, m := range h.outgoing {
		if m.number == number {
			h.outgoing = append(h.outgoing[:i:i], h.outgoing[i+1:]...)
			return
		}
	}
}
