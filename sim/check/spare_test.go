package check

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestWhatCannotBeWorseIsLeftOut: of a configuration only those flows are played that may be worse in what it becomes, unless it asks for
// more than that; and what is worse there is the same.
func TestWhatCannotBeWorseIsLeftOut(t *testing.T) {
	base := subjectOf(t, "hybrid-2013")
	after, err := base.With(`onprem> Set-ReceiveConnector "EX01\Default Frontend EX01" -TlsDomainCapabilities $null`)
	if err != nil {
		t.Fatal(err)
	}
	check := func(s *Subject, o Options) *Report {
		t.Helper()
		o.FlowsOnly, o.KnownOnly = true, true
		r, err := Check(s, o)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	worse := func(before, after *Report) (ids []string) {
		for _, m := range Compare(before, after).Flows {
			if m.Worse() {
				ids = append(ids, m.Flow+": "+m.Old+" -> "+m.New)
			}
		}
		return ids
	}
	known := check(after, Options{})
	for _, row := range []struct {
		says  string
		lines []string // in place of what breaks it, or after that
		base  *Subject
		less  bool
	}{
		{"it is not broken", nil, base, true},
		{"it is broken otherwise, too", []string{`cloud> Set-Mailbox alice -MaxReceiveSize 10KB`}, after, true},
		{"it has a domain more", []string{`onprem> New-AcceptedDomain more -DomainName more.example`,
			`cloud> New-AcceptedDomain more -DomainName more.example`}, base, false},
		{"it asks for a flow more", []string{`onprem> New-SendConnector More -AddressSpaces more.example`}, base, false},
	} {
		t.Run(row.says, func(t *testing.T) {
			s, err := row.base.With(row.lines...)
			if err != nil {
				t.Fatal(err)
			}
			all, some := check(s, Options{Beside: known}), check(s, Options{Beside: known, Becomes: known})
			if less := len(some.Flows) < len(all.Flows); less != row.less {
				t.Errorf("%d of %d flows are played", len(some.Flows), len(all.Flows))
			}
			want := worse(all, check(after, Options{Beside: all}))
			if row.base == base && !slices.Contains(want, "cloud-to-onprem: delivered Internal -> delivered external") {
				t.Errorf("with all flows only these are worse: %q", want)
			}
			if diff := cmp.Diff(want, worse(some, check(after, Options{Beside: some, Same: known}))); diff != "" {
				t.Errorf("what is worse (-all +some):\n%s", diff)
			}
		})
	}
}

// TestWhatIsKnownIsNotPlayedAgain: rows of a report of the same configuration are taken as they are, and others are played.
func TestWhatIsKnownIsNotPlayedAgain(t *testing.T) {
	s := subjectOf(t, "hybrid-2013")
	all, err := Check(s, Options{FlowsOnly: true, KnownOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	const marked = 3 // the row that is known to have another outcome, to be recognized by
	known := *all
	known.Flows = slices.Clone(all.Flows[:len(all.Flows)/2])
	known.Flows[marked].Outcome.Status = "as somebody knows"
	again, err := Check(s, Options{FlowsOnly: true, KnownOnly: true, Same: &known})
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Flows[marked].Outcome.Status; got != known.Flows[marked].Outcome.Status {
		t.Errorf("it is played again: %q", got)
	}
	again.Flows[marked] = all.Flows[marked]
	if diff := cmp.Diff(all.Flows, again.Flows, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the others (-all +known):\n%s", diff)
	}
}
