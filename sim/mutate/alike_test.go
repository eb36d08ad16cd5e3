package mutate

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/fault"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// furnished is what the bases do not have.
var furnished = []string{
	`cloud> New-InboundConnector "From woodgrove" -ConnectorType Partner -SenderDomains woodgrove.com`,
	"cloud> New-MailContact erin -ExternalEmailAddress erin@fabrikam.com",
	"cloud> New-DistributionGroup staff -PrimarySmtpAddress staff@contoso.com -Members alice,bob",
	"onprem> New-DynamicDistributionGroup everybody -PrimarySmtpAddress everybody@contoso.com -IncludedRecipients AllRecipients",
}

// looksOf looks at faults on bases of the catalogue.
func looksOf(t *testing.T, only func(fault.Fault) bool, bases ...string) Looks {
	t.Helper()
	all := Looks{}
	for _, name := range bases {
		c := &story.Catalogue{Files: scenarios.Files}
		base, err := c.Base(name)
		if err != nil {
			t.Fatal(err)
		}
		more := *base
		if name == "hybrid-2019" {
			steps, err := parsed(furnished)
			if err != nil {
				t.Fatal(err)
			}
			more.Setup = append(more.Setup[:len(more.Setup):len(more.Setup)], steps...)
		}
		looks, err := newSuite(t, &more).Look(context.Background(), only)
		if err != nil {
			t.Fatal(err)
		}
		all.Add(name, looks)
	}
	return all
}

// TestFaultsThatNothingTellsApart measures, with -whole, which operators look like others wherever they can be made, and writes it
// for docs/faults.md. Else it tries a few pairs of which it is known.
func TestFaultsThatNothingTellsApart(t *testing.T) {
	if tested.Race {
		t.Skip("plays many worlds")
	}
	if *whole {
		documented := func(f fault.Fault) bool { return f.Family != fault.Properties }
		var names []string
		for _, o := range fault.Operators() {
			if o.Family != fault.Properties {
				names = append(names, o.Name)
			}
		}
		var b strings.Builder
		b.WriteString("# Operators that no observation tells apart, a class on each line; measured by: just faults\n")
		for _, c := range looksOf(t, documented, "hybrid-2019", "hybrid-edge", "hybrid-two-tenants").Classes(names) {
			b.WriteString(strings.Join(c, " ") + "\n")
		}
		if err := os.WriteFile("testdata/classes.txt", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	names := []string{"send-connector-disabled", "send-connector-removed", "send-too-small", "mailbox-removed"}
	looks := looksOf(t, func(f fault.Fault) bool { return slices.Contains(names, f.Name) }, "hybrid-2013")
	if got := looks.Classes(names); len(got) != 3 || len(got[0]) != 2 {
		t.Errorf("%q: a connector that is off looks like one that is gone, and like nothing else here", got)
	}
}
