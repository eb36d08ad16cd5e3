package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// TestJSONFieldsAreDescribed demands that docs/json.md has every field of the documents that are printed.
func TestJSONFieldsAreDescribed(t *testing.T) {
	text, err := os.ReadFile("../../docs/json.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[reflect.Type]bool{}
	var look func(reflect.Type)
	look = func(typ reflect.Type) {
		switch {
		case typ.Kind() == reflect.Slice:
			look(typ.Elem())
		case typ.Kind() == reflect.Pointer:
			look(typ.Elem())
		case typ == reflect.TypeFor[time.Time](): // a text
		case typ.Kind() == reflect.Struct && !seen[typ]:
			seen[typ] = true
			for i := range typ.NumField() {
				field := typ.Field(i)
				name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
				if name == "" && field.Anonymous {
					look(field.Type)
					continue
				}
				if name == "" {
					t.Errorf("%s.%s has no name in JSON", typ.Name(), field.Name)
				} else if !describes(string(text), name) {
					t.Errorf("docs/json.md does not describe %q of %s", name, typ.Name())
				}
				look(field.Type)
			}
		}
	}
	look(reflect.TypeFor[document]())
	look(reflect.TypeFor[catalogueDocument]())
	look(reflect.TypeFor[reportJSON]())
	look(reflect.TypeFor[shownJSON]())
	look(reflect.TypeFor[explanation]())
	look(reflect.TypeFor[sourcesDocument]())
}

// describes reports whether a text in markdown has a name as code, alone or in a list of fields.
func describes(text, name string) bool {
	parts := strings.Split(text, "`")
	for i := 1; i < len(parts); i += 2 {
		for field := range strings.FieldsFuncSeq(parts[i], func(r rune) bool { return strings.ContainsRune("{}[], ", r) }) {
			if field == name {
				return true
			}
		}
	}
	return false
}

// TestReadmeCommands runs what README.md tells people to type.
func TestReadmeCommands(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("there is no README.md")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir("../..")
	runLines(t, shellLines(string(text)))
}

// runLines types commands in the module's folder; each must succeed and print something.
func runLines(t *testing.T, commands []string) {
	t.Helper()
	if len(commands) == 0 {
		t.Error("there is no command")
	}
	for _, line := range commands {
		t.Run(line, func(t *testing.T) {
			var out, mistakes strings.Builder
			if code := run(strings.Fields(line)[3:], &out, &mistakes); code != exitHolds || out.Len() == 0 {
				t.Errorf("exit code %d, %d bytes printed; standard error:\n%s", code, out.Len(), &mistakes)
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
	_, command, ok := strings.Cut(string(workflow), "- run: ")
	if !ok {
		t.Fatal("the workflow runs nothing")
	}
	command, _, _ = strings.Cut(command, "\n")
	results := filepath.Join(t.TempDir(), "results.xml")
	runLines(t, append(shellLines(string(page)), strings.Replace(command, "results.xml", results, 1)))
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

// shellLines are the lines in fenced sh blocks that start hybridsim.
func shellLines(text string) []string {
	var lines []string
	inside := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "```sh":
			inside = true
		case strings.HasPrefix(line, "```"):
			inside = false
		case inside && strings.HasPrefix(line, "go run ./cmd/hybridsim"):
			command, _, _ := strings.Cut(line, " #")
			lines = append(lines, command)
		}
	}
	return lines
}

func TestShellLines(t *testing.T) {
	got := shellLines("text\n```sh\ngo run ./cmd/hybridsim list   # the catalogue\nls\n```\n```\ngo run ./cmd/hybridsim no\n```\n")
	if len(got) != 1 || strings.TrimSpace(got[0]) != "go run ./cmd/hybridsim list" {
		t.Errorf("%q", got)
	}
}
