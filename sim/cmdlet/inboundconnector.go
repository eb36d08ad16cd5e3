package cmdlet

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/install"
)

// connectorSources are who can have made a cloud connector.
var connectorSources = []string{"Default", "AdminUI", "HybridWizard", "Migrated"}

var connectorSource = property{name: "ConnectorSource", values: connectorSources, effect: EffectIgnored, why: madeBy}

var inboundConnectors = &noun[relay.InboundConnector]{
	name: "InboundConnector", on: inTheCloud,
	properties: slices.Concat([]property{
		{name: "Name", required: true},
		{name: "Enabled", asked: true},
		{name: "ConnectorType", asked: true},
		connectorSource,
		{name: "SenderDomains", required: true},
		{name: "SenderIPAddresses"},
		{name: "TlsSenderCertificateName", clean: cleanCertificateDomain},
		{name: "RequireTls", asked: true},
		{name: "RestrictDomainsToIPAddresses", asked: true},
		{name: "RestrictDomainsToCertificate", asked: true},
		{name: "CloudServicesMailEnabled", asked: true},
		{name: "TreatMessagesAsInternal", asked: true},
		{name: "EFSkipLastIP", note: "the client's address is passed over (P8.11)"},
		{name: "EFSkipIPs", note: "addresses that are passed over; private ones are by themselves"},
		{name: "EFUsers", clean: cleanAddress, note: "only mail whose recipients are all listed, as written (G2.72)"},
		{name: "AssociatedAcceptedDomains"}, // of senders or recipients (T10.9, G1.8.2, G1.8.3)
		ignoredField("Comment", label).written(),
	}, inboundConnectorKept),
	list:     func(o *relay.Organization) *[]*relay.InboundConnector { return &o.InboundConnectors },
	identity: func(c *relay.InboundConnector) string { return c.Name },
	defaults: func(*relay.Organization) *relay.InboundConnector { return install.NewInboundConnector() },
	rules: []rule[relay.InboundConnector]{
		{
			says: "SenderIPAddresses are IPv4, single or CIDR from /24 to /32: there are none of IPv6 (T12.4).", source: "S2.4", about: []string{"SenderIPAddresses"},
			broken: func(s subject[relay.InboundConnector]) *refusal {
				for _, r := range s.x.SenderIPAddresses {
					if !isSenderRange(r.String()) {
						return must(false, fmt.Sprintf("%s cannot be a sender address", r),
							"want a single IPv4 address, or CIDR from /24 to /32")
					}
				}
				return nil
			},
		},
		{
			says: "EFSkipIPs are public addresses: single, a range, or CIDR.", source: "P8.11, G2.68",
			about: []string{"EFSkipIPs"},
			broken: func(s subject[relay.InboundConnector]) *refusal {
				for _, r := range s.x.EFSkipIPs {
					if r.First.IsPrivate() || r.First.IsLoopback() {
						return must(false, fmt.Sprintf("%s is private", r),
							"private addresses are skipped by themselves; list the public ones")
					}
				}
				return nil
			},
		},
		{
			says: "SenderDomains take wildcards only as *.x.", source: "S2.4", about: []string{"SenderDomains"},
			broken: func(s subject[relay.InboundConnector]) *refusal {
				for _, space := range s.x.SenderDomains {
					if _, err := cleanDomainPatternOrAll(space.Domain); err != nil {
						return must(false, err.Error(), "want contoso.com, *.contoso.com or *")
					}
				}
				return must(len(s.x.SenderDomains) > 0, "an inbound connector needs sender domains",
					"want -SenderDomains *")
			},
		},
		{
			says: "TreatMessagesAsInternal and CloudServicesMailEnabled exclude each other.", source: "S2.4",
			about: []string{"TreatMessagesAsInternal", "CloudServicesMailEnabled"},
			broken: func(s subject[relay.InboundConnector]) *refusal {
				return must(!s.x.TreatMessagesAsInternal || !s.x.CloudServicesMailEnabled,
					"TreatMessagesAsInternal and CloudServicesMailEnabled cannot both be $true",
					"a hybrid needs CloudServicesMailEnabled only")
			},
		},
		{
			says: "TreatMessagesAsInternal needs the connector type OnPremises.", source: "S2.4",
			about: []string{"TreatMessagesAsInternal", "ConnectorType"},
			broken: func(s subject[relay.InboundConnector]) *refusal {
				return must(!s.x.TreatMessagesAsInternal || s.x.ConnectorType == relay.TypeOnPremises,
					"TreatMessagesAsInternal needs the connector type OnPremises", "add -ConnectorType OnPremises")
			},
		},
	},
}

// isSenderRange reports whether a text is a single IPv4 address or CIDR from /24 to /32.
func isSenderRange(s string) bool {
	if a, err := netip.ParseAddr(s); err == nil {
		return a.Is4()
	}
	p, err := netip.ParsePrefix(s)
	return err == nil && p.Addr().Is4() && p.Bits() >= 24
}

// cleanCertificateDomain reads a host name or "*.domain", as it stands in a certificate.
func cleanCertificateDomain(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	return cleanDomainPattern(s)
}

// cleanHost reads a smart host: a name, or an address with or without brackets.
func cleanHost(s string) (string, error) {
	bare := strings.TrimSuffix(strings.TrimPrefix(s, "["), "]")
	if _, err := netip.ParseAddr(bare); err == nil {
		return bare, nil
	}
	if !isDomain(s) {
		return "", fmt.Errorf("%q is not a host; want mail.contoso.com or 192.0.2.1", s)
	}
	return s, nil
}
