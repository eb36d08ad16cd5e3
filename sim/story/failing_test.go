package story_test

import (
	"fmt"
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/story"
)

// failed is a test that somebody else writes.
type failed []string

func (f *failed) Helper() {}
func (f *failed) Errorf(format string, arguments ...any) {
	*f = append(*f, fmt.Sprintf(format, arguments...))
}

// TestAReportFailsATest: one failure for each claim that does not hold, with place, wish, finding and decisions; none for a story
// that holds.
func TestAReportFailsATest(t *testing.T) {
	c := &story.Catalogue{Files: scenarios.Files}
	s, err := c.Story("source-nat-hides-eop")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(s.Text(), "with AuthAs Internal", "with AuthAs Partner", 1)
	wrong, err := story.Parse("mine.txtar", []byte(text), c.Base)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		s    *story.Story
		want []string
	}{{s, nil}, {wrong, []string{"mine: mine.txtar:", "does not hold", "wanted: want mail", "got:    "}}} {
		report, err := tt.s.Run()
		if err != nil {
			t.Fatal(err)
		}
		var got failed
		report.Test(&got)
		if len(got) > 0 != (tt.want != nil) || len(got) != len(report.Failures) {
			t.Errorf("%s: %q", tt.s.Name, got)
		}
		for _, words := range tt.want {
			if !strings.Contains(strings.Join(got, "\n"), words) {
				t.Errorf("%q is not in %q", words, got)
			}
		}
	}
}
