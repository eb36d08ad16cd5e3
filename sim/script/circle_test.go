package script_test

import (
	"strings"
	"testing"

	"hybridsim/sim/tested"
)

// TestAHiddenLoopIsToldSoon: where no host counts hops, the world tells that mail goes in circles, and through whom.
func TestAHiddenLoopIsToldSoon(t *testing.T) {
	hosts := []string{"net> host gate.litware.com 198.51.100.90", "net> host scan.litware.com 198.51.100.91",
		"onprem> Set-SendConnector Internet -DNSRoutingEnabled $false -SmartHosts gate.litware.com"}
	for i, tt := range []struct {
		name  string
		lines []string
	}{
		{"two hosts that drop the trace", []string{
			"gate.litware.com> relay any to scan.litware.com dropping headers Received", "scan.litware.com> relay any to gate.litware.com dropping headers Received"}},
		{"a host that drops more than that", []string{
			"gate.litware.com> relay any to scan.litware.com dropping headers Rec, Message-ID", "scan.litware.com> relay any to gate.litware.com"}},
		{"a gateway back to the organization", []string{
			"onprem> New-ReceiveConnector Gate -Usage Custom -Bindings 0.0.0.0:25 -RemoteIPRanges 198.51.100.90 -AuthMechanism Tls,ExternalAuthoritative -PermissionGroups ExchangeServers",
			"gate.litware.com> relay any to mail.contoso.com dropping headers Received"}},
	} {
		if tested.Sampled(i, 3) {
			continue
		}
		t.Run(tt.name, func(t *testing.T) {
			c := console(t, append(hosts[:len(hosts):len(hosts)], tt.lines...)...)
			_, err := c.Do("bob@contoso.com> send hello.eml to zoe@proseware.com")
			if err == nil || !strings.Contains(err.Error(), "mail to zoe@proseware.com goes in circles") ||
				!strings.Contains(err.Error(), " has passed on message ") {
				t.Errorf("what is told: %v", err)
			}
			if n := len(c.World().Net.Attempts()); n > 10_000 {
				t.Errorf("it took %d connections", n)
			}
		})
	}
	c := console(t, hosts...)
	for _, line := range []string{"gate.litware.com> relay any to scan.litware.com", "scan.litware.com> relay any to gate.litware.com",
		"bob@contoso.com> send hello.eml to zoe@proseware.com"} {
		if _, err := c.Do(line); err != nil {
			t.Errorf("a loop that hosts see ends by itself: %s: %v", line, err)
		}
	}
}
