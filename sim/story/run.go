package story

import (
	"errors"
	"fmt"
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/headers"
)

// Run plays a story in all the ways that keep it honest and reports. An error is a mistake in the story or in hybridsim; a
// claim that does not hold is a Failure in the report.
func (s *Story) Run() (*Report, error) {
	r := &Report{Story: s, goldens: map[*Step][]string{}}
	if r.Failures = s.unfinished(); len(r.Failures) > 0 {
		return r, nil
	}
	if s.Contrast != "" {
		return r, r.playContrast()
	}
	for i := range s.Cures {
		if err := r.playWhole(i); err != nil {
			return nil, err
		}
		if err := r.playUncured(i); err != nil {
			return nil, err
		}
	}
	if err := r.playHealthy(); err != nil {
		return nil, err
	}
	return r, r.playAgain()
}

// claims returns the receiver of findings that counts a claim and keeps its failure.
func (r *Report) claims(brief *string) func(*Step, finding, error) error {
	return func(step *Step, f finding, err error) error {
		switch {
		case err != nil:
			return err
		case f.holds:
			r.Held++
			if f.brief != "" {
				*brief = f.brief
			}
		default:
			r.fail(step, f)
		}
		return nil
	}
}

// playWhole plays everything up to the given cure's verification. Symptoms are judged with the first cure only: they are the
// same with each.
func (r *Report) playWhole(cure int) error {
	s := r.Story
	p, err := newPlay(s)
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.do(s.Cause); err != nil {
		return err
	}
	start := len(p.w.Events())
	p.begin()
	before := map[string]string{}
	if cure == 0 {
		first := ""
		see := r.claims(&first)
		err = p.each(s.Symptoms, func(step *Step, f finding, err error) error {
			if r.Symptom == "" && f.holds && f.brief != "" {
				r.Symptom = f.brief
			}
			return see(step, f, err)
		})
		if err == nil {
			err = r.compareGoldens(p, s.Symptoms)
		}
		before = p.lastHeaders()
	} else {
		err = p.do(s.Symptoms)
	}
	if err != nil {
		return err
	}
	resolved := len(p.w.Events())
	p.begin()
	if err := p.do(s.Cures[cure].Resolution); err != nil {
		return err
	}
	outcome := ""
	if err := p.each(s.Cures[cure].Verification, r.claims(&outcome)); err != nil {
		return err
	}
	if err := r.compareGoldens(p, s.Cures[cure].Verification); err != nil {
		return err
	}
	r.Cures = append(r.Cures, CureReport{Outcome: outcome})
	if cure == 0 {
		r.Headers = changes(before, p.lastHeaders())
		r.Events = p.w.Events()
		r.Sections = []SectionStart{{"Setup", 0}, {"Symptoms", start}, {"Verification", resolved}}
		r.Evidence = p.evidence()
	}
	return nil
}

// playHealthy plays without the cause: the first symptom must vanish; others that hold are only context.
func (r *Report) playHealthy() error {
	s := r.Story
	p, err := newPlay(s)
	if err != nil {
		return err
	}
	defer p.close()
	p.begin()
	first := true
	return p.each(s.Symptoms, func(step *Step, f finding, err error) error {
		holds := err == nil && f.holds
		if first && holds {
			r.Failures = append(r.Failures, Failure{File: step.File, Line: step.Line,
				Want: "without == Cause the first symptom vanishes: " + step.Text, Got: "it is there all the same: " + f.got})
		} else if holds {
			r.Context = append(r.Context, step)
		}
		first = false
		return nil
	})
}

// playUncured plays with the cause and without one resolution: at least one of its verification's claims must fail.
func (r *Report) playUncured(cure int) error {
	s := r.Story
	p, err := newPlay(s)
	if err != nil {
		return err
	}
	defer p.close()
	for _, steps := range [][]*Step{s.Cause, nil, s.Symptoms} {
		if steps == nil {
			p.begin()
			continue
		}
		if err := p.do(steps); err != nil {
			return err
		}
	}
	p.begin()
	failed := false
	verification := s.Cures[cure].Verification
	err = p.each(verification, func(step *Step, f finding, err error) error {
		failed = failed || err != nil || !f.holds
		return nil
	})
	if err == nil && !failed {
		first := verification[slices.IndexFunc(verification, (*Step).IsClaim)]
		r.Failures = append(r.Failures, Failure{File: first.File, Line: first.Line,
			Want: "without == Resolution the verification fails", Got: "every claim of it holds although nothing was cured"})
	}
	return err
}

