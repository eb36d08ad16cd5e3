package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/fingerprint"
)

const fingerprintPage, fidelityPage = "../../docs/fingerprint.md", "../../docs/FIDELITY.md"

// TestTheFingerprintPage compares docs/fingerprint.md with the list that it is made of; -update writes it.
func TestTheFingerprintPage(t *testing.T) {
	page := fingerprint.Page()
	if *update {
		if err := os.WriteFile(fingerprintPage, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(fingerprintPage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(page, string(got)); diff != "" {
		t.Errorf("run just fingerprint:\n%s", diff)
	}
}

// likeTheRealThing looks at evidence: facts of which nobody says that ours differ hold.
func likeTheRealThing(t *testing.T, files map[string]string) {
	t.Helper()
	var list []fingerprint.File
	for name, content := range files {
		list = append(list, fingerprint.File{Name: name, Content: []byte(content)})
	}
	tests := testsByName(t)
	for _, v := range fingerprint.Look(list) {
		if v.Differs != "" {
			continue // TestExceptionsAndFidelityAgree
		}
		switch {
		case !v.Looked() && v.By != "":
			if !tests[v.By] {
				t.Errorf("%s: there is no test %s", v.Label, v.By)
			}
		case !v.Looked():
			t.Errorf("%s of %s: nobody looks whether it holds: %s", v.Label, v.Kind, v.Says)
		case v.Places == 0:
			t.Errorf("%s of %s: no evidence has what this speaks of: %s", v.Label, v.Kind, v.Says)
		case !v.Holds():
			t.Errorf("%s of %s does not hold: %s\n%s", v.Label, v.Kind, v.Says, strings.Join(v.Wrong, "\n"))
		}
	}
}

// disagreements are what the exceptions, the rows of docs/FIDELITY.md and those of docs/RULES.md say differently: each
// exception has one row that names its label, each label that a row names is that of a fact, and each fact about real
// files among the rules is one of the list.
func disagreements(facts []fingerprint.Fact, fidelity, rules string) (list []string) {
	known := map[string]bool{}
	for _, f := range facts {
		for _, label := range labels(f.Label) {
			known[label] = true
		}
		if f.Differs == "" {
			continue
		}
		rows := rowsThatBegin(fidelity, f.Differs)
		if len(rows) != 1 {
			list = append(list, fmt.Sprintf("%s: FIDELITY.md has %d rows that begin with %q", f.Label, len(rows), f.Differs))
		} else if !slices.Contains(labels(rows[0]), f.Label) {
			list = append(list, fmt.Sprintf("%s: its row of FIDELITY.md does not name it: %.60s", f.Label, rows[0]))
		}
	}
	for where, text := range map[string]string{"FIDELITY.md": fidelity, "RULES.md": rules} {
		for _, label := range labels(text) {
			if !known[label] {
				list = append(list, fmt.Sprintf("%s names %s, and no fact has that label", where, label))
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// rowsThatBegin are the rows of a table with this beginning.
func rowsThatBegin(page, with string) (rows []string) {
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "| "+with) {
			rows = append(rows, line)
		}
	}
	return rows
}

// labels are the labels of the sheet about evidence in a text; "V6.1 to V6.3" are three.
func labels(text string) (list []string) {
	for _, m := range regexp.MustCompile(`\bV(\d+)\.(\d+)(?: to V\d+\.(\d+))?`).FindAllStringSubmatch(text, -1) {
		first, _ := strconv.Atoi(m[2])
		last := first
		if m[3] != "" {
			last, _ = strconv.Atoi(m[3])
		}
		for i := first; i <= last; i++ {
			list = append(list, fmt.Sprintf("V%s.%d", m[1], i))
		}
	}
	return list
}

func TestExceptionsAndFidelityAgree(t *testing.T) {
	fidelity, err := os.ReadFile(fidelityPage)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := os.ReadFile("../../docs/RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, what := range disagreements(fingerprint.Facts, string(fidelity), string(rules)) {
		t.Error(what)
	}
}

// The comparison can fail, in each of its ways.
func TestExceptionsWithoutARowAreFound(t *testing.T) {
	facts := []fingerprint.Fact{{Label: "V7.1", Differs: "Clocks run"}, {Label: "V7.2"}}
	for _, tt := range []struct{ name, fidelity, rules, want string }{
		{"they agree", "| Clocks run fast | difference (V7.1) |\n", "| V7.1 to V7.2 | |", ""},
		{"no row", "| Clocks ran | (V7.1) |\n", "", `V7.1: FIDELITY.md has 0 rows that begin with "Clocks run"`},
		{"two rows", "| Clocks run | (V7.1) |\n| Clocks run on | (V7.1) |\n", "", `V7.1: FIDELITY.md has 2 rows that begin with "Clocks run"`},
		{"a row about another fact", "| Clocks run | (V7.2) |\n", "", "V7.1: its row of FIDELITY.md does not name it: | Clocks run | (V7.2) |\n"},
		{"a row about no fact", "| Clocks run | (V7.1, V6.1) |\n", "", "FIDELITY.md names V6.1, and no fact has that label"},
		{"a rule without a fact", "| Clocks run | (V7.1) |\n", "| V6.2 | a rule | O |", "RULES.md names V6.2, and no fact has that label"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, strings.Join(disagreements(facts, tt.fidelity, tt.rules), "; ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// testsByName are the tests of the rooms of relay.
func testsByName(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	of := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	for _, pattern := range []string{"../../relay/*_test.go", "../../relay/*/*_test.go", "../../sim/*/*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range of.FindAllSubmatch(content, -1) {
				names[string(m[1])] = true
			}
		}
	}
	return names
}
