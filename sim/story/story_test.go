package story_test

import (
	"testing"

	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// eachStory runs a test with every story of the catalogue, side by side.
func eachStory(t *testing.T, test func(*testing.T, *story.Story)) {
	t.Helper()
	c := catalogue()
	for i, name := range c.Names() {
		if tested.Sampled(i, 4) {
			continue
		}
		s, err := c.Story(name)
		if err != nil {
			t.Error(err)
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, s)
		})
	}
}

func TestCatalogueHolds(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story.Story) {
		r, err := s.Run()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Failures {
			t.Errorf("%s:%d: %s\ngot: %s\n%+v", f.File, f.Line, f.Want, f.Got, f.Decisions)
		}
		if n := s.Claims(); r.Held != n.Total() {
			t.Errorf("%d claims held of %+v", r.Held, n)
		}
	})
}
