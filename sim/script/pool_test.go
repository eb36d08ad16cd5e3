package script_test

import "testing"

// TestRelayPool is about mail of foreign senders that on-premises hands over (P2.21, P2.26); forwarding in the cloud is
// the story relay-pool-not-admitted's.
func TestRelayPool(t *testing.T) {
	const (
		setup = "net> host mx.litware.com 198.51.100.77 for litware.com\nmx.litware.com> mailbox zoe@litware.com\n" +
			"onprem> Set-Mailbox bob -ForwardingSmtpAddress zoe@litware.com\nonprem> Set-RemoteDomain Default -AutoForwardEnabled $true\n" +
			"onprem> Set-SendConnector Internet -AddressSpaces smtp:none.example\n" +
			"onprem> Set-SendConnector \"Outbound to Office 365\" -AddressSpaces smtp:* -DNSRoutingEnabled $false -SmartHosts contoso-com.mail.protection.outlook.com\n"
		send  = "erin@fabrikam.com> send to bob@contoso.com\n"
		block = "net> block 40.95.0.0/16 -> mx.litware.com:25 refuse\n"
		ours  = "net> dns fabrikam.com TXT v=spf1 ip4:198.51.100.25 ip4:203.0.113.10 -all\n"
	)
	for _, tt := range []struct{ name, lines, want string }{
		{"P2.26: nothing vouches for it", setup + send, `want outbound pool "RegularRelayOutboundPool" at cloud`},
		{"G2.139: it comes from the pool's network", setup + block + send, "want no mail at zoe@litware.com"},
		{"G2.139: and the usual hosts are not there", setup + block + ours + send, "want mail at zoe@litware.com"},
		{"P2.26: SPF passes for the server that hands it over", setup + ours + send, `want outbound pool "the usual hosts" at cloud`},
		{"P2.23: then the default domain takes the sender's place", setup + ours + send, `want return path "bounces+SRS=" at cloud`},
		{"mail of the organization's own senders is not asked about", setup + "alice@contoso.com> send to bob@contoso.com\n", "want mail at zoe@litware.com from alice@contoso.com"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			holdsAfter(t, consoleAt(t, "hybrid-2019"), tt.lines, tt.want)
		})
	}
}
