package live_test

import (
	"fmt"
	"testing"
	"time"

	"hybridsim/scenarios"
	"hybridsim/sim/live"
	"hybridsim/sim/story"
)

// newEngine lets a base live.
func newEngine(t *testing.T) *live.Engine {
	t.Helper()
	s, err := (&story.Catalogue{Files: scenarios.Files}).Base("hybrid-2013")
	if err != nil {
		t.Fatal(err)
	}
	s.Headers.Clock = time.Now()
	w, err := s.World()
	if err != nil {
		t.Fatal(err)
	}
	e := live.Start(w, 1)
	t.Cleanup(e.Stop)
	return e
}

// arrives lets a message come from outside to a host's port 25, and be delivered.
func arrives(t *testing.T, e *live.Engine, host, to, subject, text string) {
	t.Helper()
	const from = "erin@fabrikam.com"
	replies, err := e.World.HostOf(from).Talk(host, []string{"EHLO mx.fabrikam.com", "MAIL FROM:<" + from + ">", "RCPT TO:<" + to + ">", "DATA",
		"From: " + from, "To: " + to, "Subject: " + subject, fmt.Sprintf("Message-ID: <%s@fabrikam.com>", subject), "", text, ".", "QUIT"})
	if err != nil || len(replies) != 7 || replies[5][:3] != "250" {
		t.Fatalf("%q %v", replies, err)
	}
	if err := e.Settle(); err != nil {
		t.Fatal(err)
	}
}

func TestWaitingMovesTheClockAtOnce(t *testing.T) {
	l := newEngine(t)
	before, began := l.World.Clock.Now(), time.Now()
	if err := l.Wait(49 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := l.World.Clock.Now().Sub(before); got < 49*time.Hour || got > 50*time.Hour {
		t.Errorf("the clock moved by %s, want 49 hours", got)
	}
	if time.Since(began) > time.Hour {
		t.Error("it was a real wait")
	}
}
