package check

import (
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/story"
)

// subjectOf reads a base or a story of the catalogue, after lines.
func subjectOf(tb testing.TB, name string, lines ...string) *Subject {
	tb.Helper()
	c := &story.Catalogue{Files: scenarios.Files}
	s, err := c.Base(name)
	if err != nil {
		s, err = c.Story(name)
	}
	if err != nil {
		tb.Fatal(err)
	}
	subject, err := Read(s).With(lines...)
	if err != nil {
		tb.Fatal(err)
	}
	return subject
}

// checked checks a base or a story of the catalogue, after lines.
func checked(tb testing.TB, name string, lines ...string) *Report {
	tb.Helper()
	r, err := Check(subjectOf(tb, name, lines...), Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// row finds a flow in a report.
func row(tb testing.TB, r *Report, flow string) *Result {
	tb.Helper()
	for i := range r.Flows {
		if r.Flows[i].Flow == flow {
			return &r.Flows[i]
		}
	}
	tb.Fatalf("%s has no flow %s", r.Subject, flow)
	return nil
}
