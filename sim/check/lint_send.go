package check

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/sim/cmdlet"
)

// legacyHosts are names of the service that must no longer be used (S9.3 [D] wrong-office-365-region-exo).
var legacyHosts = []string{"mail.messaging.microsoft.com", "mail.global.frontbridge.com"}

// eachToService makes a rule's find of what is wrong with one enabled send connector to the service.
func eachToService(wrong func(s *scene, c *relay.SendConnector) (p place, found bool)) func(*scene, func(place)) {
	return func(s *scene, found func(place)) {
		for _, c := range s.toService(true) {
			if p, is := wrong(s, c); is {
				p.side, p.object = string(relay.OnPremises), c.Name
				for i, parameters := range p.fix {
					p.fix[i] = onPremisesLine("Set-SendConnector " + cmdlet.Quote(c.Name) + " " + parameters)
				}
				found(p)
			}
		}
	}
}

var sendRules = []Rule{
	{"HS-C001", Error, "The send connector to the service does not keep organization headers", "CSSEXO; KB3212872",
		eachToService(func(s *scene, c *relay.SendConnector) (place, bool) {
			if s.since2013() {
				return place{property: "CloudServicesMailEnabled", value: truth(c.CloudServicesMailEnabled),
					fix: []string{"-CloudServicesMailEnabled $true"}}, !c.CloudServicesMailEnabled
			}
			return place{property: "MsExchSmtpSendFlags", value: fmt.Sprint(c.MsExchSmtpSendFlags),
				fix: []string{"-MsExchSmtpSendFlags 131136"}}, c.MsExchSmtpSendFlags&131072 == 0
		})},
	{"HS-C002", Error, "The send connector to the service names no certificate", "CSSEXO",
		eachToService(func(s *scene, c *relay.SendConnector) (place, bool) {
			return place{property: "TlsCertificateName", fix: s.naming()}, s.since2013() &&
				c.TlsCertificateName.IsZero()
		})},
	{"HS-C003", Error, "The send connector names a certificate that is not in the store", "KB3156771",
		eachToService(func(s *scene, c *relay.SendConnector) (place, bool) {
			sources := s.sourcesOf(c)
			lacking := slices.DeleteFunc(slices.Clone(sources), func(server string) bool {
				return s.stored(server, c.TlsCertificateName)
			})
			p := place{property: "TlsCertificateName", value: c.TlsCertificateName.String(), fix: s.naming()}
			if len(lacking) < len(sources) { // the name is right
				p.detail, p.fix = "of "+strings.Join(lacking, ", "), nil
			}
			return p, !c.TlsCertificateName.IsZero() && len(lacking) > 0
		})},
	{"HS-C004", Warning, "The send connector to the service does not insist on TLS", "CSSEXO; S2.2",
		eachToService(func(_ *scene, c *relay.SendConnector) (place, bool) {
			return place{property: "RequireTLS", value: truth(c.RequireTLS),
				fix: []string{"-IgnoreSTARTTLS $false -RequireTLS $true -TlsAuthLevel DomainValidation -TlsDomain " +
					serviceName}}, !c.RequireTLS
		})},
	{"HS-C005", Warning, "The send connector to the service does not verify the service's certificate", "CSSEXO",
		eachToService(func(_ *scene, c *relay.SendConnector) (place, bool) {
			return place{property: "TlsAuthLevel", value: string(c.TlsAuthLevel),
					fix: []string{"-TlsAuthLevel DomainValidation -TlsDomain " + serviceName}},
				c.RequireTLS && c.TlsAuthLevel != relay.DomainValidation &&
					c.TlsAuthLevel != relay.CertificateValidation
		})},
	{"HS-C006", Warning, "The send connector to the service expects another name than the service's", "CSSEXO",
		eachToService(func(_ *scene, c *relay.SendConnector) (place, bool) {
			return place{property: "TlsDomain", value: c.TlsDomain, fix: []string{"-TlsDomain " + serviceName}},
				c.TlsAuthLevel == relay.DomainValidation && !strings.EqualFold(c.TlsDomain, serviceName) &&
					(c.DNSRoutingEnabled || slices.ContainsFunc(c.SmartHosts, isServiceHost))
		})},
	{"HS-C007", Warning, "A send connector to the service is disabled", "S5.1", func(s *scene, found func(place)) {
		for _, c := range s.toService(false) {
			if !c.Enabled {
				found(place{side: "onprem", object: c.Name, property: "Enabled", value: "$false",
					fix: []string{onPremisesLine("Set-SendConnector " + cmdlet.Quote(c.Name) + " -Enabled $true")}})
			}
		}
	}},
	{"HS-C008", Warning, "Two send connectors lead to the tenant's coexistence domain", "HCW8011", sameAddressSpace},
	{"HS-C009", Warning, "The connector takes smaller messages than it does by default", "S2.2 (35 MB), S1.5 (36 MB)", smallConnectors},
	{"HS-C010", Error, "The send connector uses a host of the service that must no longer be used", "wrong-office-365-region-exo", func(s *scene, found func(place)) {
		for _, c := range s.local.SendConnectors {
			for _, h := range c.SmartHosts {
				if c.Enabled && (slices.Contains(legacyHosts, strings.ToLower(h)) || s.isServiceAddress(h)) {
					found(place{side: "onprem", object: c.Name, property: "SmartHosts", value: h,
						fix: []string{onPremisesLine("Set-SendConnector " + cmdlet.Quote(c.Name) +
							" -DNSRoutingEnabled $true -SmartHosts $null")}})
				}
			}
		}
	}},
	{"HS-C011", Error, "No enabled send connector leads to the tenant's coexistence domain", "S2.2", func(s *scene, found func(place)) {
		if c, _ := connector.ChooseSend(s.local, s.coexistence, 0); c != nil && slices.Contains(s.toService(true), c) {
			return
		}
		found(place{side: "onprem", object: s.coexistence, property: "AddressSpaces", fix: s.wizard(s.newSend()...)})
	}},
	{"HS-C012", Warning, "Mail for the service passes a host that is not the service's", "TOPT",
		eachToService(func(s *scene, c *relay.SendConnector) (place, bool) {
			own := slices.ContainsFunc(c.SmartHosts, s.isOwnGateway)
			return place{property: "SmartHosts", value: strings.Join(c.SmartHosts, ", "),
					fix: []string{"-DNSRoutingEnabled $true -SmartHosts $null -TlsDomain " + serviceName}},
				!c.DNSRoutingEnabled && !own && !slices.ContainsFunc(c.SmartHosts, isServiceHost)
		})},
	{"HS-C014", Error, "A smart host of a connector does not resolve", "S5.1", func(s *scene, found func(place)) {
		look := func(side relay.Side, connector string, hosts []string) {
			for _, h := range hosts {
				if _, err := s.lookUp(h); err != nil && h != "--" { // so EdgeSync writes "none"
					found(place{side: string(side), object: connector, property: "SmartHosts", value: h,
						clue: clue{unresolved: h}})
				}
			}
		}
		for _, c := range s.local.SendConnectors {
			if c.Enabled {
				look(relay.OnPremises, c.Name, c.SmartHosts)
			}
		}
		home := s.toOnPremises() // of those HS-C053 tells
		for _, c := range s.cloud.OutboundConnectors {
			if c.Enabled && !slices.Contains(home, c) {
				look(relay.Cloud, c.Name, c.SmartHosts)
			}
		}
	}},
	{"HS-C015", Warning, "An InternalRelay domain has no connector of its own, so mail for whom on-premises does not know leaves by the one for everybody", "R6.16; S6.1", func(s *scene, found func(place)) {
		to := s.toService(true)
		for _, name := range s.domains {
			d := domainsByName(s.local)[strings.ToLower(name)]
			if d == nil || d.DomainType != relay.InternalRelay {
				continue
			}
			c, _ := connector.ChooseSend(s.local, d.DomainName, 0)
			if c == nil || slices.Contains(to, c) ||
				!slices.ContainsFunc(c.AddressSpaces, func(a relay.AddressSpace) bool {
					return a.Domain == "*"
				}) {
				continue
			}
			p := place{side: "onprem", object: d.Name, property: "DomainType", value: string(d.DomainType),
				detail: "it leaves by " + cmdlet.Quote(c.Name)}
			if len(to) > 0 {
				p.fix = []string{onPremisesLine("Set-SendConnector " + cmdlet.Quote(to[0].Name) +
					" -AddressSpaces @{Add='smtp:" + d.DomainName + ";1'}")}
			}
			found(p)
		}
	}},
	{"HS-C013", Warning, "The send connector to the service shows another certificate than the wizard's configuration names", "S2.2",
		eachToService(func(s *scene, c *relay.SendConnector) (place, bool) {
			h := s.local.Hybrid
			if h == nil || c.TlsCertificateName.IsZero() || c.TlsCertificateName == h.TlsCertificateName ||
				s.usable(h.TlsCertificateName) == nil {
				return place{}, false
			}
			return place{property: "TlsCertificateName", value: c.TlsCertificateName.String(),
				fix: []string{"-TlsCertificateName " + cmdlet.Quote(h.TlsCertificateName.String())}}, true
		})},
}

