package main

import (
	"os"
	"strings"
	"testing"

	"hybridsim/sim/tested"
)

// TestDiagnosePage types what docs/diagnose.md has.
func TestDiagnosePage(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	t.Chdir("../..")
	page, err := os.ReadFile("docs/diagnose.md")
	if err != nil {
		t.Fatal(err)
	}
	runLines(t, shellLines(string(page)))
}

func TestASymptomThatIsNoneExitsWith2AndSaysWhatIsAccepted(t *testing.T) {
	for _, args := range [][]string{{"diagnose", "hybrid-2013"}, {"diagnose", "hybrid-2013", "--symptom", "good morning"}} {
		var out, mistakes strings.Builder
		if code := run(args, &out, &mistakes); code != 2 || !strings.Contains(mistakes.String(), "hint:") {
			t.Errorf("%q: exit code %d, %q", args, code, &mistakes)
		}
	}
}
