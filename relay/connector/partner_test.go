package connector_test

import (
	"net/netip"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/relay/connector"
)

// The recipes of S3.3, as an administrator locks a tenant to its gateway.
func gatewayByCertificate() *relay.InboundConnector {
	return &relay.InboundConnector{Name: "Gateway by certificate", Enabled: true, ConnectorType: relay.TypePartner, RequireTls: true,
		SenderDomains: []relay.AddressSpace{{Type: "smtp", Domain: "*", Cost: 1}}, RestrictDomainsToCertificate: true, TlsSenderCertificateName: "*.gateway.example"}
}

func gatewayByAddress() *relay.InboundConnector {
	return &relay.InboundConnector{Name: "Gateway by address", Enabled: true, ConnectorType: relay.TypePartner, RequireTls: true,
		SenderDomains: []relay.AddressSpace{{Type: "smtp", Domain: "*", Cost: 1}}, RestrictDomainsToIPAddresses: true,
		SenderIPAddresses: []relay.AddressRange{relay.MustParseAddressRange("198.51.100.0/24")}}
}

func partnerOf(domain string) *relay.InboundConnector {
	return &relay.InboundConnector{Name: "Partner " + domain, Enabled: true, ConnectorType: relay.TypePartner, RequireTls: true,
		SenderDomains: []relay.AddressSpace{{Type: "smtp", Domain: domain, Cost: 1}}}
}