// newSend is the send connector that the wizard would make (S2.2).
func (s *scene) newSend() []string {
	if s.coexistence == "" || !s.since2013() || s.best("") == nil {
		return nil
	}
	return []string{onPremisesLine("New-SendConnector \"Outbound to Office 365\" -AddressSpaces \"smtp:" +
		s.coexistence + ";1\" -DNSRoutingEnabled $true -CloudServicesMailEnabled $true -RequireTLS $true" +
		" -TlsAuthLevel DomainValidation -TlsDomain " + serviceName + " -Fqdn " + hostOf(s.best("")) + " " +
		strings.Join(s.naming(), " "))}
}

// naming is the parameter that names the certificate that hybrid mail should show, if there is one.
func (s *scene) naming() []string {
	best := s.best("")
	if best == nil {
		return nil
	}
	return []string{"-TlsCertificateName " + cmdlet.Quote(best.Name().String())}
}

// isServiceAddress reports whether a smart host is a bare address of the service.
func (s *scene) isServiceAddress(host string) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && slices.ContainsFunc(s.published, func(r relay.AddressRange) bool { return r.Contains(a) })
}

// sameAddressSpace finds pairs of connectors that lead to the same place; the one to disable is the one that keeps no
// organization headers.
func sameAddressSpace(s *scene, found func(place)) {
	for i, c := range s.local.SendConnectors {
		for _, other := range s.local.SendConnectors[i+1:] {
			space, both := inCommon(c, other)
			if !both || !c.Enabled || !other.Enabled || !strings.HasSuffix(space, ".mail.onmicrosoft.com") {
				continue
			}
			keep, drop := c, other
			if preserves(other) && !preserves(c) {
				keep, drop = other, c
			}
			found(place{side: "onprem", object: drop.Name, property: "AddressSpaces", value: space,
				detail: cmdlet.Quote(keep.Name) + " has it, too",
				fix:    []string{onPremisesLine("Set-SendConnector " + cmdlet.Quote(drop.Name) + " -Enabled $false")}})
		}
	}
}

