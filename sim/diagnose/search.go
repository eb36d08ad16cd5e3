package diagnose

import (
	"slices"
	"strings"

	"hybridsim/sim/fault"
)

// asConfigured is a letter with what became of it as the configuration is.
type asConfigured struct {
	letter
	seen *view
	fit  float64
}

// causes plays every letter as configured, and looks for what cures the symptom or for what makes it.
func (d *search) causes(r *Report, letters []letter) error {
	var played []asConfigured
	for _, l := range letters {
		v, sent := d.play(l)
		if v == nil {
			continue
		}
		played = append(played, asConfigured{l, v, d.fit(v, v)})
		if r.NotLookedAt == nil {
			r.NotLookedAt = sent.NotLookedAt
		}
	}
	if err := d.ctx.Err(); err != nil {
		return err
	}
	slices.SortStableFunc(played, func(a, b asConfigured) int { return int(100*b.fit) - int(100*a.fit) })
	if len(played) == 0 {
		return cannotPlay(letters[0])
	}
	r.From, r.To = played[0].from, played[0].to
	if played[0].fit >= enough {
		r.Shows = true
		return d.cures(r, played[0])
	}
	return d.makers(r, played)
}

// trial is a fault played with a letter.
type trial struct {
	fault  fault.Fault
	letter int
	seen   *view
	fit    float64
}

// makers types every fault on a fork and looks which make the symptom show: alone, and if none does, in pairs.
func (d *search) makers(r *Report, played []asConfigured) error {
	faults, err := d.faults()
	if err != nil {
		return err
	}
	var trials []trial
	for i := range played {
		for _, f := range faults {
			trials = append(trials, trial{fault: f, letter: i})
		}
	}
	d.total = d.plays + len(trials)
	each(len(trials), func(i int) { d.try(&trials[i], played, nil) })
	if err := d.ctx.Err(); err != nil {
		return err
	}
	d.weigh(trials, played)
	shown := d.collect(r, trials, nil)
	if shown || d.symptom.Open() { // two faults would be a claim that such a symptom does not bear
		return nil
	}
	return d.pairs(r, trials, played)
}

// try plays a fault, after another one's lines.
func (d *search) try(t *trial, played []asConfigured, before []string) {
	p := played[t.letter]
	t.seen, _ = d.play(p.letter, append(slices.Clone(before), t.fault.Lines...)...)
}

// weigh finds out how well trials show the symptom; one that changes nothing shows nothing.
func (d *search) weigh(trials []trial, played []asConfigured) {
	for i := range trials {
		t := &trials[i]
		if p := played[t.letter]; t.seen != nil && t.seen.key() != p.seen.key() {
			t.fit = d.fit(t.seen, p.seen)
		}
	}
}

// collect makes causes of trials that show the symptom; one fault is one cause, with the letter that shows it best.
func (d *search) collect(r *Report, trials []trial, other *fault.Fault) bool {
	best := map[string]int{}
	for _, t := range trials {
		if t.fit < enough {
			continue
		}
		c := causeOf(t.fault)
		c.Fit, c.seen = t.fit, t.seen
		if other != nil {
			c.with(*other)
		}
		name := c.Name + "\x00" + strings.Join(c.Lines, "\n")
		if at, there := best[name]; !there {
			best[name] = len(r.Causes)
			r.Causes = append(r.Causes, c)
		} else if r.Causes[at].Fit < c.Fit {
			r.Causes[at] = c
		}
	}
	return len(best) > 0
}

func causeOf(f fault.Fault) Cause {
	return Cause{Name: f.Name, Says: f.Says, Object: f.Object, Lines: f.Lines, Fix: slices.Clone(f.Undo),
		Worse: []string{}, Common: f.Common.String(), Documented: f.Source, Whose: string(f.Whose), common: f.Common}
}

// with makes a cause a pair.
func (c *Cause) with(f fault.Fault) {
	c.Name += " and " + f.Name
	c.Says += " " + f.Says
	c.Object += ", " + f.Object
	c.Lines = append(slices.Clone(f.Lines), c.Lines...)
	if c.Fix == nil || f.Undo == nil {
		c.Fix = nil
	} else {
		c.Fix = append(c.Fix, f.Undo...)
	}
	c.common = min(c.common, f.Common)
	c.Common = c.common.String()
}

// maxInPairs is how many faults are tried in pairs; those are tried first that are most common.
const maxInPairs = 12

// pairs tries two faults together, of those that change the message's way at all.
func (d *search) pairs(r *Report, trials []trial, played []asConfigured) error {
	var moving []trial
	for _, t := range trials {
		if t.seen != nil && t.seen.key() != played[t.letter].seen.key() && t.fault.Common > fault.Generic {
			moving = append(moving, t)
		}
	}
	slices.SortStableFunc(moving, func(a, b trial) int { return int(b.fault.Common) - int(a.fault.Common) })
	moving = moving[:min(len(moving), maxInPairs)]
	type pair struct {
		first fault.Fault
		trial
	}
	var list []pair
	for i, a := range moving {
		for _, b := range moving[i+1:] {
			if a.letter == b.letter && a.fault.String() != b.fault.String() {
				list = append(list, pair{a.fault, trial{fault: b.fault, letter: a.letter}})
			}
		}
	}
	d.total = d.plays + len(list)
	each(len(list), func(i int) { d.try(&list[i].trial, played, list[i].first.Lines) })
	for _, p := range list {
		one := []trial{p.trial}
		d.weigh(one, played)
		d.collect(r, one, &p.first)
	}
	return d.ctx.Err()
}

// faults are those that this configuration could have, and what its own perhaps lines say.
func (d *search) faults() ([]fault.Fault, error) {
	w, err := d.player.World()
	if err != nil {
		return nil, err
	}
	defer w.Close()
	list := fault.Of(w)
	if d.o.Without != nil {
		list = slices.DeleteFunc(list, func(f fault.Fault) bool { return d.o.Without(&f) })
	}
	for _, p := range d.subject.Perhaps() {
		unknown := &fault.Operator{Name: "perhaps", Says: p[0], Common: fault.Seen, Source: "the base",
			Whose: fault.Surroundings}
		list = append(list, fault.Fault{Operator: unknown, Object: p[0], Lines: []string{p[1]}})
	}
	return list, nil
}
