package script_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	routed = "onprem> Set-Mailbox bob -EmailAddresses @{Add='bob@contoso.mail.onmicrosoft.com'}\nonprem> Start-ADSyncSyncCycle\n"
	onward = "cloud> New-MoveRequest bob -Remote -TargetDeliveryDomain contoso.mail.onmicrosoft.com\n"
)

// TestWhatAMoveTakesAlong: a mailbox is on the other side afterwards with what lies in it; what stands in the directory stays behind.
func TestWhatAMoveTakesAlong(t *testing.T) {
	const people = "onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com\n"
	for _, tt := range []struct{ name, lines, want string }{
		{"P6.16: mail of the other side finds it", routed + onward + "carol@contoso.com> send to bob@contoso.com\n", "want mail at bob@contoso.com, with AuthAs Internal"},
		{"it is in the cloud", routed + onward + "alice@contoso.com> send to bob@contoso.com\n", `want message trace at cloud: Deliver for bob@contoso.com`},
		{"a synchronization changes nothing of it", routed + onward + "onprem> Start-ADSyncSyncCycle\ncarol@contoso.com> send to bob@contoso.com\n", "want mail at bob@contoso.com"},
		{"P5.7: limits of the directory stay on-premises", "onprem> Set-Mailbox bob -MaxReceiveSize 1MB\n" + routed + onward + "carol@contoso.com> send hello.eml of 2MB to bob@contoso.com\n", `want NDR to carol@contoso.com by onprem: "5.2.3 RESOLVER.RST.RecipSizeLimit"`},
		{"P3.19: a dynamic group on-premises drops who has moved", "onprem> New-DynamicDistributionGroup all -PrimarySmtpAddress all@contoso.com -IncludedRecipients MailboxUsers\n" + routed + onward +
			"carol@contoso.com> send to all@contoso.com\n", "want no mail at bob@contoso.com"},
		{"inbox rules lie in the mailbox", rule + routed + onward + "alice@contoso.com> send to bob@contoso.com\n", "want mail at dora@contoso.com"},
		{"back again", routed + onward + "cloud> New-MoveRequest bob -Outbound -TargetDeliveryDomain contoso.com\nalice@contoso.com> send to bob@contoso.com\n", "want mail at bob@contoso.com, with AuthAs Internal"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			holdsAfter(t, consoleAt(t, "hybrid-2019"), people+tt.lines, tt.want)
		})
	}
}

const rule = "onprem> New-Mailbox dora -PrimarySmtpAddress dora@contoso.com\nonprem> New-InboxRule Desk -Mailbox bob -RedirectTo dora@contoso.com\n"

// TestWhatHasMoved: both objects know both legacyExchangeDNs, and forwarding stays on the object that the mailbox has left (P2.5).
func TestWhatHasMoved(t *testing.T) {
	c := consoleAt(t, "hybrid-2019")
	if err := do(t, c, "onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com\nonprem> Set-Mailbox bob -ForwardingAddress carol\n"+routed+onward); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ line, want string }{
		{"onprem> Get-RemoteMailbox bob | Format-List", "ForwardingAddress"},
		{"onprem> Get-RemoteMailbox bob | Format-List", "X500:/o=ExchangeLabs"},
		{"cloud> Get-Mailbox bob | Format-List", "X500:/o="},
		{"onprem> Get-RemoteMailbox bob | Format-List", "RemoteRoutingAddress"},
	} {
		if said, err := c.Do(tt.line); err != nil || !strings.Contains(said, tt.want) {
			t.Errorf("%s: %v, want %q in\n%s", tt.line, err, tt.want, said)
		}
	}
}

// TestWhatCannotBeMoved: the errors name what is missing.
func TestWhatCannotBeMoved(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"cloud> New-MoveRequest bob -Remote -TargetDeliveryDomain fabrikam.com", "'bob' has no address in fabrikam.com"},
		{"cloud> New-MoveRequest bob -TargetDeliveryDomain contoso.com", "either -Remote, to the cloud, or -Outbound"},
		{"cloud> New-MoveRequest alice -Remote -TargetDeliveryDomain contoso.com", "'alice' has no mailbox on-premises to move"},
		{"cloud> New-MoveRequest zoe -Remote -TargetDeliveryDomain contoso.com", "'zoe' is no synchronized person on both sides"},
		{"cloud> New-MoveRequest bob -Remote", "TargetDeliveryDomain"},
	} {
		t.Run(tt.line, func(t *testing.T) {
			_, err := consoleAt(t, "hybrid-2019").Do(strings.TrimSpace(tt.line))
			got := ""
			if err != nil {
				got = err.Error()
			}
			if !strings.Contains(got, tt.want) {
				t.Errorf("%s", cmp.Diff(tt.want, got))
			}
		})
	}
}
