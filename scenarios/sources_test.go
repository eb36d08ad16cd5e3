package scenarios_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/scenarios"
	"hybridsim/sim/story"
)

func citations(t *testing.T) (list []scenarios.Citation) {
	t.Helper()
	c := &story.Catalogue{Files: scenarios.Files}
	for _, name := range c.Names() {
		s, err := c.Story(name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, scenarios.Citation{Story: name, Source: s.Source, Section: s.Section})
	}
	return list
}

// TestSourcesAreCovered: every story cites a section that the index has, and every section of the index has a story.
func TestSourcesAreCovered(t *testing.T) {
	index, err := scenarios.Sources()
	if err != nil {
		t.Fatal(err)
	}
	stories := citations(t)
	for _, c := range stories {
		known := slices.ContainsFunc(index, func(s scenarios.Source) bool {
			return s.Name == c.Source && slices.ContainsFunc(s.Sections, func(section scenarios.Section) bool { return section.Name == c.Section })
		})
		if !known {
			t.Errorf("%s cites %q, section %q, which scenarios/sources.json lacks: correct the header, or add the section", c.Story, c.Source, c.Section)
		}
	}
	planned, told := 0, map[string]bool{}
	entries := scenarios.Entries(index, stories)
	for _, e := range entries {
		switch e.Status {
		case scenarios.Missing:
			t.Errorf("no story shows %q, section %q", e.Source, e.Section)
		case scenarios.Planned:
			planned++
		case scenarios.Told:
			told[e.Source+"\n"+e.Section] = true
		}
	}
	t.Logf("%d sections are told, %d stories are planned", len(told), planned)
	for _, source := range index {
		for _, section := range source.Sections {
			for _, name := range section.Also {
				if !slices.ContainsFunc(stories, func(c scenarios.Citation) bool { return c.Story == name }) {
					t.Errorf("section %q of %q is said to be shown by %q, which does not exist", section.Name, source.Name, name)
				}
			}
			if source.About == "" || section.Says == "" {
				t.Errorf("section %q of %q does not say what it is about", section.Name, source.Name)
			}
		}
	}
}

func TestEntries(t *testing.T) {
	index := []scenarios.Source{{Name: "KB1", Sections: []scenarios.Section{
		{Name: "Cause", Also: []string{"other"}}, {Name: "Fix", Planned: []string{"later", "cited"}}, {Name: "More"},
	}}}
	stories := []scenarios.Citation{{"cited", "KB1", "Cause"}, {"other", "KB2", ""}}
	want := []scenarios.Entry{
		{"KB1", "Cause", "cited", scenarios.Told}, {"KB1", "Cause", "other", scenarios.Told},
		{"KB1", "Fix", "later", scenarios.Planned}, {"KB1", "Fix", "cited", scenarios.Told},
		{"KB1", "More", "", scenarios.Missing},
	}
	if diff := cmp.Diff(want, scenarios.Entries(index, stories)); diff != "" {
		t.Error(diff)
	}
}
