package house

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/console"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// Desk is where somebody types at a house: at a terminal, or lines that are piped in.
type Desk struct {
	Session *console.Session
	Screen  Screen
	Piped   bool // lines are piped in

	seen   int  // lines
	wrong  int  // that could not be done
	failed bool // a claim did not hold

	mu     sync.Mutex
	events string     // off, on or full
	world  *sim.World // of which events are told
	told   int        // events of it
}

// Screen is what a desk looks like. It is used by one goroutine at a time, but for Events.
type Screen interface {
	Line() (string, error) // the next line that is typed, behind the session's prompt; an error when there are no more
	Prompted(line string)  // a line was typed by nobody
	Answer(text string)
	Mistake(error) // about the line that was typed last
	Events(list []relay.Event, decisions bool)
}

// NewDesk is a desk at which events are shown, or, with lines that are piped in, are not.
func NewDesk(s *console.Session, screen Screen, piped bool) *Desk {
	d := &Desk{Session: s, Screen: screen, Piped: piped, events: "on"}
	if piped {
		d.events = "off"
	}
	return d
}

// Read does what is typed until there is no more, or somebody types exit. It reports whether the house is to end: an
// input without any line is nobody's wish, if lines are piped in.
func (d *Desk) Read() (ends bool) {
	for told := false; ; told = true {
		d.Session.Console.Wait() // what it tells at its beginning comes first
		if task := d.Session.Console.Task(); !told && task != "" {
			d.Screen.Answer(task + "\n")
		}
		line, err := d.Screen.Line()
		if err != nil {
			return !d.Piped || d.seen > 0
		}
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if line == "exit" || line == "quit" {
			return true
		}
		d.seen++
		if errors.Is(d.do(line), console.ErrClosed) {
			return true
		}
	}
}

// do does a line and shows what comes of it.
func (d *Desk) do(line string) error {
	if words := strings.Fields(line); words[0] == "events" {
		return d.report(console.Answer{}, d.setEvents(words[1:]))
	}
	answer, err := d.Session.Do(line)
	if d.Piped { // in order: what happened, then the answer
		d.Tell()
	}
	return d.report(answer, err)
}

func (d *Desk) report(answer console.Answer, err error) error {
	d.Screen.Answer(answer.Output)
	d.failed = d.failed || answer.Failed
	if err != nil && !errors.Is(err, console.ErrClosed) {
		d.Screen.Mistake(err)
		d.wrong++
	}
	return err
}

// eventModes are the values of the line "events ...".
var eventModes = []string{"off", "on", "full"}

// setEvents does the line "events on|off|full".
func (d *Desk) setEvents(arguments []string) error {
	const column = len("events ") + 1
	mode := strings.Join(arguments, " ")
	switch {
	case mode == "full" && d.Session.Console.Hidden():
		return mistake.At(column, "decisions are hidden in a lab", "events on shows what happens")
	case mode != "off" && mode != "on" && mode != "full":
		return mistake.At(column, fmt.Sprintf("%q is no way to show events", mode),
			suggest.DidYouMean(mode, eventModes))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.events = mode
	return nil
}

// Watch begins to tell of a world's events, but for those that need not be told.
func (d *Desk) Watch(w *sim.World, told int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.world, d.told = w, told
}

// Tell shows the events that were not told yet, as the person wants them.
func (d *Desk) Tell() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.world == nil {
		return
	}
	log := d.world.EventLog()
	events := log.Since(d.told)
	d.told = log.Count()
	if d.events != "off" {
		d.Screen.Events(events, d.events == "full")
	}
}

// Result is how it went at a desk.
type Result struct {
	Seen, Wrong int  // lines that were typed, and that could not be done
	Failed      bool // a claim did not hold, or a lab was not passed
}

// Result is how lines that were piped in went; in a lab, whether it was passed is all that counts.
func (d *Desk) Result() Result {
	switch {
	case !d.Piped:
		return Result{}
	case d.Session.Console.Lab():
		return d.Interrupted()
	}
	return Result{d.seen, d.wrong, d.failed}
}

// Interrupted is how it went if the house was told to end: a lab is passed or not.
func (d *Desk) Interrupted() Result {
	passed, _ := d.Session.Console.Passed()
	return Result{Failed: d.Piped && d.Session.Console.Lab() && !passed}
}

// Finish grades what piped lines have changed, unless the last of them did.
func (d *Desk) Finish() {
	if c := d.Session.Console; d.Piped && c.Lab() {
		if _, graded := c.Passed(); !graded {
			d.Screen.Prompted("grade")
			d.do("grade")
		}
	}
}
