package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"hybridsim/sim/records"
)

// said runs the program and returns its exit code and all that it printed.
func said(args ...string) (int, string) {
	var out, errors bytes.Buffer
	code := run(args, &out, &errors)
	return code, out.String() + errors.String()
}

func TestShowTellsEveryStory(t *testing.T) {
	stories, err := loadStories(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range stories {
		code, text := said("show", s.Name)
		if code != exitHolds {
			t.Errorf("%s: exit code %d\n%s", s.Name, code, text)
		}
		wanted := []string{s.Title, s.Source, s.Base.Title, "+- on-premises: ", "+- cloud: ", "Verification: the proof"}
		if s.Claims().Documented > 0 {
			wanted = append(wanted, "Documented: ")
		}
		for _, want := range wanted {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the article lacks %q", s.Name, want)
			}
		}
		for _, line := range strings.Split(text, "\n") {
			if strings.HasPrefix(line, "want ") || strings.HasPrefix(line, "onprem>") || strings.HasPrefix(line, "== ") {
				t.Errorf("%s: the article holds a line of the story's format: %q", s.Name, line)
			}
		}
	}
	if code, text := said("show", "nosuchstory"); code != exitInput || text == "" {
		t.Errorf("exit code %d, %q", code, text)
	}
}

func TestShowPictureIsStraight(t *testing.T) {
	_, text := said("show", "kb2750145-stale-eop-ranges")
	width := 0
	for _, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "+-") {
			continue
		}
		if width == 0 {
			width = len(line)
		}
		if len(line) != width {
			t.Errorf("%d wide, others %d: %s", len(line), width, line)
		}
	}
}

func TestNewStoryTellsWhatToFillIn(t *testing.T) {
	for _, tt := range []struct {
		args []string
		open int
	}{
		{[]string{"--base", "hybrid-2010"}, 6}, {[]string{"--base", "hybrid-2013"}, 6}, {[]string{"--assertion"}, 2}, {[]string{"--assertion", "--base", "hybrid-2019"}, 2},
	} {
		base, file := strings.Join(tt.args, " "), filepath.Join(t.TempDir(), "my-story")
		if code, text := said(append([]string{"new", file}, tt.args...)...); code != exitHolds || !strings.Contains(text, "my-story.txtar") {
			t.Fatalf("exit code %d\n%s", code, text)
		}
		file += ".txtar"
		code, text := said("run", file)
		if code != exitFails || strings.Count(text, "still to be filled in") != tt.open {
			t.Errorf("%s: exit code %d\n%s", base, code, text)
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		finished := regexp.MustCompile(`(?m)^# TODO.*\n`).ReplaceAll(content, nil)
		if err := os.WriteFile(file, finished, 0o644); err != nil {
			t.Fatal(err)
		}
		if code, text := said("run", file); code != exitHolds {
			t.Errorf("%s: the example in the skeleton does not hold: exit code %d\n%s", base, code, text)
		}
		if code, text := said("new", file); code != exitInput || !strings.Contains(text, "stays as it is") {
			t.Errorf("an existing file: exit code %d\n%s", code, text)
		}
		if after, _ := os.ReadFile(file); !bytes.Equal(after, finished) {
			t.Error("new wrote over a file")
		}
	}
	if code, text := said("new", "x", "--base", "hybrid-2031"); code != exitInput || !strings.Contains(text, "hybrid-20") {
		t.Errorf("exit code %d, %q", code, text)
	}
	if code, _ := said("new", ""); code != exitInput {
		t.Error("a story without a name was written")
	}
}

func TestExplainJSON(t *testing.T) {
	code, text := said("explain", "--json", "kb2510049-domain-not-shared")
	if code != exitHolds {
		t.Fatal(text)
	}
	var e explanation
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		t.Fatal(err)
	}
	if e.Schema != records.Schema || !e.OK || len(e.Sections) != 3 {
		t.Fatalf("%+v", e)
	}
	for _, event := range e.Sections[1].Events {
		if event.Event != "FAIL" {
			continue
		}
		d := event.Decisions[0]
		if d.Question != "recipient" || d.Subject != "carol@contoso.com" || len(d.Candidates) != 1 || d.Candidates[0].Chosen {
			t.Errorf("the decision behind the failure is %+v", d)
		}
		return
	}
	t.Error("Symptoms hold no FAIL")
}
