package store_test

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/live/store"
)

// TestWhatIsForgottenStaysForgotten also when the process is killed, whether the log was begun anew or only says so; and what
// waits, numbers, lines and notes go on.
func TestWhatIsForgottenStaysForgotten(t *testing.T) {
	for name, grows := range map[string]int{"the log says so": 1 << 30, "the log was begun anew": 1} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t, func(s *store.Store) { s.GrowsAfter(grows) })
			for i := range 4 {
				l.send(alice, fmt.Sprint("early ", i), bob, erin)
				l.wait(time.Hour)
			}
			l.typed(cutCloud)
			l.send(alice, "waits", bob, team)
			l.store.Note("deleted cloud-2", l.Clock.Now())
			l.wait(2 * time.Hour)
			l.send(alice, "late", dan)
			l.wait(10 * time.Minute)
			records := l.store.Records()
			l.Forget(l.Clock.Now().Add(-time.Hour), "--keep 1h")
			l.typed("onprem> Set-Mailbox bob -DisplayName Bob")
			if begun := l.store.Records() < records; begun != (grows == 1) {
				t.Errorf("there were %d records, and are %d", records, l.store.Records())
			}
			for range 2 {
				after := l.killed()
				same(t, l, after)
				if diff := cmp.Diff(l.Forgotten(), after.Forgotten()); diff != "" {
					t.Errorf("forgotten (-before +after):\n%s", diff)
				}
				if diff := cmp.Diff(l.Marked(), after.Marked()); diff != "" {
					t.Errorf("what has arrived at each place (-before +after):\n%s", diff)
				}
				if b, a := l.EventLog().Count(), after.EventLog().Count(); b != a {
					t.Errorf("%d events have happened, and after it %d", b, a)
				}
				if lines, notes := len(after.held.Lines), after.held.Notes; lines != 2 || !slices.Equal(notes, []string{"deleted cloud-2"}) {
					t.Errorf("%d lines and %q are held", lines, notes)
				}
				l.end()
				l = after
			}
			l.typed("net> unblock cloud -> mail.contoso.com:25")
			l.wait(72 * time.Hour)
			if got := l.inboxes()[bob]; !slices.Contains(got, "waits") || slices.Contains(got, "early 1") {
				t.Errorf("bob has %q: what waited has to arrive, what was forgotten to stay away", got)
			}
		})
	}
}

// TestALogThatCannotBeBegunAnewGoesOn: a disk that is full while a log is begun anew loses nothing.
func TestALogThatCannotBeBegunAnewGoesOn(t *testing.T) {
	var full atomic.Int32 // the store's own goroutine reads it
	l := newLab(t, func(s *store.Store) {
		s.GrowsAfter(1)
		s.Breaking(func() error {
			if full.Load() > 0 {
				full.Add(-1)
				return errors.New("no space left on device")
			}
			return nil
		})
	})
	for fails := range 3 { // the new log, then the old one, then again
		l.send(alice, fmt.Sprint("one ", fails), bob)
		l.wait(time.Hour)
		l.store.Note(fmt.Sprint("note ", fails), l.Clock.Now())()
		full.Store(int32(fails))
		l.Forget(l.Clock.Now().Add(-30*time.Minute), "--keep 30m")
		l.send(bob, fmt.Sprint("two ", fails), alice)
		l.wait(time.Hour)
		for l.store.Failing() {
			time.Sleep(time.Millisecond)
		}
		if err := l.Kept(); err != nil {
			t.Fatal(err)
		}
		after := l.killed()
		same(t, l, after)
		if got := len(after.held.Notes); got != fails+1 {
			t.Errorf("after %d failures %d notes are held, want %d", fails, got, fails+1)
		}
		after.end()
	}
}
