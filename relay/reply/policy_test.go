package reply_test

import (
	"net/netip"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// TestPolicyReplies: the wording of the front door's refusals by era (S3.3, S11.4; N5-N8).
func TestPolicyReplies(t *testing.T) {
	stamp := reply.Stamp{Host: "FD.example", Time: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), Session: "08DD3FA5DBC8F401"}
	ip := netip.MustParseAddr("203.0.113.10")
	for _, tt := range []struct {
		name string
		got  relay.Reply
		want string
	}{
		{"5.7.51 today", reply.PartnerRestriction(relay.Latest, stamp),
			"550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched the message's recipient domain. The connector had either the RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set [FD.example 2026-03-02T08:00:00.000Z 08DD3FA5DBC8F401]"},
		{"5.7.51 before", reply.PartnerRestriction(relay.Era2017, stamp),
			"550 5.7.51 TenantInboundAttribution; Rejecting. Recipient has a partner connector with RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set [FD.example]"},
		{"5.7.68", reply.DirectSendNotAllowed(relay.Era2017, stamp),
			"550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources [FD.example]"},
		{"L75: RequireTls and a session in clear", reply.TLSChannelRequired(), "454 4.7.0 Failed to establish appropriate TLS channel: Access Denied"},
		{"5.7.606, two spaces", reply.Listed(relay.OwnList, relay.Era2017, ip, stamp),
			"550 5.7.606 Access denied, banned sending IP [203.0.113.10]. To request removal from this list please visit https://sender.office.com/ and follow the directions. For more information please go to  http://go.microsoft.com/fwlink/?LinkID=526655 (AS16012609) [FD.example]"},
		{"the numbered blocklists before", reply.Listed(relay.OwnList, relay.Era2015, ip, stamp),
			"550 5.7.1 Service unavailable; Client host [203.0.113.10] blocked using Blocklist 1; To request removal from this list please forward this message to delist@microsoft.com"},
	} {
		if got := tt.got.String(); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
}
