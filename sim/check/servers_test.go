package check_test

import (
	"slices"
	"strings"
	"testing"

	"hybridsim/sim/check"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
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

// What one of two servers lacks is found there, and said of it (T7.4); a device is played at the server of its connector.
func TestWhatIsWrongAtOneServerIsSaidOfIt(t *testing.T) {
	if tested.Race {
		t.Skip("plays many worlds, each as other tests do")
	}
	const pair = `Title: Two servers behind one name
Clock: 2026-03-02T08:00:00Z
On-Premises: Exchange 2019 on EX01.contoso.com at 203.0.113.10
On-Premises: Exchange 2019 on EX02.contoso.com at 203.0.113.11
Tenant: contoso
Cloud-Era: today
MX: contoso.com -> cloud

net> host mx.fabrikam.com 198.51.100.25 for fabrikam.com
mx.fabrikam.com> mailbox erin@fabrikam.com
net> dns mail.contoso.com A 203.0.113.10, 203.0.113.11
ca> issue mail.contoso.com by "CN=Example Public CA" to EX01
onprem> Get-ExchangeCertificate -Server EX01 -DomainName mail.contoso.com | Enable-ExchangeCertificate -Services SMTP
ca> issue mail.contoso.com by "CN=Example Public CA" to EX02
onprem> Get-ExchangeCertificate -Server EX02 -DomainName mail.contoso.com | Enable-ExchangeCertificate -Services SMTP
cloud> New-AcceptedDomain contoso.com -DomainName contoso.com -DomainType InternalRelay
onprem> New-SendConnector Internet -AddressSpaces "smtp:*;1"
onprem> New-HybridConfiguration -Domains contoso.com -OnPremisesSmartHost mail.contoso.com -ReceivingTransportServers EX01,EX02 -SendingTransportServers EX01,EX02 -TlsCertificateName "<I>CN=Example Public CA<S>CN=mail.contoso.com"
onprem> Update-HybridConfiguration
onprem> New-ReceiveConnector Printers -Server EX02 -TransportRole FrontendTransport -Bindings 0.0.0.0:25 -RemoteIPRanges 10.9.0.4 -PermissionGroups AnonymousUsers
onprem> Add-ADPermission EX02\Printers -User "NT AUTHORITY\ANONYMOUS LOGON" -ExtendedRights Ms-Exch-SMTP-Accept-Any-Recipient
onprem> New-Mailbox bob -PrimarySmtpAddress bob@contoso.com
cloud> New-Mailbox alice -PrimarySmtpAddress alice@contoso.com
onprem> New-RemoteMailbox alice -PrimarySmtpAddress alice@contoso.com -RemoteRoutingAddress alice@contoso.mail.onmicrosoft.com
onprem> Start-ADSyncSyncCycle
`
	for _, row := range []struct {
		name, line string
		code       string // of the finding, and the object that it is about; empty: none is an error
		object     string
		fails      string // a flow
	}{
		{"both are alike", "", "", "", ""},
		{"one does not trust the service", `onprem> Set-ReceiveConnector "EX02\Default Frontend EX02" -TlsDomainCapabilities $null`, "HS-C020", `EX02\Default Frontend EX02`, "cloud-to-onprem"},
		{"one listens to other addresses", `onprem> Set-ReceiveConnector "EX01\Default Frontend EX01" -RemoteIPRanges 10.0.0.0/8`, "HS-C091", `EX01\Default Frontend EX01`, "cloud-to-onprem"},
		{"one has lost its certificate", `onprem> Get-ExchangeCertificate -Server EX02 -DomainName mail.contoso.com | Remove-ExchangeCertificate`, "HS-C022", `EX02\Default Frontend EX02`, "cloud-to-onprem"},
		{"one's printer connector is closed", `onprem> Remove-ADPermission EX02\Printers -User "NT AUTHORITY\ANONYMOUS LOGON" -ExtendedRights Ms-Exch-SMTP-Accept-Any-Recipient`, "", "", ""},
		{"one is an open relay", `onprem> Add-ADPermission "EX02\Default Frontend EX02" -User "NT AUTHORITY\ANONYMOUS LOGON" -ExtendedRights Ms-Exch-SMTP-Accept-Any-Recipient`, "HS-C092", `EX02\Default Frontend EX02`, "open-relay:EX02"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, err := story.Parse("ours.txtar", []byte(pair+row.line+"\n"), nil)
			if err != nil {
				t.Fatal(err)
			}
			r, err := check.Check(check.Read(s), check.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var found, failed []string
			for _, f := range r.Findings {
				if f.Severity == check.Error {
					found = append(found, f.Code+" "+f.Object)
				}
			}
			for _, f := range r.Flows {
				if !f.OK && !strings.HasPrefix(f.Flow, "tnef-") && !strings.HasPrefix(f.Flow, "oof-") { // there are no remote domains
					failed = append(failed, f.Flow)
				}
			}
			if want := strings.TrimSpace(row.code + " " + row.object); want != "" && !slices.Contains(found, want) || want == "" && len(found) > 0 {
				t.Errorf("errors are %q, want %q", found, want)
			}
			if row.fails != "" && !slices.Contains(failed, row.fails) || row.fails == "" && len(failed) > 0 {
				t.Errorf("failing flows are %q, want %q", failed, row.fails)
			}
			if row.name == "both are alike" && !slices.ContainsFunc(r.Flows, func(f check.Result) bool {
				return f.Flow == `relay:EX02\Printers@10.9.0.4` && f.OK
			}) {
				t.Errorf("nothing plays the printer at EX02")
			}
		})
	}
}
