package check

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/suggest"
)

func setOutbound(c *relay.OutboundConnector, parameters string) []string {
	return []string{cloudLine("Set-OutboundConnector " + cmdlet.Quote(c.Name) + " " + parameters)}
}

var outboundRules = []Rule{
	{"HS-C050", Error, "The outbound connector to on-premises does not keep organization headers", "JPTLS; S7.3", func(s *scene, found func(place)) {
		for _, c := range s.toOnPremises() {
			if !c.CloudServicesMailEnabled {
				found(place{side: "cloud", object: c.Name, property: "CloudServicesMailEnabled", value: "$false",
					fix: setOutbound(c, "-CloudServicesMailEnabled $true")})
			}
		}
	}},
	{"HS-C051", Warning, "The outbound connector to on-premises does not verify the name of the server", "JPTLS; S2.4", func(s *scene, found func(place)) {
		for _, c := range s.toOnPremises() {
			if c.TlsSettings == relay.TlsSettings(relay.DomainValidation) {
				continue
			}
			p := place{side: "cloud", object: c.Name, property: "TlsSettings", value: string(c.TlsSettings)}
			if best := s.best(""); best != nil {
				p.fix = setOutbound(c, "-TlsSettings DomainValidation -TlsDomain "+hostOf(best))
			}
			found(p)
		}
	}},
	{"HS-C052", Error, "No outbound connector leads a shared domain to on-premises: its mail goes by MX", "KB2510049; R4.6", lostDomains},
	{"HS-C053", Warning, "The outbound connector's smart host does not lead to an on-premises server", "TOPT; S2.4", strangers},
	{"HS-C054", Warning, "The outbound connector to on-premises works for a mail-flow rule only", "R4.3", func(s *scene, found func(place)) {
		for _, c := range s.cloud.OutboundConnectors {
			if c.Enabled && c.ConnectorType == relay.TypeOnPremises && c.IsTransportRuleScoped {
				found(place{side: "cloud", object: c.Name, property: "IsTransportRuleScoped", value: "$true",
					fix: setOutbound(c, "-IsTransportRuleScoped $false")})
			}
		}
	}},
	{"HS-C055", Warning, "The wizard's configuration and the outbound connector disagree about centralized mail transport", "TROUTE; R4.8", func(s *scene, found func(place)) {
		for _, c := range s.toOnPremises() {
			if h := s.local.Hybrid; h != nil && h.Has("CentralizedTransport") != c.RouteAllMessagesViaOnPremises {
				found(place{side: "cloud", object: c.Name, property: "RouteAllMessagesViaOnPremises",
					value:  truth(c.RouteAllMessagesViaOnPremises),
					detail: "Features are " + strings.Join(h.Features, ", "),
					fix:    setOutbound(c, "-RouteAllMessagesViaOnPremises "+truth(!c.RouteAllMessagesViaOnPremises))})
			}
		}
	}},
}

// lostDomains finds the hybrid domains that no outbound connector leads to on-premises: one finding for all of them,
// for one line mends them.
func lostDomains(s *scene, found func(place)) {
	lost := slices.DeleteFunc(s.hybridDomains(), func(d string) bool {
		c, _ := connector.ChooseOutbound(s.cloud, d)
		return c != nil && c.ConnectorType == relay.TypeOnPremises
	})
	if len(lost) == 0 {
		return
	}
	p := place{side: "cloud", object: lost[0], property: "RecipientDomains", fix: s.wizard(s.newOutbound()...)}
	for _, c := range s.cloud.OutboundConnectors {
		if c.ConnectorType == relay.TypeOnPremises && !c.Enabled {
			p.object, p.property, p.value, p.fix = c.Name, "Enabled", "$false", setOutbound(c, "-Enabled $true")
		}
	}
	if list := s.toOnPremises(); len(list) > 0 {
		p.object, p.value = list[0].Name, strings.Join(list[0].RecipientDomains, ", ")
		p.fix = setOutbound(list[0], "-RecipientDomains @{Add='"+strings.Join(lost, "','")+"'}")
	}
	if p.object != lost[0] || len(lost) > 1 {
		p.detail = strings.Join(lost, ", ")
	}
	found(p)
}