// inCommon is the first domain that two connectors both lead to.
func inCommon(a, b *relay.SendConnector) (domain string, both bool) {
	for _, x := range a.AddressSpaces {
		if slices.ContainsFunc(b.AddressSpaces, func(y relay.AddressSpace) bool {
			return strings.EqualFold(x.Domain, y.Domain)
		}) {
			return strings.ToLower(x.Domain), true
		}
	}
	return "", false
}

func preserves(c *relay.SendConnector) bool {
	return c.CloudServicesMailEnabled || c.MsExchSmtpSendFlags&131072 != 0
}

func smallConnectors(s *scene, found func(place)) {
	for _, c := range s.toService(true) {
		if c.MaxMessageSize.Exceeded(int(35 * relay.MB)) {
			found(place{side: "onprem", object: c.Name, property: "MaxMessageSize", value: c.MaxMessageSize.String(),
				fix: []string{onPremisesLine("Set-SendConnector " + cmdlet.Quote(c.Name) + " -MaxMessageSize 35MB")}})
		}
	}
	for _, server := range s.reached() {
		if c := s.taking(server, s.egress[0]); c != nil && c.MaxMessageSize.Exceeded(int(36*relay.MB)) {
			found(place{side: "onprem", object: c.Identity(), property: "MaxMessageSize",
				value: c.MaxMessageSize.String(), fix: setReceive(c, "-MaxMessageSize 36MB")})
		}
	}
}
