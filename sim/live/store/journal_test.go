package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/live"
	"hybridsim/sim/live/store"
)

// TestALineOfALivingWorldDoesTheSameAgain types lines while the clock runs fast and others come and go: what a line makes of
// the time must be what it makes of it when the world is made again.
func TestALineOfALivingWorldDoesTheSameAgain(t *testing.T) {
	l := newLab(t)
	e := live.Start(l.World, 3600)
	j := &store.Journal{Engine: e, Store: l.store}
	stop := make(chan struct{})
	hustle := make(chan struct{})
	go func() {
		defer close(hustle)
		for {
			select {
			case <-stop:
				return
			default:
				l.Do(func(*sim.Inside) {})
			}
		}
	}()
	for i := range 20 {
		line := fmt.Sprintf(`ca> issue host%d.contoso.com by "CN=Example Public CA" to EX01`, i)
		if err := j.Do(line, func() error { return l.execute(line) }); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond) // three or four virtual seconds
	}
	const wrong = `onprem> Remove-SendConnector "No such connector"`
	if err := j.Do(wrong, func() error { return l.execute(wrong) }); err == nil {
		t.Error("a line that fails is said to have worked")
	}
	close(stop)
	<-hustle
	after := again(t, l.store.File())
	want, got := thumbprints(l, relay.OnPremises), thumbprints(after, relay.OnPremises)
	if len(want) < 20 || !slices.Equal(want, got) {
		t.Errorf("the certificates were\n%q and are\n%q", want, got)
	}
	if last := after.held.Lines[20]; last.Text != wrong || last.Worked {
		t.Errorf("the last line is kept as %+v", last)
	}
	e.Stop()
}

func TestALineThatIsNotKeptIsNotReportedAsDone(t *testing.T) {
	l := newLab(t, func(s *store.Store) {
		calls := 0
		s.Breaking(func() error {
			if calls++; calls > 1 { // the first makes the store
				return errors.New("no space left on device")
			}
			return nil
		})
	})
	e := live.Start(l.World, 1)
	defer e.Stop()
	err := (&store.Journal{Engine: e, Store: l.store}).Do("net> block onprem -> cloud:25 refuse", func() error { return nil })
	if err == nil {
		t.Error("it is reported as done")
	}
}

func TestWithoutAStoreALineIsJustExecuted(t *testing.T) {
	done := errors.New("done")
	if err := (&store.Journal{}).Do("net> whatever", func() error { return done }); err != done {
		t.Errorf("it returned %v", err)
	}
}
