package story_test

import (
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/story"
)

func TestCatalogueHolds(t *testing.T) {
	c := &story.Catalogue{Files: scenarios.Files}
	for _, name := range c.Names() {
		t.Run(name, func(t *testing.T) {
			s, err := c.Story(name)
			if err != nil {
				t.Fatal(err)
			}
			r, err := s.Run()
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range r.Failures {
				t.Errorf("%s:%d: %s\ngot: %s\n%+v", f.File, f.Line, f.Want, f.Got, f.Decisions)
			}
			t.Log(r.Symptom, r.Cures, r.Held)
		})
	}
}
