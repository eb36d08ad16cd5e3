package live_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/scenarios"
	"hybridsim/sim"
	"hybridsim/sim/live"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
)

func TestBoundsAreRead(t *testing.T) {
	for text, want := range map[string]live.Bound{
		"1": {Messages: 1}, "1000": {Messages: 1000}, "1m": {Age: time.Minute}, "24h": {Age: 24 * time.Hour},
		"90m": {Age: 90 * time.Minute}, "90m1s": {Age: 90*time.Minute + time.Second}, "7d": {Age: 7 * 24 * time.Hour}, "128MB": {Bytes: 128 << 20}, "2GB": {Bytes: 2 << 30},
		"all": {},
	} {
		got, err := live.ParseBound(text)
		if err != nil || got != want {
			t.Errorf("%s is %+v, %v", text, got, err)
		}
		if again, err := live.ParseBound(got.String()); err != nil || again != want {
			t.Errorf("%s prints as %s, which is %+v, %v", text, got, again, err)
		}
	}
	for text, about := range map[string]string{
		"": "is no number", "0": "too few", "-3": "too few", "many": "is no number", "1.5d": "is no number", "0d": "is no number",
		"99999999999d": "is no number", "59s": "too short", "-1h": "too short", "15MB": "too little", "0GB": "too little", "xMB": "no amount",
		"9999999999GB": "no amount", "-1MB": "too little", "128mb": "is no number", "NaN": "is no number", "ALL": "is no number",
	} {
		if b, err := live.ParseBound(text); err == nil || !strings.Contains(err.Error(), about) || !strings.Contains(err.Error(), "hint:") {
			t.Errorf("%q is %+v, error %v, want one about %q", text, b, err, about)
		}
	}
}

// standing is a base that stands still, in virtual time.
func standing(t *testing.T) *sim.World {
	t.Helper()
	s, err := (&story.Catalogue{Files: scenarios.Files}).Base("hybrid-2019")
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.World()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

// mailed lets a message cross the hybrid, and an hour pass.
func mailed(t *testing.T, w *sim.World, subject string, size int) {
	t.Helper()
	w.Submit(relay.Cloud, "alice@contoso.com", []string{"bob@contoso.com"},
		fmt.Appendf(nil, "Subject: %s\r\n\r\n%s\r\n", subject, strings.Repeat("x", size)))
	if err := w.Wait(time.Hour); err != nil {
		t.Fatal(err)
	}
}

// subjects are those of bob's mail.
func subjects(w *sim.World) string {
	var list []string
	for _, l := range w.MailAt("bob@contoso.com", nil) {
		list = append(list, l.Header.Get("Subject"))
	}
	return strings.Join(list, " ")
}

// TestTheOldestBeyondABoundIsForgotten lets eight messages come, an hour apart, and looks after each.
func TestTheOldestBeyondABoundIsForgotten(t *testing.T) {
	for bound, want := range map[string]string{
		"all":   "0 1 2 3 4 5 6 7",
		"8":     "0 1 2 3 4 5 6 7",
		"4":     "4 5 6 7", // five are a quarter more, and stay until there are six
		"1":     "7",
		"3h30m": "4 5 6 7",
		"20h":   "0 1 2 3 4 5 6 7",
		"16MB":  "3 4 5 6 7", // each takes 3 MB, in the queue, as it came, and in the mailbox
	} {
		t.Run(bound, func(t *testing.T) {
			b, err := live.ParseBound(bound)
			if err != nil {
				t.Fatal(err)
			}
			w := standing(t)
			for i := range 8 {
				size := 10
				if b.Bytes > 0 {
					size = 3 << 20
				}
				mailed(t, w, fmt.Sprint(i), size)
				if before := b.Before(w, w.Clock.Now()); b != (live.Bound{}) && !before.IsZero() {
					w.Forget(before, bound)
				}
				if again := b.Before(w, w.Clock.Now()); !again.IsZero() {
					t.Errorf("after message %d there is more to forget, from before %s", i, again)
				}
			}
			if got := subjects(w); got != want {
				t.Errorf("bob has %q, want %q", got, want)
			}
		})
	}
}

// TestMailThatWaitsIsNeverForgotten: it arrives, however much was forgotten meanwhile.
func TestMailThatWaitsIsNeverForgotten(t *testing.T) {
	w := standing(t)
	c := script.NewConsole(w, nil)
	if _, err := c.Do("net> block cloud -> onprem:25 drop"); err != nil {
		t.Fatal(err)
	}
	mailed(t, w, "waits", 10)
	if _, err := c.Do("net> unblock cloud -> onprem:25"); err != nil {
		t.Fatal(err)
	}
	b := live.Bound{Age: time.Minute}
	for range 3 {
		w.Forget(b.Before(w, w.Clock.Now()), "1m")
	}
	if n := len(w.Events()); n > 0 {
		t.Errorf("%d events are left", n)
	}
	if err := w.Wait(3 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := subjects(w); got != "waits" {
		t.Errorf("bob has %q", got)
	}
	if first := w.Events()[0].Sequence; first != w.Forgotten().Events+1 {
		t.Errorf("the next event has the number %d, and %d are forgotten", first, w.Forgotten().Events)
	}
}
