package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/tested"
)

// TestReadmeCommands runs what README.md tells people to type, in a folder of its own in which the tree can be found.
func TestReadmeCommands(t *testing.T) {
	if tested.Race {
		t.Skip("plays many worlds, each as other tests do")
	}
	text, err := os.ReadFile("../../README.md")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("there is no README.md")
	}
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for _, name := range []string{"cmd", "docs", "scenarios"} {
		if err := os.Symlink(filepath.Join(root, name), name); err != nil {
			t.Skip(err) // a system without links
		}
	}
	runLines(t, shellLines(string(text)))
}

// runLines types commands; each must print something and exit as it is said to.
func runLines(t *testing.T, commands []shellLine) {
	t.Helper()
	if len(commands) == 0 {
		t.Error("there is no command")
	}
	for _, c := range commands {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			if c.input != "" {
				in, err := os.Open(c.input)
				if err != nil {
					t.Fatal(err)
				}
				defer in.Close()
				terminal := os.Stdin
				os.Stdin = in
				defer func() { os.Stdin = terminal }()
			}
			var out, mistakes strings.Builder
			if code := run(c.args, &out, &mistakes); code != c.exits || out.Len() == 0 {
				t.Errorf("exit code %d, want %d; %d bytes printed; standard error:\n%s", code, c.exits, out.Len(), &mistakes)
			}
		})
	}
}

// TestAssertionsPage runs the command of docs/assertions.md and that of the example's workflow, and compares the files that the page
// lists with those that are there.
func TestAssertionsPage(t *testing.T) {
	t.Chdir("../..")
	page, err := os.ReadFile("docs/assertions.md")
	if err != nil {
		t.Fatal(err)
	}
	workflow, err := os.ReadFile("docs/examples/regression/workflow.yml")
	if err != nil {
		t.Fatal(err)
	}
	_, command, ok := strings.Cut(string(workflow), "- run: ./hybridsim ")
	if !ok {
		t.Fatal("the workflow runs nothing")
	}
	command, _, _ = strings.Cut(command, "\n")
	results := filepath.Join(t.TempDir(), "results.xml")
	command = strings.NewReplacer("results.xml", results, " regression ", " docs/examples/regression ").Replace(command)
	runLines(t, append(shellLines(string(page)), shellLine{args: shellWords(command)}))
	if _, err := os.Stat(results); err != nil {
		t.Errorf("the workflow's command leaves no report: %v", err)
	}
	files, err := os.ReadDir("docs/examples/regression")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.Contains(string(page), "\n  "+f.Name()) {
			t.Errorf("docs/assertions.md does not list %s", f.Name())
		}
	}
}

// shellLine is a line that starts hybridsim.
type shellLine struct {
	args  []string
	input string // the file behind "<"
	exits int    // told in a comment: # exits 1
}

// shellLines are the lines in fenced sh blocks that start hybridsim. Of the shell's language they use blanks, single quotes, an
// input and comments.
func shellLines(text string) []shellLine {
	var lines []shellLine
	inside := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "```sh":
			inside = true
		case strings.HasPrefix(line, "```"):
			inside = false
		case inside && strings.HasPrefix(line, "go run ./cmd/hybridsim"):
			command, comment, _ := strings.Cut(line, " #")
			c := shellLine{args: shellWords(command)[3:]}
			if i := slices.Index(c.args, "<"); i >= 0 {
				c.input, c.args = c.args[i+1], c.args[:i]
			}
			fmt.Sscanf(comment, " exits %d", &c.exits)
			lines = append(lines, c)
		}
	}
	return lines
}

// shellWords divides a command at blanks outside of single quotes.
func shellWords(command string) []string {
	var words []string
	for i, part := range strings.Split(command, "'") {
		if i%2 == 1 {
			words = append(words, part)
		} else {
			words = append(words, strings.Fields(part)...)
		}
	}
	return words
}

func TestShellLines(t *testing.T) {
	got := shellLines("text\n```sh\ngo run ./cmd/hybridsim list   # the catalogue\nls\n" +
		"go run ./cmd/hybridsim what-if b 'cloud> Set-X a b' < f   # exits 1: worse\n```\n```\ngo run ./cmd/hybridsim no\n```\n")
	want := []shellLine{{args: []string{"list"}}, {args: []string{"what-if", "b", "cloud> Set-X a b"}, input: "f", exits: 1}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(shellLine{})); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}