// newOutbound is the outbound connector that the wizard would make for all hybrid domains (S2.4).
func (s *scene) newOutbound() []string {
	best := s.best("")
	if best == nil {
		return nil
	}
	host := cmp.Or(s.smartHost(), hostOf(best))
	return []string{cloudLine("New-OutboundConnector \"Outbound to on-premises\" -ConnectorType OnPremises" +
		" -RecipientDomains " + strings.Join(s.hybridDomains(), ",") + " -UseMXRecord $false -SmartHosts " + host +
		" -TlsSettings DomainValidation -TlsDomain " + hostOf(best) + " -CloudServicesMailEnabled $true")}
}

// toOnPremises are the outbound connectors that lead mail for hybrid domains, or all mail, to the Exchange servers by
// themselves. A connector for an application's domain only is none of them.
func (s *scene) toOnPremises() (list []*relay.OutboundConnector) {
	for _, c := range s.cloud.OutboundConnectors {
		if c.Enabled && c.ConnectorType == relay.TypeOnPremises && !c.IsTransportRuleScoped &&
			(s.serves(c) || s.sendsHome(c)) {
			list = append(list, c)
		}
	}
	return list
}

// serves reports whether an outbound connector is about the hybrid: the wizard's, for all mail, or for a hybrid domain.
func (s *scene) serves(c *relay.OutboundConnector) bool {
	covers := func(domain string) bool {
		return slices.ContainsFunc(c.RecipientDomains, func(d string) bool {
			return relay.MatchDomain(d, domain, true)
		})
	}
	return c.ConnectorSource == "HybridWizard" || c.AllAcceptedDomains || c.RouteAllMessagesViaOnPremises ||
		slices.ContainsFunc(s.hybridDomains(), covers)
}

// hybridDomains are the domains that the wizard was told of; without a wizard those with mailboxes on both sides.
func (s *scene) hybridDomains() []string {
	if s.local.Hybrid != nil {
		return slices.DeleteFunc(slices.Clone(s.local.Hybrid.Domains), func(d string) bool {
			return !suggest.Has(s.domains, d)
		})
	}
	var list []string
	for _, r := range s.local.Recipients {
		if d := strings.ToLower(relay.DomainOf(r.PrimarySmtpAddress)); r.Type == relay.UserMailbox &&
			slices.Contains(s.domains, d) && !slices.Contains(list, d) {
			list = append(list, d)
		}
	}
	return list
}

// strangers finds smart hosts whose name leads elsewhere: to a third party, or to nobody.
func strangers(s *scene, found func(place)) {
	own := s.home()[0]
	for _, c := range s.toOnPremises() {
		for _, host := range c.SmartHosts {
			addrs, err := s.lookUp(host)
			if err == nil && (s.leadsHome(addrs) || s.isOwnGateway(host)) {
				continue
			}
			p := place{side: "cloud", object: c.Name, property: "SmartHosts", value: host, detail: "it leads to " +
				names(addrs, err)}
			if err != nil {
				p.unresolved = host
			}
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

// lookUp finds the addresses that a connection to a host can arrive at, behind balancers and translations.
func (s *scene) lookUp(host string) (list []netip.Addr, err error) {
	addrs, err := s.w.Net.LookupAddr(observer, strings.Trim(host, "[]"))
	for _, a := range addrs {
		list = append(list, s.w.Net.LeadsTo(a)...)
	}
	return list, err
}

// sendsHome reports whether an outbound connector sends to an on-premises server itself.
func (s *scene) sendsHome(c *relay.OutboundConnector) bool {
	return slices.ContainsFunc(c.SmartHosts, func(host string) bool {
		addrs, err := s.lookUp(host)
		return err == nil && s.leadsHome(addrs)
	})
}

// isOwnGateway reports whether a host on the way is one of the organization's own that lets Exchange's headers pass: an
// Edge Transport server, or what stands for one.
func (s *scene) isOwnGateway(host string) bool {
	addrs, err := s.lookUp(host)
	for _, a := range addrs {
		if at := s.w.Net.HostAt(a); err == nil && at != nil {
			if h := s.w.Host(at.Name()); h != nil && h.Preserves() {
				return true
			}
		}
	}
	return false
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
