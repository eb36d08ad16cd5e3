package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"hybridsim/sim/check"
	"hybridsim/sim/records"
	"hybridsim/sim/tested"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"hybridsim": main})
}

// TestScripts types commands and looks at what they print; testdata holds one script for each command. Each finds docs/examples
// as examples.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits, "aligned": aligned, "prints": prints, "append": appendFile,
		},
		Condition: func(name string) (bool, error) {
			if name != "race" {
				return false, fmt.Errorf("unknown condition %q", name)
			}
			return tested.Race, nil
		},
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			return os.CopyFS(filepath.Join(env.WorkDir, "examples"), os.DirFS("../../docs/examples"))
		},
	})
}

// exits runs hybridsim and compares its exit code: exits 1 run story.txtar.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exits CODE ARGUMENT ...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec("hybridsim", args[1:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// appendFile adds one file to another: append WHAT FILE.
func appendFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: append WHAT FILE")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(ts.ReadFile(args[1])+ts.ReadFile(args[0])), 0o644))
}

// aligned demands that a text begins in the same column in every line that has it, or ends in it: aligned ' claims$'.
func aligned(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: aligned TEXT")
	}
	lines, column := 0, -1
	for line := range strings.Lines(ts.ReadFile("stdout")) {
		text, end := args[0], ""
		if t, ok := strings.CutSuffix(text, "$"); ok {
			text, end = t, "\n"
		}
		before, _, ok := strings.Cut(line, text+end)
		if !ok {
			continue
		}
		n := len([]rune(before))
		if lines++; lines > 1 && n != column {
			ts.Fatalf("%q begins at %d and at %d", args[0], column, n)
		}
		column = n
	}
	if lines < 2 {
		ts.Fatalf("%d lines have %q", lines, args[0])
	}
}

// prints reads standard output as one JSON document of the present schema without unknown fields: prints results, prints catalogue, prints import.
func prints(ts *testscript.TestScript, neg bool, args []string) {
	into := map[string]any{
		"results": &document{}, "catalogue": &catalogueDocument{}, "check": &check.Report{}, "difference": &check.Difference{}, "sent": &sentJSON{},
		"import": &importDocument{},
	}[strings.Join(args, " ")]
	if neg || into == nil {
		ts.Fatalf("usage: prints results|catalogue|check|difference|sent|import")
	}
	decoder := json.NewDecoder(bytes.NewReader([]byte(ts.ReadFile("stdout"))))
	decoder.DisallowUnknownFields()
	ts.Check(decoder.Decode(into))
	if decoder.More() {
		ts.Fatalf("there is more than one document")
	}
	if schema := reflect.ValueOf(into).Elem().FieldByName("Schema").Int(); schema != records.Schema {
		ts.Fatalf("schema %d", schema)
	}
}
