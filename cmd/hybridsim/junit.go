package main

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"strings"

	"hybridsim/sim/check"
	"hybridsim/sim/mistake"
	"hybridsim/sim/records"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
	"hybridsim/sim/userfile"
)

// junitReport collects results in the order of the stories or flows, for a JUnit report: one test case for each story
// (docs/evidence.md), or for each flow of a check (docs/check.md).
type junitReport struct{ records.JUnit }

const (
	storySuite    = "stories" // beside a shard, where it is one's; so are the others
	flowSuite     = "flows"
	failOnCase    = "fail-on"
	unreadMessage = "the story could not be read"
)

func (j *junitReport) add(s *story.Story, r result) {
	c := records.Case{Name: s.Name, Class: records.Class("hybridsim", strings.TrimSuffix(s.File, ".txtar"))}
	switch {
	case r.err != nil:
		c.Error = &records.Trouble{Message: "the story could not be played", Type: "input", Place: s.File,
			Text: r.err.Error()}
	case !r.report.OK():
		c.Failure = failureText(r.report)
	default:
		c.Output = fmt.Sprintf("%s: %s; %s", s.Title, shown(r.report), cureText(r.report))
	}
	j.Cases = append(j.Cases, c)
}

// unread adds a file that could not be read as a story.
func (j *junitReport) unread(err error) {
	file := ""
	var many mistake.Errors
	var one *mistake.Error
	switch {
	case errors.As(err, &many) && len(many) > 0:
		file = many[0].File
	case errors.As(err, &one):
		file = one.File
	}
	place := strings.TrimSuffix(file, ".txtar")
	j.Cases = append(j.Cases, records.Case{
		Name: path.Base(cmp.Or(place, "input")), Class: records.Class("hybridsim", cmp.Or(place, "input")),
		Error: &records.Trouble{Message: unreadMessage, Type: "input", Place: file, Text: err.Error()},
	})
}

// failureText puts all failures of a story into one element: many readers take one only.
func failureText(r *story.Report) *records.Trouble {
	first := r.Failures[0]
	place := fmt.Sprintf("%s:%d", first.File, first.Line)
	t := &records.Trouble{Type: "claim", Place: place, Message: place + ": " + first.Want}
	if more := len(r.Failures) - 1; more > 0 {
		t.Message += fmt.Sprintf(" (and %d more)", more)
	}
	var b strings.Builder
	for _, f := range r.Failures {
		fmt.Fprintf(&b, "%s:%d\nwanted: %s\ngot: %s\n", f.File, f.Line, f.Want, f.Got)
		for _, d := range f.Decisions {
			b.WriteString(script.RenderDecision(d, false))
		}
	}
	t.Text = b.String()
	return t
}

// write puts the report into a file: beside it first, then in its place.
func (j *junitReport) write(name string) error {
	j.Suite = cmp.Or(j.Suite, storySuite)
	content, err := j.XML()
	if err != nil {
		return err
	}
	return userfile.Write(name, content, 0o644)
}

// flowReport has a test case for each flow; one that is not as in a healthy hybrid failed.
func flowReport(r *check.Report) *junitReport {
	j := &junitReport{records.JUnit{Suite: strings.TrimSpace(flowSuite + " " + r.Shard)}}
	for _, f := range r.Flows {
		c := records.Case{
			Name: f.Flow, Class: records.Class("hybridsim", "check", r.Subject),
			Output: fmt.Sprintf("%s: %s; %s", f.Title, f.Outcome, f.Decided),
		}
		if !f.Good() {
			c.Output, c.Failure = "", &records.Trouble{
				Type: "flow", Place: r.Subject + ": flow " + f.Flow, Text: flowText(f),
				Message: fmt.Sprintf("%s: %s, expected %s", f.Title, f.Outcome, f.Expected),
			}
		}
		j.Cases = append(j.Cases, c)
	}
	return j
}

func flowText(f check.Result) string {
	text := fmt.Sprintf("from: %s\nto: %s\nexpected: %s\noutcome: %s\n", f.From, f.To, f.Expected, f.Outcome)
	if f.Outcome.Status != "" {
		text += "status: " + f.Outcome.Status + "\n"
	}
	text += fmt.Sprintf("because: %s\n", f.Decided)
	for _, d := range f.Doubts {
		text += fmt.Sprintf("cannot decide: %s\nif so: %s, because %s\n", d.Question, d.Outcome, d.Decided)
	}
	return text
}

// movedReport has a test case for each flow that goes otherwise than before; one that got worse failed. Where all flows
// go as before, that is one case.
func movedReport(d *check.Difference) *junitReport {
	j := &junitReport{records.JUnit{Suite: flowSuite}}
	class := records.Class("hybridsim", "compare", d.New)
	for _, m := range d.Flows {
		said := fmt.Sprintf("%s: %s -> %s", m.Title, cmp.Or(m.Old, "not played"), cmp.Or(m.New, "not played"))
		c := records.Case{Name: m.Flow, Class: class, Output: said}
		if m.Worse() {
			c.Failure, c.Output = &records.Trouble{Type: "flow", Message: said, Place: d.New + ": flow " + m.Flow}, ""
			for _, t := range m.Moved {
				c.Failure.Text += turnText(t)
			}
		}
		j.Cases = append(j.Cases, c)
	}
	if len(j.Cases) == 0 {
		j.Cases = []records.Case{{Name: "unchanged", Class: class, Output: "every flow of " + d.New +
			" goes as in " + d.Old}}
	}
	return j
}

// judged adds a case for what the exit code fails on beside flows: a report whose cases all passed must not stand
// beside a command that failed.
func (j *junitReport) judged(failed bool, class string, on []check.Trouble, found []string) *junitReport {
	for _, c := range j.Cases {
		failed = failed && c.Failure == nil
	}
	if !failed {
		return j
	}
	var names []string
	for _, t := range on {
		names = append(names, string(t))
	}
	j.Cases = append(j.Cases, records.Case{Name: failOnCase, Class: class, Failure: &records.Trouble{
		Type: "finding", Message: "what it was told to fail on is there: " + strings.Join(names, ", "),
		Text: strings.Join(found, "\n"),
	}})
	return j
}
