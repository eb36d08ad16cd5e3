package check

import (
	"cmp"
	"slices"
)

// blame finds out which of the failing flows each finding breaks: it types the finding's fix on a copy and plays them again.
// A flow that no fix mends alone is tried with all fixes, and then with all but one: who is missed breaks it, together with
// others.
func (p *plan) blame(findings []Finding, rows []Result, verdicts []verdict) ([]Finding, error) {
	b := &blamer{plan: p, findings: findings}
	for i, f := range p.flows {
		if !rows[i].OK {
			b.bad = append(b.bad, f)
			b.links = append(b.links, link{rows[i].Decided, rows[i].Outcome.Kind == NotPlayed, rows[i].To})
			b.light = append(b.light, !verdicts[i].bySize)
		}
	}
	if len(b.bad) == 0 {
		return findings, nil
	}
	mended := make([]bool, len(b.bad))
	for i := range findings {
		fixed, err := b.mendedBy(findings[i].Fix)
		if err != nil {
			findings[i].Untried = err.Error()
		}
		if len(findings[i].Fix) == 0 || err != nil {
			continue
		}
		good, err := b.mends(fixed, everything(len(b.bad)))
		if err != nil {
			return nil, err
		}
		for n, is := range good {
			if is {
				findings[i].Breaks = append(findings[i].Breaks, b.bad[n].id)
				mended[n] = true
			}
		}
	}
	return findings, b.together(mended)
}

// blamer plays failing flows again.
type blamer struct {
	plan     *plan
	findings []Finding
	bad      []*flow
	links    []link // by which each of them fails
	light    []bool // whether a small message tells as much
}

// copied is a subject after fixes, with who plays there.
type copied struct {
	*Subject
	cast *cast // nil: the plan's
}

// mendedBy types lines on a copy. Where the plan lacks players, the copy may have them. An error means that the lines cannot
// be typed.
func (b *blamer) mendedBy(lines []string) (copied, error) {
	subject, err := b.plan.subject.With(lines...)
	if err != nil {
		return copied{}, err
	}
	w, err := subject.world()
	if err != nil {
		return copied{}, err
	}
	defer w.Close()
	c := copied{Subject: subject}
	if b.plan.cast.lacksSomebody() {
		c.cast, err = findCast(w, b.plan.cast.domain)
	}
	return c, err
}

// link is what flows that fail alike have in common: the decision; of those that cannot be played, the recipient.
type link struct {
	decided   Decision
	notPlayed bool
	to        string
}

func (l link) like(m link) bool {
	return l.decided == m.decided && l.notPlayed == m.notPlayed && (!l.notPlayed || l.to == m.to)
}

func everything(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// mends reports which of the failing flows, given by their places, work in a subject. Of those that fail by the same decision
// the first is played; the others only when that one works.
func (b *blamer) mends(subject copied, places []int) ([]bool, error) {
	good := make([]bool, len(b.bad))
	var first, rest []int
	for _, n := range places {
		if slices.ContainsFunc(first, func(m int) bool { return b.links[m].like(b.links[n]) }) {
			rest = append(rest, n)
		} else {
			first = append(first, n)
		}
	}
	if err := b.play(subject, first, good); err != nil {
		return nil, err
	}
	rest = slices.DeleteFunc(rest, func(n int) bool {
		return !slices.ContainsFunc(first, func(m int) bool { return good[m] && b.links[m].like(b.links[n]) })
	})
	return good, b.play(subject, rest, good)
}

// play plays failing flows in a subject and notes which work.
func (b *blamer) play(subject copied, places []int, good []bool) error {
	var jobs []job
	for _, n := range places {
		jobs = append(jobs, job{flow: b.bad[n], subject: subject.Subject, light: b.light[n], cast: subject.cast})
	}
	verdicts, err := b.plan.play(jobs)
	if err != nil {
		return err
	}
	for i, n := range places {
		row := cmp.Or(subject.cast, b.plan.cast).row(b.bad[n], verdicts[i])
		good[n] = row.OK
	}
	return nil
}

// together looks at the flows that no fix mends alone.
func (b *blamer) together(mended []bool) error {
	var open []int
	for n, is := range mended {
		if !is {
			open = append(open, n)
		}
	}
	var usable []int
	for i, f := range b.findings {
		if len(f.Fix) > 0 && f.Untried == "" {
			usable = append(usable, i)
		}
	}
	if len(open) == 0 || len(usable) < 2 {
		return nil
	}
	all, err := b.without(usable, -1)
	if err != nil {
		return nil // the fixes do not go together, so nothing can be said
	}
	good, err := b.mends(all, open)
	if err != nil {
		return err
	}
	open = slices.DeleteFunc(open, func(n int) bool { return !good[n] })
	needed := map[int][]int{} // flow -> findings
	for _, i := range usable {
		rest, err := b.without(usable, i)
		if err != nil {
			continue
		}
		still, err := b.mends(rest, open)
		if err != nil {
			return err
		}
		for _, n := range open {
			if !still[n] {
				needed[n] = append(needed[n], i)
			}
		}
	}
	for _, n := range open {
		b.share(n, needed[n])
	}
	return nil
}

// without is the subject with the fixes of all findings but one.
func (b *blamer) without(usable []int, left int) (copied, error) {
	var lines []string
	for _, i := range usable {
		if i != left {
			lines = append(lines, b.findings[i].Fix...)
		}
	}
	return b.mendedBy(lines)
}

// share notes that several findings break a flow together.
func (b *blamer) share(n int, together []int) {
	for _, i := range together {
		f := &b.findings[i]
		f.Breaks = append(f.Breaks, b.bad[n].id)
		for _, j := range together {
			if code := b.findings[j].Code; j != i && !slices.Contains(f.With, code) {
				f.With = append(f.With, code)
			}
		}
	}
}
