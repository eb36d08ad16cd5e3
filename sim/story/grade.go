package story

import (
	"slices"

	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
)

// Grade is what came of somebody's lines at a faulty hybrid.
type Grade struct {
	Passed   bool // all claims of one Verification hold, at every turn
	Turns    int  // how often each Verification is played: once for each address, server or member whose turn it can be
	Cures    []CureGrade
	Mistakes []Mistake // lines that could not be done; the others were
	Done     []string  // those others, in order
}

// CureGrade is one Verification of the story, after the lines.
type CureGrade struct {
	Passed bool
	Turn   int           // at which it did not hold, from 1; else the last
	Claims []ClaimResult // all of its claims, at that turn
}

// Mistake is a line that could not be done.
type Mistake struct {
	Line int // counted from 1
	Text string
	Err  error // an [*mistake.Error] with its column
}

// LinesName stands for the file in the errors of lines that are graded.
const LinesName = "your lines"

// Grade judges lines that somebody typed to cure the story's fault, by what mail does afterwards, not by what was
// typed: the story is played with its cause and its symptoms, the lines are done in order, and then each Verification
// is played. Lines that send, claim or print are left out, so that what was tried on the way does not count; mailboxes
// answer everybody anew. What takes turns is given each turn, in a play of its own: a repair of one of four sending
// addresses is none. Of a contrast or an assertion there is nothing to grade.
func (s *Story) Grade(lines []string) (*Grade, error) {
	if err := s.Curable(); err != nil {
		return nil, err
	}
	by := *s
	by.byWord = true
	s = &by
	g := &Grade{}
	var steps []*script.Step
	for i, line := range lines {
		step, err := script.Parse(LinesName, i+1, line)
		if err != nil {
			g.Mistakes = append(g.Mistakes, Mistake{i + 1, line, err})
			continue
		}
		if step == nil {
			continue
		}
		if _, sends := step.Sending(); step.Acts() && !sends {
			steps = append(steps, step)
		}
	}
	for i := range s.Cures {
		if err := s.gradeCure(g, i, steps); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(g.Mistakes, func(a, b Mistake) int { return a.Line - b.Line })
	return g, nil
}

// Curable complains about a file that tells of nothing that could be cured.
func (s *Story) Curable() error {
	if s.Base != nil && !s.uncured() {
		return nil
	}
	hint := "choose a story of a fault"
	if s.Contrast != "" {
		hint = "choose its counterpart: " + s.Contrast
	}
	return s.mistaken(hint, "there is nothing to cure in %s, so nothing to grade", s.what())
}

// gradeCure plays one Verification after the lines, at each turn until one at which it does not hold.
func (s *Story) gradeCure(g *Grade, cure int, steps []*script.Step) error {
	for turn := 0; turn == 0 || turn < g.Turns; turn++ {
		result, err := s.gradeTurn(g, cure, turn, steps)
		if err != nil {
			return err
		}
		if turn == 0 {
			g.Cures = append(g.Cures, result)
		}
		if g.Cures[cure] = result; !result.Passed {
			return nil
		}
	}
	g.Passed = true
	return nil
}

// gradeTurn plays one Verification after the lines. What is impossible there does not hold.
func (s *Story) gradeTurn(g *Grade, cure, turn int, steps []*script.Step) (CureGrade, error) {
	p, err := newSufferedPlay(s)
	if err != nil {
		return CureGrade{}, err
	}
	defer p.close()
	first := cure+turn == 0 // each play makes the same mistakes
	for _, step := range steps {
		switch err := p.Perform(step); {
		case !first:
		case err != nil:
			g.Mistakes = append(g.Mistakes, Mistake{step.Line, step.Text, err})
		default:
			g.Done = append(g.Done, step.Text)
		}
	}
	w := p.World()
	if first {
		g.Turns = w.Turns()
	}
	w.ForgetReplies()
	w.Turn(turn)
	verification := s.Cures[cure].Verification
	found := p.findings(verification)
	result := CureGrade{Passed: true, Turn: turn + 1}
	for _, step := range verification {
		if step.IsClaim() {
			f := found[len(result.Claims)]
			result.Claims = append(result.Claims, ClaimResult{step, f.Holds, f.Got})
			result.Passed = result.Passed && f.Holds
		}
	}
	return result, nil
}

// findings are what the claims among steps find, one for each, whatever happens: a claim that makes no sense does not
// hold, nor does one behind a step that is impossible.
func (p *play) findings(steps []*Step) []script.Finding {
	var found []script.Finding
	err := p.watch(steps, watcher{claim: func(_ *Step, f script.Finding, err error) error {
		if err != nil {
			f = script.Finding{Got: mistake.Message(err)}
		}
		found = append(found, f)
		return nil
	}})
	claims := 0
	for _, step := range steps {
		if step.IsClaim() {
			claims++
		}
	}
	for len(found) < claims { // the rest was not reached
		found = append(found, script.Finding{Got: mistake.Message(err)})
	}
	return found
}
