package story

import (
	"slices"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// Unknown is something that nobody could tell about the set-up: whether its line is so. A world is without it unless
// [Story.WorldWith] is given it.
type Unknown struct {
	Question string         // as it is put to who might know: "Does the load balancer keep the client's address?"
	Step     *Step          // the line that is so, perhaps
	at       mistake.Column // of the question
}

// Unknowns are what is not known about a story's world: that of its base, then its own, each in the order of the file.
func (s *Story) Unknowns() []Unknown {
	var list []Unknown
	if s.Base != nil {
		list = s.Base.Unknowns()
	}
	for _, step := range s.Setup {
		if step.unknown != nil {
			list = append(list, *step.unknown)
		}
	}
	return list
}

// findUnknown returns the unknown with the question.
func (s *Story) findUnknown(question string) (Unknown, bool) {
	all := s.Unknowns()
	i := slices.IndexFunc(all, func(u Unknown) bool { return u.Question == question })
	if i < 0 {
		return Unknown{}, false
	}
	return all[i], true
}

// setupWith is what base and set-up do, with the given unknowns at their places.
func (s *Story) setupWith(so []Unknown) ([]*Step, error) {
	var questions []string
	for _, u := range so {
		if _, ok := s.findUnknown(u.Question); !ok {
			var known []string
			for _, u := range s.Unknowns() {
				known = append(known, quote(u.Question))
			}
			asked := quote(u.Question)
			return nil, s.mistaken(suggest.DidYouMean(asked, known), "nothing here is unknown by the question %s", asked)
		}
		questions = append(questions, u.Question)
	}
	setup := s.Setup
	if s.Base != nil {
		setup = slices.Concat(s.Base.Setup, s.Setup)
	}
	var steps []*Step
	for _, step := range setup {
		switch {
		case step.unknown == nil:
			steps = append(steps, step)
		case slices.Contains(questions, step.unknown.Question):
			steps = append(steps, step.unknown.Step)
		}
	}
	return steps, nil
}

const maybeUsage = `perhaps "QUESTION": LINE`

var _ = register(groupMaybe, "perhaps", maybeUsage,
	"It is not known whether LINE is so, a line of onprem>, cloud>, net>, ca>, eop> or an outside host. The world is played without it; who looks at what depends on it "+
		"plays it a second time with it, at its place in the set-up. The question says what has to be found out. It stands in the set-up of a base or a story.", parsePerhaps)

func parsePerhaps(c *cursor) (any, error) {
	asked := c.mark()
	u := &Unknown{at: c.here()}
	var err error
	if u.Question, err = c.quoted("the question"); err != nil {
		return nil, err
	}
	if u.Question == "" {
		return nil, c.errorAt(asked, "say what has to be found out", "the question is empty")
	}
	if err := c.expect(":"); err != nil {
		return nil, err
	}
	if c.done() {
		return nil, c.errorf("the line that is so, perhaps, is missing")
	}
	start := c.mark()
	u.Step = &Step{File: c.file, Line: c.line, Text: c.text[start:]}
	parsed, verb, err := readLine(c)
	if err == nil {
		err = c.end()
	}
	if err != nil {
		return nil, withUsage(err, verb)
	}
	u.Step.act, _ = parsed.(action)
	setsUp := true
	switch act := u.Step.act.(type) {
	case nil, *waitAction, *sendAction:
		setsUp = false
	case *cmdletAction:
		setsUp = !onlyGets(act.line)
	}
	if !setsUp {
		return nil, c.errorAt(start, "write a line of onprem>, cloud>, net>, ca>, eop> or an outside host that sets something up", "only what somebody set up can be unknown")
	}
	return u, nil
}

// maybe takes a line that is so, perhaps. Nobody plays it unless it matters, so a slip in a cmdlet must not wait for that.
func (p *parser) maybe(s *Step) error {
	u := s.unknown
	if p.section != "" {
		return s.wrap(mistake.Column(1).Errorf("it stands before the first section", "only the set-up can be unknown, not %s", p.section))
	}
	if other, twice := p.story.findUnknown(u.Question); twice {
		return s.wrap(u.at.Errorf("give each a question of its own", "this question is asked already, at %s:%d", other.Step.File, other.Step.Line))
	}
	a, ok := u.Step.act.(*cmdletAction)
	if !ok {
		return nil
	}
	o := &relay.Organization{Side: a.side, Product: p.story.Headers.Product}
	if o.Side == relay.OnPremises && o.Product == 0 {
		return nil // the header tells of another mistake
	}
	return s.wrap(a.at.Shift(cmdlet.Check(o, a.line)))
}
