package main

import (
	"fmt"
	"strings"

	"hybridsim/sim/story"
)

// tally counts over all that was played.
type tally struct {
	stories, assertions played
	held                int
	claims              story.ClaimCount
}

// played is how many of one kind were played, and how many of those failed.
type played struct{ all, failed int }

func (t *tally) add(r *story.Report) {
	of := &t.stories
	if r.Story.Kind == story.Assertion {
		of = &t.assertions
	}
	of.all++
	if !r.OK() {
		of.failed++
	}
	t.held += r.Held
	t.claims = t.claims.Plus(r.Story.Claims())
}

func (t tally) failed() int { return t.stories.failed + t.assertions.failed }

func (t tally) json() summaryJSON {
	return summaryJSON{Stories: t.stories.all + t.assertions.all, Assertions: t.assertions.all, Failed: t.failed(),
		Held: t.held, countsJSON: countsJSON(t.claims)}
}

// String is the last line of a run.
func (t tally) String() string {
	var good, bad []string
	if t.stories.all > 0 || t.assertions.all == 0 {
		n := number(t.stories.all, "story", "stories")
		good = append(good, n+" reproduced and cured")
		bad = append(bad, fmt.Sprintf("%d of %s", t.stories.failed, n))
	}
	if t.assertions.all > 0 {
		n := number(t.assertions.all, "assertion", "assertions")
		good = append(good, n+" "+plural(t.assertions.all, "holds", "hold"))
		bad = append(bad, fmt.Sprintf("%d of %s", t.assertions.failed, n))
	}
	if t.failed() > 0 {
		return fmt.Sprintf("%s failed; %d of %d claims hold", strings.Join(bad, " and "), t.held, t.claims.Total())
	}
	return fmt.Sprintf("%s, %s %s (%s)", strings.Join(good, ", "), number(t.held, "claim", "claims"),
		plural(t.held, "holds", "hold"), t.marks())
}

// marks says what the claims rest on. Documented and inferred are left out where all is required, the others where
// there are none.
func (t tally) marks() string {
	var rests []string
	add := func(n int, mark string, always bool) {
		if n > 0 || always {
			rests = append(rests, fmt.Sprintf("%d %s", n, mark))
		}
	}
	stories := t.stories.all > 0 || t.claims.Required < t.claims.Total()
	add(t.claims.Documented, "documented", stories)
	add(t.claims.Observed, "observed", false)
	add(t.claims.Inferred, "inferred", stories)
	add(t.claims.Required, "required", !stories)
	return strings.Join(rests, ", ")
}

// number is a number of things.
func number(n int, one, many string) string { return fmt.Sprintf("%d %s", n, plural(n, one, many)) }

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
