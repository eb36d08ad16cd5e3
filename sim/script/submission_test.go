package script_test

import (
	"strings"
	"testing"

	"hybridsim/sim/script"
)

// printer is a device, on the network and known to nobody.
const printer = "net> host printer.contoso.com 203.0.113.44\n"

func TestSubmission(t *testing.T) {
	const (
		submit = "printer.contoso.com> submit from alice@contoso.com to "
		cloud  = " at smtp.office365.com:587"
		on     = "cloud> Set-TransportConfig -SmtpClientAuthenticationDisabled $false\n"
		shared = on + "cloud> New-Mailbox scan -PrimarySmtpAddress scan@contoso.com\n"
		asScan = "printer.contoso.com> submit from scan@contoso.com to erin@fabrikam.com" + cloud + " as alice@contoso.com"
	)
	for _, tt := range []struct {
		name, lines, want string // what the last reply contains
	}{
		{"P9.1: tenants since 2020 let nobody log on", submit + "bob@contoso.com" + cloud + " as alice@contoso.com",
			"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."},
		{"P9.1: $false of the mailbox beats the organization",
			"cloud> Set-CASMailbox alice -SmtpClientAuthenticationDisabled $false\n" + submit + "erin@fabrikam.com" + cloud + " as alice@contoso.com",
			"250 2.6.0"},
		{"P9.1: $true of the mailbox, too", on + "cloud> Set-CASMailbox alice -SmtpClientAuthenticationDisabled $true\n" +
			submit + "erin@fabrikam.com" + cloud + " as alice@contoso.com", "disabled for the Mailbox."},
		{"P9.1: $null follows the organization", on + "cloud> Set-CASMailbox alice -SmtpClientAuthenticationDisabled $true\n" +
			"cloud> Set-CASMailbox alice -SmtpClientAuthenticationDisabled $null\n" + submit + "erin@fabrikam.com" + cloud + " as alice@contoso.com", "250 2.6.0"},
		{"P9.2: nobody of that name has a mailbox in the cloud", on + submit + "bob@contoso.com" + cloud + " as bob@contoso.com",
			"535 5.7.139 Authentication unsuccessful, the user credentials were incorrect."},
		{"P9.3: a client that does not log on", on + submit + "bob@contoso.com" + cloud, "530 5.7.57 Client not authenticated to send mail."},
		{"P9.3: what it met when it tried stands in the refusal",
			"printer.contoso.com> talk to smtp.office365.com:587: EHLO printer; STARTTLS; EHLO printer; AUTH LOGIN; YWxpY2VAY29udG9zby5jb20=; c2VjcmV0; MAIL FROM:<alice@contoso.com>",
			"530 5.7.57 Client not authenticated to send mail. Error: 535 5.7.139 Authentication unsuccessful"},
		{"P9: MAIL needs TLS", "printer.contoso.com> TLS off\n" + submit + "bob@contoso.com" + cloud, "451 5.7.3"},
		{"P9.4: From is not the login, and no Send As", shared + asScan, "550 5.7.60 SMTP; Client does not have permissions to send as this sender"},
		{"P3.7: Send As", shared + "cloud> Add-RecipientPermission scan -Trustee alice -AccessRights SendAs\n" + asScan, "250 2.6.0"},
		{"P3.7: Send As that was taken away", shared + "cloud> Add-RecipientPermission scan -Trustee alice -AccessRights SendAs\n" +
			"cloud> Remove-RecipientPermission scan -Trustee alice -AccessRights SendAs\n" + asScan, "550 5.7.60"},
		{"P3.7: Send on Behalf", shared + "cloud> Set-Mailbox scan -GrantSendOnBehalfTo alice\n" + asScan, "250 2.6.0"},
		{"MFD: direct send reaches the tenant's own people", submit + "alice@contoso.com at contoso-com.mail.protection.outlook.com", "250 2.6.0"},
		{"P9.6: direct send to somebody else is relay", submit + "erin@fabrikam.com at contoso-com.mail.protection.outlook.com", "550 5.7.64"},
		{"MFD: relay by a connector for the device's address",
			"cloud> New-InboundConnector Printers -ConnectorType OnPremises -SenderDomains * -SenderIPAddresses 203.0.113.44\n" +
				submit + "erin@fabrikam.com at contoso-com.mail.protection.outlook.com", "250 2.6.0"},
		{"S1.4: on-premises a user logs on at the client connector", "printer.contoso.com> submit from bob@contoso.com to erin@fabrikam.com at mail.contoso.com:587 as bob@contoso.com", "250 2.6.0"},
		{"S1.4: a device without a name may not relay on-premises", submit + "erin@fabrikam.com at mail.contoso.com", "550 5.7."},
		{"RELAY: the right to relay, for anonymous clients of a connector",
			"onprem> New-ReceiveConnector Devices -RemoteIPRanges 203.0.113.44 -Bindings 0.0.0.0:25 -Usage Custom -PermissionGroups AnonymousUsers -TransportRole FrontendTransport\n" +
				"onprem> Get-ReceiveConnector EX01\\Devices | Add-ADPermission -User 'NT AUTHORITY\\ANONYMOUS LOGON' -ExtendedRights Ms-Exch-SMTP-Accept-Any-Recipient\n" +
				submit + "erin@fabrikam.com at mail.contoso.com", "250 2.6.0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := consoleAt(t, "hybrid-2019")
			var replies string
			for _, line := range strings.Split(printer+tt.lines, "\n") {
				var err error
				if replies, err = c.Do(line); err != nil {
					t.Fatal(err)
				}
			}
			if last := replies[strings.LastIndexByte(replies, '\n')+1:]; !strings.Contains(last, tt.want) {
				t.Errorf("want %q in the last reply:\n%s", tt.want, replies)
			}
		})
	}
}

