package check

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/sim/cmdlet"
)

func setInbound(c *relay.InboundConnector, parameters string) []string {
	return []string{cloudLine("Set-InboundConnector " + cmdlet.Quote(c.Name) + " " + parameters)}
}

var inboundRules = []Rule{
	{"HS-C040", Error, "The inbound connector expects a certificate that on-premises does not show", "JPATTR; R3.1-R3.4", func(s *scene, found func(place)) {
		for _, c := range s.fromOnPremises() {
			expected := c.TlsSenderCertificateName
			matches := func(cert *relay.Certificate) bool {
				return connector.SenderCertificateMatches(expected, cert.CertificateDomains())
			}
			if expected == "" || slices.ContainsFunc(s.sending(), matches) || len(s.sending()) == 0 {
				continue
			}
			found(place{side: "cloud", object: c.Name, property: "TlsSenderCertificateName", value: expected,
				detail: "on-premises shows " + hostOf(s.sending()[0]),
				fix:    setInbound(c, "-TlsSenderCertificateName "+hostOf(s.sending()[0]))})
		}
	}},
	{"HS-C041", Error, "The inbound connector from on-premises does not take cloud services mail, so what arrives is external", "JPTLS; S7.3", func(s *scene, found func(place)) {
		for _, c := range s.fromOnPremises() {
			if !c.CloudServicesMailEnabled && !c.TreatMessagesAsInternal {
				found(place{side: "cloud", object: c.Name, property: "CloudServicesMailEnabled", value: "$false",
					fix: setInbound(c, "-CloudServicesMailEnabled $true")})
			}
		}
	}},
	{"HS-C042", Error, "The cloud has no enabled inbound connector for on-premises, so nobody vouches for its mail", "S2.4; JPATTR", func(s *scene, found func(place)) {
		if len(s.fromOnPremises()) == 0 {
			p := place{side: "cloud", object: "InboundConnector", property: "ConnectorType",
				fix: s.wizard(s.newInbound()...)}
			for _, c := range s.cloud.InboundConnectors {
				if c.ConnectorType == relay.TypeOnPremises && len(p.fix) < 2 {
					p.object, p.property, p.value, p.fix = c.Name, "Enabled", "$false", setInbound(c, "-Enabled $true")
				}
			}
			found(p)
		}
	}},
	{"HS-C043", Error, "The inbound connector knows on-premises by addresses, and the one that it sends from is not among them", "JPATTR; R3.1; S2.1", func(s *scene, found func(place)) {
		for _, c := range s.fromOnPremises() {
			for _, a := range s.seenAs() {
				if c.TlsSenderCertificateName == "" && !slices.ContainsFunc(c.SenderIPAddresses,
					func(r relay.AddressRange) bool {
						return r.Contains(a)
					}) {
					found(place{side: "cloud", object: c.Name, property: "SenderIPAddresses",
						value: rangesOf(c.SenderIPAddresses), detail: a.String(),
						fix: setInbound(c, "-SenderIPAddresses @{Add='"+a.String()+"'}")})
				}
			}
		}
	}},
	{"HS-C044", Warning, "A Partner connector also restricts senders in the tenant's own domains, and locks out whatever no OnPremises connector vouches for", "JPATTR; S3.3", func(s *scene, found func(place)) {
		for _, c := range s.cloud.InboundConnectors {
			if !c.Enabled || c.ConnectorType != relay.TypePartner ||
				!c.RestrictDomainsToIPAddresses && !c.RestrictDomainsToCertificate {
				continue
			}
			for _, a := range c.SenderDomains {
				if slices.ContainsFunc(s.domains, func(d string) bool { return relay.MatchDomain(a.Domain, d, true) }) {
					p := place{side: "cloud", object: c.Name, property: "SenderDomains", value: a.String(),
						fix: setInbound(c, "-RestrictDomainsToIPAddresses $false -RestrictDomainsToCertificate $false")}
					if a.Domain == "*" {
						p.detail = "it restricts every sender, those of the tenant's own domains among them"
					}
					found(p)
					break
				}
			}
		}
	}},
	{"HS-C045", Warning, "The certificate's host is under no domain that the tenant accepts, so attribution depends on the sender's domain", "HCW8103; ATTR36; R3.5", func(s *scene, found func(place)) {
		for _, c := range s.fromOnPremises() {
			if name := c.TlsSenderCertificateName; name != "" && !connector.CertificateDomainAccepted(s.cloud, name) {
				found(place{side: "cloud", object: c.Name, property: "TlsSenderCertificateName", value: name})
			}
		}
	}},
	{"HS-C047", Warning, "TlsSenderCertificateName covers the certificates of hosts that are not on-premises: their mail is taken for yours", "T10; R3.1", func(s *scene, found func(place)) {
		for _, c := range s.fromOnPremises() {
			own := slices.ContainsFunc(s.local.Certificates, func(x *relay.Certificate) bool {
				return connector.SenderCertificateMatches(c.TlsSenderCertificateName, x.CertificateDomains())
			})
			for _, h := range s.w.Hosts() {
				if cert := h.Certificate(); own && !h.Preserves() && strings.HasPrefix(c.TlsSenderCertificateName,
					"*") && cert != nil && cert.Leaf != nil &&
					connector.SenderCertificateMatches(c.TlsSenderCertificateName, cert.Leaf.DNSNames) {
					found(place{side: "cloud", object: c.Name, property: "TlsSenderCertificateName",
						value: c.TlsSenderCertificateName, detail: h.Name,
						fix: s.exactName(c)})
				}
			}
			s.coversOthers(c, found)
		}
	}},
	{"HS-C048", Warning, "An OnPremises connector names the address of a host that mail for other domains passes, such as a filter: mail in your name that it hands in for them is taken for yours and goes in circles", "T10.13; R3.1", sharedFilter},
	{"HS-C046", Info, "The tenant rejects Direct Send: devices that send in your name need a connector", "JPDS", func(s *scene, found func(place)) {
		if s.cloud.OrganizationConfig.RejectDirectSend {
			found(place{side: "cloud", object: "OrganizationConfig", property: "RejectDirectSend", value: "$true",
				fix: []string{cloudLine("Set-OrganizationConfig -RejectDirectSend $false")}})
		}
	}},
}

