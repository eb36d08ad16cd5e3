package mutate

import (
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/fault"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// TestAStoryOfAFaultHolds: with -whole of every kind that has a place at the base; else of a few.
func TestAStoryOfAFaultHolds(t *testing.T) {
	if tested.Race {
		t.Skip("plays many worlds")
	}
	base, err := (&story.Catalogue{Files: scenarios.Files}).Base("hybrid-2013")
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for i, o := range fault.Operators() {
		if !*whole && i%25 != 2 {
			continue
		}
		text, err := Story(base, o, "hybrid-2013")
		if err != nil {
			t.Logf("%s: %v", o.Name, err)
			continue
		}
		told++
		s, err := story.Parse(o.Name, []byte(text), func(string) (*story.Story, error) { return base, nil })
		if err != nil {
			t.Fatal(err)
		}
		if r, err := s.Run(); err != nil || !r.OK() {
			t.Errorf("%s: %v %v\n%s", o.Name, err, r, text)
		}
	}
	if told == 0 {
		t.Error("no story was written")
	}
	t.Logf("%d stories", told)
}
