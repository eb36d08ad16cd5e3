package diagnose

import (
	"cmp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/check"
	"hybridsim/sim/fault"
	"hybridsim/sim/mistake"
)

// cannotPlay says that no message can be sent that would show the symptom.
func cannotPlay(l letter) error {
	return mistake.New("name a sender and a recipient of the configuration with --from and --to",
		"a message from %s to %s cannot be sent here", cmp.Or(l.from, "<>"), l.to)
}

// remedy is a change that may cure: the fix of a finding, what undoes a fault, or another value of a setting.
type remedy struct {
	Cause
	lines []string
}

// The bounds of the search for cures: what documentation proposes is tried together, too; the others are tried alone,
// and then in pairs of those that change anything.
const (
	maxCures = 8
	maxAsks  = 300
)

// cures looks for the smallest sets of lines after which the message arrives and the symptom is gone: first among what
// documentation proposes for what check finds, then among what undoes the faults of the catalogue, then among other
// values of the settings. It goes on only where nothing cures.
func (d *search) cures(r *Report, p *asConfigured) error {
	r.Shows = true
	r.about(p.letter)
	var moving []remedy
	for _, remedies := range d.remedies(p.letter) {
		seen := d.tried(p, remedies, alone(len(remedies)))
		known := map[string]bool{}
		for i, v := range seen {
			known[key([]int{i})] = d.cured(v, p)
			if d.cured(v, p) {
				r.Causes = append(r.Causes, together(remedies, []int{i}, p))
			} else if v != nil && v.key() != p.seen.key() {
				moving = append(moving, remedies[i])
			}
		}
		if remedies[0].common > fault.Generic {
			if err := d.curesTogether(r, p, remedies, known); err != nil {
				return err
			}
		}
		if len(r.Causes) > 0 || d.ctx.Err() != nil {
			return d.ctx.Err()
		}
	}
	d.curesInPairs(r, p, moving)
	return d.ctx.Err()
}

// curesTogether finds the smallest sets of several remedies, by a tree.
func (d *search) curesTogether(r *Report, p *asConfigured, remedies []remedy, known map[string]bool) error {
	t := &tree{n: len(remedies), most: maxCures, asks: maxAsks, known: known, works: func(set []int) (bool, error) {
		return d.cured(d.tried(p, remedies, [][]int{set})[0], p), d.ctx.Err()
	}}
	found, err := t.grow()
	for _, set := range found {
		if len(set) > 1 {
			r.Causes = append(r.Causes, together(remedies, set, p))
		}
	}
	return err
}

// curesInPairs tries two remedies together, of those that change what becomes of the message.
func (d *search) curesInPairs(r *Report, p *asConfigured, remedies []remedy) {
	remedies = remedies[:min(len(remedies), maxInPairs)]
	var sets [][]int
	for i := range remedies {
		for j := range i {
			sets = append(sets, []int{j, i})
		}
	}
	for i, v := range d.tried(p, remedies, sets) {
		if d.cured(v, p) {
			r.Causes = append(r.Causes, together(remedies, sets[i], p))
		}
	}
}

// alone are the sets of one.
func alone(n int) [][]int {
	sets := make([][]int, n)
	for i := range sets {
		sets[i] = []int{i}
	}
	return sets
}

// tried plays the message with sets of remedies.
func (d *search) tried(p *asConfigured, remedies []remedy, sets [][]int) []*view {
	seen := make([]*view, len(sets))
	d.total = max(d.total, d.plays+len(sets))
	d.each(len(sets), func(i int) { seen[i] = d.play(p.letter, linesOf(remedies, sets[i])...) })
	return seen
}

// cured reports whether everybody has the message, or its sender knows who has not where that was missing, and the
// symptom is gone.
func (d *search) cured(v *view, p *asConfigured) bool {
	return v != nil && d.well(v, p.letter) && d.fit(v, p.seen) < enough
}

// well reports whether a letter ends as it should, or as far as somebody who misses a report asks for.
func (d *search) well(v *view, l letter) bool {
	switch {
	case l.forged:
		return v.reports == 0
	case d.arbitrates(l.to): // what becomes of a vote is not this message's
		return !v.some(check.Refused, check.Deferred) && v.reports == 0
	}
	return l.ends(v) || d.symptom.has(NobodyTold) && v.told()
}

