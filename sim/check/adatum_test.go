package check

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// breaksOfAdatum are the breaks of an organization that is not part of the project, imported; the test is skipped where they are
// not. Without names it is all of them.
func breaksOfAdatum(t *testing.T, names ...string) map[string]*Subject {
	t.Helper()
	const script = "../../../shared/inputs/adatum/breaks.py"
	if _, err := os.Stat(script); err != nil {
		t.Skip("the exports of Adatum are not here")
	}
	dir, args := t.TempDir(), append([]string{script}, names...)
	if out, err := exec.Command("python3", append(args, dir)...).CombinedOutput(); err != nil {
		t.Skipf("breaks.py: %v\n%s", err, out)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	subjects := map[string]*Subject{}
	for _, e := range entries {
		subjects[e.Name()] = imported(t, filepath.Join(dir, e.Name(), "exports"))
	}
	return subjects
}

// TestEveryFixOfAdatumMends: what check shows of a large organization with one property broken mends when it is typed.
func TestEveryFixOfAdatumMends(t *testing.T) {
	if tested.Race {
		t.Skip("what it plays is played by others under the race detector")
	}
	sample := []string{"01-tlssendercert-typo"}
	if *mendAll {
		sample = nil
	}
	for name, subject := range breaksOfAdatum(t, sample...) {
		t.Run(name, func(t *testing.T) { mendsAsShown(t, subject) })
	}
}

// TestAFaultOfOneServerNamesIt: all four machines of the organization are played, and what is wrong with one of two servers that
// take the cloud's mail is found by the comparison with the healthy base, makes it fail, and names that server.
func TestAFaultOfOneServerNamesIt(t *testing.T) {
	if tested.Race {
		t.Skip("what it plays is played by others under the race detector")
	}
	broken := breaksOfAdatum(t, "10b-cert-renewed-only-on-EX02", "13-EX02-capabilities-removed")
	whole := imported(t, "../../../shared/inputs/adatum/exports")
	if machines := whole.story.Headers.Machines(); len(machines) != 4 {
		t.Errorf("the base has the machines %v, want four", machines)
	}
	healthy, err := Check(whole, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, server := range map[string]string{"10b-cert-renewed-only-on-EX02": "EX01", "13-EX02-capabilities-removed": "EX02"} {
		t.Run(name, func(t *testing.T) {
			r, err := Check(broken[name], Options{})
			if err != nil {
				t.Fatal(err)
			}
			d := Compare(healthy, r)
			if d.Worse() == 0 {
				t.Error("nothing is worse, so that check --against succeeds")
			}
			var told []string
			for _, m := range d.Flows {
				if m.Worse() {
					told = append(told, m.New)
				}
			}
			for _, f := range d.Findings {
				told = append(told, fmt.Sprintf("%+v", f))
			}
			if text := strings.Join(told, "\n"); !strings.Contains(text, server) {
				t.Errorf("%s is not named:\n%s", server, text)
			}
		})
	}
}

// BenchmarkCheckOfAdatum is a whole check of an imported organization of three servers and an Edge.
func BenchmarkCheckOfAdatum(b *testing.B) {
	const folder = "../../../shared/inputs/adatum/exports"
	if _, err := os.Stat(folder); err != nil {
		b.Skip("the exports of Adatum are not here")
	}
	subject := imported(b, folder)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Check(subject, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// imported reads the base that the exports of a folder make.
func imported(tb testing.TB, folder string) *Subject {
	tb.Helper()
	x, err := exports.Read([]string{folder}, nil)
	if err != nil {
		tb.Fatal(err)
	}
	b, err := base.Build(x, base.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	s, err := story.Parse(filepath.Base(folder)+".txtar", []byte(b.Text), nil)
	if err != nil {
		tb.Fatal(err)
	}
	return Read(s)
}
