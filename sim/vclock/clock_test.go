package vclock_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/vclock"
)

var start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// diary collects the names of the events that ran.
type diary []string

func (d *diary) entry(name string) func() { return func() { *d = append(*d, name) } }

func TestTheClockStandsStillInUTC(t *testing.T) {
	c := vclock.New(start.In(time.FixedZone("CET", 3600)))
	if diff := cmp.Diff(start, c.Now()); diff != "" || c.Now().Location() != time.UTC {
		t.Errorf("Now: location %v, mismatch (-want +got):\n%s", c.Now().Location(), diff)
	}
}

func TestDueEventsRunByTimeThenByOrderOfScheduling(t *testing.T) {
	c := vclock.New(start)
	var got diary
	c.At(start.Add(2*time.Minute), "late", got.entry("late"))
	c.At(start.Add(time.Minute), "first of two", got.entry("first of two"))
	c.At(start.Add(time.Minute), "second of two", got.entry("second of two"))
	c.At(start, "at once", got.entry("at once"))
	c.At(start.Add(time.Hour), "not yet", got.entry("not yet"))

	c.AdvanceTo(start.Add(2 * time.Minute))
	if n := c.RunDue(); n != 4 {
		t.Errorf("RunDue = %d, want 4", n)
	}
	want := diary{"at once", "first of two", "second of two", "late"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order mismatch (-want +got):\n%s", diff)
	}
}

func TestManyEventsAtOneTimeKeepTheirOrder(t *testing.T) {
	c := vclock.New(start)
	var want, got diary
	for i := range 500 {
		name := fmt.Sprint(i)
		want = append(want, name)
		c.At(start.Add(time.Second), name, got.entry(name))
	}
	c.AdvanceTo(start.Add(time.Second))
	c.RunDue()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order mismatch (-want +got):\n%s", diff)
	}
}

func TestAnEventMayScheduleOthers(t *testing.T) {
	c := vclock.New(start)
	var got diary
	c.At(start, "a", func() {
		got = append(got, "a")
		c.At(c.Now(), "c", got.entry("c"))
		c.At(c.Now().Add(time.Second), "d", got.entry("d"))
	})
	c.At(start, "b", got.entry("b"))

	if n := c.RunDue(); n != 3 {
		t.Errorf("RunDue = %d, want 3", n)
	}
	if diff := cmp.Diff(diary{"a", "b", "c"}, got); diff != "" {
		t.Errorf("order mismatch (-want +got):\n%s", diff)
	}
	if next, ok := c.Next(); !ok || !next.Equal(start.Add(time.Second)) {
		t.Errorf("Next = %v, %v, want %v, true", next, ok, start.Add(time.Second))
	}
}

func TestAnEventInThePastIsDueNowAfterWhatWasAlreadyDue(t *testing.T) {
	c := vclock.New(start)
	var got diary
	c.At(start, "due", got.entry("due"))
	c.At(start.Add(-time.Hour), "past", got.entry("past"))
	c.RunDue()
	if diff := cmp.Diff(diary{"due", "past"}, got); diff != "" {
		t.Errorf("order mismatch (-want +got):\n%s", diff)
	}
}

func TestAdvancingRunsNothing(t *testing.T) {
	c := vclock.New(start)
	var got diary
	c.At(start.Add(time.Minute), "passed over", got.entry("passed over"))
	c.AdvanceTo(start.Add(time.Hour))
	if len(got) != 0 {
		t.Errorf("AdvanceTo ran %v", got)
	}
	want := []vclock.Event{{At: start.Add(time.Minute), What: "passed over"}}
	if diff := cmp.Diff(want, c.Pending()); diff != "" {
		t.Errorf("Pending mismatch (-want +got):\n%s", diff)
	}
}

func TestAnEmptyCalendarHasNoNext(t *testing.T) {
	c := vclock.New(start)
	if next, ok := c.Next(); ok {
		t.Errorf("Next = %v, true, want nothing", next)
	}
	if n := c.RunDue(); n != 0 {
		t.Errorf("RunDue = %d, want 0", n)
	}
}

func TestMovingBackwardsPanicsWithBothTimes(t *testing.T) {
	c := vclock.New(start)
	defer func() {
		got := fmt.Sprint(recover())
		for _, want := range []string{"2026-03-02T08:00:00Z", "2026-03-02T07:59:59Z"} {
			if !strings.Contains(got, want) {
				t.Errorf("panic %q does not mention %s", got, want)
			}
		}
	}()
	c.AdvanceTo(start.Add(-time.Second))
}

func TestTheClockMayBeReadAndWrittenConcurrently(t *testing.T) {
	c := vclock.New(start)
	ran := 0
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				c.At(c.Now().Add(time.Second), "concurrent", func() { ran++ })
			}
		})
	}
	wg.Wait()
	c.AdvanceTo(start.Add(time.Second))
	c.RunDue()
	if ran != 800 {
		t.Errorf("%d events ran, want 800", ran)
	}
}
