package script_test

import "testing"

func TestDuplicateAddresses(t *testing.T) {
	const (
		support = "cloud> New-Mailbox support -PrimarySmtpAddress support@contoso.com -EmailAddresses smtp:help@contoso.com\n"
		carol   = "onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com -EmailAddresses smtp:help@contoso.com\nonprem> Start-ADSyncSyncCycle\n"
		help    = "erin@fabrikam.com> send to help@contoso.com"
	)
	for _, tt := range []struct{ name, lines, want string }{
		{"P6.11: the object is synchronized without the address", support + carol + "erin@fabrikam.com> send to carol@contoso.com", "want mail at carol@contoso.com"},
		{"P6.11: the alias belongs to the other object", support + carol + help, "want mail at support@contoso.com"},
		{"P6.11: silently", support + carol + help, "want nobody told"},
		{"P6.11: and comes back when the other has it no more",
			support + carol + "cloud> Set-Mailbox support -EmailAddresses @{Remove='help@contoso.com'}\nonprem> Start-ADSyncSyncCycle\n" + help, "want mail at carol@contoso.com"},
		{"P6.11: on-premises senders reach the on-premises object all the while", support + carol + "bob@contoso.com> send to help@contoso.com", "want mail at carol@contoso.com"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			holdsAfter(t, consoleAt(t, "hybrid-2019"), tt.lines, tt.want)
		})
	}
}
