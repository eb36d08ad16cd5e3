package cmdlet_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGetRecipientFindsEveryKind: one cmdlet asks for all that mail can be addressed to.
func TestGetRecipientFindsEveryKind(t *testing.T) {
	for _, tt := range []struct {
		name, line string
		want       []string // in this order
	}{
		{"all of them", "Get-Recipient", []string{"bob", "carol", "dave", "ext", "team", "all"}},
		{"by an address", "Get-Recipient carol@contoso.com", []string{"carol"}},
		{"a remote mailbox is a mail user", "Get-Recipient -RecipientType MailUser", []string{"carol", "dave"}},
		{"by details", "Get-Recipient -RecipientTypeDetails RemoteUserMailbox, MailContact", []string{"carol", "ext"}},
		{"behind a bar a mailbox is one", "Get-Recipient bob | Set-Mailbox -DisplayName Robert", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := sideOf(t, 2016)
			do(t, a, "New-Mailbox bob -PrimarySmtpAddress bob@contoso.com", "New-RemoteMailbox carol -PrimarySmtpAddress carol@contoso.com -RemoteRoutingAddress carol@contoso.mail.onmicrosoft.com",
				"New-MailUser dave -PrimarySmtpAddress dave@contoso.com -ExternalEmailAddress dave@fabrikam.com",
				"New-MailContact ext -PrimarySmtpAddress ext@contoso.com -ExternalEmailAddress ext@fabrikam.com",
				"New-DistributionGroup team -PrimarySmtpAddress team@contoso.com -Members bob",
				"New-DynamicDistributionGroup all -PrimarySmtpAddress all@contoso.com -IncludedRecipients MailboxUsers")
			out := do(t, a, tt.line+map[bool]string{true: " | Format-Table Name"}[tt.want != nil])
			if tt.want == nil {
				return
			}
			var got []string
			for _, line := range strings.Split(strings.TrimSpace(out), "\n")[2:] {
				got = append(got, strings.TrimSpace(line))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	wantError(t, sideOf(t, 2016), "Get-Recipient -RecipientType Mailbx", 30, `"Mailbx" is no RecipientType here`, "")
}
