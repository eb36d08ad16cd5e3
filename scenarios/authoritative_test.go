package scenarios_test

import (
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/sim/script"
)

// shared reports whether a base's domain is Internal Relay in the cloud: unknown recipients are then looked for on-premises.
func (h *healthy) shared() bool {
	return h.Side(relay.Cloud).Organization().AcceptedDomain("contoso.com").DomainType == relay.InternalRelay
}

// eachSharedBase runs a test on the bases whose domain is shared.
func eachSharedBase(t *testing.T, test func(t *testing.T, h *healthy)) {
	eachBase(t, func(t *testing.T, h *healthy) {
		if h.shared() {
			test(t, h)
		}
	})
}

// TestTheAuthoritativeCloudKnowsWhoExists: where the wizard left the domain Authoritative (U21), the cloud itself answers for
// people that nobody has: it reports to its own users (5.1.10), refuses outsiders at the door (DBEB, R6.27-R6.31), and leaves
// nothing for on-premises to say. On-premises reports about its own side.
func TestTheAuthoritativeCloudKnowsWhoExists(t *testing.T) {
	h := newHealthy(t, "hybrid-2019")
	if h.shared() {
		t.Fatal("hybrid-2019 is shared")
	}
	cloud := h.Side(relay.Cloud).Organization().FirstServer().In(relay.RoleHub).Fqdn // V5.2: the second hop reports
	for _, c := range []struct{ name, from, to, about, reporting, remote, reply string }{
		{"a cloud user", alice, nobody, nobody, cloud, "", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient nobody@contoso.com not found"},
		{"an outsider", erin, nobody, nobody, "mx.fabrikam.com", "contoso-com.mail.protection.outlook.com", "550 5.4.1 Recipient address rejected: Access denied."},
		{"an on-premises user", bob, nobody, nobody, h.front, "", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found"},
		{"an on-premises user, about a remote mailbox that the cloud lacks", bob, gone, "gone@contoso.mail.onmicrosoft.com", cloud, "", "550 5.1.10 RESOLVER.ADR.RecipientNotFound"},
	} {
		before := len(h.mailbox(c.from))
		h.post(c.from, c.to)
		mail := h.mailbox(c.from)[before:]
		if len(mail) != 1 {
			t.Fatalf("%s: %d messages, want one report:\n%s", c.name, len(mail), script.RenderEvents(h.Events(), false))
		}
		r, err := dsn.Read(mail[0])
		if err != nil || r.Reporting != c.reporting || len(r.Recipients) != 1 {
			t.Fatalf("%s: the report is %+v, %v; want one recipient, by %s", c.name, r, err, c.reporting)
		}
		got := r.Recipients[0]
		if got.Address != c.about || got.Remote != c.remote || !strings.HasPrefix(got.Reply.String(), c.reply) {
			t.Errorf("%s: reported %s, remote %q, %s; want %s, %q, %s", c.name, got.Address, got.Remote, got.Reply, c.about, c.remote, c.reply)
		}
	}
}
