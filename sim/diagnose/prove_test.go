package diagnose

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/check"
	"hybridsim/sim/tested"
)

// TestAFixThatLeadsBackIsKnown: lines that leave the organizations as they were are recognized although each was a change, and every flow
// goes with them as it went at the beginning; what leaves another value, or is typed elsewhere, is not.
func TestAFixThatLeadsBackIsKnown(t *testing.T) {
	d, err := newSearch(context.Background(), base(t, "hybrid-2013"), read(t, "external"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	const off, on = "onprem> Set-SendConnector Internet -Enabled $false", "onprem> Set-SendConnector Internet -Enabled $true"
	for _, row := range []struct {
		says  string
		lines []string
		fix   []string
		want  bool
	}{
		{"as it was", []string{off}, []string{on}, true},
		{"as it was, by a detour", []string{off}, []string{"onprem> Set-SendConnector Internet -Enabled $false -Comment old", "onprem> Set-SendConnector Internet -Enabled $true -Comment $null"}, true},
		{"another value is left", []string{off}, []string{"onprem> Set-SendConnector Internet -Enabled $true -MaxMessageSize 1MB"}, false},
		{"not undone", []string{off}, []string{off}, false},
		{"of the network", []string{"net> block 25 to mail.contoso.com"}, []string{"net> allow 25 to mail.contoso.com"}, false},
		{"it is there already", nil, []string{on}, false},
	} {
		t.Run(row.says, func(t *testing.T) {
			c := &Cause{Lines: row.lines, Fix: row.fix}
			if got := d.restores(c); got != row.want {
				t.Fatalf("leads back: %v, want %v", got, row.want)
			}
			if !row.want {
				return
			}
			r, err := d.checked(check.Options{}, c.after(c.Fix)...)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(d.flows.Flows, r.Flows); diff != "" {
				t.Errorf("flows (-as configured +with cause and fix):\n%s", diff)
			}
		})
	}
}

// TestAllFixesThatLeadBackAreTried: behind the first three causes, too, it is known of them that nothing else is worse.
func TestAllFixesThatLeadBackAreTried(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	r, err := Diagnose(context.Background(), base(t, "hybrid-2013"), read(t, "external"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, c := range r.Causes {
		if c.Tried {
			tried++
		}
	}
	if tried <= maxProved {
		t.Errorf("%d fixes are tried with every flow", tried)
	}
}
