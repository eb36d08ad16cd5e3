package connector_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/connector"
)

// tenant is a cloud organization with accepted domains.
func tenant(name string, domains []string, connectors ...*relay.InboundConnector) *relay.Organization {
	o := &relay.Organization{Name: name, Side: relay.Cloud, InboundConnectors: connectors}
	for _, d := range domains {
		o.AcceptedDomains = append(o.AcceptedDomains, &relay.AcceptedDomain{DomainName: d})
	}
	return o
}

// byCertificate is an OnPremises connector as the wizard writes it.
func byCertificate(connectorName, certificateName string) *relay.InboundConnector {
	return &relay.InboundConnector{Name: connectorName, Enabled: true, ConnectorType: relay.TypeOnPremises, SenderDomains: spaces("smtp:*;1"), TlsSenderCertificateName: certificateName}
}

// byAddress is an OnPremises connector that is scoped to addresses.
func byAddress(name string, addresses ...string) *relay.InboundConnector {
	return &relay.InboundConnector{Name: name, Enabled: true, ConnectorType: relay.TypeOnPremises, SenderIPAddresses: ranges(addresses...)}
}

// associatedWith limits a connector to some of the tenant's domains.
func associatedWith(c *relay.InboundConnector, domains ...string) *relay.InboundConnector {
	c.AssociatedAcceptedDomains = domains
	return c
}

func limited(domain string) []*relay.Organization {
	return []*relay.Organization{tenant("contoso", []string{"contoso.com", "eu.contoso.com", "contoso.onmicrosoft.com"},
		associatedWith(byAddress("Inbound from contoso", "203.0.113.0/24"), domain))}
}

