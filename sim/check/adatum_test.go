package check

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// breaksOfAdatum are the breaks of an organization that is not part of the project, imported; the test is skipped where they are
// not. The first is the sample.
func breaksOfAdatum(t *testing.T) map[string]*Subject {
	t.Helper()
	const script = "../../../shared/inputs/adatum/breaks.py"
	if _, err := os.Stat(script); err != nil {
		t.Skip("the exports of Adatum are not here")
	}
	dir, args := t.TempDir(), []string{script}
	if !*mendAll {
		args = append(args, "01-tlssendercert-typo")
	}
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
	for name, subject := range breaksOfAdatum(t) {
		t.Run(name, func(t *testing.T) { mendsAsShown(t, subject) })
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
