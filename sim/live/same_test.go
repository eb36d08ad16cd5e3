package live_test

import (
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/scenarios"
	"hybridsim/sim"
	"hybridsim/sim/live"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
	"hybridsim/sim/vnet"
)

// TestTheSameStoryLivesAndIsPlayed plays every story of the catalogue in virtual time and in a living world in which every byte of
// every conversation passes through real sockets, and compares what happened to each message on each side. Every claim has to hold
// in the living world, too.
func TestTheSameStoryLivesAndIsPlayed(t *testing.T) {
	c := &story.Catalogue{Files: scenarios.Files}
	var carried atomic.Int64 // connections through sockets
	stories := int64(0)
	t.Cleanup(func() { // when the parallel stories are over
		if n := carried.Load(); n < stories {
			t.Errorf("%d connections went through sockets; that is not every story's mail", n)
		}
	})
	for i, name := range c.Names() {
		if tested.Sampled(i, 3) { // the engine and the sockets are the same for all
			continue
		}
		stories++
		s, err := c.Story(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			played := perform(t, s, func(w *sim.World) (func(), func()) { return func() {}, w.Close })
			lived := perform(t, s, func(w *sim.World) (func(), func()) {
				e := live.Start(w, 1)
				return func() { throughSockets(w, &carried) }, func() { e.Stop() }
			})
			if len(played) == 0 && len(s.Symptoms) > 0 {
				t.Error("nothing happened")
			}
			if diff := cmp.Diff(played, lived); diff != "" {
				t.Errorf("what happened (-in virtual time +through sockets):\n%s", diff)
			}
		})
	}
}

// perform lets a story happen line by line and returns what happened, without times and ids. begin is called before each line.
func perform(t *testing.T, s *story.Story, start func(*sim.World) (begin, end func())) []string {
	t.Helper()
	w, err := s.World()
	if err != nil {
		t.Fatal(err)
	}
	begin, stop := start(w)
	end := sync.OnceFunc(stop)
	defer end()
	console := s.ConsoleAt(w)
	console.Settle, console.Wait = w.Settle, w.Wait
	w.Config.Propagation = s.Headers.Propagation
	section := func(steps []*story.Step) {
		console.Begin()
		for _, step := range steps {
			begin()
			output, err := console.Do(step.Text)
			if err != nil {
				t.Fatalf("line %d, %s: %v", step.Line, step.Text, err)
			}
			if step.IsClaim() && !strings.HasPrefix(output, "holds") {
				t.Errorf("line %d, %s: %s", step.Line, step.Text, output)
			}
		}
	}
	section(s.Cause)
	if len(s.Symptoms) > 0 {
		section(s.Symptoms)
		section(s.Cures[0].Resolution)
	}
	section(s.Cures[0].Verification)
	w.WaitIdle()
	end() // a session is told of when it ends
	return happened(w.Events())
}

// passing is what no two worlds have in common: times, ports of the dialler, and the ids of sessions.
var passing = regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d:\d\d [AP]M|\b08D[0-9A-F]{13}\b`)

// happened renders events without what differs by nature. Conversations overlap in a living world, so the order in which two
// messages get ahead of each other is not part of it.
func happened(events []relay.Event) []string {
	var lines []string
	for _, e := range events {
		var why []string
		for _, d := range e.Decisions {
			if d.Question == relay.WhichBackEnd { // they take turns, and who comes first is not part of it
				continue
			}
			why = append(why, fmt.Sprintf("%s=%s", d.Question, d.Chosen))
		}
		lines = append(lines, passing.ReplaceAllString(fmt.Sprintf("%s %s %q <%s> %q by %q, %s to %s (%s): %s %s %v",
			e.Side, e.ID, e.Subject, e.Sender, e.Recipients, e.ConnectorID, e.ClientIP, e.ServerIP, e.RemoteHost, e.RecipientStatus, e.Disposition, why), "TIME"))
	}
	slices.Sort(lines)
	return lines
}

// throughSockets makes every new conversation of the world pass through a connection on loopback, behind the boxes that the
// story has put in its way.
func throughSockets(w *sim.World, carried *atomic.Int64) {
	box := vnet.Box{Handle: func(client, server net.Conn) {
		near, far, err := loopback()
		if err != nil {
			panic(err)
		}
		carried.Add(1)
		done := make(chan struct{})
		go func() {
			defer close(done)
			vnet.PassThrough(client, near)
		}()
		vnet.PassThrough(far, server)
		<-done
	}}
	w.Net.RemoveBox(box)
	w.Net.AddBox(box)
}

// loopback returns the two ends of a real connection.
func loopback() (near, far net.Conn, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	defer l.Close()
	if near, err = net.Dial("tcp", l.Addr().String()); err != nil {
		return nil, nil, err
	}
	far, err = l.Accept()
	return near, far, err
}
