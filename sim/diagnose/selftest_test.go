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
	"hybridsim/sim/fault"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

var whole = flag.Bool("selftest", false, "diagnose every fault of every base, and print the rates")

// score counts how often a fault that made a symptom is found again from the symptom alone, and how its fix did.
type score struct{ asked, first, three, silent, fixes, mend int }

func (s score) String() string {
	rate := func(n, of int) string { return fmt.Sprintf("%.0f %%", 100*float64(n)/float64(max(of, 1))) }
	return fmt.Sprintf("%d faults that show: first %s, among the first three %s; of %d fixes %s mend and harm nothing; %d more change nothing in these flows",
		s.asked, rate(s.first, s.asked), rate(s.three, s.asked), s.fixes, rate(s.mend, s.fixes), s.silent)
}

func (s *score) add(o score) {
	s.asked, s.first, s.three, s.silent = s.asked+o.asked, s.first+o.first, s.three+o.three, s.silent+o.silent
	s.fixes, s.mend = s.fixes+o.fixes, s.mend+o.mend
}

// sampled is how many faults CI leaves out for each about which it asks.
const sampled = 2

// TestSelf types each fault and diagnoses what comes of it: the reply that the sender hears of, else a word. just selftest plays
// every base and asks about every fault; CI plays one, and asks about some of its faults, among all of them.
func TestSelf(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	bases := []string{"hybrid-2013"}
	if *whole {
		bases = (&story.Catalogue{Files: scenarios.Files}).Bases()
	}
	var all, others score
	for _, name := range bases {
		s, o := selfTest(t, base(t, name))
		t.Logf("%s: %s", name, s)
		t.Logf("%s, without the mistakes of stories: %s", name, o)
		all.add(s)
		others.add(o)
	}
	t.Logf("all: %s", all)
	t.Logf("all, without the mistakes of stories: %s", others)
	for _, s := range []score{all, others} {
		if s.asked < 20 || s.first*100 < s.asked*80 || s.three*100 < s.asked*97 {
			t.Errorf("%s: want 80 %% first and 97 %% among the first three", s)
		}
		if s.mend < s.fixes {
			t.Errorf("%s: want every fix to mend and to harm nothing", s)
		}
	}
}

// selfTest scores all faults of a base, and those alone that are no story's mistake: among them, and asked about them.
func selfTest(t *testing.T, subject *check.Subject) (all, others score) {
	t.Helper()
	d, err := newSearch(context.Background(), subject, read(t, "external"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	for _, id := range []string{"cloud-to-onprem", "onprem-to-cloud"} {
		l, ok := d.flow(id)
		if !ok {
			continue
		}
		p := &asConfigured{letter: l, seen: d.play(l)}
		trials := make([]trial, len(d.faults))
		d.each(len(d.faults), func(n int) {
			trials[n] = trial{fault: d.faults[n], letter: p}
			d.try(&trials[n], nil)
		})
		all.add(scored(t, d, trials, true))
		others.add(scored(t, d, slices.DeleteFunc(trials, func(t trial) bool { return t.fault.FromStory() }), false))
	}
	return all, others
}

// scored diagnoses what comes of each trial's fault, among all of them.
func scored(t *testing.T, d *search, trials []trial, fixes bool) (s score) {
	t.Helper()
	var found []made
	for i, one := range trials {
		if !*whole && i%(sampled+1) > 0 {
			continue
		}
		text := symptomOf(one.seen, one.letter.seen)
		if text == "" {
			s.silent++
			continue
		}
		s.asked++
		again := &search{ctx: d.ctx, subject: d.subject, symptom: read(t, text)}
		r := &Report{}
		weighed := slices.Clone(trials)
		again.weigh(weighed)
		again.collect(r, weighed, nil)
		rank(r)
		switch place := placeOf(one, r); {
		case place < 0 || place > 2:
			t.Logf("%s (%q) is at %d of %d", one.fault, text, place, len(r.Causes))
		default:
			s.three++
			if place == 0 {
				s.first++
			}
			c := causeOf(one.fault)
			c.seen, c.letter = one.seen, one.letter
			found = append(found, made{c, again.symptom})
		}
	}
	if fixes {
		s.fixes, s.mend = mended(t, d, found)
	}
	return s
}

// made is a fault that was made, and what somebody saw of it.
type made struct {
	Cause
	symptom *Symptom
}

// mended proves the fixes of causes that were found, and counts those that mend and harm nothing.
func mended(t *testing.T, d *search, found []made) (fixes, mend int) {
	t.Helper()
	for i := range found {
		c := &found[i]
		if c.Whose != string(fault.Customer) {
			continue
		}
		fixes++
		d.symptom = c.symptom
		r := &Report{Causes: []Cause{c.Cause}}
		if err := d.prove(r); err != nil {
			t.Fatalf("%s: %v", c.Title(), err)
		}
		if c := r.Causes[0]; !c.Cures || len(c.Worse) > 0 || !c.Tried {
			t.Logf("%s: %q cures: %v, tried: %v, worse: %q", c.Title(), c.Fix, c.Cures, c.Tried, c.Worse)
			continue
		}
		mend++
	}
	return fixes, mend
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
func placeOf(one trial, r *Report) int {
	return slices.IndexFunc(r.Causes, func(c Cause) bool {
		return c.seen.key() == one.seen.key() || c.Name == one.fault.Name && strings.EqualFold(c.Object, one.fault.Object)
	})
}
