package check

import (
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/connector"
)

// asks lists what the configuration itself asks for, with the people of one cast.
func (s *scene) asks(c *cast) (list []*Asked) {
	cloud, local, outside := c.players[cloudUser].address, c.players[localUser].address, c.players[internet].address
	if cloud != "" {
		list = append(list, s.askPartners(cloud)...)
		list = append(list, s.askClients(c.domain, cloud, outside)...)
		list = append(list, s.askDomains(cloud)...)
	}
	if outside != "" {
		list = append(list, s.askRelays(c.domain, outside)...)
	}
	if local != "" {
		list = append(list, s.askSpaces(local)...)
	}
	list = append(list, s.askPolicies(c)...)
	for _, a := range list {
		a.Hybrid = s.hybrid.further()
	}
	return list
}

// askPartners asks for each Partner connector: may whom it names send, and may anybody else speak for them?
func (s *scene) askPartners(to string) (list []*Asked) {
	for _, c := range s.cloud.InboundConnectors {
		domain := namedDomain(c.SenderDomains)
		if !c.Enabled || c.ConnectorType != relay.TypePartner || domain == "" || s.cloud.AcceptedDomain(domain) != nil {
			continue
		}
		named := Asked{What: PartnerSends, Object: c.Name, From: "someone@" + domain, To: to, Via: ViaService,
			Want: external}
		named.Source, named.Certificate = s.identity(c.SenderIPAddresses, c.TlsSenderCertificateName, domain)
		other := Asked{What: StrangerSends, Object: c.Name, From: named.From, To: to, Via: ViaService,
			Want: slices.Concat(kept, external)}
		other.Source = s.elsewhere(s.admitted())
		if c.RestrictDomainsToCertificate || c.RestrictDomainsToIPAddresses {
			other.Want = kept
		}
		list = append(list, &named, &other)
	}
	return list
}

// askClients asks for each OnPremises inbound connector of somebody other than the Exchange server: an application, a
// filter.
func (s *scene) askClients(domain, to, outside string) (list []*Asked) {
	for _, c := range s.cloud.InboundConnectors {
		if !c.Enabled || c.ConnectorType != relay.TypeOnPremises || s.isServers(c) ||
			c.TlsSenderCertificateName == "" && len(c.SenderIPAddresses) == 0 {
			continue
		}
		a := Asked{What: ClientSends, Object: c.Name, From: prefix + "application@" + domain, To: to, Via: ViaService,
			Want: slices.Concat(external, internal)}
		a.Source, a.Certificate = s.identity(c.SenderIPAddresses, c.TlsSenderCertificateName, domain)
		if a.Source == "" {
			continue
		}
		list = append(list, &a)
		if outside != "" {
			out := a
			out.What, out.To, out.Want = ClientRelays, outside, external
			list = append(list, &out)
		}
	}
	return list
}

// isServers reports whether an inbound connector is about the Exchange server: the wizard wrote it, or a certificate of
// the server or an address that it sends from matches.
func (s *scene) isServers(c *relay.InboundConnector) bool {
	if c.ConnectorSource == "HybridWizard" {
		return true
	}
	for _, cert := range s.local.Certificates {
		if c.TlsSenderCertificateName != "" && connector.SenderCertificateMatches(c.TlsSenderCertificateName,
			cert.CertificateDomains()) {
			return true
		}
	}
	return slices.ContainsFunc(c.SenderIPAddresses, func(r relay.AddressRange) bool {
		return slices.ContainsFunc(s.seenAs(), r.Contains)
	})
}

