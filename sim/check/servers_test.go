package check_test

import (
	"strings"
	"testing"

	"hybridsim/sim/check"
	"hybridsim/sim/story"
)

// A smart host may lead to whichever on-premises server.
func TestASmartHostThatLeadsToTheSecondServerIsNoStranger(t *testing.T) {
	const text = `Title: Two servers, and the cloud sends to the second
Clock: 2026-03-02T08:00:00Z
On-Premises: Exchange 2019 on EX01.contoso.com at 203.0.113.10
On-Premises: Exchange 2019 on EX02.contoso.com at 203.0.113.11
Tenant: contoso
Cloud-Era: today
MX: contoso.com -> cloud

net> dns mail.contoso.com A 203.0.113.11
cloud> New-AcceptedDomain contoso.com -DomainName contoso.com
cloud> New-OutboundConnector Home -ConnectorType OnPremises -AllAcceptedDomains $true -SmartHosts mail.contoso.com -UseMXRecord $false
`
	for _, row := range []struct {
		name, address string
		stranger      bool
	}{
		{"the second server", "203.0.113.11", false},
		{"the first", "203.0.113.10", false},
		{"nobody here", "203.0.113.99", true},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, err := story.Parse("ours.txtar", []byte(strings.Replace(text, "A 203.0.113.11", "A "+row.address, 1)), nil)
			if err != nil {
				t.Fatal(err)
			}
			report, err := check.Check(check.Read(s), check.Options{})
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, f := range report.Findings {
				found = found || f.Code == "HS-C053"
			}
			if found != row.stranger {
				t.Errorf("HS-C053 is found: %t, want %t", found, row.stranger)
			}
		})
	}
}
