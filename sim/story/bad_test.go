package story_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/scenarios"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
)

// read parses a file below testdata. Its base is one of testdata/bad/base or of the catalogue.
func read(file string) (*story.Story, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return story.Parse(filepath.ToSlash(file), content, findBase)
}

func findBase(name string) (*story.Story, error) {
	s, err := read(filepath.Join("testdata", "bad", "base", name+".txtar"))
	if errors.Is(err, fs.ErrNotExist) {
		return catalogue().Base(name)
	}
	return s, err
}

func catalogue() *story.Catalogue { return &story.Catalogue{Files: scenarios.Files} }

// badInput is a file of testdata/bad with all that is told about it: where, what is wrong, and what to do. The columns are
// checked by eye: they point at the word that is wrong.
type badInput struct{ name, told string }

func TestBadInput(t *testing.T) {
	seen := map[string]bool{"symptom-without-cause.txtar": true, "verification-without-cure.txtar": true}
	for _, tt := range slices.Concat(badText, badSteps) {
		seen[tt.name+".txtar"] = true
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, err := read(filepath.Join("testdata", "bad", tt.name+".txtar"))
			if err == nil {
				_, err = s.Run()
			}
			if err == nil {
				t.Fatal("nobody noticed")
			}
			told := strings.ReplaceAll(err.Error(), "testdata/bad/", "")
			if diff := cmp.Diff(strings.TrimSpace(tt.told), told); diff != "" {
				t.Errorf("what is told differs (-want +got):\n%s", diff)
			}
			for line := range strings.Lines(told) {
				if !strings.HasPrefix(line, "    hint: ") && !placed.MatchString(line) {
					t.Errorf("this error does not say where it is: %s", line)
				}
			}
			var one *mistake.Error
			var many mistake.Errors
			if !errors.As(err, &one) && !errors.As(err, &many) {
				t.Errorf("%T is not an error of the story's file", err)
			}
		})
	}
	files, err := os.ReadDir("testdata/bad")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !f.IsDir() && !seen[f.Name()] {
			t.Errorf("testdata/bad/%s is in no test", f.Name())
		}
	}
}

// placed is how an error begins: file:line:column.
var placed = regexp.MustCompile(`^[\w/-]+\.txtar:\d+:\d+: `)

// A story that breaks a rule of honest stories is no bad input: it is played, and fails.
func TestDishonestStoriesFail(t *testing.T) {
	tests := []struct {
		name string
		want story.Failure
	}{
		{"symptom-without-cause", story.Failure{Line: 13,
			Want: "without == Cause the first symptom vanishes: want mail at bob@contoso.com",
			Got:  "it is there all the same: 1 message at bob@contoso.com, the last with AuthAs Internal"}},
		{"verification-without-cure", story.Failure{Line: 21,
			Want: "without == Resolution the verification fails: want mail at bob@contoso.com",
			Got:  "every claim of it holds although nothing was cured"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := "testdata/bad/" + tt.name + ".txtar"
			s, err := read(file)
			if err != nil {
				t.Fatal(err)
			}
			r, err := s.Run()
			if err != nil {
				t.Fatal(err)
			}
			tt.want.File = file
			if diff := cmp.Diff([]story.Failure{tt.want}, r.Failures); diff != "" {
				t.Errorf("failures differ (-want +got):\n%s", diff)
			}
		})
	}
}
