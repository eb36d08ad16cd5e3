package check

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/scenarios"
	"hybridsim/sim/shard"
	"hybridsim/sim/tested"
)

// shares are the reports of all shards of a check, as another machine reads them.
func shares(t *testing.T, subject *Subject, of int) (reports []*Report) {
	t.Helper()
	for i := 1; i <= of; i++ {
		r, err := Check(subject, Options{Shard: shard.Shard{Index: i, Of: of}})
		if err != nil {
			t.Fatal(err)
		}
		written, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		read := &Report{}
		if err := json.Unmarshal(written, read); err != nil {
			t.Fatal(err)
		}
		reports = append(reports, read)
	}
	return reports
}

// TestWhatShardsFindOutIsTheWhole: rows, doubts, cures of one and of several fixes, what a finding breaks, what it names, and what is
// assumed are those of a check by one machine.
func TestWhatShardsFindOutIsTheWhole(t *testing.T) {
	if tested.Race {
		t.Skip("plays many worlds, each as other tests do")
	}
	open, err := fs.ReadFile(scenarios.Files, "base/hybrid-2010.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for name, subject := range map[string]*Subject{
		"two mistakes, of which one flow needs both mended": subjectOf(t, "hybrid-2013", mistakes[0], mistakes[4]),
		"what is not known, and what is assumed": parsed(t, string(open)+
			"perhaps \"Does the balancer hide who connects?\": net> nat cloud -> mail.contoso.com to 10.0.0.1\n"+
			"perhaps \"Is the name still published?\" assumed not: net> break dns mail.contoso.com\n"),
	} {
		t.Run(name, func(t *testing.T) {
			want, err := Check(subject, Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, of := range []int{1, 3} {
				got, _, err := Merge(shares(t, subject, of))
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(text(t, want), text(t, got)); diff != "" {
					t.Errorf("of %d (-whole +merged):\n%s", of, diff)
				}
			}
		})
	}
}

func text(t *testing.T, r *Report) string {
	t.Helper()
	written, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(written)
}

// TestFixesThatCannotBeTypedAfterOneAnother: of what somebody pastes in order, the two lines that do not fit are told, not all.
func TestFixesThatCannotBeTypedAfterOneAnother(t *testing.T) {
	subject := subjectOf(t, "hybrid-2019", "onprem> New-SendConnector Spare -AddressSpaces spare.example -DNSRoutingEnabled $true")
	r := &Report{Findings: []Finding{
		{Code: "A", Fix: []string{"onprem> Set-SendConnector Spare -RequireTLS $true"}},
		{Code: "B", Fix: []string{"onprem> Remove-SendConnector Spare"}},
		{Code: "C", Fix: []string{"onprem> Set-SendConnector Spare -Enabled $false"}},
		{Code: "D", Fix: []string{"onprem> Set-SendConnector Spare -MaxMessageSize 9MB"}},
	}}
	b := &blamer{plan: &plan{subject: subject}, report: r, part: &Part{}}
	b.gather()
	var got []string
	for _, apart := range b.conflicts() {
		got = append(got, fmt.Sprint(r.names(b.part, apart.Set)))
	}
	if diff := cmp.Diff([]string{"[B  C ]", "[B  D ]"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestSharesThatDoNotFit: what is merged is of one check, and speaks of flows that are there.
func TestSharesThatDoNotFit(t *testing.T) {
	part := func(subject string, p *Part) *Report {
		return &Report{Subject: subject, Flows: []Result{{Flow: "a"}}, Findings: []Finding{{Code: "HS-C001"}}, Part: p}
	}
	const strange = "it speaks of flows or findings that are not there"
	for _, row := range []struct {
		want  string
		other *Report
	}{
		{"it is not of the same check of one", part("other", &Part{})},
		{"it has no flows of a share", part("one", nil)},
		{strange, part("one", &Part{Tells: []int{0}})},
		{strange, part("one", &Part{Remedies: [][]int{{1}}})},
		{strange, part("one", &Part{Remedies: [][]int{{0}}, Cures: []Mending{{Set: []int{0}, Mends: []int{-1}}}})},
	} {
		_, which, err := Merge([]*Report{part("one", &Part{}), row.other})
		if err == nil || err.Error() != row.want || which != 1 {
			t.Errorf("want %q of the second, got %v of %d", row.want, err, which)
		}
	}
}

// TestAFlowHasItsOwnBound: with how many sets one flow is tried does not depend on which others fail beside it.
func TestAFlowHasItsOwnBound(t *testing.T) {
	b := &blamer{plan: &plan{}, report: &Report{}, part: &Part{Remedies: make([][]int, 9)}, left: 3}
	for range 2 {
		b.bad = append(b.bad, failing{tells: map[int]bool{}})
	}
	b.bad[0].tells[7] = true
	sets := b.sets(1)
	want := map[string][]int{"[7]": {0}, "[0]": {0, 1}, "[1]": {0, 1}, "[2]": {1}}
	got := map[string][]int{}
	for _, s := range sets {
		got[fmt.Sprint(s.set)] = s.flows
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !b.part.Ended || len(b.sets(2)) > 0 || !slices.IsSortedFunc(sets, func(a, b tries) int { return slices.Compare(a.set, b.set) }) {
		t.Errorf("ended %v, sets %v", b.part.Ended, sets)
	}
}
