package console

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
	"hybridsim/sim/story/tell"
)

// lab is a story as an exercise: the world begins in its faulty state, and nothing tells what is wrong.
type lab struct {
	instructor bool // nothing is hidden from this person

	hints []tell.Hint
	used  int
	task  string
	grade *result // of the last time that somebody asked
}

// result is a grade as it is printed.
type result struct {
	Passed  bool        `json:"passed"`
	Hints   int         `json:"hints"`   // used
	Changes []string    `json:"changes"` // lines that changed something
	Claims  []claimMade `json:"claims"`  // of the verification that came nearest
	Trouble []string    `json:"trouble,omitempty"`
}

// claimMade is a claim of the verification and what there was.
type claimMade struct {
	Claim string `json:"claim"`
	Holds bool   `json:"holds"`
	Got   string `json:"got,omitempty"`
}

// Teach makes the console a lab of its story. The error tells that the story cannot be one.
func (c *Console) Teach(instructor bool) error {
	if err := c.story.Teaches(); err != nil {
		return err
	}
	c.lab = &lab{instructor: instructor}
	return nil
}

// Hidden reports whether decisions, and the story itself, are to be kept from the person: whoever shows something of
// the world in another way has to ask.
func (c *Console) Hidden() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hides()
}

func (c *Console) hides() bool {
	return c.lab != nil && !c.lab.instructor && (c.lab.hints == nil || c.lab.used < len(c.lab.hints))
}

// begin prepares the lab for a world that was just attached.
func (l *lab) begin(c *Console) error {
	hints, err := tell.Hints(c.story)
	if err != nil {
		return err
	}
	about := tell.Hint{Title: "Where it is documented", Text: c.story.Title + "\n" + c.story.SourceAndSection()}
	l.hints, l.task = append(hints, about), tell.Task(c.story, c.player.Player)
	return nil
}

func (c *Console) hint() Answer {
	l := c.lab
	if l.used == len(l.hints) {
		return Answer{Output: "There are no more hints; solution tells all of it again.\n"}
	}
	h := l.hints[l.used]
	l.used++
	text := fmt.Sprintf("Hint %d of %d. %s:\n%s", l.used, len(l.hints), h.Title, indent(h.Text))
	if l.used == len(l.hints) {
		text += "That is all of it: explain and trace tell the decisions from now on.\n"
	}
	return Answer{Output: text}
}

func (c *Console) solution() (Answer, error) {
	l := c.lab
	if left := len(l.hints) - l.used; left > 0 && !l.instructor {
		return Answer{}, mistake.At(1, fmt.Sprintf("the solution is told after the hints; %d are left", left),
			"type hint")
	}
	var b strings.Builder
	for _, h := range l.hints[1:] {
		fmt.Fprintf(&b, "%s:\n%s", h.Title, indent(h.Text))
	}
	return Answer{Output: b.String()}, nil
}

// graded judges what was changed so far by what mail does after it on a fresh world.
func (c *Console) graded(asJSON bool) (Answer, error) {
	r, err := c.judge()
	if err != nil {
		return Answer{}, err
	}
	c.lab.grade = r
	text := r.String()
	if asJSON {
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(r); err != nil {
			return Answer{}, err
		}
		text = b.String()
	}
	return Answer{Output: text, Failed: !r.Passed}, nil
}

func (c *Console) judge() (*result, error) {
	g, err := c.story.Grade(c.lines(false))
	if err != nil {
		return nil, err
	}
	// it may name the thumbprint of a certificate, which depends on the time of issue
	if !g.Passed && len(g.Mistakes) > 0 {
		if inTime, err := c.story.Grade(c.lines(true)); err == nil && inTime.Passed {
			g = inTime
		}
	}
	r := &result{Passed: g.Passed, Hints: c.lab.used, Changes: c.lines(false)}
	for _, m := range g.Mistakes {
		r.Trouble = append(r.Trouble, m.Text+": "+mistake.Message(m.Err))
	}
	best := slices.MaxFunc(g.Cures, func(a, b story.CureGrade) int { return held(a) - held(b) })
	for _, claim := range best.Claims {
		made := claimMade{Claim: strings.TrimPrefix(claim.Step.Text, "want "), Holds: claim.Holds, Got: claim.Got}
		if claim.Step.Traits().Reveals && c.hides() {
			made.Got = ""
		}
		r.Claims = append(r.Claims, made)
	}
	return r, nil
}

// lines are what was changed; in time, with waiting between, so that each is done when it was typed. At once, mail that
// waits is not lost because somebody thought for long.
func (c *Console) lines(inTime bool) []string {
	lines := []string{}
	last := c.began
	for _, change := range c.changes {
		if late := change.At.Sub(last); inTime && late > 0 {
			lines = append(lines, "wait "+late.Round(time.Nanosecond).String())
			last = change.At
		}
		lines = append(lines, change.Line)
	}
	return lines
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
	return n
}

// String is the grade for people.
func (r *result) String() string {
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
	for _, line := range r.Trouble {
		fmt.Fprintf(&b, "  impossible when done again: %s\n", line)
	}
	verdict := "Not yet"
	if r.Passed {
		verdict = "Passed"
	}
	fmt.Fprintf(&b, "%s. Hints used: %d. Lines that changed something: %d.\n", verdict, r.Hints, len(r.Changes))
	return b.String()
}

// Passed reports whether the last grade was passed, and whether there is one for what is changed now.
func (c *Console) Passed() (passed, graded bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lab == nil || c.lab.grade == nil {
		return false, false
	}
	return c.lab.grade.Passed, len(c.lab.grade.Changes) == len(c.changes)
}

// Lab reports whether the console is a lab.
func (c *Console) Lab() bool { return c.lab != nil }

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ") + "\n"
}
