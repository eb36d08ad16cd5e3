package sim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/sim/vnet"
)

func TestWaitDoesWhatComesDueInOrder(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	l.block("cloud", "mail.contoso.com", vnet.Refuse)
	var done []string
	note := func(what string) func() {
		return func() { done = append(done, fmt.Sprintf("%s at %s", what, l.Clock.Now().Sub(l.start))) }
	}
	l.Clock.At(l.start.Add(40*time.Minute), "later", func() { note("open")(); l.unblock("cloud", "mail.contoso.com") })
	l.Clock.At(l.start.Add(20*time.Minute), "sooner", note("nothing"))
	l.Clock.At(l.start.Add(20*time.Minute), "as soon", note("second"))
	l.post(alice, bob)
	l.wait(2 * time.Hour)

	want := []string{"nothing at 20m0s", "second at 20m0s", "open at 40m0s"}
	if diff := cmp.Diff(want, done); diff != "" {
		t.Errorf("calendar (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{0, 15}, l.minutes(l.events(relay.Cloud, relay.EventDefer))); diff != "" {
		t.Errorf("minutes of the deferrals (-want +got):\n%s", diff)
	}
	if got := l.oneMail(bob).after; got != 45*time.Minute {
		t.Errorf("delivered after %s, want 45m, at the first attempt behind the repair", got)
	}
	if now := l.Clock.Now().Sub(l.start); now != 2*time.Hour {
		t.Errorf("the clock moved by %s, want 2h", now)
	}
}

// TestWaitingInPiecesChangesNothing: how the time is divided does not show in what happens.
func TestWaitingInPiecesChangesNothing(t *testing.T) {
	play := func(step time.Duration) string {
		l := newLab(t, "hybrid-2010")
		l.block("onprem", frontDoor, vnet.Drop)
		l.block("40.92.1.7", "mail.contoso.com", vnet.Reset)
		for range 4 {
			l.post(alice, bob)
			l.post(bob, alice)
		}
		for waited := time.Duration(0); waited < 50*time.Hour; waited += step {
			l.wait(step)
		}
		return l.story()
	}
	whole := play(50 * time.Hour)
	for _, step := range []time.Duration{time.Hour, 10 * time.Minute, 25 * time.Hour} {
		if diff := cmp.Diff(strings.Split(whole, "\n"), strings.Split(play(step), "\n")); diff != "" {
			t.Errorf("in steps of %s (-at once +in steps):\n%s", step, diff)
		}
	}
}

func TestNothingHappensUnlessTimeMoves(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	l.block("cloud", "mail.contoso.com", vnet.Refuse)
	l.post(alice, bob)
	events := len(l.Events())
	for range 3 {
		l.must(l.Settle())
		l.wait(0)
	}
	if got := len(l.Events()); got != events {
		t.Errorf("%d events without time passing, want none:\n%s", got-events, l.lately())
	}
}

func TestRetriesOnPremisesFollowTheLadder(t *testing.T) {
	// "4 attempts, 1 min apart, then 6 attempts, 5 min apart, then every 10 min" (S10.1 [D] INTERVALS)
	l := newLab(t, "hybrid-2013")
	l.block("onprem", frontDoor, vnet.Refuse)
	l.post(bob, alice)
	l.wait(60 * time.Minute)
	want := []int{0, 1, 2, 3, 4, 9, 14, 19, 24, 29, 34, 44, 54}
	if diff := cmp.Diff(want, l.minutes(l.events(relay.OnPremises, relay.EventDefer))); diff != "" {
		t.Errorf("minutes of the attempts (-want +got):\n%s", diff)
	}
}

func TestMailExpiresAtTheFirstRetryBehindTheLimit(t *testing.T) {
	for _, c := range []struct {
		name     string
		era      relay.Era
		from, to string
		src, dst string
		after    time.Duration
	}{
		// The cloud tries at 0, 15 and 45 minutes, then every hour.
		{"the cloud of 2017 after two days", relay.Era2017, alice, bob, "cloud", "mail.contoso.com", 48*time.Hour + 45*time.Minute},
		{"the cloud of 2019 after one day", relay.Era2019, alice, bob, "cloud", "mail.contoso.com", 24*time.Hour + 45*time.Minute},
		{"the cloud of today after one day", relay.EraToday, alice, bob, "cloud", "mail.contoso.com", 24*time.Hour + 45*time.Minute},
		// The ladder's ten-minute steps fall on minute 4.
		{"on-premises after two days", relay.Era2017, bob, alice, "onprem", frontDoor, 48*time.Hour + 4*time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t, "hybrid-2013", era(c.era))
			l.block(c.src, c.dst, vnet.Refuse)
			l.post(c.from, c.to)
			l.wait(c.after - time.Second)
			if got := l.reports(c.from, dsn.Failed); len(got) > 0 {
				t.Fatalf("given up after %s already", got[0].after)
			}
			l.wait(time.Second)
			if got, _ := l.oneNDR(c.from); got.after != c.after {
				t.Errorf("reported after %s, want %s", got.after, c.after)
			}
			for _, side := range bothSides {
				if q := l.Side(side).Queues(); len(q) > 0 {
					t.Errorf("%s still has queues: %+v", side, q)
				}
			}
			l.wait(100 * time.Hour)
			if n := len(l.reports(c.from, dsn.Failed)); n != 1 {
				t.Errorf("%d NDRs in the end, want one", n)
			}
		})
	}
}

