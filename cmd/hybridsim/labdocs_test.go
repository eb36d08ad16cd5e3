package main

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTheTranscriptOfALab types what docs/labs.md shows and compares what is printed. A line of dots stands for any lines.
func TestTheTranscriptOfALab(t *testing.T) {
	text, err := os.ReadFile("../../docs/labs.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(text), "```console\n$ hybridsim ")
	command, block, found := strings.Cut(block, "\n")
	block, _, closed := strings.Cut(block, "```")
	if !found || !closed {
		t.Fatal("docs/labs.md shows no transcript")
	}
	var typed strings.Builder
	for line := range strings.Lines(block) {
		if regexp.MustCompile(`^\S+> `).MatchString(line) {
			typed.WriteString(strings.TrimPrefix(line, "onprem> "))
		}
	}
	ports := regexp.MustCompile(`127\.0\.0\.1:\d+ *`)
	var out strings.Builder
	o := onFreePorts()
	o.console, o.lab, o.story = consoleAuto, strings.HasSuffix(command, " --lab"), strings.Fields(command)[2]
	s := &serving{options: o, out: &out, warn: &out}
	if err := s.serve(context.Background(), nil, strings.NewReader(typed.String())); err != nil {
		t.Error(err)
	}
	got := ports.ReplaceAllString(out.String(), "PORT ")
	for i, part := range strings.Split(ports.ReplaceAllString(block, "PORT "), "...\n") {
		before, after, ok := strings.Cut(got, part)
		if !ok || i == 0 && before != "" {
			t.Fatalf("the transcript differs (-docs +printed):\n%s", cmp.Diff(part, got))
		}
		got = after
	}
	if got != "" {
		t.Errorf("more is printed:\n%s", got)
	}
}
