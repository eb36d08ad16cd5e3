package lab

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
)

// Grade is what came of the lines that a student typed.
type Grade struct {
	Passed  bool     `json:"passed"`
	Hints   int      `json:"hints"`   // used
	Changes []string `json:"changes"` // lines that changed something
	Turns   int      `json:"turns"`   // how often the verification was sent
	Claims  []Claim  `json:"claims"`  // of the verification that came nearest
	Broken  []Flow   `json:"broken"`  // flows that were healthy before the fault, and are worse now
	Flows   int      `json:"flows"`   // how many were looked at; 0: mail does not do what it should, so none
	Broad   []string `json:"broad,omitempty"`
	Trouble []string `json:"trouble,omitempty"`
}

// Claim is a claim of the verification and what there was.
type Claim struct {
	Claim string `json:"claim"`
	Holds bool   `json:"holds"`
	Got   string `json:"got,omitempty"`

	Reveals bool `json:"-"` // Got is taken from decisions
}

// Grade judges lines by what mail does after them: by a verification of the story, at every turn; and if that holds, by
// the flows that were healthy before the fault. inTime are the same lines with waiting between, for when one of them
// is impossible at once: it may name what depends on the time.
func (l *Lab) Grade(lines, inTime []string) (*Grade, error) {
	g, err := l.Story.Grade(lines)
	if err != nil {
		return nil, err
	}
	if !g.Passed && len(g.Mistakes) > 0 && len(inTime) > len(lines) {
		if later, err := l.Story.Grade(inTime); err == nil && len(later.Mistakes) < len(g.Mistakes) {
			g = later
		}
	}
	r := &Grade{Passed: g.Passed, Changes: slices.Clip(append([]string{}, lines...)), Turns: g.Turns, Broken: []Flow{}}
	for _, m := range g.Mistakes {
		r.Trouble = append(r.Trouble, m.Text+": "+mistake.Message(m.Err))
	}
	r.claims(g)
	if !g.Passed {
		return r, nil
	}
	return r, l.look(r, g)
}

// look judges a repair by what else became of the hybrid.
func (l *Lab) look(r *Grade, g *story.Grade) error {
	var cures []int
	for i := range g.Cures {
		if g.Cures[i].Passed {
			cures = append(cures, i)
		}
	}
	broken, err := l.flows.broken(g.Done, cures)
	if err != nil { // what cannot be checked is no hybrid any more: the check says why
		r.Passed = false
		r.Trouble = append(r.Trouble, "the flows cannot be played: "+mistake.Message(err))
		return nil
	}
	list, err := l.flows.healthy()
	if err != nil {
		return err
	}
	if r.Flows = len(list); len(broken) > 0 {
		r.Passed, r.Broken = false, broken
	}
	for _, b := range l.BroadOf(r.Changes) {
		r.Broad = append(r.Broad, b.Line+": "+b.Why)
	}
	return nil
}

// claims takes over those of the verification that came nearest.
func (r *Grade) claims(g *story.Grade) {
	best := slices.MaxFunc(g.Cures, func(a, b story.CureGrade) int { return cmp.Compare(held(a), held(b)) })
	for _, claim := range best.Claims {
		r.Claims = append(r.Claims, Claim{strings.TrimPrefix(claim.Step.Text, "want "), claim.Holds, claim.Got,
			claim.Step.Traits().Reveals})
	}
	if !best.Passed {
		r.Turns = best.Turn
	}
}

// held orders verifications: one that passed before all others, then by how many claims hold.
func held(g story.CureGrade) (n int) {
	for _, claim := range g.Claims {
		if claim.Holds {
			n++
		}
	}
	if g.Passed {
		n += 1 << 20
	}
	return n + g.Turn
}

// Reasons are why it is not passed, a line each; none if it is.
func (r *Grade) Reasons() (list []string) {
	if r.Passed {
		return nil
	}
	for _, c := range r.Claims {
		if !c.Holds {
			list = append(list, "does not hold: "+c.Claim)
		}
	}
	for _, f := range r.Broken {
		list = append(list, "broken: "+f.String())
	}
	return append(list, r.Trouble...)
}

// String is the flow with what became of it.
func (f Flow) String() string {
	return fmt.Sprintf("%s: was %s, is %s", f.Title, f.Was, cmp.Or(f.Is, "gone"))
}

// String is the grade for people.
func (r *Grade) String() string {
	var b strings.Builder
	for _, claim := range r.Claims {
		verdict := "holds"
		if !claim.Holds {
			verdict = "does not hold"
		}
		fmt.Fprintf(&b, "  %-13s  %s\n", verdict, claim.Claim)
		if !claim.Holds && claim.Got != "" {
			fmt.Fprintf(&b, "%17sgot: %s\n", "", strings.ReplaceAll(claim.Got, "\n", "\n"+strings.Repeat(" ", 22)))
		}
	}
	for _, f := range r.Broken {
		fmt.Fprintf(&b, "  %-13s  %s\n", "broken", f)
	}
	for _, line := range r.Trouble {
		fmt.Fprintf(&b, "  impossible when done again: %s\n", line)
	}
	for _, line := range r.Broad {
		fmt.Fprintf(&b, "  broad, but true: %s\n", line)
	}
	b.WriteString(r.verdict())
	fmt.Fprintf(&b, " Hints used: %d. Lines that changed something: %d.\n", r.Hints, len(r.Changes))
	return b.String()
}

// verdict is what it comes to, in words.
func (r *Grade) verdict() string {
	holds := !slices.ContainsFunc(r.Claims, func(c Claim) bool { return !c.Holds })
	switch {
	case r.Passed:
		return fmt.Sprintf("Passed. It was sent %s, and %d flows are as before the fault.", times(r.Turns), r.Flows)
	case len(r.Broken) == 1:
		return fmt.Sprintf("Not yet. Mail arrives, but you broke a flow that was healthy: %s.", r.Broken[0].Title)
	case len(r.Broken) > 0:
		return fmt.Sprintf("Not yet. Mail arrives, but you broke %d flows that were healthy.", len(r.Broken))
	case !holds && r.Turns > 1:
		return fmt.Sprintf("Not yet. The first time it holds, but not the %s: the world takes turns.", ordinal(r.Turns))
	}
	return "Not yet."
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func ordinal(n int) string {
	switch n {
	case 2:
		return "second"
	case 3:
		return "third"
	}
	return fmt.Sprintf("%dth", n)
}
