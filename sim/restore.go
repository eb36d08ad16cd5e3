package sim

import (
	"time"

	"hybridsim/relay"
	"hybridsim/relay/past"
	"hybridsim/relay/transport"
	"hybridsim/sim/outside"
)

// Snapshot returns changes that make the world's mail and records as they are now, if they are given to [World.Restore]
// of a world with the same configuration.
func (w *World) Snapshot() []Change { return look(w, w.snapshot) }

func (w *World) snapshot(in *Inside) []Change {
	var list []Change
	for _, server := range w.servers() {
		for _, c := range server.at(in).transport.Snapshot() {
			list = append(list, server.change(c))
		}
		if len(server.at(in).faults) > 0 {
			list = append(list, server.faultsLeft(in))
		}
	}
	s := w.at(in)
	if f := s.forgotten; !f.Before.IsZero() {
		list = append(list, Change{Forgotten: &f})
	}
	for _, h := range s.hosts {
		for _, c := range h.Snapshot(in) {
			list = append(list, h.change(c))
		}
	}
	for _, e := range s.events.Known() {
		list = append(list, Change{Event: &e})
	}
	for _, a := range s.appEvents.Known() {
		list = append(list, Change{Application: &a})
	}
	return list
}

// Restore replaces the world's mail and records by what changes tell, in their order. What waits is due at once. It is
// called before anybody else has to do with the world.
func (w *World) Restore(changes []Change) {
	w.Do(func(in *Inside) { w.restore(in, changes) })
}

func (w *World) restore(in *Inside, changes []Change) {
	s := w.at(in)
	s.forgotten = Forgotten{}
	s.events, s.appEvents = past.List[relay.Event]{}, past.List[relay.ApplicationEvent]{}
	outsiders := map[*Host][]outside.Change{}
	mail := map[*Server][]transport.Change{}
	for _, c := range changes {
		switch {
		case c.Mail != nil:
			if server := w.keptBy(c); server != nil {
				mail[server] = append(mail[server], *c.Mail)
			}
		case c.Outside != nil:
			if h := w.hostNamed(in, c.Host); h != nil {
				outsiders[h] = append(outsiders[h], *c.Outside)
			}
		case c.Event != nil:
			s.events.Skip(c.Event.Sequence - 1)
			s.events.Add(*c.Event)
		case c.Forgotten != nil:
			s.restoreForgotten(*c.Forgotten, mail, outsiders)
		case c.Application != nil:
			s.appEvents.Add(*c.Application)
		case c.Faults != nil:
			if server := w.keptBy(c); server != nil {
				server.at(in).faults.Restore(c.Faults.Left)
			}
		}
	}
	for _, h := range s.hosts {
		h.Restore(in, outsiders[h])
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
	if side := w.Side(c.Side); side != nil && c.Server == "" { // kept when a side had no other
		return side.servers[0]
	}
	for _, side := range w.sides {
		if s := side.Server(c.Server); s != nil && side.Name == c.Side {
			return s
		}
	}
	return nil
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
