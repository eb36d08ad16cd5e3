package main

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/console"
	"hybridsim/sim/story"
	"hybridsim/sim/suggest"
)

// eventModes are the values of the line "events ...".
var eventModes = []string{"off", "on", "full"}

// setEvents does the line "events on|off|full".
func (d *desk) setEvents(arguments []string) error {
	mode := strings.Join(arguments, " ")
	switch {
	case mode == "full" && d.session.Console.Hidden():
		return &console.Mistake{Column: len("events ") + 1, Message: "decisions are hidden in a lab", Hint: "events on shows what happens"}
	case mode != "off" && mode != "on" && mode != "full":
		return &console.Mistake{Column: len("events ") + 1, Message: fmt.Sprintf("%q is no way to show events", mode), Hint: suggest.DidYouMean(mode, eventModes)}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.events = mode
	return nil
}

// tell prints events above the prompt, as the person wants them.
func (d *desk) tell(events []relay.Event) {
	d.mu.Lock()
	mode := d.events
	d.mu.Unlock()
	if mode != "off" {
		fmt.Fprint(d.out, renderEvents(events, mode == "full"))
	}
}

// renderEvents is a line for each event, with decisions beneath it when they are wanted.
func renderEvents(events []relay.Event, decisions bool) string {
	if decisions {
		return story.RenderEvents(events, false)
	}
	bare := make([]relay.Event, len(events))
	for i, e := range events {
		bare[i] = e
		bare[i].Decisions = nil
	}
	return story.RenderEvents(bare, false)
}