func TestPartnerConnectorsAndDirectSend(t *testing.T) {
	hybrid := &relay.InboundConnector{Name: "Inbound from contoso", Enabled: true, ConnectorType: relay.TypeOnPremises,
		SenderDomains: []relay.AddressSpace{{Type: "smtp", Domain: "*", Cost: 1}}, TlsSenderCertificateName: "*.contoso.com"}
	scanners := &relay.InboundConnector{Name: "Scanners", Enabled: true, ConnectorType: relay.TypeOnPremises, RequireTls: true,
		SenderIPAddresses: []relay.AddressRange{relay.MustParseAddressRange("203.0.113.0/24")}}
	disabled := gatewayByCertificate()
	disabled.Enabled = false
	secured := relay.PeerIdentity{Secured: true}
	shows := func(name string) relay.PeerIdentity {
		return relay.PeerIdentity{Secured: true, Names: []string{name}, Validated: true}
	}
	unproven := shows("mx.gateway.example")
	unproven.Validated = false
	const inside, outside = "198.51.100.7", "203.0.113.10"
	for _, tt := range []struct {
		name       string
		connectors []*relay.InboundConnector
		rejects    bool // RejectDirectSend
		peer       relay.PeerIdentity
		ip, from   string
		direction  relay.Directionality
		by         string // connector
		verdict    connector.Verdict
	}{
		{"S3.2: no Partner connector: the default", nil, false, secured, outside, "erin@fabrikam.com", relay.Incoming, "", connector.Admitted},
		{"S3.3: the recipe by certificate, met", []*relay.InboundConnector{gatewayByCertificate()}, false, shows("mx.gateway.example"), outside, "erin@fabrikam.com", relay.Incoming, "Gateway by certificate", connector.Admitted},
		{"S3.3: the recipe by certificate, another certificate", []*relay.InboundConnector{gatewayByCertificate()}, false, shows("mx.fabrikam.com"), outside, "erin@fabrikam.com", relay.Incoming, "", connector.PartnerRestricted},
		{"S3.3: the recipe by certificate, none shown", []*relay.InboundConnector{gatewayByCertificate()}, false, secured, outside, "erin@fabrikam.com", relay.Incoming, "", connector.PartnerRestricted},
		{"S3.3: the recipe by certificate, its chain leads nowhere", []*relay.InboundConnector{gatewayByCertificate()}, false, unproven, outside, "erin@fabrikam.com", relay.Incoming, "", connector.PartnerRestricted},
		{"S3.3: the recipe by address, met", []*relay.InboundConnector{gatewayByAddress()}, false, secured, inside, "erin@fabrikam.com", relay.Incoming, "Gateway by address", connector.Admitted},
		{"S3.3: the recipe by address, another address", []*relay.InboundConnector{gatewayByAddress()}, false, secured, outside, "erin@fabrikam.com", relay.Incoming, "", connector.PartnerRestricted},
		{"two gateways: either will do", []*relay.InboundConnector{gatewayByCertificate(), gatewayByAddress()}, false, secured, inside, "erin@fabrikam.com", relay.Incoming, "Gateway by address", connector.Admitted},
		{"a restriction of another sender's domain does not matter", []*relay.InboundConnector{restricted(partnerOf("*.fabrikam.com"))}, false, secured, outside, "x@example.org", relay.Incoming, "", connector.Admitted},
		{"nor does one that is disabled", []*relay.InboundConnector{disabled}, false, secured, outside, "erin@fabrikam.com", relay.Incoming, "", connector.Admitted},
		{"without Restrict flags a Partner connector just matches", []*relay.InboundConnector{partnerOf("fabrikam.com")}, false, secured, outside, "erin@fabrikam.com", relay.Incoming, "Partner fabrikam.com", connector.Admitted},
		{"of several the most specific", []*relay.InboundConnector{partnerOf("*"), partnerOf("fabrikam.com")}, false, secured, outside, "erin@fabrikam.com", relay.Incoming, "Partner fabrikam.com", connector.Admitted},
		{"L75: RequireTls and a session in clear", []*relay.InboundConnector{partnerOf("fabrikam.com")}, false, relay.PeerIdentity{}, outside, "erin@fabrikam.com", relay.Incoming, "Partner fabrikam.com", connector.TLSRequired},
		{"U13: RequireTls acts on OnPremises connectors, too", []*relay.InboundConnector{scanners}, false, relay.PeerIdentity{}, outside, "scan@contoso.com", relay.Originating, "Scanners", connector.TLSRequired},
		{"U13: and lets a session over TLS pass", []*relay.InboundConnector{scanners}, false, secured, outside, "scan@contoso.com", relay.Originating, "Scanners", connector.Admitted},
		{"G1.8.5: a connector that only names the domain allows nothing that another refuses (X8)", []*relay.InboundConnector{gatewayByAddress(), partnerOf("bank.example")}, false, secured, outside, "x@bank.example", relay.Incoming, "", connector.PartnerRestricted},
		{"G1.8.5: in whichever order they stand", []*relay.InboundConnector{partnerOf("bank.example"), gatewayByCertificate()}, false, secured, outside, "x@bank.example", relay.Incoming, "", connector.PartnerRestricted},
		{"G1.8.5: with an address of its own it does", []*relay.InboundConnector{gatewayByAddress(), listing(partnerOf("bank.example"), outside)}, false, secured, outside, "x@bank.example", relay.Incoming, "Partner bank.example", connector.Admitted},
		{"G1.8.7: what restricts goes before what names the domain more exactly", []*relay.InboundConnector{partnerOf("fabrikam.com"), gatewayByAddress()}, false, secured, inside, "erin@fabrikam.com", relay.Incoming, "Gateway by address", connector.Admitted},
		{"G1.8.7: a certificate goes before an address", []*relay.InboundConnector{listing(partnerOf("fabrikam.com"), inside), gatewayByCertificate()}, false, shows("mx.gateway.example"), inside, "erin@fabrikam.com", relay.Incoming, "Gateway by certificate", connector.Admitted},
		{"G1.8.2: AssociatedAcceptedDomains of a Partner connector holds the recipient's domain: the restriction concerns it", []*relay.InboundConnector{associatedWith(gatewayByAddress(), "contoso.com")}, false, secured, outside, "erin@fabrikam.com", relay.Incoming, "", connector.PartnerRestricted},
		{"G1.8.2: it does not hold it: mail for other domains of the tenant is not restricted", []*relay.InboundConnector{associatedWith(gatewayByAddress(), "contoso.mail.onmicrosoft.com")}, false, secured, outside, "erin@fabrikam.com", relay.Incoming, "", connector.Admitted},
		{"the null sender belongs to *", []*relay.InboundConnector{gatewayByAddress()}, false, secured, outside, "", relay.Incoming, "", connector.PartnerRestricted},
		{"S3.3: hybrid mail is Originating and meets no restriction", []*relay.InboundConnector{gatewayByAddress(), hybrid}, true, shows("mail.contoso.com"), outside, "bob@contoso.com", relay.Originating, "Inbound from contoso", connector.Admitted},
		{"S3.3: with another certificate it is Incoming and trips over the restriction", []*relay.InboundConnector{gatewayByAddress(), hybrid}, false, shows("mail.adatum.com"), outside, "bob@contoso.com", relay.Incoming, "", connector.PartnerRestricted},
		{"JPDS: Direct Send, allowed by default", []*relay.InboundConnector{hybrid}, false, secured, outside, "scanner@contoso.com", relay.Incoming, "", connector.Admitted},
		{"JPDS: rejected", []*relay.InboundConnector{hybrid}, true, secured, outside, "scanner@contoso.com", relay.Incoming, "", connector.DirectSendRejected},
		{"JPDS: a Partner connector vouches", []*relay.InboundConnector{partnerOf("contoso.com")}, true, secured, outside, "scanner@contoso.com", relay.Incoming, "Partner contoso.com", connector.Admitted},
		{"JPDS: other people's domains are not concerned", []*relay.InboundConnector{hybrid}, true, secured, outside, "erin@fabrikam.com", relay.Incoming, "", connector.Admitted},
		{"JPDS: nor is the null sender", []*relay.InboundConnector{hybrid}, true, secured, outside, "", relay.Incoming, "", connector.Admitted},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := &relay.Organization{Name: "contoso", InboundConnectors: tt.connectors, OrganizationConfig: relay.OrganizationConfig{RejectDirectSend: tt.rejects},
				AcceptedDomains: []*relay.AcceptedDomain{{DomainName: "contoso.com", DomainType: relay.Authoritative}}}
			a := connector.Arrival{Time: now, Peer: tt.peer, IP: netip.MustParseAddr(tt.ip), From: tt.from, Recipient: "alice@contoso.com"}
			at, whose := connector.Attribute([]*relay.Organization{o}, a)
			if at.Directionality != tt.direction || at.Connector != tt.by || whose.NotModelled {
				t.Errorf("attribution %+v; want %s by %q\n%+v", at, tt.direction, tt.by, whose)
			}
			verdict, why := connector.Admit(o, at, a)
			if verdict != tt.verdict {
				t.Errorf("verdict %d; want %d\n%+v", verdict, tt.verdict, why)
			}
			if why.Because == "" || (why.Chosen == "") != (tt.verdict != connector.Admitted) {
				t.Errorf("the decision does not say what it says: %+v", why)
			}
		})
	}
}

