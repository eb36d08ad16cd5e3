package fault_test

import (
	"testing"

	"hybridsim/sim/fault"
	"hybridsim/sim/tested"
)

// mistaken are mistakes that are there already.
var mistaken = []string{
	"EX01> run on Windows Server 2019",
	"onprem> New-Mailbox newcomer -PrimarySmtpAddress newcomer@contoso.com",
	`gateway.litware.com> relay contoso.com to mail.contoso.com adding footer "Checked."`,
	"onprem> New-MailUser guest -PrimarySmtpAddress guest@contoso.com -ExternalEmailAddress guest@fabrikam.com",
	"onprem> Set-MailUser guest -ExternalEmailAddress $null",
	`ca> issue mail.adatum.com by "CN=Example Public CA" under "CN=Example Root CA" to EX01`,
	"onprem> Get-ExchangeCertificate -DomainName mail.adatum.com | Enable-ExchangeCertificate -Services SMTP",
	"cloud> New-TenantAllowBlockListItems -ListType Sender -Entries fabrikam.com -Block -NoExpiration",
	"cloud> Get-InboundConnector | Set-InboundConnector -TlsSenderCertificateName $null -SenderIPAddresses 203.0.113.10",
	"cloud> Get-OutboundConnector | Set-OutboundConnector -RouteAllMessagesViaOnPremises $true",
	"cloud> New-Mailbox planner -PrimarySmtpAddress planner@contoso.onmicrosoft.com",
}

// TestWhatMendsIsTyped: each remedy has a place where its mistake is there, its lines are taken there, and it has none afterwards.
func TestWhatMendsIsTyped(t *testing.T) {
	if tested.Race {
		t.Skip("one goroutine types lines")
	}
	base, w := worldOf(t, "hybrid-2019")
	defer w.Close()
	for _, line := range mistaken {
		if err := typed(base, w, []string{line}); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	w.Net.Trust()
	taken := map[string]bool{}
	for _, f := range fault.Remedies(w) {
		fork, ok, err := w.Fork()
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		if err := typed(base, fork, f.Lines); err != nil {
			t.Logf("%s is refused: %v", f, err)
		} else {
			taken[f.Name] = true
			for _, left := range fault.Remedies(fork) {
				if left.Lines[0] == f.Lines[0] {
					t.Errorf("%s: %s would be typed again", f, f.Lines[0])
				}
			}
		}
		fork.Close()
	}
	for _, name := range fault.RemedyNames() {
		if !taken[name] {
			t.Errorf("%s is typed nowhere", name)
		}
	}
}
