package check_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/scenarios"
	"hybridsim/sim/check"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// twoTenants is the built-in base with lines typed on top.
func twoTenants(t *testing.T, lines ...string) *check.Report {
	t.Helper()
	s, err := (&story.Catalogue{Files: scenarios.Files}).Base("hybrid-two-tenants")
	if err != nil {
		t.Fatal(err)
	}
	subject, err := check.Read(s).With(lines...)
	if err != nil {
		t.Fatal(err)
	}
	r, err := check.Check(subject, check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// bad are the flows that are not as in a healthy hybrid.
func bad(r *check.Report) (ids []string) {
	for i := range r.Flows {
		if !r.Flows[i].Good() {
			ids = append(ids, r.Flows[i].Flow)
		}
	}
	return ids
}

func TestEachHybridHasAMatrixAndMailGoesBetweenThem(t *testing.T) {
	r := twoTenants(t)
	if got := bad(r); len(got)+len(r.Findings) > 0 {
		t.Errorf("the base is healthy; not so are %q, with findings %+v", got, r.Findings)
	}
	for _, id := range []string{"cloud-to-onprem", "cloud-to-onprem:woodgrove.com", "oof-from-cloud:woodgrove.com",
		"other:onprem to cloud:woodgrove", "other:cloud:woodgrove to onprem", "open-relay:WG01 at onprem:woodgrove"} {
		if !slices.ContainsFunc(r.Flows, func(f check.Result) bool { return f.Flow == id }) {
			t.Errorf("%s is not played", id)
		}
	}
	for name, share := range map[string]check.Share{"tenants": r.Played.Tenants, "organizations": r.Played.Organizations} {
		if diff := cmp.Diff([]string{"contoso", "woodgrove"}, share.Played); diff != "" {
			t.Errorf("%s that were played (-want +got):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff([]string{"EX01", "WG01"}, r.Played.Servers.Played); diff != "" {
		t.Errorf("servers that were played (-want +got):\n%s", diff)
	}
}

// What is wrong with the second hybrid is found there, breaks flows of it, and is mended by lines typed there.
func TestAFaultOfTheSecondHybridIsSaidOfIt(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	for _, row := range []struct{ name, line, code, side, fix, breaks string }{
		{"its inbound connector expects another certificate", "cloud:woodgrove> Get-InboundConnector | Set-InboundConnector -TlsSenderCertificateName old.woodgrove.com",
			"HS-C040", "cloud:woodgrove", "cloud:woodgrove> Set-InboundConnector ", "onprem-to-cloud:woodgrove.com"},
		{"its receive connector does not know the service", `onprem:woodgrove> Set-ReceiveConnector "WG01\Default Frontend WG01" -TlsDomainCapabilities $null`,
			"HS-C020", "onprem:woodgrove", "onprem:woodgrove> ", "cloud-to-onprem:woodgrove.com"},
		{"its domain has no outbound connector", "cloud:woodgrove> Get-OutboundConnector | Remove-OutboundConnector -Confirm:$false",
			"HS-C052", "cloud:woodgrove", "onprem:woodgrove> Update-HybridConfiguration", "cloud-to-onprem:woodgrove.com"},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := twoTenants(t, row.line)
			at := slices.IndexFunc(r.Findings, func(f check.Finding) bool { return f.Code == row.code })
			if at < 0 {
				t.Fatalf("%s is not found; bad are %q", row.code, bad(r))
			}
			f := r.Findings[at]
			if f.Side != row.side || len(f.Fix) == 0 || !strings.HasPrefix(f.Fix[0], row.fix) || !slices.Contains(f.Breaks, row.breaks) {
				t.Errorf("want it at %s, mended by %s, breaking %s; got %+v", row.side, row.fix, row.breaks, f)
			}
			for _, id := range bad(r) {
				if !strings.Contains(id, "woodgrove") {
					t.Errorf("%s of the other hybrid is not as it was", id)
				}
			}
		})
	}
}

// T10.2, T10.11: mail that a connector of another tenant takes for its own arrives, and is not as it should be.
func TestMailThatAnotherTenantTakesIsSeen(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	r := twoTenants(t, `ca> issue mx01.woodgrove.com by "CN=Example Public CA" to EX01`,
		"onprem> Get-ExchangeCertificate -DomainName mx01.woodgrove.com | Enable-ExchangeCertificate -Services SMTP",
		"onprem> Set-SendConnector Internet -Fqdn mx01.woodgrove.com")
	at := slices.IndexFunc(r.Flows, func(f check.Result) bool { return f.Flow == "other:onprem to cloud:woodgrove" })
	if f := r.Flows[at]; f.Outcome.Kind != check.AnotherWay || !strings.Contains(f.Outcome.Status, "the tenant woodgrove") {
		t.Errorf("the outcome is %+v, want %s, taken for mail of woodgrove", f.Outcome, check.AnotherWay)
	}
}

// What is no hybrid has no matrix, and the report counts it.
func TestWhatIsNoHybridIsNotPlayed(t *testing.T) {
	base, err := scenarios.Files.ReadFile("base/hybrid-2019.txtar")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(base), "Tenant: contoso\n", `Tenant: contoso
Tenant: adatum
Tenant: empty
Organization: woodgrove, tenant contoso
On-Premises: Exchange 2019 on WG01.woodgrove.com at 203.0.113.50
`, 1) + `
net> dns adatum.com MX 10 adatum-com.mail.protection.outlook.com
cloud:adatum> New-AcceptedDomain adatum.com -DomainName adatum.com
cloud:adatum> New-Mailbox ada -PrimarySmtpAddress ada@adatum.com
`
	s, err := story.Parse("ours.txtar", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := check.Check(check.Read(s), check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := check.Played{Tenants: check.Share{Played: []string{"contoso", "adatum"}, Not: []string{"empty"}},
		Organizations: check.Share{Played: []string{"contoso"}, Not: []string{"woodgrove"}}}
	if diff := cmp.Diff(want, check.Played{Tenants: r.Played.Tenants, Organizations: r.Played.Organizations}); diff != "" {
		t.Errorf("what was played (-want +got):\n%s", diff)
	}
	if !slices.ContainsFunc(r.Flows, func(f check.Result) bool { return f.Flow == "other:cloud to cloud:adatum" }) {
		t.Error("nobody writes to the tenant in the cloud alone")
	}
}

// What was typed at the second tenant is a difference, and its flows are compared with its own.
func TestADifferenceOfTheSecondTenantIsSeen(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	before := twoTenants(t)
	after := twoTenants(t, "cloud:woodgrove> Get-InboundConnector | Set-InboundConnector -CloudServicesMailEnabled $false")
	d := check.Compare(before, after)
	if len(d.Settings) != 1 || d.Settings[0].Side != "cloud:woodgrove" {
		t.Errorf("the settings that differ are %+v, want one of cloud:woodgrove", d.Settings)
	}
	if d.Worse() == 0 {
		t.Error("no flow got worse")
	}
	for _, m := range d.Flows {
		if !strings.HasSuffix(m.Flow, ":woodgrove.com") {
			t.Errorf("%s goes otherwise: %s -> %s", m.Flow, m.Old, m.New)
		}
	}
}