func TestAttribute(t *testing.T) {
	var (
		contoso      = []string{"contoso.com", "contoso.onmicrosoft.com"}
		hybrid       = byCertificate("Inbound from contoso", "*.contoso.com")
		originating  = relay.Attribution{Directionality: relay.Originating, Tenant: "contoso", Connector: "Inbound from contoso"}
		incoming     = relay.Attribution{Directionality: relay.Incoming, Tenant: "contoso"}
		nobody       = relay.Attribution{}
		untrusted    = relay.PeerIdentity{Secured: true, Names: []string{"mail.contoso.com"}}
		disabled     = *hybrid
		partner      = relay.InboundConnector{Name: "Gateway only", Enabled: true, ConnectorType: relay.TypePartner, SenderDomains: spaces("smtp:fabrikam.com;1"), RestrictDomainsToCertificate: true}
		inbound      = "bob@contoso.com"
		internet     = "erin@fabrikam.com"
		alice        = "alice@contoso.com"
		onlyOne      = []*relay.Organization{tenant("contoso", contoso, hybrid)}
		withAddress  = []*relay.Organization{tenant("contoso", contoso, byAddress("Inbound from contoso", "203.0.113.0/24"))}
		withStranger = []*relay.Organization{tenant("fabrikam", []string{"fabrikam.com"}), tenant("contoso", contoso, hybrid)}
	)
	disabled.Enabled = false
	tests := []struct {
		name     string
		tenants  []*relay.Organization
		peer     relay.PeerIdentity
		from, to string
		want     relay.Attribution
		because  string // part of the decision
	}{
		// By certificate.
		{name: "S3.2: the certificate matches and its domain is accepted: Originating, whatever sender and recipient", tenants: onlyOne, peer: peer("mail.contoso.com"), from: internet, to: "x@example.org", want: originating, because: "*.contoso.com"},
		{name: "R3.6: also when the recipient belongs to another tenant", tenants: withStranger, peer: peer("mail.contoso.com"), from: alice, to: internet, want: originating},
		{name: "R3.8: the null sender comes by certificate", tenants: onlyOne, peer: peer("mail.contoso.com"), from: "", to: "x@example.org", want: originating},
		{name: "S3.2: an alternative name will do", tenants: onlyOne, peer: peer("gw.example.net", "mail.contoso.com"), from: alice, to: inbound, want: originating},
		{name: "R3.3: every gateway with a certificate under *.contoso.com is the tenant's", tenants: onlyOne, peer: peer("gateway.contoso.com"), from: internet, to: inbound, want: originating},
		{name: "R3.3: a wildcard certificate too", tenants: onlyOne, peer: peer("*.contoso.com"), from: internet, to: inbound, want: originating},
		{name: "R3.2: *.contoso.com is valid when only jpn.contoso.com is accepted", tenants: []*relay.Organization{tenant("contoso", []string{"jpn.contoso.com"}, hybrid)}, peer: peer("mail.contoso.com"), from: internet, to: "x@jpn.contoso.com", want: originating},
		{name: "R3.4: a connector contoso.com is not met by a certificate *.contoso.com", tenants: []*relay.Organization{tenant("contoso", contoso, byCertificate("Inbound from contoso", "contoso.com"))}, peer: peer("*.contoso.com"), from: alice, to: inbound, want: incoming},
		{name: "R3.5: the parent of the certificate's host is accepted", tenants: []*relay.Organization{tenant("contoso", contoso, byCertificate("Inbound from contoso", "mail.contoso.com"))}, peer: peer("mail.contoso.com"), from: internet, to: inbound, want: originating},
		{name: "R3.5: the grandparent is not enough", tenants: []*relay.Organization{tenant("contoso", contoso, byCertificate("Inbound from contoso", "host.sub.contoso.com"))}, peer: peer("host.sub.contoso.com"), from: internet, to: "x@example.org", want: nobody},
		{name: "R3.1: the certificate's domain is foreign, the sender's decides", tenants: []*relay.Organization{tenant("contoso", contoso, byCertificate("Inbound from contoso", "mail.hosting.example"))}, peer: peer("mail.hosting.example"), from: alice, to: internet, want: originating},
		{name: "R3.8: then the null sender does not qualify", tenants: []*relay.Organization{tenant("contoso", contoso, byCertificate("Inbound from contoso", "mail.hosting.example"))}, peer: peer("mail.hosting.example"), from: "", to: internet, want: nobody},
		{name: "R3.8: nor does a forwarded foreign sender", tenants: []*relay.Organization{tenant("contoso", contoso, byCertificate("Inbound from contoso", "mail.hosting.example"))}, peer: peer("mail.hosting.example"), from: "x@example.org", to: internet, want: nobody},
		{name: "R3.1: the certificate's domain goes before the sender's", tenants: []*relay.Organization{
			tenant("adatum", []string{"adatum.com"}, byCertificate("Inbound from adatum", "mail.contoso.com")),
			tenant("contoso", contoso, byCertificate("Inbound from contoso", "*.contoso.com")),
		}, peer: peer("mail.contoso.com"), from: "x@adatum.com", to: internet, want: originating},
		{name: "S3.2: the most exact name wins over a longer wildcard", tenants: []*relay.Organization{
			tenant("adatum", []string{"a.contoso.com"}, byCertificate("Inbound from adatum", "*.a.contoso.com")),
			tenant("contoso", []string{"a.contoso.com"}, byCertificate("Inbound from contoso", "a.contoso.com")),
		}, peer: peer("a.contoso.com"), from: internet, to: "x@a.contoso.com", want: originating},
		{name: "S3.2: of two wildcards the longer one", tenants: []*relay.Organization{
			tenant("holding", []string{"contoso.com"}, byCertificate("Inbound from holding", "*.contoso.com")),
			tenant("contoso", []string{"jpn.contoso.com"}, byCertificate("Inbound from contoso", "*.jpn.contoso.com")),
		}, peer: peer("mail.jpn.contoso.com"), from: internet, to: internet, want: originating},
		{name: "T10.3: two tenants match alike: the first, and it is said that nothing says so", tenants: []*relay.Organization{
			tenant("contoso", contoso, byCertificate("Inbound from contoso", "mail.contoso.com")),
			tenant("branch", []string{"mail.contoso.com"}, byCertificate("Inbound from branch", "mail.contoso.com")),
		}, peer: peer("mail.contoso.com"), from: internet, to: internet, want: originating, because: "one of the tenant branch matches as well"},
		{name: "R3.9: a certificate that does not validate counts for nothing", tenants: onlyOne, peer: untrusted, from: alice, to: inbound, want: incoming},
		{name: "another tenant's certificate is not ours", tenants: onlyOne, peer: peer("mail.fabrikam.com"), from: internet, to: inbound, want: incoming},
		{name: "a disabled connector takes no part", tenants: []*relay.Organization{tenant("contoso", contoso, &disabled)}, peer: peer("mail.contoso.com"), from: alice, to: inbound, want: incoming},

		// By address.
		{name: "S3.2: the address matches and the sender's domain is accepted", tenants: withAddress, peer: relay.PeerIdentity{}, from: alice, to: internet, want: originating, because: "SenderIPAddresses"},
		{name: "R3.8: the null sender has no domain", tenants: withAddress, from: "", to: internet, want: nobody},
		{name: "S3.2: a foreign sender does not qualify by address", tenants: withAddress, from: "x@example.org", to: internet, want: nobody},
		{name: "R3.1: the recipient's domain finds the tenant of Incoming mail: a report to a user inside", tenants: withAddress, from: "", to: inbound, want: incoming},
		{name: "R3.7: a printer that names a foreign sender is Incoming for users inside", tenants: withAddress, from: "printer@hosting.example", to: inbound, want: incoming},
		{name: "R3.1: the same by a certificate of a foreign domain", tenants: []*relay.Organization{tenant("contoso", contoso, byCertificate("Inbound from contoso", "mail.hosting.example"))}, peer: peer("mail.hosting.example"), from: internet, to: inbound, want: incoming},
		{name: "G1.8.3: AssociatedAcceptedDomains of an OnPremises connector holds the sender's domain", tenants: limited("contoso.com"), from: alice, to: internet, want: originating},
		{name: "G1.8.3: it does not hold it: the connector does not match", tenants: limited("eu.contoso.com"), from: alice, to: internet, want: nobody},
		{name: "G1.8.3: and mail to users inside is Incoming", tenants: limited("eu.contoso.com"), from: alice, to: inbound, want: incoming},
		{name: "G1.8.3: a certificate does not help against the list", tenants: []*relay.Organization{tenant("contoso", contoso, associatedWith(byCertificate("Inbound from contoso", "*.contoso.com"), "eu.contoso.com"))}, peer: peer("mail.contoso.com"), from: alice, to: inbound, want: incoming},
		{name: "G1.8.3: the list does not concern the null sender", tenants: []*relay.Organization{tenant("contoso", contoso, associatedWith(byCertificate("Inbound from contoso", "*.contoso.com"), "eu.contoso.com"))}, peer: peer("mail.contoso.com"), from: "", to: internet, want: originating},
		{name: "R3.1: the sender's domain goes before the recipient's", tenants: []*relay.Organization{
			tenant("adatum", []string{"adatum.com"}, byAddress("Inbound from adatum", "203.0.113.10")),
			tenant("contoso", contoso, byAddress("Inbound from contoso", "203.0.113.10")),
		}, from: alice, to: "x@adatum.com", want: originating},
		{name: "S3.2: the address is not in the list", tenants: []*relay.Organization{tenant("contoso", contoso, byAddress("Inbound from contoso", "198.51.100.0/24"))}, from: alice, to: inbound, want: incoming},
		{name: "S3.2: two tenants with the same address: the sender's domain tells them apart", tenants: []*relay.Organization{
			tenant("fabrikam", []string{"fabrikam.com"}, byAddress("Inbound from fabrikam", "203.0.113.10")),
			tenant("contoso", contoso, byAddress("Inbound from contoso", "203.0.113.10")),
		}, from: alice, to: internet, want: originating},
		{name: "S3.2: when it does not, the mail is nobody's own", tenants: []*relay.Organization{
			tenant("adatum", contoso, byAddress("Inbound from adatum", "203.0.113.10")),
			tenant("contoso", contoso, byAddress("Inbound from contoso", "203.0.113.10")),
		}, from: alice, to: "x@example.org", want: nobody},
		{name: "R3.1: the certificate goes before the address", tenants: []*relay.Organization{
			tenant("adatum", []string{"adatum.com"}, byAddress("Inbound from adatum", "203.0.113.10")),
			tenant("contoso", contoso, hybrid),
		}, peer: peer("mail.contoso.com"), from: "x@adatum.com", to: internet, want: originating},

		// Incoming and refused.
		{name: "S3.2: no connector: Incoming for the tenant that owns the recipient's domain", tenants: withStranger, from: internet, to: inbound, want: incoming, because: "contoso.com is an accepted domain of contoso"},
		{name: "S3.2: no tenant accepts the recipient", tenants: onlyOne, from: internet, to: "x@example.org", want: nobody, because: "no tenant accepts example.org"},
		{name: "S11.2: hybrid mail without its certificate looks like Internet mail", tenants: onlyOne, peer: relay.PeerIdentity{Secured: true}, from: alice, to: inbound, want: incoming},
		{name: "S3.3: a Partner connector whose certificate is not shown does not match; the door refuses the mail (Admit)", tenants: []*relay.Organization{tenant("contoso", contoso, hybrid, &partner)}, from: internet, to: inbound, want: incoming},
		{name: "S3.3: one of another domain does not matter", tenants: []*relay.Organization{tenant("contoso", contoso, hybrid, &partner)}, from: "x@example.org", to: inbound, want: incoming},
		{name: "S3.3: nor does it for mail that is Originating", tenants: []*relay.Organization{tenant("contoso", contoso, hybrid, &partner)}, peer: peer("mail.contoso.com"), from: internet, to: inbound, want: originating},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, why := connector.Attribute(tt.tenants, connector.Arrival{Time: now, Peer: tt.peer, IP: netip.MustParseAddr("203.0.113.10"), From: tt.from, Recipient: tt.to})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("attribution (-want +got):\n%s%+v", diff, why)
			}
			if !strings.Contains(why.Because, tt.because) || why.Because == "" {
				t.Errorf("because %q, which does not say %q", why.Because, tt.because)
			}
			for _, c := range why.Candidates {
				if c.Chosen != (c.Name == got.Connector) {
					t.Errorf("candidate %s is marked %t, the connector is %q", c.Name, c.Chosen, got.Connector)
				}
			}
		})
	}
}

