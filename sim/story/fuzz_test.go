package story_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
)

// FuzzParse reads anything as a story: an error says where it is, and what is understood is written back as it was.
func FuzzParse(f *testing.F) {
	for _, files := range []fs.FS{scenarios.Files, os.DirFS("testdata")} {
		err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".txtar") {
				return err
			}
			content, err := fs.ReadFile(files, path)
			f.Add(content)
			return err
		})
		if err != nil {
			f.Fatal(err)
		}
	}
	f.Add([]byte(sections{}.text()))
	f.Add([]byte(printing("    a\n", "", "").text()))
	f.Add([]byte(sections{setup: doubtful}.text()))
	for _, v := range script.Verbs() { // the usages lead into every corner of the verbs
		f.Add([]byte(sections{symptoms: "Inferred: so it is\n" + v.Usage + "\n"}.text()))
	}
	bases := map[string]*story.Story{}
	for _, name := range []string{"hybrid-2010", "hybrid-2013"} {
		base, err := catalogue().Base(name)
		if err != nil {
			f.Fatal(err)
		}
		bases[name] = base
	}
	find := func(name string) (*story.Story, error) {
		if base := bases[name]; base != nil {
			return base, nil
		}
		return nil, errors.New("there is no such base")
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := story.Parse("fuzz.txtar", content, find)
		if err == nil {
			if s.Text() != string(content) {
				t.Error("the story's text is not what was read")
			}
			s.Claims()
			s.FirstClaim()
			return
		}
		lines := strings.Split(string(content), "\n")
		for _, e := range mistakes(t, err) {
			if e.Line < 1 || e.Line > len(lines)+1 || e.Column < 1 || e.Message == "" {
				t.Errorf("no place or no message: %+v", e)
				continue
			}
			if e.Line <= len(lines) && e.Column > len([]rune(lines[e.Line-1]))+1 {
				t.Errorf("column %d lies outside of line %d, %q: %s", e.Column, e.Line, lines[e.Line-1], e.Message)
			}
		}
	})
}

// mistakes are the single mistakes of an error of Parse.
func mistakes(t *testing.T, err error) mistake.Errors {
	var many mistake.Errors
	var one *mistake.Error
	switch {
	case errors.As(err, &many):
	case errors.As(err, &one):
		many = mistake.Errors{one}
	default:
		t.Errorf("%T: %v", err, err)
	}
	if len(many) == 0 {
		t.Errorf("an error without mistakes: %v", err)
	}
	return many
}
