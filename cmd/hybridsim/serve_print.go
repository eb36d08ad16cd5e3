package main

import (
	"fmt"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/live"
	"hybridsim/sim/live/edge"
	"hybridsim/sim/live/house"
	"hybridsim/sim/script"
)

var _ house.Teller = (*serving)(nil)

// Opened implements [house.Teller].
func (s *serving) Opened(o *house.Opened) {
	for _, d := range o.Edge.Told.Doors {
		s.column(d.Side, d.Title, strings.TrimSpace(fmt.Sprintf("%-20s %s", d.Listens, d.More)))
		if edge.Reachable(d.At) {
			s.reachable(d.At, "it is no mail server for them", d.Option, d.Before)
		}
	}
	for _, b := range o.Edge.Told.Bridges {
		s.column("bridge", b.Host, b.Server)
	}
	for _, w := range o.Windows {
		s.window(w)
	}
	s.clients(o.Edge)
	s.printf("%s\n%s\n\n", keeping(o.Folder), remembering(s.Keep))
	if o.Lab {
		s.printf("This is a lab: task tells this again; hint, grade, solution, reset and help are there too.\n\n")
	}
	if s.desk != nil {
		s.desk.Watch(o.World, o.Told)
	}
}

func (s *serving) printf(format string, args ...any) { fmt.Fprintf(s.out, format, args...) }

// column prints a line of the list of doors.
func (s *serving) column(what, name, at string) { s.printf("%-8s%-23s %s\n", what, name, at) }

// reachable warns of something that listens for other machines, too.
func (s *serving) reachable(at, why, option, before string) {
	s.printf("warning: other machines can reach %s, and %s; --%s %s127.0.0.1:PORT keeps it on this one\n", at, why,
		option, before)
}

func (s *serving) window(w house.Window) {
	switch w.Kind {
	case house.DNS:
		s.column(w.Kind, "UDP and TCP", w.At)
		if edge.Reachable(w.At) {
			s.reachable(w.At, "its names are made up", w.Kind, "")
		}
	case house.HTTP:
		s.column(w.Kind, "mailboxes, logs, events", "http://"+w.At)
		if edge.Reachable(w.At) {
			s.reachable(w.At, "there is no password: they may read and change everything here", w.Kind, "")
		}
	case house.CA:
		s.column(w.Kind, "to verify the servers", w.At)
	case house.Maildir:
		s.column(w.Kind, "one for each mailbox", w.At)
	}
}

// clients tells who a client is by the address that it comes from, if there is a door to come to.
func (s *serving) clients(p *edge.Plan) {
	if len(p.Told.Doors) == 0 {
		return
	}
	s.printf("\nA client from 127.0.0.1 is %s, somewhere on the Internet.\n", p.Default)
	if !edge.ManyLoopbacks() {
		s.printf("On this system clients come from 127.0.0.1 only; others need a door: --source " +
			"ADDRESS=127.0.0.1:PORT\n\n")
		return
	}
	s.printf("Who binds another loopback address is somebody else; from any but these no client is let in:\n")
	for _, c := range p.Clients.List() {
		s.printf("%s\n", strings.TrimRight(fmt.Sprintf("  %-14s%-16s%s", c.Client, c.Address, c.Host), " "))
	}
	s.printf("\n")
}

// keeping says what outlives the process.
func keeping(f *house.Folder) string {
	switch {
	case f == nil:
		return "Nothing is kept: what is in queues and mailboxes is gone when this ends. --data FOLDER keeps it."
	case !f.Held():
		return fmt.Sprintf("Everything is kept in %s: a 250 means that the message is stored.", f.Dir)
	}
	name, at := f.Since()
	if f.Lab() {
		name = "The lab"
	}
	return fmt.Sprintf("%s goes on where it ended at %s. Everything is kept in %s.", name,
		at.Format(time.DateTime), f.Dir)
}

// remembering says how much evidence stays.
func remembering(b live.Bound) string {
	switch {
	case b == live.Bound{}:
		return "All evidence stays (--keep all)."
	case b.Messages > 0:
		return fmt.Sprintf("Evidence of the newest %s messages stays (--keep); older is forgotten.", b)
	case b.Age > 0:
		return fmt.Sprintf("Evidence that is older than %s is forgotten (--keep).", b)
	}
	return fmt.Sprintf("The newest %s of evidence stay (--keep); older is forgotten.", b)
}

// Happened implements [house.Teller]. At a desk into which lines are piped, events are told line by line instead.
func (s *serving) Happened(events []relay.Event) {
	switch {
	case s.desk == nil:
		s.printf("%s", renderEvents(events, !s.Console.Hidden()))
	case !s.desk.Piped:
		s.desk.Tell()
	}
}

// Warn implements [house.Teller]. A terminal shows it above the line that is typed.
func (s *serving) Warn(text string) {
	if s.desk != nil && !s.desk.Piped {
		s.printf("%s\n", text)
		return
	}
	fmt.Fprintln(s.warn, text)
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
