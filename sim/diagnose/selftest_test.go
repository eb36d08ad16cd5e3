package diagnose

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/check"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

var whole = flag.Bool("selftest", false, "diagnose every fault of every base, and print the rates")

// score counts how often a fault that made a symptom is found again from the symptom alone.
type score struct{ asked, first, three, silent int }

func (s score) String() string {
	rate := func(n int) string { return fmt.Sprintf("%.0f %%", 100*float64(n)/float64(max(s.asked, 1))) }
	return fmt.Sprintf("%d faults that show: first %s, among the first three %s; %d more change nothing in these flows",
		s.asked, rate(s.first), rate(s.three), s.silent)
}

func (s *score) add(o score) {
	s.asked, s.first, s.three, s.silent = s.asked+o.asked, s.first+o.first, s.three+o.three, s.silent+o.silent
}

// TestSelf types each fault and diagnoses what comes of it: the reply that the sender hears of, else a word. just selftest plays
// every base; CI plays one.
func TestSelf(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	bases := []string{"hybrid-2013"}
	if *whole {
		bases = (&story.Catalogue{Files: scenarios.Files}).Bases()
	}
	var all score
	for _, name := range bases {
		s := selfTest(t, base(t, name))
		t.Logf("%s: %s", name, s)
		all.add(s)
	}
	t.Logf("all: %s", all)
	if all.asked < 20 || all.first*100 < all.asked*80 || all.three*100 < all.asked*97 {
		t.Errorf("%s: want 80 %% first and 97 %% among the first three", all)
	}
}

func selfTest(t *testing.T, subject *check.Subject) (s score) {
	t.Helper()
	found, err := check.Check(subject, check.Options{FlowsOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	var played []asConfigured
	d := &search{ctx: context.Background(), subject: subject, player: subject.Player()}
	defer d.player.Close()
	for _, id := range []string{"cloud-to-onprem", "onprem-to-cloud"} {
		i := slices.IndexFunc(found.Flows, func(f check.Result) bool { return f.Flow == id })
		if i < 0 {
			continue
		}
		l := letter{found.Flows[i].From, found.Flows[i].To}
		if v, _ := d.play(l); v != nil {
			played = append(played, asConfigured{l, v, 0})
		}
	}
	faults, err := d.faults()
	if err != nil {
		t.Fatal(err)
	}
	for i := range played {
		trials := make([]trial, len(faults))
		each(len(faults), func(n int) {
			trials[n] = trial{fault: faults[n], letter: i}
			d.try(&trials[n], played, nil)
		})
		for _, made := range trials {
			text := symptomOf(made.seen, played[i].seen)
			if text == "" {
				s.silent++
				continue
			}
			s.asked++
			again := &search{ctx: d.ctx, subject: subject, symptom: read(t, text)}
			r := &Report{}
			weighed := slices.Clone(trials)
			again.weigh(weighed, played)
			again.collect(r, weighed, nil)
			rank(r)
			switch place := placeOf(made, r); {
			case place == 0:
				s.first++
				s.three++
			case place < 0 || place > 2:
				t.Logf("%s (%q) is at %d of %d", made.fault, text, place, len(r.Causes))
			default:
				s.three++
			}
		}
	}
	return s
}

// symptomOf is what somebody would paste or say; empty: nothing is wrong.
func symptomOf(v, healthy *view) string {
	if v == nil || v.key() == healthy.key() {
		return ""
	}
	for _, e := range v.ends {
		if e.Outcome.Reply != "" {
			return e.Outcome.Status
		}
	}
	switch {
	case v.some(check.Deferred):
		return string(Deferred)
	case !v.arrives():
		return string(NobodyTold)
	case v.some(check.DeliveredExternal) && !healthy.some(check.DeliveredExternal):
		var b strings.Builder // who sees it opens the message's header
		for name, value := range v.headers {
			if strings.HasPrefix(name, "x-") {
				fmt.Fprintf(&b, "X-%s: %s\n", name[2:], value)
			}
		}
		return b.String()
	}
	return ""
}

// placeOf is where a fault stands among the causes, by itself or as what nothing tells apart; negative: nowhere.
func placeOf(made trial, r *Report) int {
	return slices.IndexFunc(r.Causes, func(c Cause) bool {
		return c.seen.key() == made.seen.key() || c.Name == made.fault.Name && strings.EqualFold(c.Object, made.fault.Object)
	})
}
