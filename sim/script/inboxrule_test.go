package script_test

import (
	"strings"
	"testing"
)

func TestInboxRules(t *testing.T) {
	const (
		carol   = "onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com\nonprem> Start-ADSyncSyncCycle\n"
		forward = "cloud> New-InboxRule Home -Mailbox alice -ForwardTo erin@fabrikam.com\n"
		allowed = "cloud> Set-HostedOutboundSpamFilterPolicy Default -AutoForwardingMode On\n"
		local   = "onprem> New-InboxRule Deputy -Mailbox bob -RedirectTo carol@contoso.com\n"
		send    = "carol@contoso.com> send to alice@contoso.com\n"
		write   = "alice@contoso.com> send to bob@contoso.com\n"
		out     = "onprem> Set-RemoteDomain Default -AutoForwardEnabled $true\n"
	)
	for _, tt := range []struct{ name, lines, want string }{
		{"P2.9: a forward is a message from the owner", carol + allowed + forward + send,
			`want mail at erin@fabrikam.com from alice@contoso.com, with X-MS-Exchange-Inbox-Rules-Loop alice@contoso.com`},
		{"P2.9: and the owner has the message", carol + allowed + forward + send, "want mail at alice@contoso.com from carol@contoso.com"},
		{"P2.9: a redirect keeps the sender in From, with Resent- fields", carol + local + write,
			"want mail at carol@contoso.com from alice@contoso.com, with X-MS-Exchange-Inbox-Rules-Loop bob@contoso.com"},
		{"P2.10: the mailbox names itself in the loop field", carol + local + write, "want mail at carol@contoso.com, with X-MS-Exchange-Inbox-Rules-Loop bob@contoso.com"},
		{"P2.17: the outbound policy stops it, and the sender of the original hears of it", carol + forward + send, "want NDR to carol@contoso.com by cloud: 550 5.7.520"},
		{"P2.14: AutoForwardEnabled of the remote domain drops it", carol + allowed + "cloud> Set-RemoteDomain Default -AutoForwardEnabled $false\n" + forward + send, "want no mail at erin@fabrikam.com"},
		{"P2.19: on-premises the built-in remote domain lets nothing out", carol + "onprem> New-InboxRule Home -Mailbox bob -ForwardTo erin@fabrikam.com\n" + write, "want no mail at erin@fabrikam.com"},
		{"P2.19: unless it is told to", carol + out + "onprem> New-InboxRule Home -Mailbox bob -ForwardTo erin@fabrikam.com\n" + write, "want mail at erin@fabrikam.com from bob@contoso.com"},
		{"P2.10: the service passes a message on by one rule only, and drops it without a word at the second",
			"cloud> New-Mailbox dora -PrimarySmtpAddress dora@contoso.com\ncloud> New-Mailbox fred -PrimarySmtpAddress fred@contoso.com\n" +
				"cloud> New-InboxRule A -Mailbox alice -RedirectTo dora@contoso.com\ncloud> New-InboxRule B -Mailbox dora -RedirectTo fred@contoso.com\nbob@contoso.com> send to alice@contoso.com",
			"want no mail at fred@contoso.com"},
		{"P2.10: on-premises three times", carol + "onprem> New-Mailbox dora -PrimarySmtpAddress dora@contoso.com\n" + local +
			"onprem> New-InboxRule More -Mailbox carol -RedirectTo dora@contoso.com\n" + write, "want mail at dora@contoso.com"},
		{"a rule about a sender", carol + "onprem> New-InboxRule Other -Mailbox bob -From carol@contoso.com -RedirectTo dora@fabrikam.com\n" + local + write, "want mail at carol@contoso.com"},
		{"a rule about a subject", carol + "onprem> New-InboxRule Deputy -Mailbox bob -SubjectContainsWords invoice -RedirectTo carol@contoso.com\n" + write, "want no mail at carol@contoso.com"},
		{"StopProcessingRules ends it", carol + "onprem> New-InboxRule First -Mailbox bob -RedirectTo alice@contoso.com -StopProcessingRules $true\n" + local + "erin@fabrikam.com> send to bob@contoso.com", "want no mail at carol@contoso.com"},
		{"a rule that is disabled", carol + local + "onprem> Disable-InboxRule Deputy -Mailbox bob\n" + write, "want no mail at carol@contoso.com"},
		{"a rule that is gone", carol + local + "onprem> Remove-InboxRule Deputy\n" + write, "want no mail at carol@contoso.com"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := consoleAt(t, "hybrid-2019")
			holdsAfter(t, c, tt.lines, tt.want)
		})
	}
}

func TestWhatInboxRulesCannotBe(t *testing.T) {
	for _, tt := range []struct{ name, line, want string }{
		{"of a mailbox of the other side", "onprem> New-InboxRule Home -Mailbox alice -RedirectTo erin@fabrikam.com",
			"console:1:37: alice@contoso.com is no mailbox of this side"},
		{"without an action", "cloud> New-InboxRule Home -Mailbox alice", "the rule does nothing"},
		{"to nobody", `cloud> New-InboxRule Home -Mailbox alice -RedirectTo "Erin"`, `"Erin" is not an SMTP address`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := consoleAt(t, "hybrid-2019").Do(tt.line)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("want %q, got %v", tt.want, err)
			}
		})
	}
}
