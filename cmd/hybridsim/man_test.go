package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestRoffIsNoOrder(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a line that begins with a dot is text", ".TH", `\&.TH`},
		{"a line that begins with an apostrophe is text", "one\n'two", "one\n\\&'two"},
		{"a backslash is shown", `EX01\Default`, `EX01\eDefault`},
		{"a hyphen can be copied", "--json", `\-\-json`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := roff(tt.text); got != tt.want {
				t.Errorf("want %q, got %q", tt.want, got)
			}
		})
	}
}

// TestManPagesAreFormatted lets groff format every page with all its warnings on.
func TestManPagesAreFormatted(t *testing.T) {
	groff, err := exec.LookPath("groff")
	if err != nil {
		if os.Getenv("HYBRIDSIM_REQUIRE_TOOLS") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	dir := t.TempDir()
	var out, mistakes bytes.Buffer
	if code := run([]string{"man", dir}, &out, &mistakes); code != exitHolds {
		t.Fatalf("exit code %d: %s", code, &mistakes)
	}
	pages, err := filepath.Glob(filepath.Join(dir, "*.1"))
	if err != nil || len(pages) < 15 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for _, page := range pages {
		var text, complaints bytes.Buffer
		format := exec.Command(groff, "-man", "-Tascii", "-ww", page)
		format.Stdout, format.Stderr = &text, &complaints
		err := format.Run()
		if err != nil || complaints.Len() > 0 || !strings.Contains(text.String(), "hybridsim") {
			t.Errorf("%s: %v, %d bytes of text\n%s", filepath.Base(page), err, text.Len(), &complaints)
		}
	}
}