// askRelays asks for each relay connector on-premises: may a device in its ranges relay, and one beside them not? And
// for the whole server: may a stranger?
func (s *scene) askRelays(domain, to string) (list []*Asked) {
	from := prefix + "device@" + domain
	for _, c := range s.local.ReceiveConnectors {
		if !s.relays(c) {
			continue
		}
		for _, r := range c.RemoteIPRanges[:min(maxRanges, len(c.RemoteIPRanges))] {
			devices := s.devices(r)
			for _, a := range devices {
				list = append(list, &Asked{What: DeviceRelays, Object: c.Identity(), From: from, To: to,
					Source: a.String(), Via: ViaOnPremises, Server: s.further(c.Server), Want: external})
			}
			beside := r.Last.Next()
			if len(devices) > 0 && beside.IsValid() && !s.isServer(beside) && !s.relaying(c.Server, beside) {
				list = append(list, &Asked{What: NeighbourRelays, Object: c.Identity(), From: from, To: to,
					Source: beside.String(), Via: ViaOnPremises, Server: s.further(c.Server), Want: kept})
			}
		}
	}
	if source := s.elsewhere(s.trusted()); source != "" {
		for _, server := range s.local.Servers {
			further := s.further(server.Name)
			list = append(list, &Asked{What: StrangerRelays, Object: further,
				From: "someone@" + prefix + "stranger.example", To: to, Source: source, Via: ViaOnPremises,
				Server: further, Want: kept})
		}
	}
	return list
}

// further is a server's name, unless it is the world's first.
func (s *scene) further(server string) string {
	if first := s.local.FirstServer(); s.hybrid.further() == "" && strings.EqualFold(first.Name, server) {
		return ""
	}
	return server
}

// relaysAnonymous reports whether a receive connector lets clients without credentials write to anybody (S1.4).
func relaysAnonymous(c *relay.ReceiveConnector) bool {
	rights, _ := connector.SessionRights(c, nil, false)
	return rights.Has(relay.RightAnyRecipient)
}

// relaying reports whether an address may relay at a server.
func (s *scene) relaying(server string, a netip.Addr) bool {
	c := s.taking(server, a)
	return c != nil && relaysAnonymous(c)
}

// askSpaces asks for each address space of a send connector that leads out of the organization.
func (s *scene) askSpaces(from string) (list []*Asked) {
	for _, c := range s.local.SendConnectors {
		if !c.Enabled {
			continue
		}
		for _, a := range c.AddressSpaces {
			domain := hostIn(a.Domain)
			if domain == "" || s.local.AcceptedDomain(domain) != nil || s.cloud.AcceptedDomain(domain) != nil {
				continue
			}
			list = append(list, &Asked{What: SpaceSent, Object: c.Name, From: from, To: "someone@" + domain,
				Want: external})
		}
	}
	return list
}

// askDomains asks for each domain of an outbound connector that leads to a partner.
func (s *scene) askDomains(from string) (list []*Asked) {
	for _, c := range s.cloud.OutboundConnectors {
		if !c.Enabled || c.IsTransportRuleScoped {
			continue
		}
		for _, d := range c.RecipientDomains {
			domain := hostIn(d)
			if domain == "" || s.cloud.AcceptedDomain(domain) != nil {
				continue
			}
			list = append(list, &Asked{What: DomainSent, Object: c.Name, From: from, To: "someone@" + domain,
				Want: external})
		}
	}
	return list
}

// hostIn is a domain that a pattern covers, or "" when it is no pattern of domains or covers all.
func hostIn(pattern string) string {
	name := strings.ToLower(strings.TrimPrefix(pattern, "*."))
	if !strings.Contains(name, ".") || strings.ContainsAny(name, "*-") && strings.Trim(name, "*-.") == "" {
		return ""
	}
	if strings.HasPrefix(pattern, "*.") {
		return "host." + name
	}
	return name
}

// namedDomain is the first domain that address spaces name.
func namedDomain(spaces []relay.AddressSpace) string {
	for _, a := range spaces {
		if d := hostIn(a.Domain); d != "" {
			return d
		}
	}
	return ""
}

// identity is a client that a connector knows by address or certificate.
func (s *scene) identity(ranges []relay.AddressRange, certificate, domain string) (source, name string) {
	if certificate != "" {
		name = strings.Replace(certificate, "*", "mail", 1)
	}
	for _, r := range ranges {
		if r.First.Is4() && s.w.Net.HostAt(r.First) == nil {
			return r.First.String(), name
		}
	}
	if len(ranges) > 0 {
		return "", name
	}
	return s.elsewhere(s.admitted()), name
}
