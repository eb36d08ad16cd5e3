package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"hybridsim/scenarios"
	"hybridsim/sim/story"
)

// A story that is built in is rewritten only where its file is the one that was played.
func TestRewriteKeepsWhatItDoesNotKnow(t *testing.T) {
	s, err := (&story.Catalogue{Files: scenarios.Files}).Story("kb2510049-domain-not-shared")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := rewrite(s, []byte("new")); err == nil || !strings.Contains(err.Error(), "is not here to be rewritten\n    hint: ") {
		t.Errorf("without the file: %v", err)
	}
	if err := os.Mkdir("scenarios", 0o755); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, there, want string }{
		{"another story", "somebody's work\n", "somebody's work\n"},
		{"the same story", s.Text(), "new"},
	} {
		if err := os.WriteFile(s.File, []byte(tt.there), 0o600); err != nil {
			t.Fatal(err)
		}
		err := rewrite(s, []byte("new"))
		if (err == nil) != (tt.want == "new") {
			t.Errorf("%s: %v", tt.name, err)
		}
		if got, _ := os.ReadFile(s.File); string(got) != tt.want {
			t.Errorf("%s: the file holds %q, want %q", tt.name, got, tt.want)
		}
	}
	if info, err := os.Stat(s.File); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
	if files, _ := os.ReadDir("scenarios"); len(files) != 1 {
		t.Errorf("something is left behind: %v", files)
	}
}

func TestProgress(t *testing.T) {
	var out strings.Builder
	if p := newProgress(&out, 3, "stories"); p.out != nil {
		t.Error("a line for a terminal where none is")
	}
	p := &progress{out: &out, what: "stories", total: 3, began: time.Now()}
	p.step()
	p.clear()
	if out.Len() > 0 {
		t.Errorf("within the first second it says %q", &out)
	}
	p.began = time.Now().Add(-2 * time.Second)
	for range 2 {
		p.step()
		p.clear()
	}
	if got, want := out.String(), "\r2 of 3 stories played\r\x1b[K"; got != want {
		t.Errorf("got %q, want %q: nothing is left when all are played", got, want)
	}
}