func TestDelayIsReportedOnceAfterFourHours(t *testing.T) {
	// "Delay DSN: 4 h" on-premises (S10.1 [D] INTERVALS); none is known of the cloud (U10).
	l := newLab(t, "hybrid-2013")
	l.block("onprem", frontDoor, vnet.Drop)
	l.block("cloud", "mail.contoso.com", vnet.Drop)
	l.block("onprem", "mx.fabrikam.com", vnet.Drop)
	l.post(bob, alice, erin)
	l.post(alice, bob)
	l.wait(47 * time.Hour)
	delayed := l.reports(bob, dsn.Delayed)
	var after []time.Duration
	for _, a := range delayed {
		after = append(after, a.after)
	}
	// One report for each of the two queues that hold the message.
	if diff := cmp.Diff([]time.Duration{4 * time.Hour, 4 * time.Hour}, after); diff != "" {
		t.Errorf("bob's delay reports came after (-want +got):\n%s", diff)
	}
	if got := l.reports(alice, dsn.Delayed); len(got) > 0 {
		t.Errorf("the cloud reported %d delays, want none", len(got))
	}
}

// TestDelayIsNotReportedAgainAfterResubmission: mail that goes through the categorizer again has still been reported.
func TestDelayIsNotReportedAgainAfterResubmission(t *testing.T) {
	for _, c := range []struct{ name, line string }{
		{"Retry-Queue -Resubmit", "Get-Queue | Retry-Queue -Resubmit $true"},
		{"a change of configuration", "Set-SendConnector Internet -Comment changed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t, "hybrid-2013")
			if strings.Contains(c.line, "Retry") {
				l.block("onprem", "mx.fabrikam.com", vnet.Drop)
			} else {
				l.admin(relay.OnPremises, `Set-SendConnector Internet -AddressSpaces "smtp:example.net;1"`) // no way to fabrikam.com
			}
			l.post(bob, erin)
			l.wait(5 * time.Hour)
			l.admin(relay.OnPremises, c.line)
			l.wait(time.Hour)
			if n := len(l.reports(bob, dsn.Delayed)); n != 1 {
				t.Errorf("%d delay reports, want one:\n%s", n, l.lately())
			}
		})
	}
}

func TestUnreachableMailWaitsForARouteAndExpires(t *testing.T) {
	lost := func(t *testing.T) *lab {
		l := newLab(t, "hybrid-2013")
		l.admin(relay.OnPremises, `Set-SendConnector Internet -AddressSpaces "smtp:example.net;1"`)
		l.post(bob, erin)
		return l
	}
	t.Run("a route appears", func(t *testing.T) {
		l := lost(t)
		l.wait(3 * time.Hour)
		l.admin(relay.OnPremises, `Set-SendConnector Internet -AddressSpaces "smtp:*;1"`)
		l.must(l.Settle())
		if got := l.oneMail(erin).after; got != 3*time.Hour {
			t.Errorf("delivered after %s, want 3h", got)
		}
	})
	t.Run("none does", func(t *testing.T) {
		l := lost(t)
		l.wait(49 * time.Hour)
		if got, _ := l.oneNDR(bob); got.after != 48*time.Hour {
			t.Errorf("reported after %s, want 48h: nothing is retried, so the limit itself counts", got.after)
		}
	})
}
