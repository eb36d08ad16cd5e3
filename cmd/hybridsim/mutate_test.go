package main

import (
	"os"
	"strings"
	"testing"

	"hybridsim/sim/tested"
)

// TestMutatePage types what docs/mutate.md has.
func TestMutatePage(t *testing.T) {
	if tested.Race {
		t.Skip("plays many worlds, as the tests of sim/mutate do")
	}
	t.Chdir("../..")
	page, err := os.ReadFile("docs/mutate.md")
	if err != nil {
		t.Fatal(err)
	}
	runLines(t, shellLines(string(page)))
}

func TestWhatIsNoSuiteExitsWith2AndSaysWhy(t *testing.T) {
	suite := "../../docs/examples/regression"
	for _, row := range []struct {
		says string
		args []string
	}{
		{"takes one base, not 0", nil},
		{"there is no base", []string{"hybrid-2031"}},
		{"is no base", []string{suite + "/mail-between-the-sides-is-internal.txtar"}},
		{"is no percentage", []string{suite, "--fail-under", "most"}},
		{"would not be the fewest", []string{suite, "--shard", "1/2", "--write", "x.txtar"}},
		{"only coverage is written so", []string{suite, "--lcov", "x"}},
		{"has no assertions", []string{"hybrid-2013", "--coverage"}},
		{"is no assertion", []string{"../../scenarios"}},
		{"--write", []string{suite, "--write", suite + "/ours.txtar"}},
	} {
		var out, mistakes strings.Builder
		if code := run(append([]string{"mutate"}, row.args...), &out, &mistakes); code != 2 || !strings.Contains(mistakes.String(), row.says) {
			t.Errorf("%q: exit code %d, %q, want %q", row.args, code, &mistakes, row.says)
		}
	}
}
