// Package vclock is a discrete-event clock: virtual time that stands still
// until somebody moves it, and a calendar of things to do.
//
// It is not a replacement for package time: nothing ticks, nothing sleeps, and
// no goroutine is started. Whoever drives the simulation does, over and over:
//
//  1. ask [Clock.Next] when something happens next;
//  2. move there with [Clock.AdvanceTo];
//  3. do what is due with [Clock.RunDue].
//
// An event that takes time is two events: one that starts it and one, scheduled
// by the first, for its outcome. Moving the clock from inside an event would
// make every other event late.
package vclock

import (
	"container/heap"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Clock is a virtual clock with a calendar of events. All its methods are safe
// for concurrent use, but only one goroutine should drive it.
type Clock struct {
	start time.Time // never changed

	mu        sync.Mutex
	now       time.Time
	scheduled int // events scheduled so far; breaks ties between equal times
	calendar  calendar
}

// Event is an entry in the calendar, as [Clock.Pending] shows it.
type Event struct {
	At   time.Time
	What string
}

// New returns a clock that stands at start, in UTC, with an empty calendar.
func New(start time.Time) *Clock {
	return &Clock{start: virtual(start), now: virtual(start)}
}

// Start returns the virtual time at which the clock began, in UTC: worlds that live one after the other have different
// ones.
func (c *Clock) Start() time.Time { return c.start }

// Now returns the virtual time, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// At schedules do for time t; a t in the past means now. The text says what
// will be done, for people who ask what the simulation is waiting for. An event
// may schedule others.
func (c *Clock) At(t time.Time, what string, do func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := virtual(t)
	if at.Before(c.now) {
		at = c.now
	}
	c.scheduled++
	heap.Push(&c.calendar, entry{Event: Event{At: at, What: what}, order: c.scheduled, do: do})
}

// Next returns the time of the earliest event in the calendar; ok is false when
// there is none. The time is not after Now when events are due.
func (c *Clock) Next() (t time.Time, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.calendar) == 0 {
		return time.Time{}, false
	}
	return c.calendar[0].At, true
}

// Pending lists the calendar in the order in which it will be worked through.
func (c *Clock) Pending() []Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	entries := slices.SortedFunc(slices.Values(c.calendar), entry.compare)
	events := make([]Event, len(entries))
	for i, e := range entries {
		events[i] = e.Event
	}
	return events
}

// AdvanceTo moves the clock to t and runs nothing. Events passed over become
// due. Virtual time never runs backwards: an earlier t is a bug in the caller,
// and panics.
func (c *Clock) AdvanceTo(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	to := virtual(t)
	if to.Before(c.now) {
		panic(fmt.Sprintf("vclock: cannot move back from %s to %s",
			c.now.Format(time.RFC3339Nano), to.Format(time.RFC3339Nano)))
	}
	c.now = to
}

// RunDue runs every event that is due, ordered by time and then by the order of
// scheduling, including those that they in turn schedule for now. It returns how
// many it ran. An event that always schedules itself for now never lets it
// return.
func (c *Clock) RunDue() int {
	ran := 0
	for {
		do, ok := c.takeDue()
		if !ok {
			return ran
		}
		do()
		ran++
	}
}

// takeDue removes the first due event from the calendar. The event itself runs
// outside the lock, so that it may schedule others.
func (c *Clock) takeDue() (do func(), ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.calendar) == 0 || c.calendar[0].At.After(c.now) {
		return nil, false
	}
	return heap.Pop(&c.calendar).(entry).do, true
}

// virtual strips from t what belongs to the wall clock: its zone and its
// monotonic reading.
func virtual(t time.Time) time.Time { return t.Round(0).UTC() }
