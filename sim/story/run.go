package story

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/sim/caveat"
	"hybridsim/sim/evidence"
	"hybridsim/sim/script"
	"hybridsim/sim/topology"
)

// Run plays a story in all the ways that keep it honest and reports. An error is a mistake in the story or in
// hybridsim; a claim that does not hold, or a broken rule of honest stories, is a Failure in the report.
func (s *Story) Run() (*Report, error) {
	if left := s.unfinished(); len(left) > 0 {
		return &Report{Story: s, Failures: left}, nil
	}
	r, err := s.Play()
	if err != nil {
		return nil, err
	}
	switch {
	case s.Kind == Assertion:
		err = r.playDoubts()
	case s.Contrast == "":
		err = r.playControls()
	}
	if err != nil {
		return nil, err
	}
	return r, r.playAgain()
}

// unwatched is the story for plays that nobody watches: in handshakes hosts take each other's word, which changes
// nothing that can be seen.
func (s *Story) unwatched() *Story {
	if s.RealTLS {
		return s
	}
	by := *s
	by.byWord = true
	return &by
}

// playControls plays what the first whole play leaves open: the other cures, each cure left out, and the cause left
// out.
func (r *Report) playControls() error {
	for i := range r.Story.Cures {
		if i > 0 {
			if err := r.playWhole(i); err != nil {
				return err
			}
		}
		if err := r.playUncured(i); err != nil {
			return err
		}
	}
	return r.playHealthy()
}

// Play plays a story once, with its cause and its first cure, and checks its claims, without the other plays of
// [Story.Run]: for looking at what happens.
func (s *Story) Play() (*Report, error) {
	if s.Base == nil {
		return nil, s.mistaken("a story names it with Base: "+s.Name,
			"a base is no story: there is nothing to play and check")
	}
	r := &Report{Story: s, goldens: map[*Step][]string{}}
	if s.uncured() {
		return r, r.playAsItIs()
	}
	return r, r.playWhole(0)
}

// playWhole plays everything up to the given cure's verification. Symptoms are judged with the first cure only: they
// are the same with each.
func (r *Report) playWhole(cure int) error {
	s := r.Story
	if cure > 0 {
		s = s.unwatched()
	}
	p, err := newFaultyPlay(s)
	if err != nil {
		return err
	}
	defer p.close()
	symptoms := p.Section()
	see := watcher{}
	if cure == 0 {
		see = watcher{r.claims(func(brief string) {
			if r.Symptom == "" {
				r.Symptom = brief
			}
		}), r.compareGolden}
	}
	if err := p.watch(s.Symptoms, see); err != nil {
		return err
	}
	if cure == 0 {
		r.Topology = topology.Of(p.World())
		r.NotLookedAt = caveat.Of(p.World().Organizations()...)
	}
	p.Begin()
	if err := p.do(s.Cures[cure].Resolution); err != nil {
		return err
	}
	outcome := ""
	if err := p.watch(s.Cures[cure].Verification, watcher{r.claims(telling(&outcome)), r.compareGolden}); err != nil {
		return err
	}
	r.Cures = append(r.Cures, CureReport{Outcome: outcome})
	if cure == 0 {
		r.compareHeaders(p, symptoms)
		r.record(p, evidence.Chapter{Name: "Symptoms", Event: symptoms.Events},
			evidence.Chapter{Name: "Verification", Event: p.Section().Events})
	}
	return nil
}

// telling keeps the brief that tells most: that mail was delivered says more than which connector took it.
func telling(outcome *string) func(string) {
	return func(brief string) {
		if strings.HasPrefix(brief, "delivered") || !strings.HasPrefix(*outcome, "delivered") {
			*outcome = brief
		}
	}
}

// playAsItIs plays a contrast, whose verification holds with the cause, or an assertion, which has none.
func (r *Report) playAsItIs() error {
	s := r.Story
	p, err := newFaultyPlay(s)
	if err != nil {
		return err
	}
	defer p.close()
	outcome := ""
	if err := p.watch(s.Cures[0].Verification, watcher{r.claims(telling(&outcome)), r.compareGolden}); err != nil {
		return err
	}
	if s.Kind == Assertion {
		r.Outcome = outcome
	} else {
		r.Symptom = "none: " + outcome
	}
	r.Topology = topology.Of(p.World())
	r.record(p, evidence.Chapter{Name: "Verification", Event: p.Section().Events})
	return nil
}

// record keeps what the play left behind.
func (r *Report) record(p *play, sections ...evidence.Chapter) {
	known := p.World().Records()
	r.Events, r.Outside, r.Capable = known.Events, known.Outside, known.Capable
	var path caveat.Path
	path.Follow(r.Events)
	r.NotLookedAt = r.NotLookedAt.Merge(caveat.Of(p.World().Organizations()...)).Nearest(path)
	r.Sections = append([]evidence.Chapter{{Name: "Setup"}}, sections...)
	r.Evidence = evidence.Digest(p.World())
	r.Notices = p.Reports()
}

// playHealthy plays without the cause: the first symptom must vanish; others that hold are only context.
func (r *Report) playHealthy() error {
	s := r.Story
	p, err := newPlay(s.unwatched())
	if err != nil {
		return err
	}
	defer p.close()
	p.Begin()
	first := true
	err = p.watch(s.Symptoms, watcher{claim: func(step *Step, f script.Finding, err error) error {
		holds := err == nil && f.Holds
		if first && holds {
			r.Failures = append(r.Failures, Failure{File: step.File, Line: step.Line,
				Want: "without == Cause the first symptom vanishes: " + step.Text,
				Got:  "it is there all the same: " + f.Got})
		} else if holds {
			r.Context = append(r.Context, step)
		}
		first = false
		return nil
	}})
	return during(err, "when Symptoms are played without == Cause, to see that the first one vanishes")
}

// playUncured plays with the cause and without one resolution: at least one of its verification's claims must fail. A
// step that is impossible without the resolution counts as well.
func (r *Report) playUncured(cure int) error {
	p, err := newSufferedPlay(r.Story.unwatched())
	if err != nil {
		return err
	}
	defer p.close()
	verification, failed := r.Story.Cures[cure].Verification, false
	err = p.watch(verification, watcher{claim: func(step *Step, f script.Finding, err error) error {
		failed = failed || err != nil || !f.Holds
		return nil
	}})
	if !failed && err == nil {
		first := verification[slices.IndexFunc(verification, (*Step).IsClaim)]
		r.Failures = append(r.Failures, Failure{File: first.File, Line: first.Line,
			Want: fmt.Sprintf("without == Resolution the verification fails: %s", first.Text),
			Got:  "every claim of it holds although nothing was cured"})
	}
	return nil
}

// playAgain plays the first cure once more: the evidence must be the same to the byte. This play shakes hands by word,
// so it also tells whether that changes anything.
func (r *Report) playAgain() error {
	again, err := r.Story.unwatched().Play()
	if err == nil && again.Evidence != r.Evidence {
		r.Failures = append(r.Failures, Failure{File: r.Story.File, Line: 1,
			Want: "playing the story twice gives the same evidence",
			Got:  "the second play left other evidence; this is a bug in hybridsim"})
	}
	return err
}
