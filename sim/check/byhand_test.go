package check

import (
	"os"
	"slices"
	"strings"
	"testing"

	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// TestAHybridMadeByHand: a tenant without the wizard is healthy without a finding, and what breaks it is explained by a finding
// whose line mends it.
func TestAHybridMadeByHand(t *testing.T) {
	text, err := os.ReadFile("testdata/litware.txtar")
	if err != nil {
		t.Fatal(err)
	}
	const tenant, in, out = `"To the tenant"`, `"From Litware"`, `"To Litware"`
	for i, tt := range []struct {
		name, line, code, flow string // flow: one that fails; empty: none
	}{
		{"as it is", "", "", ""},
		{"nothing leads to the tenant", "onprem> Remove-SendConnector " + tenant, "HS-C011", "onprem-to-cloud"},
		{"the cloud knows nobody", "cloud> Remove-InboundConnector " + in, "HS-C042", "onprem-to-cloud"},
		{"nothing leads home", "cloud> Remove-OutboundConnector " + out, "HS-C052", "cloud-to-onprem"},
		{"one domain is forgotten", "cloud> Set-OutboundConnector " + out + " -RecipientDomains litware.com", "HS-C052", "cloud-to-onprem:litware.net"},
		{"headers stay here", "onprem> Set-SendConnector " + tenant + " -CloudServicesMailEnabled $false", "HS-C001", "onprem-to-cloud"},
		{"nobody trusts the service's authority", `ca> distrust "CN=Simulated Cloud Services CA 1, O=hybridsim"`, "HS-C038", "onprem-to-cloud"},
		{"an application's connector is nobody's fault", "cloud> New-InboundConnector App -ConnectorType OnPremises -SenderDomains * -SenderIPAddresses 198.51.100.60", "", ""},
	} {
		if tested.Sampled(i, 6) {
			continue
		}
		t.Run(tt.name, func(t *testing.T) {
			s, err := story.Parse("litware.txtar", text, nil)
			if err != nil {
				t.Fatal(err)
			}
			subject := Read(s)
			if tt.line != "" {
				if subject, err = subject.With(tt.line); err != nil {
					t.Fatal(err)
				}
			}
			r, err := Check(subject, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if tt.code == "" {
				if r.Bad() > 0 || len(r.Findings) > 0 {
					t.Errorf("%d flows fail, findings %+v", r.Bad(), r.Findings)
				}
				return
			}
			if f := row(t, r, tt.flow); f.OK {
				t.Errorf("%s is %s", tt.flow, f.Outcome)
			}
			for _, f := range r.Flows {
				if f.Unexplained {
					t.Errorf("nothing explains %s: %s", f.Flow, f.Outcome)
				}
			}
			for _, c := range r.Cures {
				if slices.Contains(c.Mends, tt.flow) && strings.HasPrefix(c.Findings[0], tt.code) {
					return
				}
			}
			t.Errorf("%s does not mend %s: %+v", tt.code, tt.flow, r.Cures)
		})
	}
}
