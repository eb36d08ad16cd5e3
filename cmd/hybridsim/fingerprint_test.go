package main

import (
	"os"
	"path/filepath"
	"regexp"
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

// likeTheRealThing looks at evidence: facts hold, or have a row in docs/FIDELITY.md and do not hold.
func likeTheRealThing(t *testing.T, files map[string]string) {
	t.Helper()
	fidelity, err := os.ReadFile(fidelityPage)
	if err != nil {
		t.Fatal(err)
	}
	var list []fingerprint.File
	for name, content := range files {
		list = append(list, fingerprint.File{Name: name, Content: []byte(content)})
	}
	tests := testsByName(t)
	for _, v := range fingerprint.Look(list) {
		switch {
		case !v.Looked() && v.By != "":
			if !tests[v.By] {
				t.Errorf("%s: there is no test %s", v.Label, v.By)
			}
		case !v.Looked():
			if v.Differs == "" || !strings.Contains(string(fidelity), "| "+v.Differs) {
				t.Errorf("%s of %s: FIDELITY.md has no row that begins with %q", v.Label, v.Kind, v.Differs)
			}
		case v.Places == 0:
			t.Errorf("%s of %s: no evidence has what this speaks of: %s", v.Label, v.Kind, v.Says)
		case v.Differs == "" && !v.Holds():
			t.Errorf("%s of %s does not hold: %s\n%s", v.Label, v.Kind, v.Says, strings.Join(v.Wrong, "\n"))
		case v.Differs != "" && v.Holds():
			t.Errorf("%s of %s holds now; take the difference out of facts.go and FIDELITY.md: %s", v.Label, v.Kind, v.Says)
		case v.Differs != "" && !strings.Contains(string(fidelity), "| "+v.Differs):
			t.Errorf("%s of %s: FIDELITY.md has no row that begins with %q", v.Label, v.Kind, v.Differs)
		}
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
