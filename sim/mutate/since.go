package mutate

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/sim"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/fault"
	"hybridsim/sim/story"
)

// Changed chooses the faults that are about something that two bases have otherwise: an object of which a property
// changed, that is new, or a line about the surroundings.
func (s *Suite) Changed(old *story.Story) (func(fault.Fault) bool, error) {
	g, err := newGround(old.Ground)
	if err != nil {
		return nil, err
	}
	defer g.close()
	before, after := objects(g.w), objects(s.main.w)
	var names []string // of objects, as faults call them
	var words []string // of lines
	for name, state := range after {
		if before[name] != state {
			names = append(names, name)
		}
	}
	had := linesOf(old)
	for line := range linesOf(s.Base) {
		if !had[line] {
			words = append(words, subjectOf(line).names...)
		}
	}
	return func(f fault.Fault) bool {
		object := strings.ToLower(f.Object)
		lines := strings.ToLower(strings.Join(f.Lines, "\n"))
		about := func(n string) bool { return object == n || strings.HasPrefix(object, n+" ") }
		return slices.ContainsFunc(names, about) ||
			slices.ContainsFunc(words, func(w string) bool {
				return slices.Contains(strings.Fields(object), w) || slices.Contains(strings.Fields(lines), w)
			})
	}, nil
}

// linesOf are the lines of a base about its surroundings; what cmdlets set is seen in the objects.
func linesOf(base *story.Story) map[string]bool {
	lines := map[string]bool{}
	for _, step := range base.Setup {
		if _, rest, ok := strings.Cut(step.Text, "> "); step.Acts() && ok {
			if first, _, _ := strings.Cut(rest, " "); !isCmdlet.MatchString(first) {
				lines[step.Text] = true
			}
		}
	}
	return lines
}

// objects are all objects of a world with what Get- prints of them, by their names as faults have them.
func objects(w *sim.World) map[string]string {
	all := map[string]string{}
	for _, side := range w.SideNames() {
		o := w.Side(side).Organization()
		for _, n := range cmdlet.Nouns(o) {
			for _, e := range n.Objects(o) {
				var b strings.Builder
				for _, p := range n.Properties {
					if p.Printed {
						fmt.Fprintf(&b, "%s %s\n", p.Name, p.ValueIn(o, e))
					}
				}
				all[strings.ToLower(strings.TrimSpace(string(side)+" "+n.Name+" "+e.Identity))] = b.String()
			}
		}
	}
	return all
}
