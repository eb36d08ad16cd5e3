package main

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"path"
	"strings"

	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
	"hybridsim/sim/userfile"
)

// junitSuites is a JUnit report: one test case for each story (docs/evidence.md), or for each flow of a check (docs/check.md). It holds no times, so that two runs with
// the same results give the same file.
type junitSuites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Suite    junitSuite
}

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string     `xml:"name,attr"`
	Class   string     `xml:"classname,attr"`
	File    string     `xml:"file,attr,omitempty"`
	Failure *junitText `xml:"failure,omitempty"`
	Error   *junitText `xml:"error,omitempty"`
	Output  string     `xml:"system-out,omitempty"`
}

type junitText struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// junitReport collects results in the order of the stories or flows.
type junitReport struct {
	suite string // empty: stories
	cases []junitCase
}

func (j *junitReport) add(s *story.Story, r result) {
	c := junitCase{Name: s.Name, Class: "hybridsim", File: s.File}
	switch {
	case r.err != nil:
		c.Error = &junitText{Message: "the story could not be played", Type: "input", Text: r.err.Error()}
	case !r.report.OK():
		c.Failure = failureText(r.report)
	default:
		c.Output = fmt.Sprintf("%s: %s; %s", s.Title, shown(r.report), cureText(r.report))
	}
	j.cases = append(j.cases, c)
}

// unread adds a file that could not be read as a story.
func (j *junitReport) unread(err error) {
	c := junitCase{Name: "input", Class: "hybridsim", Error: &junitText{Message: "the story could not be read", Type: "input", Text: err.Error()}}
	var many mistake.Errors
	var one *mistake.Error
	switch {
	case errors.As(err, &many) && len(many) > 0:
		c.File = many[0].File
	case errors.As(err, &one):
		c.File = one.File
	}
	if c.File != "" {
		c.Name = strings.TrimSuffix(path.Base(c.File), ".txtar")
	}
	j.cases = append(j.cases, c)
}

// failureText puts all failures of a story into one element: many readers take one only.
func failureText(r *story.Report) *junitText {
	first := r.Failures[0]
	t := &junitText{Type: "claim", Message: fmt.Sprintf("%s:%d: %s", first.File, first.Line, first.Want)}
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
	suite := junitSuite{Name: cmp.Or(j.suite, "stories"), Tests: len(j.cases), Cases: j.cases}
	for _, c := range j.cases {
		if c.Failure != nil {
			suite.Failures++
		}
		if c.Error != nil {
			suite.Errors++
		}
	}
	all := junitSuites{Name: "hybridsim", Tests: suite.Tests, Failures: suite.Failures, Errors: suite.Errors, Suite: suite}
	content, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the JUnit report: %w", err)
	}
	return userfile.Write(name, append([]byte(xml.Header), append(content, '\n')...), 0o644)
}