func TestWhoSendsInAnothersName(t *testing.T) {
	const inTheName = "alice@contoso.com> send as info@contoso.com to erin@fabrikam.com"
	const info = "cloud> New-Mailbox info -PrimarySmtpAddress info@contoso.com\n"
	for _, tt := range []struct{ name, lines, want string }{
		{"P3.7: without a right it comes back", info + inTheName, "want NDR to alice@contoso.com by cloud: 550 5.7.60"},
		{"P3.7: Send As", info + "cloud> Add-RecipientPermission info -Trustee alice -AccessRights SendAs\n" + inTheName,
			"want mail at erin@fabrikam.com from info@contoso.com, without Sender"},
		{"P3.7: Send on Behalf names the delegate too", info + "cloud> Set-Mailbox info -GrantSendOnBehalfTo alice\n" + inTheName,
			"want mail at erin@fabrikam.com from info@contoso.com, with Sender <alice@contoso.com>"},
		{"P3.7: Send on Behalf is synchronized",
			"onprem> Set-Mailbox bob -GrantSendOnBehalfTo alice\nonprem> Start-ADSyncSyncCycle\nalice@contoso.com> send as bob@contoso.com to erin@fabrikam.com",
			"want mail at erin@fabrikam.com from bob@contoso.com"},
		{"P3.7: Send As is not",
			"onprem> Add-ADPermission -Identity bob -User alice -ExtendedRights Send-As\nonprem> Start-ADSyncSyncCycle\nalice@contoso.com> send as bob@contoso.com to erin@fabrikam.com",
			"want NDR to alice@contoso.com by cloud: 550 5.7.60"},
		{"P3.7: it never stops mail to the recipient", "cloud> Set-Mailbox alice -GrantSendOnBehalfTo bob\nerin@fabrikam.com> send to alice@contoso.com",
			"want mail at alice@contoso.com"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := consoleAt(t, "hybrid-2019")
			holdsAfter(t, c, tt.lines, tt.want)
		})
	}
}

// holdsAfter types lines and looks whether a claim holds after them.
func holdsAfter(t *testing.T, c *script.Console, lines, claim string) {
	t.Helper()
	if err := do(t, c, lines); err != nil {
		t.Fatal(err)
	}
	told, err := c.Do(claim)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(told, "holds") {
		t.Errorf("%s\n%s", claim, told)
	}
}

// TestTheHopOfAClientThatLoggedOn: its Received field is one long line and stands behind MIME-Version, below what came before (V2.5);
// the hop of a server is folded and stands on top (V2.4).
func TestTheHopOfAClientThatLoggedOn(t *testing.T) {
	c := consoleAt(t, "hybrid-2019")
	for _, line := range []string{"net> host printer.contoso.com 198.51.100.9", "cloud> Set-TransportConfig -SmtpClientAuthenticationDisabled $false",
		"printer.contoso.com> submit from alice@contoso.com to erin@fabrikam.com at smtp.office365.com:587 as alice@contoso.com"} {
		if _, err := c.Do(line); err != nil {
			t.Fatal(err)
		}
	}
	letters := c.World().MailAt("erin@fabrikam.com", nil)
	if len(letters) != 1 {
		t.Fatalf("erin has %d messages", len(letters))
	}
	client, version := -1, -1
	for i, f := range letters[0].Header {
		switch {
		case strings.EqualFold(f.Name, "MIME-Version"):
			version = i
		case f.Name == "Received" && strings.Contains(f.Value, "198.51.100.9"):
			if client = i; strings.Contains(f.Value, "\n") {
				t.Errorf("the client's hop is folded: %q", f.Value)
			}
		case f.Name == "Received" && client >= 0:
			t.Errorf("a later hop stands below the client's: %q", f.Value)
		}
	}
	if client != version+1 {
		t.Errorf("the client's hop is field %d, MIME-Version field %d", client, version)
	}
}
