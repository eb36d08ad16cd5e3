package mutate

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/scenarios"
	"hybridsim/sim/fault"
	"hybridsim/sim/shard"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

const example = "../../docs/examples/regression"

// suiteOf reads the assertions of a folder.
func suiteOf(t *testing.T, dir string) *Suite {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	c := &story.Catalogue{Files: scenarios.Files}
	var list []*story.Story
	for _, f := range files {
		s, err := c.Read(f, os.ReadFile)
		if err != nil {
			t.Fatal(err)
		}
		if s.Base != nil {
			list = append(list, s)
		}
	}
	base, err := OneBase(list)
	if err != nil {
		t.Fatal(err)
	}
	return newSuite(t, base, list...)
}

func newSuite(t *testing.T, base *story.Story, list ...*story.Story) *Suite {
	t.Helper()
	s, err := New(base, list)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func played(t *testing.T, s *Suite, o Options) *Report {
	t.Helper()
	r, err := Run(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// closes checks that a report's proposals notice every mutant that survived, and pass on the healthy base as anybody plays them.
func closes(t *testing.T, r *Report) {
	t.Helper()
	p, err := r.Propose("ours.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range p.Missed {
		t.Errorf("nothing that is proposed notices %s: %s", m, strings.Join(m.Lines, "; "))
	}
	if len(p.Files) == 0 && len(r.Survived) > 0 {
		t.Error("nothing is proposed")
	}
	for _, text := range p.Files {
		a, err := r.run.read(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		whole, err := a.Run()
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		for _, f := range whole.Failures {
			t.Errorf("%d: %s, but %s\n%s", f.Line, f.Want, f.Got, text)
		}
	}
}

// TestWhatAMutantShowsIsClaimed: with the assertions that are proposed the score is 100 % of what can be observed.
func TestWhatAMutantShowsIsClaimed(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do; fewer than a twentieth do not have some of each")
	}
	share := shard.Shard{Index: 3, Of: 20}
	r := played(t, suiteOf(t, example), Options{Shard: share})
	if r.Score.Killed == 0 || len(r.Survived) == 0 || len(r.Unobservable) == 0 {
		t.Errorf("killed %d, survived %d, unobservable %d: want some of each", r.Score.Killed, len(r.Survived),
			len(r.Unobservable))
	}
	for _, m := range r.Survived {
		if len(m.Assertion) < 3 {
			t.Errorf("%s survived, and no assertion is shown", m)
		}
	}
	closes(t, r)
}

// TestTheScoreOfAdatum: of a large suite that is not part of the project. It is skipped where that is not.
func TestTheScoreOfAdatum(t *testing.T) {
	const folder = "../../../shared/inputs/adatum"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the suite of Adatum is not here")
	}
	if tested.Race {
		t.Skip("plays hundreds of mutants")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(folder+"/suite")); err != nil {
		t.Fatal(err)
	}
	importing := exec.Command("go", "run", "hybridsim/cmd/hybridsim", "import", folder+"/exports", "--clock", "2026-03-02T09:00:00Z",
		"-o", filepath.Join(dir, "ours.txtar"))
	if out, err := importing.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	share := shard.Shard{Index: 5, Of: 40}
	if *whole {
		share = shard.Shard{}
	}
	r := played(t, suiteOf(t, dir), Options{Shard: share})
	t.Logf("mutation score of Adatum's suite: %s; %d unobservable, %d refused", r.Score, len(r.Unobservable), r.Refused)
	closes(t, r)
}

// TestShardsAddUp: the shares of the mutants, put together, are all of them.
func TestShardsAddUp(t *testing.T) {
	if tested.Race {
		t.Skip("TestWhatAMutantShowsIsClaimed plays mutants side by side")
	}
	s := suiteOf(t, example)
	some := func(f fault.Fault) bool { return f.Family == fault.Inbound || f.Family == fault.Policies }
	want := played(t, s, Options{Only: some})
	var parts []*Report
	for i := range 3 {
		parts = append(parts, played(t, s, Options{Only: some, Shard: shard.Shard{Index: i + 1, Of: 3}}))
	}
	got := Merge(parts)
	ignore := cmp.FilterPath(func(p cmp.Path) bool {
		return strings.Contains(p.String(), "run") || strings.Contains(p.String(), "kills") || strings.Contains(p.String(), "err") ||
			strings.Contains(p.String(), "refused")
	}, cmp.Ignore())
	if diff := cmp.Diff(want, got, ignore, cmp.AllowUnexported(Report{}, Mutant{})); diff != "" {
		t.Errorf("(-whole +merged):\n%s", diff)
	}
}

// TestASuiteHolds: what fails on the healthy base notices everything, and says nothing.
func TestASuiteHolds(t *testing.T) {
	c := &story.Catalogue{Files: scenarios.Files}
	base, err := c.Base("hybrid-2013")
	if err != nil {
		t.Fatal(err)
	}
	a := assertion(t, base, "want mail at alice@contoso.com, with AuthAs Anonymous")
	_, err = New(base, []*story.Story{a})
	if err == nil || !strings.Contains(err.Error(), "does not hold on the healthy base") || !strings.Contains(err.Error(), "hint:") {
		t.Errorf("%v", err)
	}
}

func assertion(t *testing.T, base *story.Story, claims string) *story.Story {
	t.Helper()
	a, err := story.Parse("ours/a.txtar", []byte("Title: T\nKind: assertion\nBase: b\n\n== Verification\n"+
		"bob@contoso.com> send m.eml to alice@contoso.com\n"+claims+"\n\n-- m.eml --\nSubject: S\n\nB\n"),
		func(string) (*story.Story, error) { return base, nil })
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestCoverageIsOfTheLinesThatPlaysName: what a play's decisions read of a base.
func TestCoverageIsOfTheLinesThatPlaysName(t *testing.T) {
	c := &story.Catalogue{Files: scenarios.Files}
	base, err := c.Base("hybrid-2013")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Cover(newSuite(t, base, assertion(t, base, "want mail at alice@contoso.com")))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		line  string
		touch Touch
	}{
		{"net> host mx.fabrikam.com", Never},
		{"mx.fabrikam.com> mailbox", Never},
		{`onprem> New-SendConnector "Internet"`, Decided}, // its address space fits as well, and is wider
		{"onprem> New-RemoteMailbox alice", Read},
		{"onprem> New-Mailbox bob", Read},
		{"ca> issue mail.contoso.com", Read},
	} {
		found := false
		for _, l := range got.Lines {
			if strings.HasPrefix(l.Text, want.line) {
				found = true
				if l.Touch != want.touch {
					t.Errorf("%s is %s, want %s", l.Text, l.Touch, want.touch)
				}
			}
		}
		if !found {
			t.Errorf("no line %s", want.line)
		}
	}
	if n := strings.Count(got.LCOV(), "\nDA:"); n != len(got.Lines) || got.Percent() < 40 || got.Percent() > 95 {
		t.Errorf("%d lines in LCOV of %d, %d %%", n, len(got.Lines), got.Percent())
	}
}

// TestOnlyWhatChangedIsMutated: between two bases that differ in a connector and a record.
func TestOnlyWhatChangedIsMutated(t *testing.T) {
	c := &story.Catalogue{Files: scenarios.Files}
	old, err := c.Base("hybrid-2013")
	if err != nil {
		t.Fatal(err)
	}
	changed := *old
	for _, line := range []string{`onprem> Set-SendConnector Internet -MaxMessageSize 20MB`, "net> dns mail.contoso.com A 203.0.113.10, 203.0.113.11"} {
		step, err := story.ParseLine("new", 1, line)
		if err != nil {
			t.Fatal(err)
		}
		changed.Setup = append(changed.Setup[:len(changed.Setup):len(changed.Setup)], step)
	}
	s := newSuite(t, &changed)
	only, err := s.Changed(old)
	if err != nil {
		t.Fatal(err)
	}
	objects := map[string]bool{}
	for _, f := range fault.Of(s.main.w) {
		if only(f) {
			objects[f.Object] = true
		}
	}
	for _, name := range []string{"onprem SendConnector Internet", "mail.contoso.com"} {
		if !objects[name] {
			t.Errorf("no mutant of %s: %v", name, objects)
		}
	}
	for name := range objects {
		if strings.Contains(name, "Mailbox") || strings.Contains(name, "Office 365") {
			t.Errorf("%s did not change", name)
		}
	}
}
