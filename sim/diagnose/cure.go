package diagnose

import (
	"cmp"
	"slices"
	"strings"

	"hybridsim/sim/check"
	"hybridsim/sim/fault"
	"hybridsim/sim/mistake"
)

// cannotPlay says that no message can be sent that would show the symptom.
func cannotPlay(l letter) error {
	return mistake.New("name a sender and a recipient of the configuration with --from and --to",
		"a message from %s to %s cannot be sent here", cmp.Or(l.from, "<>"), l.to)
}

// remedy is a change that may cure: the fix of a finding, or another value of a setting.
type remedy struct {
	Cause
	lines []string
}

// maxSet is how many remedies are tried together.
const maxSet = 3

// cures looks for the smallest sets of lines after which the message arrives and the symptom is gone. It is an HS-tree
// (Reiter 1987): a node is a set of remedies that was tried and does not cure; its branches are the remedies that move
// the message at that node, which are its conflict set; a node above a cure is closed.
func (d *search) cures(r *Report, p asConfigured) error {
	remedies, err := d.remedies()
	if err != nil {
		return err
	}
	type node struct {
		set  []int
		seen *view
	}
	level := []node{{nil, p.seen}}
	var found [][]int
	for depth := 1; depth <= maxSet && len(level) > 0 && (depth == 1 || len(found) == 0); depth++ {
		var sets [][]int
		for _, n := range level {
			for i := range remedies {
				if len(n.set) > 0 && i <= n.set[len(n.set)-1] || depth > 1 && remedies[i].common == fault.Generic {
					continue
				}
				sets = append(sets, append(slices.Clone(n.set), i))
			}
		}
		seen := make([]*view, len(sets))
		d.total = d.plays + len(sets)
		each(len(sets), func(i int) { seen[i], _ = d.play(p.letter, linesOf(remedies, sets[i])...) })
		if err := d.ctx.Err(); err != nil {
			return err
		}
		level = nil
		for i, v := range seen {
			switch {
			case v == nil:
			case v.arrives() && d.fit(v, p.seen) < enough:
				found = append(found, sets[i])
				r.Causes = append(r.Causes, together(remedies, sets[i], p, v))
			case v.key() != p.seen.key():
				level = append(level, node{sets[i], v})
			}
		}
	}
	return nil
}

func linesOf(remedies []remedy, set []int) (lines []string) {
	for _, i := range set {
		lines = append(lines, remedies[i].lines...)
	}
	return lines
}

// together is the cause that a set of remedies cures.
func together(remedies []remedy, set []int, p asConfigured, cured *view) Cause {
	c := remedies[set[0]].Cause
	for _, i := range set[1:] {
		o := remedies[i].Cause
		c.Name, c.Says, c.Object = c.Name+" and "+o.Name, c.Says+" "+o.Says, c.Object+", "+o.Object
		c.common = min(c.common, o.common)
		c.Common = c.common.String()
	}
	c.Fix, c.Cures, c.Fit, c.seen = linesOf(remedies, set), true, p.fit, cured
	return c
}

// remedies are the documented fixes of what check finds in the settings, and every other value of the settings.
func (d *search) remedies() ([]remedy, error) {
	found, err := check.Check(d.subject, check.Options{})
	if err != nil {
		return nil, err
	}
	var list []remedy
	known := map[string]bool{}
	add := func(c Cause, lines []string) {
		if key := strings.Join(lines, "\n"); len(lines) > 0 && !known[key] {
			known[key] = true
			c.Lines, c.Worse = []string{}, []string{}
			c.Common = c.common.String()
			list = append(list, remedy{c, lines})
		}
	}
	for _, f := range found.Findings {
		add(Cause{Name: f.Code, Says: f.Message, Object: f.Object, Documented: f.Source, Whose: string(fault.Customer),
			common: fault.Often}, f.Fix)
	}
	faults, err := d.faults()
	if err != nil {
		return nil, err
	}
	for _, f := range faults {
		if f.Family == fault.Properties { // the others make things worse, and a way round is no cure
			add(Cause{Name: f.Name, Says: "With another value the symptom is gone.", Object: f.Object,
				Documented: f.Source, Whose: string(f.Whose), common: fault.Generic}, f.Lines)
		}
	}
	return list, nil
}