// The front door is everybody's: what is below a tenant's domain may be another tenant's (T10.1).
func TestADomainIsOneTenants(t *testing.T) {
	covering := tenant("holding", []string{"contoso.com"}, byAddress("Printers", "203.0.113.10"))
	covering.AcceptedDomains[0].MatchSubDomains = true
	exact := tenant("branch", []string{"jpn.contoso.com"}, byAddress("Scanners", "203.0.113.10"))
	for _, tenants := range [][]*relay.Organization{{covering, exact}, {exact, covering}} {
		for _, tt := range []struct {
			name, from, to string
			want           relay.Attribution
		}{
			{"the more exact name is the recipient's tenant", "x@example.org", "y@jpn.contoso.com", relay.Attribution{Directionality: relay.Incoming, Tenant: "branch"}},
			{"and the sender's", "y@jpn.contoso.com", "x@example.org", relay.Attribution{Directionality: relay.Originating, Tenant: "branch", Connector: "Scanners"}},
			{"MatchSubDomains covers the others", "y@eu.contoso.com", "x@example.org", relay.Attribution{Directionality: relay.Originating, Tenant: "holding", Connector: "Printers"}},
		} {
			got, why := connector.Attribute(tenants, connector.Arrival{Time: now, IP: netip.MustParseAddr("203.0.113.10"), From: tt.from, Recipient: tt.to})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s%+v", tt.name, diff, why)
			}
			if got.Connector != "" && !strings.Contains(why.Because, "the tenant "+got.Tenant) {
				t.Errorf("%s: among several tenants the reason names the one: %q", tt.name, why.Because)
			}
		}
	}
}