// newInbound is the inbound connector that the wizard would make (S2.4).
func (s *scene) newInbound() []string {
	shown := append(s.sending(), s.best(""))
	if shown[0] == nil {
		return nil
	}
	return []string{cloudLine("New-InboundConnector \"Inbound from on-premises\" -ConnectorType OnPremises" +
		" -SenderDomains * -RequireTls $true -CloudServicesMailEnabled $true -TlsSenderCertificateName " +
		hostOf(shown[0]))}
}

// coversOthers finds the certificates of organizations that are with another tenant which an inbound connector covers.
func (s *scene) coversOthers(c *relay.InboundConnector, found func(place)) {
	for _, other := range hybrids(s.w) {
		if other.tenant == s.hybrid.tenant || c.TlsSenderCertificateName == "" {
			continue
		}
		for _, cert := range withEdges(s.w, other).Certificates {
			if connector.SenderCertificateMatches(c.TlsSenderCertificateName, cert.CertificateDomains()) &&
				connector.CertificateDomainAccepted(s.cloud, c.TlsSenderCertificateName) {
				found(place{side: "cloud", object: c.Name, property: "TlsSenderCertificateName",
					value: c.TlsSenderCertificateName, detail: string(other.onprem) + " has " + cert.Subject,
					fix: s.exactName(c)})
			}
		}
	}
}

// sharedFilter finds hosts outside that an OnPremises connector knows by address and that domains which the tenant does
// not accept name as their MX.
func sharedFilter(s *scene, found func(place)) {
	passing := map[netip.Addr]string{} // address -> one of the domains
	for _, o := range s.w.Organizations() {
		for _, d := range o.AcceptedDomains {
			records, _ := s.w.Net.LookupMX(observer, d.DomainName)
			for _, r := range records {
				addrs, _ := s.lookUp(strings.TrimSuffix(r.Host, "."))
				for _, a := range addrs {
					if s.cloud.AcceptedDomain(d.DomainName) == nil && !s.isServer(a) {
						passing[a] = d.DomainName
					}
				}
			}
		}
	}
	for _, c := range s.cloud.InboundConnectors {
		for _, a := range slices.SortedFunc(maps.Keys(passing), netip.Addr.Compare) {
			if c.Enabled && c.ConnectorType == relay.TypeOnPremises && slices.ContainsFunc(c.SenderIPAddresses,
				func(r relay.AddressRange) bool { return r.Contains(a) }) {
				found(place{side: "cloud", object: c.Name, property: "SenderIPAddresses",
					value: rangesOf(c.SenderIPAddresses), detail: a.String() + " also takes mail for " + passing[a],
					fix: setInbound(c, "-ConnectorType Partner")})
			}
		}
	}
}

// exactName names the server's own certificate in place of a wildcard, when the certificate has a name that is none.
func (s *scene) exactName(c *relay.InboundConnector) []string {
	for _, cert := range s.sending() {
		for _, name := range cert.CertificateDomains() {
			if !strings.HasPrefix(name, "*") {
				return setInbound(c, "-TlsSenderCertificateName "+name)
			}
		}
	}
	return nil
}

// fromOnPremises are the enabled inbound connectors for the Exchange servers: those that show it (isServers), else
// those that take cloud services mail, else all of type OnPremises. An application's or a filter's connector has rules
// of its own.
func (s *scene) fromOnPremises() (list []*relay.InboundConnector) {
	var all []*relay.InboundConnector
	for _, c := range s.cloud.InboundConnectors {
		if c.Enabled && c.ConnectorType == relay.TypeOnPremises {
			all = append(all, c)
		}
	}
	for _, suits := range []func(*relay.InboundConnector) bool{s.isServers, func(c *relay.InboundConnector) bool {
		return c.CloudServicesMailEnabled
	}} {
		for _, c := range all {
			if suits(c) {
				list = append(list, c)
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	return all
}

// sending are the certificates that send connectors to the service name and have.
func (s *scene) sending() (list []*relay.Certificate) {
	for _, c := range s.toService(true) {
		if cert := s.usable(c.TlsCertificateName); cert != nil && !slices.Contains(list, cert) {
			list = append(list, cert)
		}
	}
	return list
}
