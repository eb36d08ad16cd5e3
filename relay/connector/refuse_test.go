package connector_test

import (
	"net/netip"
	"testing"

	"hybridsim/relay"
	"hybridsim/relay/connector"
)

// Which of the two refusals a client hears for a recipient that is nobody's.
func TestRefuseRelay(t *testing.T) {
	contoso := []string{"contoso.com"}
	byAddresses := []*relay.Organization{tenant("contoso", contoso, byAddress("Scanners", "203.0.113.0/24"))}
	hosted := []*relay.Organization{tenant("contoso", contoso, byCertificate("Hosted", "mail.hosting.example"))}
	withHybrid := []*relay.Organization{tenant("contoso", contoso, byCertificate("Inbound from contoso", "*.contoso.com"))}
	off := byCertificate("Inbound from contoso", "*.contoso.com")
	off.Enabled = false
	partner := &relay.InboundConnector{Name: "Partner", Enabled: true, ConnectorType: relay.TypePartner, SenderIPAddresses: ranges("203.0.113.0/24")}
	leafOnly := relay.PeerIdentity{Secured: true, Names: []string{"mail.contoso.com"}}
	for _, tt := range []struct {
		name     string
		tenants  []*relay.Organization
		peer     relay.PeerIdentity
		ip, from string
		want     connector.Verdict
	}{
		{"R3.7: the address is in a connector, the sender's domain is not the tenant's", byAddresses, relay.PeerIdentity{}, "203.0.113.40", "scan@printers.example", connector.RelayDenied},
		{"R3.8: the same with the null sender", byAddresses, relay.PeerIdentity{}, "203.0.113.40", "", connector.RelayDenied},
		{"R3.7: the certificate is in a connector, its domain and the sender's are not the tenant's", hosted, peer("mail.hosting.example"), "198.51.100.9", "x@hosting.example", connector.RelayDenied},
		{"B05: the certificate came without its intermediate", withHybrid, leafOnly, "198.51.100.9", "x@example.org", connector.RelayDenied},
		{"B19: a sender of the tenant, whose connectors do not know the client", withHybrid, peer("mail.adatum.com"), "198.51.100.9", "bob@contoso.com", connector.RelayDenied},
		{"L131: the same by address", byAddresses, relay.PeerIdentity{}, "198.51.100.9", "bob@contoso.com", connector.RelayDenied},
		{"B27: a sender of the tenant, and its connector is disabled", []*relay.Organization{tenant("contoso", contoso, off)}, peer("mail.contoso.com"), "198.51.100.9", "bob@contoso.com", connector.DomainUnknown},
		{"N2: a client that no connector knows", withHybrid, relay.PeerIdentity{}, "198.51.100.9", "erin@fabrikam.com", connector.DomainUnknown},
		{"N2: the same with the null sender", withHybrid, relay.PeerIdentity{Secured: true}, "198.51.100.9", "", connector.DomainUnknown},
		{"T10.8: a Partner connector attributes nothing and knows nobody", []*relay.Organization{tenant("contoso", contoso, partner)}, relay.PeerIdentity{}, "203.0.113.40", "x@example.org", connector.DomainUnknown},
		{"T10.1: the connector of any tenant will do", []*relay.Organization{tenant("adatum", []string{"adatum.com"}), tenant("contoso", contoso, byAddress("Scanners", "203.0.113.40"))}, relay.PeerIdentity{}, "203.0.113.40", "x@example.org", connector.RelayDenied},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := connector.Arrival{Time: now, Peer: tt.peer, IP: netip.MustParseAddr(tt.ip), From: tt.from, Recipient: "someone@elsewhere.example"}
			if at, why := connector.Attribute(tt.tenants, a); at != (relay.Attribution{}) {
				t.Fatalf("the mail is somebody's: %+v, %+v", at, why)
			}
			got, why := connector.RefuseRelay(tt.tenants, a)
			if got != tt.want {
				t.Errorf("verdict %d, want %d\n%+v", got, tt.want, why)
			}
			if why.Chosen != "" || why.Because == "" || (got == connector.RelayDenied) != (len(why.Candidates) > 0) {
				t.Errorf("the decision does not say what it says: %+v", why)
			}
		})
	}
}