// R3.1 must not depend on the order in which tenants or connectors happen to be listed.
func TestAttributionDoesNotDependOnOrder(t *testing.T) {
	narrow, wide := byCertificate("narrow", "mail.contoso.com"), byCertificate("wide", "*.contoso.com")
	for _, list := range [][]*relay.InboundConnector{{narrow, wide}, {wide, narrow}} {
		got, _ := connector.Attribute([]*relay.Organization{tenant("contoso", []string{"contoso.com"}, list...)},
			connector.Arrival{Peer: peer("mail.contoso.com"), From: "alice@contoso.com", Recipient: "bob@contoso.com"})
		if got.Connector != "narrow" {
			t.Errorf("with %s first, the choice is %q; want the exact name", list[0].Name, got.Connector)
		}
	}
}

// R3.1, R3.7: until late in 2023 the recipient's domain was the last key of a connector that matches the client.
func TestTheRecipientsDomainWasAKey(t *testing.T) {
	tenants := []*relay.Organization{tenant("contoso", []string{"contoso.com"}, byAddress("Inbound from contoso", "203.0.113.0/24"))}
	for _, tt := range []struct {
		when, from, to string
		want           relay.Directionality
	}{
		{"2018-03-05", "", "bob@contoso.com", relay.Originating},
		{"2018-03-05", "erin@fabrikam.com", "bob@contoso.com", relay.Originating},
		{"2018-03-05", "erin@fabrikam.com", "x@example.org", ""},
		{"2023-11-14", "", "bob@contoso.com", relay.Originating},
		{"2023-11-15", "", "bob@contoso.com", relay.Incoming},
		{"2026-03-02", "erin@fabrikam.com", "bob@contoso.com", relay.Incoming},
	} {
		at, err := time.Parse(time.DateOnly, tt.when)
		if err != nil {
			t.Fatal(err)
		}
		got, why := connector.Attribute(tenants, connector.Arrival{Time: at, IP: netip.MustParseAddr("203.0.113.10"), From: tt.from, Recipient: tt.to})
		if got.Directionality != tt.want {
			t.Errorf("%s, from <%s> to %s: %q, want %q\n%+v", tt.when, tt.from, tt.to, got.Directionality, tt.want, why)
		}
	}
}
