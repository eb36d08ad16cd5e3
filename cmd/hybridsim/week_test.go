package main

import (
	"flag"
	"fmt"
	"runtime"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/scenarios"
	"hybridsim/sim"
	"hybridsim/sim/evidence"
	"hybridsim/sim/live"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

var (
	weekMessages = flag.Int("week", 2000, "how many messages TestAWeekOfMail sends, one a second of the world's time; a week has 604800")
	weekKeep     = flag.String("weekkeep", "16MB", "what TestAWeekOfMail keeps of them")
)

// TestAWeekOfMail sends a message a second, across the hybrid, to the Internet and for nobody, in virtual time, and lets a world
// keep its bound, with the views that serve makes: what it remembers never takes more than the bound, and what lives in
// memory does not grow once it has begun to forget.
func TestAWeekOfMail(t *testing.T) {
	if tested.Race {
		t.Skip("plays many worlds, each as other tests do")
	}
	s, err := (&story.Catalogue{Files: scenarios.Files}).Base(defaultBase)
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.World()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	bound, err := live.ParseBound(*weekKeep)
	if err != nil {
		t.Fatal(err)
	}
	book := evidence.NewBook(w)
	var most, early, late uint64 // bytes that live: ever, and when it forgot first and last
	forgot := 0
	for i := range *weekMessages {
		sendOneOfAWeek(t, w, i)
		if i%50 > 0 {
			continue
		}
		book.Follow()
		before := bound.Before(w, w.Clock.Now())
		if before.IsZero() {
			continue
		}
		lives := living()
		w.Forget(before, *weekKeep)
		if forgot++; forgot == 2 {
			early = lives
		}
		if late = lives; forgot%20 == 1 {
			t.Logf("%7d messages: %d MB live before it forgets", i, lives>>20)
		}
		most = max(most, lives)
		if size := remembered(w); size > bound.Bytes {
			t.Fatalf("after %d messages it remembers %d bytes, more than %s", i, size, bound)
		}
	}
	t.Logf("%d messages, forgot %d times: %d MB live when it forgot for the second time, %d MB for the last time, at most %d MB",
		*weekMessages, forgot, early>>20, late>>20, most>>20)
	if forgot < 3 || late > early+early/4 {
		t.Error("what lives in memory grows")
	}
}

func sendOneOfAWeek(t *testing.T, w *sim.World, i int) {
	t.Helper()
	between := [][2]string{
		{"alice@contoso.com", "bob@contoso.com"}, {"bob@contoso.com", "alice@contoso.com"}, {"bob@contoso.com", "erin@fabrikam.com"},
		{"alice@contoso.com", "nobody@contoso.com"}, {"bob@contoso.com", "bob@contoso.com"},
	}[i%5]
	side := relay.OnPremises
	if between[0] == "alice@contoso.com" {
		side = relay.Cloud
	}
	w.Submit(side, between[0], []string{between[1]}, fmt.Appendf(nil, "Subject: week %d\r\n\r\nhello\r\n", i))
	if err := w.Wait(time.Second); err != nil {
		t.Fatal(err)
	}
}

func remembered(w *sim.World) (size int) {
	w.Remembered(func(r sim.Remembered) { size += r.Size })
	return size
}

// living is how many bytes live.
func living() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
