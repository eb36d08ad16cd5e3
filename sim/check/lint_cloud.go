package check

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
)

func setInbound(c *relay.InboundConnector, parameters string) []string {
	return []string{cloudLine("Set-InboundConnector " + quoted(c.Name) + " " + parameters)}
}

func setOutbound(c *relay.OutboundConnector, parameters string) []string {
	return []string{cloudLine("Set-OutboundConnector " + quoted(c.Name) + " " + parameters)}
}

var inboundRules = []Rule{
	{"HS-C040", Error, "The inbound connector expects a certificate that on-premises does not show", "JPATTR; R3.1-R3.4", func(s *scene, found func(place)) {
		for _, c := range s.fromOnPremises() {
			expected := c.TlsSenderCertificateName
			matches := func(cert *relay.Certificate) bool {
				return slices.ContainsFunc(cert.CertificateDomains(), func(name string) bool {
					return strings.EqualFold(expected, name) || !strings.HasPrefix(name, "*.") && relay.MatchDomain(expected, name, true)
				})
			}
			if expected == "" || slices.ContainsFunc(s.sending(), matches) || len(s.sending()) == 0 {
				continue
			}
			found(place{side: "cloud", object: c.Name, property: "TlsSenderCertificateName", value: expected,
				detail: "on-premises shows " + hostOf(s.sending()[0]), fix: setInbound(c, "-TlsSenderCertificateName "+hostOf(s.sending()[0]))})
		}
	}},
	{"HS-C041", Error, "The inbound connector from on-premises does not take cloud services mail, so what arrives is external", "JPTLS; semantics 7.3", func(s *scene, found func(place)) {
		for _, c := range s.fromOnPremises() {
			if !c.CloudServicesMailEnabled && !c.TreatMessagesAsInternal {
				found(place{side: "cloud", object: c.Name, property: "CloudServicesMailEnabled", value: "$false", fix: setInbound(c, "-CloudServicesMailEnabled $true")})
			}
		}
	}},
	{"HS-C042", Error, "The cloud has no enabled inbound connector for on-premises, so nobody vouches for its mail", "semantics 2.4, R3.6", func(s *scene, found func(place)) {
		if len(s.fromOnPremises()) == 0 {
			p := place{side: "cloud", object: "InboundConnector", property: "ConnectorType", fix: s.wizard()}
			for _, c := range s.cloud.InboundConnectors {
				if c.ConnectorType == relay.TypeOnPremises && len(p.fix) < 2 {
					p.object, p.property, p.value, p.fix = c.Name, "Enabled", "$false", setInbound(c, "-Enabled $true")
				}
			}
			found(p)
		}
	}},
	{"HS-C043", Error, "The inbound connector knows on-premises by addresses, and the one that it sends from is not among them", "JPATTR; R3.6; semantics 2.1", func(s *scene, found func(place)) {
		for _, c := range s.fromOnPremises() {
			for _, a := range s.w.Side(relay.OnPremises).Egress() {
				if c.TlsSenderCertificateName == "" && !slices.ContainsFunc(c.SenderIPAddresses, func(r relay.AddressRange) bool { return r.Contains(a) }) {
					found(place{side: "cloud", object: c.Name, property: "SenderIPAddresses", value: rangesOf(c.SenderIPAddresses), detail: a.String(), fix: setInbound(c, "-SenderIPAddresses @{Add='"+a.String()+"'}")})
				}
			}
		}
	}},
	{"HS-C044", Warning, "A Partner connector restricts senders in the tenant's own domains, and locks out whatever no OnPremises connector vouches for", "JPATTR 5.7.51; R3.8", func(s *scene, found func(place)) {
		for _, c := range s.cloud.InboundConnectors {
			if !c.Enabled || c.ConnectorType != relay.TypePartner || !c.RestrictDomainsToIPAddresses && !c.RestrictDomainsToCertificate {
				continue
			}
			for _, a := range c.SenderDomains {
				if slices.ContainsFunc(s.domains, func(d string) bool { return relay.MatchDomain(a.Domain, d, true) }) {
					found(place{side: "cloud", object: c.Name, property: "SenderDomains", value: a.String(), fix: setInbound(c, "-RestrictDomainsToIPAddresses $false -RestrictDomainsToCertificate $false")})
					break
				}
			}
		}
	}},
	{"HS-C045", Warning, "The certificate's host is under no domain that the tenant accepts, so attribution depends on the sender's domain", "HCW8103; ATTR36; R3.5", func(s *scene, found func(place)) {
		for _, c := range s.fromOnPremises() {
			host := strings.TrimPrefix(c.TlsSenderCertificateName, "*.")
			_, parent, _ := strings.Cut(host, ".")
			if host != "" && s.cloud.AcceptedDomain(host) == nil && s.cloud.AcceptedDomain(parent) == nil {
				found(place{side: "cloud", object: c.Name, property: "TlsSenderCertificateName", value: c.TlsSenderCertificateName})
			}
		}
	}},
	{"HS-C046", Info, "The tenant rejects Direct Send: devices that send in your name need a connector", "JPDS", func(s *scene, found func(place)) {
		if s.cloud.OrganizationConfig.RejectDirectSend {
			found(place{side: "cloud", object: "OrganizationConfig", property: "RejectDirectSend", value: "$true", fix: []string{cloudLine("Set-OrganizationConfig -RejectDirectSend $false")}})
		}
	}},
}

