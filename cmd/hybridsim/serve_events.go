package main

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
	"hybridsim/sim/suggest"
)

// eventModes are the values of the line "events ...".
var eventModes = []string{"off", "on", "full"}

// setEvents does the line "events on|off|full".
func (d *desk) setEvents(arguments []string) error {
	mode := strings.Join(arguments, " ")
	switch {
	case mode == "full" && d.session.Console.Hidden():
		return &mistake.Error{Column: len("events ") + 1, Message: "decisions are hidden in a lab", Hint: "events on shows what happens"}
	case mode != "off" && mode != "on" && mode != "full":
		return &mistake.Error{Column: len("events ") + 1, Message: fmt.Sprintf("%q is no way to show events", mode), Hint: suggest.DidYouMean(mode, eventModes)}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.events = mode
	return nil
}

// tell prints events as they happen. At a desk into which lines are piped they are told line by line instead.
func (s *server) tell(events []relay.Event) {
	switch {
	case s.desk == nil:
		s.printf("%s", renderEvents(events, !s.console.Hidden()))
	case !s.desk.piped:
		s.desk.tell()
	}
}

// watch begins to tell of a world's events, but for those that need not be told.
func (d *desk) watch(w *sim.World, told int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.world, d.told = w, told
}

// tell prints the events that were not told yet, as the person wants them.
func (d *desk) tell() {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := d.world.Events()
	events := all[d.told:]
	d.told = len(all)
	switch {
	case d.events == "off":
	case d.events == "full" || d.width == 0:
		fmt.Fprint(d.out, renderEvents(events, d.events == "full"))
	default:
		for line := range strings.Lines(renderEvents(events, false)) {
			fmt.Fprintln(d.out, shortened(strings.TrimSuffix(line, "\n"), d.width-1))
		}
	}
}

// renderEvents is a line for each event, with decisions beneath it when they are wanted.
func renderEvents(events []relay.Event, decisions bool) string {
	if decisions {
		return script.RenderEvents(events, false)
	}
	bare := make([]relay.Event, len(events))
	for i, e := range events {
		bare[i] = e
		bare[i].Decisions = nil
	}
	return script.RenderEvents(bare, false)
}