// arbitrates reports whether a mailbox is one in which votes of moderators are counted.
func (d *search) arbitrates(address string) bool {
	return slices.ContainsFunc(d.world.Organizations(), func(o *relay.Organization) bool {
		return relay.SameAddress(o.ArbitrationAddress(), address)
	})
}

// told reports whether somebody is told of whatever does not arrive.
func (v *view) told() bool {
	untold := func(e check.End) bool {
		return !e.Outcome.Kind.Arrives() && (e.Report == nil || !e.Report.Outcome.Kind.Arrives())
	}
	return len(v.ends) > 0 && !slices.ContainsFunc(v.ends, untold)
}

// ends reports whether a letter ends as it should: it arrives, or it is refused because it is none of ours.
func (l letter) ends(v *view) bool {
	return v.arrives() || l.relays && v.some(check.Refused) || l.tests != "" && v.succeeds()
}

// linesOf are the lines of a set, in order. What several of them begin with is typed once.
func linesOf(remedies []remedy, set []int) (lines []string) {
	for _, i := range set {
		for _, line := range remedies[i].lines {
			if !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

// together is the cause that a set of remedies cures.
func together(remedies []remedy, set []int, p *asConfigured) Cause {
	c := remedies[set[0]].Cause
	for _, i := range set[1:] {
		o := remedies[i].Cause
		c.Name, c.Says, c.Object = c.Name+" and "+o.Name, c.Says+" "+o.Says, c.Object+", "+o.Object
		c.common = min(c.common, o.common)
		c.Common = c.common.String()
		if o.Whose != string(fault.Customer) {
			c.Whose = o.Whose
		}
	}
	c.Fix, c.Cures, c.Fit, c.letter, c.faults = linesOf(remedies, set), true, p.fit, p, len(set)
	if p.form != nil && p.form.assumed {
		c.faults++
	}
	c.seen = &view{marks: map[string]bool{}, changes: true}
	c.seen.add(changed(c.Fix))
	return c
}

// setsOnly reports whether lines give settings other values, and nothing else.
func setsOnly(lines []string) bool {
	return !slices.ContainsFunc(lines, func(l string) bool { return !strings.Contains(l, "> Set-") })
}

// remedies are the documented fixes of what check finds in the settings; what undoes each fault of the catalogue, or
// mends what is there already; and every other value of the settings.
func (d *search) remedies(l letter) (stages [][]remedy) {
	known := map[string]bool{}
	called := map[string]Cause{} // what mends what is there already is told by that, and not by what it would undo
	mends := d.mends(l)
	for _, f := range mends {
		called[strings.Join(f.Lines, "\n")] = causeOf(f)
	}
	var documented, undoing, others []remedy
	add := func(list *[]remedy, c Cause, lines []string) {
		if key := strings.Join(lines, "\n"); len(lines) > 0 && !known[key] {
			known[key] = true
			if own, is := called[key]; is && list != &documented {
				own.common, c = c.common, own
			}
			c.Lines, c.Worse = []string{}, []string{}
			c.Common = c.common.String()
			*list = append(*list, remedy{c, lines})
		}
	}
	for _, f := range d.flows.Findings {
		add(&documented, Cause{Name: f.Code, Says: f.Message, Object: f.Object, Documented: f.Source,
			Whose: string(fault.Customer), common: fault.Often}, f.Fix)
	}
	for _, f := range d.faults {
		c := causeOf(f)
		c.common = fault.Generic          // that it is there is not known
		if f.Family != fault.Properties { // undoing one of these is what the configuration has
			add(&undoing, c, f.Undo)
		}
		if f.Whose == fault.Customer && setsOnly(f.Lines) {
			c.Name, c.Says = "other-value", "With another value the symptom is gone."
			add(&others, c, f.Lines)
		}
	}
	for _, f := range mends {
		c := causeOf(f)
		c.common = fault.Generic
		add(&undoing, c, f.Lines)
	}
	for _, list := range [][]remedy{documented, undoing, others} {
		if len(list) > 0 {
			stages = append(stages, list)
		}
	}
	return stages
}

// mends are the remedies of the world in which a letter is played, with those who were added for the check.
func (d *search) mends(l letter) []fault.Fault {
	if l.lines == "" {
		return fault.Remedies(d.world, l.clients()...)
	}
	w, err := d.player.World(strings.Split(l.lines, "\n")...)
	if err != nil {
		return fault.Remedies(d.world, l.clients()...)
	}
	defer w.Close()
	return fault.Remedies(w, l.clients()...)
}
