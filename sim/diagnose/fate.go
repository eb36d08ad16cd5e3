package diagnose

import (
	"maps"
	"slices"
	"strings"

	"hybridsim/sim/check"
)

// maxAlike is how many causes are kept before those are merged that the message does not tell apart.
const maxAlike = 80

// maxFates is how many other messages are played with each cause, to ask what becomes of them.
const maxFates = 2

// fates plays other messages with each cause: what becomes of them may tell the causes apart where this one does not.
func (d *search) fates(r *Report) error {
	if r.Shows || len(r.Causes) < 2 {
		return nil
	}
	if len(r.Causes) > maxAlike {
		r.Causes = r.Causes[:maxAlike]
	}
	others := d.others(r.Causes[0].letter.letter)
	type play struct {
		cause  *Cause
		letter letter
		mark   string
		lost   bool
	}
	healthy := make([]string, len(others))
	d.each(len(others), func(i int) {
		if v := d.play(others[i]); v != nil && v.arrives() {
			healthy[i] = fateMark(others[i], v)
		}
	})
	var plays []play
	for i := range r.Causes {
		for _, l := range others {
			plays = append(plays, play{cause: &r.Causes[i], letter: l})
		}
	}
	d.total = d.plays + len(plays)
	d.each(len(plays), func(i int) {
		p := &plays[i]
		v := d.play(p.letter, p.cause.Lines...)
		if v == nil || len(v.ends) == 0 {
			return
		}
		p.mark, p.lost = fateMark(p.letter, v), !v.arrives()
	})
	for _, p := range plays {
		if p.mark != "" {
			p.cause.seen.add([]string{p.mark})
		}
		if p.lost && slices.ContainsFunc(healthy, func(mark string) bool { return isFateOf(p.letter, mark) }) {
			p.cause.hurt++
		}
		p.cause.seen.fates = true
	}
	return d.ctx.Err()
}

// others are messages between people of the configuration, the ones back first, that are not this one.
func (d *search) others(this letter) (list []letter) {
	for i := range d.flows.Flows {
		f := &d.flows.Flows[i]
		l, ok := d.letterOf(f)
		if !ok || f.Asked != nil || l.added() || l.from == this.from && l.to == this.to || l.through != "" {
			continue
		}
		l = letter{from: l.from, to: l.to}
		if !slices.Contains(list, l) {
			list = append(list, l)
		}
	}
	back := func(l letter) bool { return l.from == this.to && l.to == this.from }
	slices.SortStableFunc(list, func(a, b letter) int {
		switch {
		case back(a) && !back(b):
			return -1
		case back(b) && !back(a):
			return 1
		}
		return 0
	})
	return list[:min(len(list), maxFates)]
}

// fateMark is what became of another message.
func fateMark(l letter, v *view) string { return fateOf(l) + v.ends[0].Outcome.String() }

func fateOf(l letter) string { return "flow from " + l.from + " to " + l.to + ": " }

// isFateOf reports whether a mark is about a message.
func isFateOf(l letter, mark string) bool { return strings.HasPrefix(mark, fateOf(l)) }

// isFate reports whether a mark is about another message, which is played once the causes are known.
func isFate(mark string) bool { return strings.HasPrefix(mark, "flow from ") }

// toShow is what to show whom somebody asks who has to undo a cause: the rows and reports of the message that tell it
// from other causes, where they lie.
func (c *Cause) toShow() (list []string) {
	for _, e := range c.seen.ends {
		if e.Outcome.Kind == check.Refused {
			list = append(list, "the delivery report that "+c.letter.from+" has: "+cut(e.Outcome.Status))
		}
	}
	for _, m := range slices.Sorted(maps.Keys(c.seen.marks)) {
		if c.seen.own[m] || c.letter.seen.marks[m] { // typed, or there as configured
			continue
		}
		if strings.HasPrefix(m, "outcome ") || strings.HasPrefix(m, "report of it") { // no row
			continue
		}
		if strings.Contains(m, " with ") && strings.Contains(m, " of ") {
			continue // the same row stands there with its words
		}
		list = append(list, m)
	}
	slices.SortStableFunc(list, func(a, b string) int { return showFirst(a) - showFirst(b) })
	return list[:min(len(list), maxShown)]
}

// maxShown is how much is shown to whom somebody asks.
const maxShown = 4

// showFirst orders what is shown: a report, rows with words, other rows, the rest.
func showFirst(mark string) int {
	switch {
	case strings.HasPrefix(mark, "the delivery report"):
		return 0
	case strings.Contains(mark, " saying: "):
		return 1
	case strings.Contains(mark, "log of ") || strings.Contains(mark, "trace of "):
		return 2
	}
	return 3
}

func cut(text string) string {
	if len(text) > 120 {
		text = text[:120] + "..."
	}
	return text
}
