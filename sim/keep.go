package sim

import (
	"time"

	"hybridsim/relay"
	"hybridsim/relay/transport"
	"hybridsim/sim/outside"
)

// Keeper keeps what happens in a world, so that it outlives the process. What it has kept is at any moment what the
// world was at some moment: changes are handed over in the order in which they happened, and those of one time behind
// the door together.
type Keeper interface {
	// Keep takes changes, of which there may be none. It is called with the door held, and must not wait. The function
	// that it returns waits until the changes are kept, with all before them, and the clock.
	Keep(changes []Change, now time.Time) (kept func() error)
	// Failing reports that nothing can be kept at present.
	Failing() bool
	// Grown reports that most of what is kept is history by now, so that [Keeper.Replace] would make it short.
	Grown() bool
	// Replace takes changes that make the state as it is now, in place of all that were handed over. It is called with
	// the door held, and must not wait.
	Replace(state []Change, now time.Time)
}

// Change is one thing that has to outlive the process. One member is set, beside Side and Server, or Host, which say
// whose it is.
type Change struct {
	Side        relay.Side
	Server      string // of the side; empty: its first
	Host        string
	Mail        *transport.Change
	Outside     *outside.Change
	Event       *relay.Event
	Application *relay.ApplicationEvent
	Forgotten   *Forgotten // everything earlier
	Faults      *Faults    // of the server
}

// Faults are how often each scripted reply of a server is still to be given.
type Faults struct{ Left []int }

// Body is the part of a change that can be large, and that several changes may have in common; nil when it has none.
func (c Change) Body() []byte {
	switch {
	case c.Mail != nil && c.Mail.Waits != nil:
		return c.Mail.Waits.Item.Body
	case c.Mail != nil && c.Mail.Delivered != nil:
		return c.Mail.Delivered.Item.Body
	case c.Mail != nil && c.Mail.Held != nil && c.Mail.Held.Item != nil:
		return c.Mail.Held.Item.Body
	case c.Mail != nil && c.Mail.Pending != nil && c.Mail.Pending.Item != nil:
		return c.Mail.Pending.Item.Body
	case c.Outside != nil && c.Outside.Waits != nil:
		return c.Outside.Waits.Content
	case c.Outside != nil && c.Outside.Mail != nil:
		return c.Outside.Mail.Content
	}
	return nil
}

// WithBody returns a copy of a change that has a [Change.Body], with another.
func (c Change) WithBody(body []byte) Change {
	switch {
	case c.Mail != nil && c.Mail.Waits != nil:
		w := *c.Mail.Waits
		w.Item = withBody(w.Item, body)
		c.Mail = &transport.Change{Waits: &w}
	case c.Mail != nil && c.Mail.Delivered != nil:
		d := *c.Mail.Delivered
		d.Item = withBody(d.Item, body)
		c.Mail = &transport.Change{Delivered: &d}
	case c.Mail != nil && c.Mail.Held != nil && c.Mail.Held.Item != nil:
		h := *c.Mail.Held
		h.Item = withBody(h.Item, body)
		c.Mail = &transport.Change{Held: &h}
	case c.Mail != nil && c.Mail.Pending != nil && c.Mail.Pending.Item != nil:
		p := *c.Mail.Pending
		p.Item = withBody(p.Item, body)
		c.Mail = &transport.Change{Pending: &p}
	case c.Outside != nil && c.Outside.Waits != nil:
		w := *c.Outside.Waits
		w.Content = body
		c.Outside = &outside.Change{Waits: &w}
	case c.Outside != nil && c.Outside.Mail != nil:
		m := *c.Outside.Mail
		m.Content = body
		c.Outside = &outside.Change{Mail: &m}
	}
	return c
}

func withBody(item *relay.MailItem, body []byte) *relay.MailItem {
	other := *item
	other.Body = body
	return &other
}

// Keep has a keeper keep what happens from now on. It is called once, before anybody else has to do with the world.
func (w *World) Keep(k Keeper) {
	w.keeper = k
	in := w.door.Enter()
	defer w.door.Leave()
	for _, server := range w.servers() {
		server.at(in).transport.Keep()
	}
}

// Durably is [World.Do] that returns when what f changed is kept, and whether it is. Without a keeper it is Do.
func (w *World) Durably(f func(*Inside)) error {
	if kept := w.do(f); kept != nil {
		return kept()
	}
	return nil
}

// Kept waits until everything that has happened is kept, and the time at which it did. Whoever answers that something
// was done asks before: the error tells that a restart may forget it. Without a keeper it is nil at once.
func (w *World) Kept() error {
	if w.keeper == nil {
		return nil
	}
	w.do(func(*Inside) {}) // brings a living world's clock to the present
	return look(w, func(*Inside) func() error { return w.keeper.Keep(nil, w.Clock.Now()) })()
}

// full reports that the world can take no mail, since it could not be kept.
func (w *World) full() bool { return w.keeper != nil && w.keeper.Failing() }

// note notes a change for the keeper.
func (w *World) note(in *Inside, c Change) {
	if w.keeper != nil {
		here := w.at(in)
		here.changes = append(here.changes, c)
	}
}

// handOver gives the keeper what has changed since the door was closed.
func (w *World) handOver(in *Inside) (kept func() error) {
	if w.keeper == nil {
		return nil
	}
	s := w.at(in)
	for _, server := range w.servers() {
		for _, c := range server.at(in).transport.Changes() {
			s.changes = append(s.changes, server.change(c))
		}
	}
	for _, server := range w.servers() {
		if here := server.at(in); here.faulted {
			s.changes, here.faulted = append(s.changes, server.faultsLeft(in)), false
		}
	}
	for _, h := range s.hosts {
		if c, moved := h.Counted(in); moved {
			s.changes = append(s.changes, h.change(c))
		}
	}
	if len(s.changes) == 0 {
		return nil
	}
	for _, server := range w.servers() {
		if c, moved := server.at(in).transport.Counted(); moved {
			s.changes = append(s.changes, server.change(c))
		}
	}
	changes := s.changes
	s.changes = nil
	kept = w.keeper.Keep(changes, w.Clock.Now())
	if s.shorten && w.keeper.Grown() {
		w.keeper.Replace(w.snapshot(in), w.Clock.Now())
	}
	s.shorten = false
	return kept
}
