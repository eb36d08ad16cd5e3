package script

import (
	"hybridsim/sim/mistake"
)

// Unknown is something that nobody could tell about the set-up: whether its line is so. A world is without it unless
// it is said to be so.
type Unknown struct {
	Question string         // as it is put to who might know: "Does the load balancer keep the client's address?"
	Step     *Step          // the line that is so, perhaps
	At       mistake.Column // of the question
	// Assumed is said of what somebody took for not so: assertions are judged without it, and only who looks for
	// trouble asks.
	Assumed bool
}

const maybeUsage = `perhaps "QUESTION" [assumed not]: LINE`

var _ = register(groupMaybe, "perhaps", maybeUsage,
	"It is not known whether LINE is so, a line of onprem>, cloud>, net>, ca>, eop>, ad> or an outside host. The "+
		"world is played without it; who looks at what depends on it "+
		"plays it a second time with it, at its place in the set-up. The question says what has to be found "+
		"out. What is assumed not to be so leaves assertions decided; check asks about it all the same. It "+
		"stands in the set-up of a base or a story.", parsePerhaps)

func parsePerhaps(c *Cursor) (any, error) {
	asked := c.Mark()
	u := &Unknown{At: c.Here()}
	var err error
	if u.Question, err = c.quoted("the question"); err != nil {
		return nil, err
	}
	if u.Question == "" {
		return nil, c.ErrorAt(asked, "say what has to be found out", "the question is empty")
	}
	if u.Assumed = c.Take("assumed"); u.Assumed {
		if err := c.Expect("not"); err != nil {
			return nil, err
		}
	}
	if err := c.Expect(":"); err != nil {
		return nil, err
	}
	if c.Done() {
		return nil, c.Errorf("the line that is so, perhaps, is missing")
	}
	start := c.Mark()
	u.Step = &Step{File: c.File, Line: c.Line, Text: c.Text[start:]}
	parsed, verb, err := readLine(c)
	if err == nil {
		err = c.End()
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
		return nil, c.ErrorAt(start, "write a line of onprem>, cloud>, net>, ca>, eop>, ad> or an outside host that "+
			"sets something up", "only what somebody set up can be unknown")
	}
	return u, nil
}
