package sim

import (
	"fmt"
	"time"

	"hybridsim/relay"
)

// actor is whoever has work of its own: an organization or an outside host.
type actor interface {
	// due is the time of its earliest work.
	due() (time.Time, bool)
	// step does one unit that is due now. When the unit is a conversation it returns it to be performed.
	step() *conversation
}

// conversation is a dialogue to perform, and what to do with its outcome.
type conversation struct {
	dialogue relay.Dialogue
	from     speaker
	finish   func(relay.Outcome)
}

func (w *World) actors() []actor {
	list := []actor{w.sides[relay.OnPremises], w.sides[relay.Cloud]}
	for _, h := range w.hosts {
		list = append(list, h)
	}
	return list
}

// next finds the earliest work of all actors; of equally early ones the first.
func (w *World) next() (who actor, at time.Time) {
	for _, a := range w.actors() {
		if t, ok := a.due(); ok && (who == nil || t.Before(at)) {
			who, at = a, t
		}
	}
	return who, at
}

// stepLimit bounds the work at one instant; beyond it two parties answer each other for ever.
const stepLimit = 100_000

// Settle does all work that is due at the present instant, one dialogue at a time.
func (w *World) Settle() error {
	w.Clock.RunDue()
	for range stepLimit {
		who, at := w.next()
		if who == nil || at.After(w.Clock.Now()) {
			return nil
		}
		w.work(who)
	}
	return fmt.Errorf("the work of %s does not end: after %d steps more is due", w.Clock.Now().Format(time.RFC3339), stepLimit)
}

// work does one unit: decide with the door held, perform without, apply with.
func (w *World) work(who actor) {
	var c *conversation
	w.Do(func() { c = who.step() })
	if c == nil {
		return
	}
	outcome := w.perform(c)
	w.Do(func() { c.finish(outcome) })
}

// Wait moves the clock forward and does what comes due on the way.
func (w *World) Wait(d time.Duration) error {
	if err := w.Settle(); err != nil {
		return err
	}
	until := w.Clock.Now().Add(d)
	for {
		at := until
		if _, t := w.next(); !t.IsZero() && t.Before(at) {
			at = t
		}
		if t, ok := w.Clock.Next(); ok && t.Before(at) {
			at = t
		}
		if at.After(w.Clock.Now()) {
			w.Clock.AdvanceTo(at)
		}
		if err := w.Settle(); err != nil {
			return err
		}
		if !at.Before(until) {
			return nil
		}
	}
}
