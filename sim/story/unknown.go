package story

import (
	"slices"

	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
	"hybridsim/sim/suggest"
)

// Unknowns are what is not known about a story's world: that of its base, then its own, each in the order of the file.
func (s *Story) Unknowns() []script.Unknown {
	var list []script.Unknown
	if s.Base != nil {
		list = s.Base.Unknowns()
	}
	for _, step := range s.Setup {
		if u := step.Unknown(); u != nil {
			list = append(list, *u)
		}
	}
	return list
}

// findUnknown returns the unknown with the question.
func (s *Story) findUnknown(question string) (script.Unknown, bool) {
	all := s.Unknowns()
	i := slices.IndexFunc(all, func(u script.Unknown) bool { return u.Question == question })
	if i < 0 {
		return script.Unknown{}, false
	}
	return all[i], true
}

// setupWith is what base and set-up do, with the given unknowns at their places.
func (s *Story) setupWith(so []script.Unknown) ([]*script.Step, error) {
	var questions []string
	for _, u := range so {
		if _, ok := s.findUnknown(u.Question); !ok {
			var known []string
			for _, u := range s.Unknowns() {
				known = append(known, script.Quote(u.Question))
			}
			asked := `"` + u.Question + `"`
			return nil, s.mistaken(suggest.DidYouMean(asked, known), "nothing here is unknown by the question %s",
				asked)
		}
		questions = append(questions, u.Question)
	}
	setup := s.Setup
	if s.Base != nil {
		setup = slices.Concat(s.Base.Setup, s.Setup)
	}
	var steps []*script.Step
	for _, step := range setup {
		switch u := step.Unknown(); {
		case u == nil && step.Acts():
			steps = append(steps, step.Step)
		case u != nil && slices.Contains(questions, u.Question):
			steps = append(steps, u.Step)
		}
	}
	return steps, nil
}

// maybe takes a line that is so, perhaps. Nobody plays it unless it matters, so a slip in a cmdlet must not wait for
// that.
func (p *parser) maybe(s *Step) error {
	u := s.Unknown()
	if p.section != "" {
		return s.Wrap(mistake.Column(1).Errorf("it stands before the first section",
			"only the set-up can be unknown, not %s", p.section))
	}
	if other, twice := p.story.findUnknown(u.Question); twice {
		return s.Wrap(u.At.Errorf("give each a question of its own", "this question is asked already, at %s:%d",
			other.Step.File, other.Step.Line))
	}
	return u.Step.CheckCmdlet(p.story.Headers.Product)
}
