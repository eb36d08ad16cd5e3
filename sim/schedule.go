package sim

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// actor is whoever has work of its own: a server or an outside host.
type actor interface {
	// due is the time of its earliest work.
	due() (time.Time, bool)
	// step does one unit that is due now. When the unit is a conversation it returns it to be performed.
	step() *Conversation
}

// Conversation is a dialogue to perform, and what to do with its outcome.
type Conversation struct {
	dialogue relay.Dialogue
	from     speaker
	finish   func(relay.Outcome)
	tries    []*Transcript // of the connections that it made or attempted
}

// next finds the earliest work of all actors, servers before hosts; of equally early ones the first.
func (w *World) next(in *Inside) (who actor, at time.Time) {
	consider := func(a actor) {
		if t, ok := a.due(); ok && (who == nil || t.Before(at)) {
			who, at = a, t
		}
	}
	for _, server := range w.servers() {
		consider(server.at(in))
	}
	for _, h := range w.at(in).hosts {
		consider(working{h, in})
	}
	return who, at
}

// stepLimit bounds the work at one instant; beyond it two parties answer each other for ever.
const stepLimit = 100_000

// Settle does all work that is due at the present instant, one dialogue at a time.
func (w *World) Settle() error {
	if w.pace != nil {
		return w.pace.Settle()
	}
	w.Clock.RunDue()
	passed := circles{}
	for step := range stepLimit {
		c, some := w.Begin()
		if !some {
			return nil
		}
		if c == nil {
			continue
		}
		if step >= manySteps {
			if err := passed.note(c); err != nil {
				return err
			}
		}
		w.Hold(c)
	}
	return fmt.Errorf("the work of %s does not end: after %d steps more is due",
		w.Clock.Now().Format(time.RFC3339), stepLimit)
}

// Work that takes manySteps at one instant may go in circles. A message that the same party has then passed on to the
// same recipients more than maxRounds times does: no server can be told to bear so many hops (MaxHopCount is at most
// 500).
const (
	manySteps = 1000
	maxRounds = 600
)

// circles counts how often a party has passed on a message at one instant.
type circles map[string]int

func (c circles) note(t *Conversation) error {
	message := t.dialogue.Header
	if len(message) == 0 { // a host keeps it in one piece
		message = t.dialogue.Body
	}
	header, _ := relay.SplitMessage(message)
	id := cmp.Or(header.Get("Message-ID"), "without Message-ID")
	var to []string
	for _, r := range t.dialogue.Recipients {
		to = append(to, r.Address)
	}
	all := strings.Join(to, ", ")
	key := strings.Join([]string{t.from.name(), id, all}, "\n")
	if c[key]++; c[key] <= maxRounds {
		return nil
	}
	return mistake.New("hosts see a loop by its Received fields: look which host on the way drops them, and "+
		"where it sends mail",
		"mail to %s goes in circles, and nobody on the way sees it: %s has passed on message %s %d times", all,
		t.from.name(), id, maxRounds)
}

// Begin decides one unit of the work that is due now; some is false when there is none. When the unit is a
// conversation, the caller holds it ([World.Hold]).
func (w *World) Begin() (c *Conversation, some bool) {
	in := w.door.Enter()
	defer w.door.Leave()
	if w.pace != nil { // which asks, and knows that something happened
		w.pace.Enter()
	}
	who, at := w.next(in)
	if some = who != nil && !at.After(w.Clock.Now()); some {
		c = who.step()
		w.handOver(in)
	}
	return c, some
}

// Hold performs a conversation, without the door, and applies its outcome, with it.
func (w *World) Hold(c *Conversation) {
	outcome := w.perform(c)
	w.Do(func(*Inside) { c.finish(outcome) })
}

// NextDue is the time of the earliest work or calendar entry; ok is false when there is none.
func (w *World) NextDue() (due time.Time, ok bool) {
	in := w.door.Enter()
	who, due := w.next(in)
	ok = who != nil
	w.door.Leave()
	if t, scheduled := w.Clock.Next(); scheduled && (!ok || t.Before(due)) {
		due, ok = t, true
	}
	return due, ok
}

// Wait moves the clock forward and does what comes due on the way.
func (w *World) Wait(d time.Duration) error {
	if w.pace != nil {
		return w.pace.Wait(d)
	}
	if err := w.Settle(); err != nil {
		return err
	}
	until := w.Clock.Now().Add(d)
	for {
		at := until
		if t, ok := w.NextDue(); ok && t.Before(at) {
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