// fromOnPremises are the enabled inbound connectors for on-premises.
func (s *scene) fromOnPremises() (list []*relay.InboundConnector) {
	for _, c := range s.cloud.InboundConnectors {
		if c.Enabled && c.ConnectorType == relay.TypeOnPremises {
			list = append(list, c)
		}
	}
	return list
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

var outboundRules = []Rule{
	{"HS-C050", Error, "The outbound connector to on-premises does not keep organization headers", "JPTLS; semantics 7.3", func(s *scene, found func(place)) {
		for _, c := range s.toOnPremises() {
			if !c.CloudServicesMailEnabled {
				found(place{side: "cloud", object: c.Name, property: "CloudServicesMailEnabled", value: "$false", fix: setOutbound(c, "-CloudServicesMailEnabled $true")})
			}
		}
	}},
	{"HS-C051", Warning, "The outbound connector to on-premises does not verify the name of the server", "JPTLS; semantics 2.4", func(s *scene, found func(place)) {
		for _, c := range s.toOnPremises() {
			if c.TlsSettings == relay.TlsSettings(relay.DomainValidation) {
				continue
			}
			p := place{side: "cloud", object: c.Name, property: "TlsSettings", value: string(c.TlsSettings)}
			if best := s.best(); best != nil {
				p.fix = setOutbound(c, "-TlsSettings DomainValidation -TlsDomain "+hostOf(best))
			}
			found(p)
		}
	}},
	{"HS-C052", Error, "No outbound connector leads a shared domain to on-premises: its mail goes by MX", "KB2510049; R4.6", func(s *scene, found func(place)) {
		for _, d := range s.hybridDomains() {
			if slices.ContainsFunc(s.toOnPremises(), func(c *relay.OutboundConnector) bool { return covers(s, c, d) }) {
				continue
			}
			p := place{side: "cloud", object: d, property: "RecipientDomains", fix: s.wizard()}
			for _, c := range s.cloud.OutboundConnectors {
				if c.ConnectorType == relay.TypeOnPremises && !c.Enabled {
					p.object, p.property, p.value, p.fix = c.Name, "Enabled", "$false", setOutbound(c, "-Enabled $true")
				}
			}
			if list := s.toOnPremises(); len(list) > 0 {
				p.object, p.value, p.fix = list[0].Name, strings.Join(list[0].RecipientDomains, ", "), setOutbound(list[0], "-RecipientDomains @{Add='"+d+"'}")
				p.detail = d
			}
			found(p)
		}
	}},
	{"HS-C053", Warning, "The outbound connector's smart host does not lead to the on-premises server", "TOPT; semantics 2.4", strangers},
	{"HS-C054", Warning, "The outbound connector to on-premises works for a mail-flow rule only", "R4.3", func(s *scene, found func(place)) {
		for _, c := range s.cloud.OutboundConnectors {
			if c.Enabled && c.ConnectorType == relay.TypeOnPremises && c.IsTransportRuleScoped {
				found(place{side: "cloud", object: c.Name, property: "IsTransportRuleScoped", value: "$true", fix: setOutbound(c, "-IsTransportRuleScoped $false")})
			}
		}
	}},
	{"HS-C055", Warning, "The wizard's configuration and the outbound connector disagree about centralized mail transport", "TROUTE; R4.8", func(s *scene, found func(place)) {
		for _, c := range s.toOnPremises() {
			if h := s.local.Hybrid; h != nil && h.Has("CentralizedTransport") != c.RouteAllMessagesViaOnPremises {
				found(place{side: "cloud", object: c.Name, property: "RouteAllMessagesViaOnPremises", value: truth(c.RouteAllMessagesViaOnPremises),
					detail: "Features are " + strings.Join(h.Features, ", "), fix: s.wizard()})
			}
		}
	}},
}

// toOnPremises are the outbound connectors that lead to on-premises by themselves.
func (s *scene) toOnPremises() (list []*relay.OutboundConnector) {
	for _, c := range s.cloud.OutboundConnectors {
		if c.Enabled && c.ConnectorType == relay.TypeOnPremises && !c.IsTransportRuleScoped {
			list = append(list, c)
		}
	}
	return list
}

// hybridDomains are the domains that the wizard was told of; without a wizard those with mailboxes on both sides.
func (s *scene) hybridDomains() []string {
	if s.local.Hybrid != nil {
		return slices.DeleteFunc(slices.Clone(s.local.Hybrid.Domains), func(d string) bool {
			return !slices.ContainsFunc(s.domains, func(x string) bool { return strings.EqualFold(d, x) })
		})
	}
	var list []string
	for _, r := range s.local.Recipients {
		if d := strings.ToLower(relay.DomainOf(r.PrimarySmtpAddress)); r.Type == relay.UserMailbox && slices.Contains(s.domains, d) && !slices.Contains(list, d) {
			list = append(list, d)
		}
	}
	return list
}

func covers(s *scene, c *relay.OutboundConnector, domain string) bool {
	return c.AllAcceptedDomains && s.cloud.AcceptedDomain(domain) != nil ||
		slices.ContainsFunc(c.RecipientDomains, func(p string) bool { return relay.MatchDomain(p, domain, false) })
}

// strangers finds smart hosts whose name leads elsewhere: to a third party, or to nobody.
func strangers(s *scene, found func(place)) {
	own := s.w.Config.Address
	for _, c := range s.toOnPremises() {
		for _, host := range c.SmartHosts {
			addrs, err := s.lookUp(host)
			if err == nil && slices.Contains(addrs, own) {
				continue
			}
			p := place{side: "cloud", object: c.Name, property: "SmartHosts", value: host, detail: "it leads to " + names(addrs, err)}
			wizardHost := s.smartHost()
			switch {
			case wizardHost != "" && !strings.EqualFold(wizardHost, host):
				p.fix = setOutbound(c, fmt.Sprintf("-SmartHosts %s -TlsDomain %s", wizardHost, s.expectedName(c)))
			case own.Is4() && !isAddress(host):
				p.fix = []string{fmt.Sprintf("net> dns %s A %s", host, own)}
			}
			found(p)
		}
	}
}

func (s *scene) lookUp(host string) ([]netip.Addr, error) {
	return s.w.Net.LookupAddr(observer, strings.Trim(host, "[]"))
}

// leadsHome reports whether an outbound connector sends to the on-premises server itself.
func (s *scene) leadsHome(c *relay.OutboundConnector) bool {
	return slices.ContainsFunc(c.SmartHosts, func(host string) bool {
		addrs, err := s.lookUp(host)
		return err == nil && slices.Contains(addrs, s.w.Config.Address)
	})
}

// smartHost is the host that the wizard was told to send to.
func (s *scene) smartHost() string {
	if s.local.Hybrid == nil {
		return ""
	}
	return s.local.Hybrid.OnPremisesSmartHost
}

// expectedName is the name that the cloud should find in the server's certificate.
func (s *scene) expectedName(c *relay.OutboundConnector) string {
	for _, r := range s.receiving() {
		if cert := s.shown(r); cert != nil && !carries(cert, c.TlsDomain) {
			return hostOf(cert)
		}
	}
	return c.TlsDomain
}

func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}
