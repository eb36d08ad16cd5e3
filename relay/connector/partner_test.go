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
		unmodelled bool
	}{
		{"S3.2: no Partner connector: the default", nil, false, secured, outside, "erin@fabrikam.com", relay.Incoming, "", connector.Admitted, false},
		{"S3.3: the recipe by certificate, met", []*relay.InboundConnector{gatewayByCertificate()}, false, shows("mx.gateway.example"), outside, "erin@fabrikam.com", relay.Incoming, "Gateway by certificate", connector.Admitted, false},
		{"S3.3: the recipe by certificate, another certificate", []*relay.InboundConnector{gatewayByCertificate()}, false, shows("mx.fabrikam.com"), outside, "erin@fabrikam.com", relay.Incoming, "", connector.PartnerRestricted, false},
		{"S3.3: the recipe by certificate, none shown", []*relay.InboundConnector{gatewayByCertificate()}, false, secured, outside, "erin@fabrikam.com", relay.Incoming, "", connector.PartnerRestricted, false},
		{"S3.3: the recipe by certificate, its chain leads nowhere", []*relay.InboundConnector{gatewayByCertificate()}, false, unproven, outside, "erin@fabrikam.com", relay.Incoming, "", connector.PartnerRestricted, false},
		{"S3.3: the recipe by address, met", []*relay.InboundConnector{gatewayByAddress()}, false, secured, inside, "erin@fabrikam.com", relay.Incoming, "Gateway by address", connector.Admitted, false},
		{"S3.3: the recipe by address, another address", []*relay.InboundConnector{gatewayByAddress()}, false, secured, outside, "erin@fabrikam.com", relay.Incoming, "", connector.PartnerRestricted, false},
		{"two gateways: either will do", []*relay.InboundConnector{gatewayByCertificate(), gatewayByAddress()}, false, secured, inside, "erin@fabrikam.com", relay.Incoming, "Gateway by address", connector.Admitted, false},
		{"a restriction of another sender's domain does not matter", []*relay.InboundConnector{restricted(partnerOf("*.fabrikam.com"))}, false, secured, outside, "x@example.org", relay.Incoming, "", connector.Admitted, false},
		{"nor does one that is disabled", []*relay.InboundConnector{disabled}, false, secured, outside, "erin@fabrikam.com", relay.Incoming, "", connector.Admitted, false},
		{"without Restrict flags a Partner connector just matches", []*relay.InboundConnector{partnerOf("fabrikam.com")}, false, secured, outside, "erin@fabrikam.com", relay.Incoming, "Partner fabrikam.com", connector.Admitted, false},
		{"of several the most specific", []*relay.InboundConnector{partnerOf("*"), partnerOf("fabrikam.com")}, false, secured, outside, "erin@fabrikam.com", relay.Incoming, "Partner fabrikam.com", connector.Admitted, false},
		{"RequireTls and a session in clear: the reply is not known", []*relay.InboundConnector{partnerOf("fabrikam.com")}, false, relay.PeerIdentity{}, outside, "erin@fabrikam.com", relay.Incoming, "Partner fabrikam.com", connector.Admitted, true},
		{"the null sender belongs to *", []*relay.InboundConnector{gatewayByAddress()}, false, secured, outside, "", relay.Incoming, "", connector.PartnerRestricted, false},
		{"S3.3: hybrid mail is Originating and meets no restriction", []*relay.InboundConnector{gatewayByAddress(), hybrid}, true, shows("mail.contoso.com"), outside, "bob@contoso.com", relay.Originating, "Inbound from contoso", connector.Admitted, false},
		{"S3.3: with another certificate it is Incoming and trips over the restriction", []*relay.InboundConnector{gatewayByAddress(), hybrid}, false, shows("mail.adatum.com"), outside, "bob@contoso.com", relay.Incoming, "", connector.PartnerRestricted, false},
		{"JPDS: Direct Send, allowed by default", []*relay.InboundConnector{hybrid}, false, secured, outside, "scanner@contoso.com", relay.Incoming, "", connector.Admitted, false},
		{"JPDS: rejected", []*relay.InboundConnector{hybrid}, true, secured, outside, "scanner@contoso.com", relay.Incoming, "", connector.DirectSendRejected, false},
		{"JPDS: a Partner connector vouches", []*relay.InboundConnector{partnerOf("contoso.com")}, true, secured, outside, "scanner@contoso.com", relay.Incoming, "Partner contoso.com", connector.Admitted, false},
		{"JPDS: other people's domains are not concerned", []*relay.InboundConnector{hybrid}, true, secured, outside, "erin@fabrikam.com", relay.Incoming, "", connector.Admitted, false},
		{"JPDS: nor is the null sender", []*relay.InboundConnector{hybrid}, true, secured, outside, "", relay.Incoming, "", connector.Admitted, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := &relay.Organization{Name: "contoso", InboundConnectors: tt.connectors, OrganizationConfig: relay.OrganizationConfig{RejectDirectSend: tt.rejects},
				AcceptedDomains: []*relay.AcceptedDomain{{DomainName: "contoso.com", DomainType: relay.Authoritative}}}
			a := connector.Arrival{Peer: tt.peer, IP: netip.MustParseAddr(tt.ip), From: tt.from, Recipient: "alice@contoso.com"}
			at, whose := connector.Attribute([]*relay.Organization{o}, a)
			if at.Directionality != tt.direction || at.Connector != tt.by || whose.NotModelled {
				t.Errorf("attribution %+v; want %s by %q\n%+v", at, tt.direction, tt.by, whose)
			}
			verdict, why := connector.Admit(o, at, a)
			if verdict != tt.verdict || why.NotModelled != tt.unmodelled {
				t.Errorf("verdict %d, NotModelled %t; want %d, %t\n%+v", verdict, why.NotModelled, tt.verdict, tt.unmodelled, why)
			}
			if why.Because == "" || (why.Chosen == "") != (tt.verdict != connector.Admitted || tt.unmodelled) {
				t.Errorf("the decision does not say what it says: %+v", why)
			}
		})
	}
}

func restricted(c *relay.InboundConnector) *relay.InboundConnector {
	c.RestrictDomainsToIPAddresses = true
	return c
}

func TestBannedAddresses(t *testing.T) {
	blocked := []relay.AddressRange{relay.MustParseAddressRange("192.0.2.1"), relay.MustParseAddressRange("203.0.113.0/24")}
	for ip, want := range map[string]bool{"192.0.2.1": true, "192.0.2.2": false, "203.0.113.10": true} {
		listed, why := connector.CheckSource(blocked, connector.Arrival{IP: netip.MustParseAddr(ip)})
		if listed != want || (why.Chosen == "pass") == want {
			t.Errorf("%s: listed %t, %+v; want %t", ip, listed, why, want)
		}
		if want && !strings.Contains(why.Candidates[0].Property, "block list") {
			t.Errorf("%s: the decision does not name the entry: %+v", ip, why)
		}
	}
}
