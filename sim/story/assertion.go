package story

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/sim/script"
)

// doubt is a claim in a world in which an unknown is so: it comes out differently there.
type doubt struct {
	unknown script.Unknown
	finding script.Finding
}

// playDoubts plays an assertion once more for each unknown, with that one so. A claim that holds in some of the worlds
// only cannot be decided: nobody has said which of them is the real one. What is assumed not to be so is taken at its
// word.
func (r *Report) playDoubts() error {
	doubts := make([][]doubt, len(r.Claims))
	for _, u := range r.Story.Unknowns() {
		if u.Assumed {
			continue
		}
		p, err := newFaultyPlay(r.Story.unwatched(), u)
		if err != nil {
			return during(err, "when it is so: "+u.Step.Text)
		}
		found := p.findings(r.Story.Cures[0].Verification)
		p.close()
		for i, f := range found {
			if f.Holds != r.Claims[i].Holds {
				doubts[i] = append(doubts[i], doubt{u, f})
			}
		}
	}
	for i, list := range doubts {
		if len(list) > 0 {
			r.undecided(&r.Claims[i], list)
		}
	}
	slices.SortStableFunc(r.Failures, func(a, b Failure) int { return a.Line - b.Line })
	return nil
}

// undecided makes a claim one that nobody can decide, with what it comes to in each world.
func (r *Report) undecided(c *ClaimResult, doubts []doubt) {
	i := slices.IndexFunc(r.Failures, func(f Failure) bool { return f.Line == c.Step.Line && !f.Golden })
	if i < 0 { // it holds when nothing is so
		r.Held--
		r.fail(c.Step, doubts[0].finding)
		i = len(r.Failures) - 1
	}
	f := &r.Failures[i]
	var told []string
	for _, d := range doubts {
		f.Undecided = append(f.Undecided, d.unknown.Question)
		told = append(told, fmt.Sprintf("cannot decide: %s\nwithout %s: %s\nwith it: %s",
			d.unknown.Question, d.unknown.Step.Text, script.Finding{Holds: c.Holds, Got: c.Got}, d.finding))
	}
	f.Got = strings.Join(told, "\n")
	c.Holds, c.Got = false, f.Got
}