// listing gives a connector an address and no restriction.
func listing(c *relay.InboundConnector, address string) *relay.InboundConnector {
	c.SenderIPAddresses = []relay.AddressRange{relay.MustParseAddressRange(address)}
	return c
}

func restricted(c *relay.InboundConnector) *relay.InboundConnector {
	c.RestrictDomainsToIPAddresses = true
	return c
}

func TestBannedAddresses(t *testing.T) {
	blocked := []relay.Listing{{AddressRange: relay.MustParseAddressRange("192.0.2.1"), List: relay.OwnList}, {AddressRange: relay.MustParseAddressRange("203.0.113.0/24"), List: relay.OwnList}}
	for ip, want := range map[string]bool{"192.0.2.1": true, "192.0.2.2": false, "203.0.113.10": true} {
		source, _, why := connector.CheckSource(nil, blocked, relay.ConnectionFilterPolicy{}, connector.Arrival{IP: netip.MustParseAddr(ip)})
		listed := source == connector.SourceBanned
		if listed != want || (why.Chosen == "pass") == want {
			t.Errorf("%s: listed %t, %+v; want %t", ip, listed, why, want)
		}
		if want && !strings.Contains(why.Candidates[0].Property, "block list") {
			t.Errorf("%s: the decision does not name the entry: %+v", ip, why)
		}
	}
}
