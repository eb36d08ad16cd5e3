package story

import (
	"slices"

	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
)

// Grade is what came of somebody's lines at a faulty hybrid.
type Grade struct {
	Passed   bool // all claims of one Verification hold
	Cures    []CureGrade
	Mistakes []Mistake // lines that could not be done; the others were
}

// CureGrade is one Verification of the story, after the lines.
type CureGrade struct {
	Passed bool
	Claims []ClaimResult // all of its claims
}

// Mistake is a line that could not be done.
type Mistake struct {
	Line int // counted from 1
	Text string
	Err  error // an [*mistake.Error] with its column
}

// linesName stands for the file in the errors of lines that are graded.
const linesName = "your lines"

// Grade judges lines that somebody typed to cure the story's fault, by what mail does afterwards, not by what was
// typed: the story is played with its cause and its symptoms, the lines are done in order, and then each Verification
// is played. Lines that send, claim or print are left out, so that what was tried on the way does not count. Of a
// contrast or an assertion there is nothing to grade.
func (s *Story) Grade(lines []string) (*Grade, error) {
	if err := s.Curable(); err != nil {
		return nil, err
	}
	g := &Grade{}
	var steps []*script.Step
	for i, line := range lines {
		step, err := script.Parse(linesName, i+1, line)
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

// gradeCure plays one Verification after the lines. What is impossible there does not hold.
func (s *Story) gradeCure(g *Grade, cure int, steps []*script.Step) error {
	p, err := newSufferedPlay(s)
	if err != nil {
		return err
	}
	defer p.close()
	for _, step := range steps {
		if err := p.Perform(step); err != nil && cure == 0 { // each cure's play makes the same mistakes
			g.Mistakes = append(g.Mistakes, Mistake{step.Line, step.Text, err})
		}
	}
	verification := s.Cures[cure].Verification
	found := p.findings(verification)
	result := CureGrade{Passed: true}
	for _, step := range verification {
		if step.IsClaim() {
			f := found[len(result.Claims)]
			result.Claims = append(result.Claims, ClaimResult{step, f.Holds, f.Got})
			result.Passed = result.Passed && f.Holds
		}
	}
	g.Cures = append(g.Cures, result)
	g.Passed = g.Passed || result.Passed
	return nil
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
