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
	"cloud> New-Mailbox plotter -PrimarySmtpAddress plotter@contoso.com",
	"cloud> Set-CASMailbox plotter -SmtpClientAuthenticationDisabled $true",
}

// onItsOwn are the lines after which nobody inside knows the Edge.
var onItsOwn = []string{"onprem> Remove-EdgeSubscription EDGE01", "EDGE01> Remove-EdgeSubscription EDGE01"}

// TestWhatMendsIsTyped: each remedy has a place where its mistake is there, its lines are taken there, and it has none afterwards.
func TestWhatMendsIsTyped(t *testing.T) {
	if tested.Race {
		t.Skip("one goroutine types lines")
	}
	taken := map[string]bool{}
	for base, lines := range map[string][]string{"hybrid-2019": mistaken, "hybrid-edge": onItsOwn} {
		mended(t, base, lines, taken)
	}
	for _, name := range fault.RemedyNames() {
		if !taken[name] {
			t.Errorf("%s is typed nowhere", name)
		}
	}
}

func mended(t *testing.T, name string, mistakes []string, taken map[string]bool) {
	t.Helper()
	base, w := worldOf(t, name)
	defer w.Close()
	for _, line := range mistakes {
		if err := typed(base, w, []string{line}); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	w.Net.Trust()
	people := []string{"plotter@contoso.com", "alice@contoso.com"} // the client that logs on, and in whose name it sends
	for _, f := range fault.Remedies(w, people...) {
		fork, ok, err := w.Fork()
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		if err := typed(base, fork, f.Lines); err != nil {
			t.Logf("%s is refused: %v", f, err)
		} else {
			taken[f.Name] = true
			for _, left := range fault.Remedies(fork, people...) {
				if left.Lines[0] == f.Lines[0] {
					t.Errorf("%s: %s would be typed again", f, f.Lines[0])
				}
			}
		}
		fork.Close()
	}
}