// playContrast plays a story whose cause does no harm: its verification holds with the cause.
func (r *Report) playContrast() error {
	s := r.Story
	p, err := newPlay(s)
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.do(s.Cause); err != nil {
		return err
	}
	p.begin()
	outcome := ""
	if err := p.each(s.Cures[0].Verification, r.claims(&outcome)); err != nil {
		return err
	}
	r.Symptom, r.Events, r.Evidence = "none: "+outcome, p.w.Events(), p.evidence()
	r.Sections = []SectionStart{{"Setup", 0}, {"Verification", p.section.events}}
	return r.compareGoldens(p, s.Cures[0].Verification)
}

// playAgain plays the first cure once more: the evidence must be the same to the byte.
func (r *Report) playAgain() error {
	again := &Report{Story: r.Story, goldens: map[*Step][]string{}}
	if err := again.playWhole(0); err != nil {
		return err
	}
	if again.Evidence != r.Evidence {
		r.Failures = append(r.Failures, Failure{File: r.Story.File, Line: 1, Want: "playing the story twice gives the same evidence", Got: "the second play left other evidence; this is a bug in hybridsim"})
	}
	return nil
}

func (r *Report) fail(step *Step, f finding) {
	failure := Failure{File: step.File, Line: step.Line, Want: step.Text, Got: f.got}
	if f.event != nil {
		failure.Decisions = f.event.Decisions
	}
	r.Failures = append(r.Failures, failure)
}

// compareGoldens compares what printing steps print with the lines beneath them.
func (r *Report) compareGoldens(p *play, steps []*Step) error {
	for _, step := range steps {
		if step.print == nil {
			continue
		}
		output, err := step.print.print(p)
		if err != nil {
			return step.wrap(err)
		}
		lines := goldenLines(output)
		r.goldens[step] = lines
		if slices.Equal(lines, step.Golden) {
			continue
		}
		r.outdated = append(r.outdated, step)
		if step.golden.count == 0 {
			continue // nothing is claimed yet; -update fills it in
		}
		r.Failures = append(r.Failures, Failure{File: step.File, Line: step.Line, Want: step.Text + " prints the lines beneath it",
			Got: firstDifference(step.Golden, lines) + "\nrun with -update to rewrite them, and say in the commit why the behaviour moved"})
	}
	return nil
}

func firstDifference(want, got []string) string {
	for i := range max(len(want), len(got)) {
		w, g := "(nothing)", "(nothing)"
		if i < len(want) {
			w = want[i]
		}
		if i < len(got) {
			g = got[i]
		}
		if w != g {
			return fmt.Sprintf("line %d differs:\n  - %s\n  + %s", i+1, w, g)
		}
	}
	return "no difference"
}

// lastHeaders are the header fields of interest of the newest message that was delivered anywhere.
func (p *play) lastHeaders() map[string]string {
	var newest *relay.MailItem
	for _, side := range bothSides {
		for _, d := range p.w.Side(side).Transport.Deliveries()[p.section.deliveries[side]:] {
			if d.Item.From != "" && (newest == nil || !d.Time.Before(newest.Arrived)) {
				newest = d.Item
			}
		}
	}
	values := map[string]string{}
	if newest != nil {
		for _, name := range changedHeaders {
			values[name] = newest.Header.Get(name)
		}
	}
	return values
}

var changedHeaders = []string{headers.AuthAs, headers.Promoted, headers.Directionality}

func changes(before, after map[string]string) []HeaderChange {
	var list []HeaderChange
	for _, name := range changedHeaders {
		list = append(list, HeaderChange{name, before[name], after[name]})
	}
	return list
}

// IsInputError reports whether an error is a mistake in a story file, as opposed to a failure of hybridsim.
func IsInputError(err error) bool {
	var one *Error
	var many Errors
	return errors.As(err, &one) || errors.As(err, &many)
}
