package check

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

func setReceive(c *relay.ReceiveConnector, parameters string) []string {
	return []string{onPremisesLine("Set-ReceiveConnector " + cmdlet.Quote(c.Identity()) + " " + parameters)}
}

var receiveRules = []Rule{
	{"HS-C020", Error, "No receive connector trusts the service: its mail is external", "CSSEXO; JPTLS; R1.18", func(s *scene, found func(place)) {
		if c := s.forService(); c != nil && len(s.trusting()) == 0 {
			found(place{side: "onprem", object: c.Identity(), property: "TlsDomainCapabilities", value: capabilities(c), fix: setReceive(c, "-TlsDomainCapabilities "+s.capability())})
		}
	}},
	{"HS-C021", Error, "The service's addresses are taken by a receive connector that does not trust the service", "R1.3; KB2750145; S2.3", hijackers},
	{"HS-C022", Error, "The receive connector for the service names a certificate that is not in the store, so STARTTLS is not offered", "KB2989382; R1.15", func(s *scene, found func(place)) {
		for _, c := range s.receiving() {
			if !c.TlsCertificateName.IsZero() && s.shown(c) == nil && !s.stored(c.TlsCertificateName) {
				p := place{side: "onprem", object: c.Identity(), property: "TlsCertificateName", value: c.TlsCertificateName.String()}
				if best := s.best(); best != nil {
					p.fix = setReceive(c, "-TlsCertificateName "+cmdlet.Quote(best.Name().String()))
				}
				found(p)
			}
		}
	}},
	{"HS-C023", Error, "The receive connector shows a certificate that does not carry the name the cloud expects", "JPTLS; S4.3 SubjectMismatch", func(s *scene, found func(place)) {
		for _, c := range s.receiving() {
			shown := s.shown(c)
			for _, out := range s.toOnPremises() {
				if shown == nil || out.TlsSettings != relay.TlsSettings(relay.DomainValidation) || carries(shown, out.TlsDomain) || !s.leadsHome(out) {
					continue
				}
				p := place{side: "onprem", object: c.Identity(), property: "TlsCertificateName", value: shown.Subject,
					detail: fmt.Sprintf("%s wants %s", cmdlet.Quote(out.Name), out.TlsDomain), fix: []string{cloudLine("Set-OutboundConnector " + cmdlet.Quote(out.Name) + " -TlsDomain " + hostOf(shown))}}
				if best := s.best(); best != nil && carries(best, out.TlsDomain) {
					p.fix = setReceive(c, "-TlsCertificateName "+cmdlet.Quote(best.Name().String()))
				}
				found(p)
			}
		}
	}},
	{"HS-C024", Error, "The receive connector for the service names no certificate and picks one that the cloud does not trust", "JPTLS; R1.14", func(s *scene, found func(place)) {
		for _, c := range s.receiving() {
			if best, shown := s.best(), s.shown(c); s.since2013() && c.TlsCertificateName.IsZero() && shown != nil && s.untrusted(shown) && best != nil {
				found(place{side: "onprem", object: c.Identity(), property: "TlsCertificateName", detail: "it shows " + shown.Subject, fix: setReceive(c, "-TlsCertificateName "+cmdlet.Quote(best.Name().String()))})
			}
		}
	}},
	{"HS-C025", Error, "The receive connector for the service does not offer TLS", "JPTLS; R1.13", func(s *scene, found func(place)) {
		for _, c := range s.receiving() {
			if !c.Allows(relay.AuthTls) {
				found(place{side: "onprem", object: c.Identity(), property: "AuthMechanism", value: fmt.Sprint(c.AuthMechanism), fix: setReceive(c, "-AuthMechanism @{Add='Tls'}")})
			}
		}
	}},
	{"HS-C026", Error, "TlsDomainCapabilities name the service as it was known before April 2016", "KB3156771", func(s *scene, found func(place)) {
		for _, c := range s.local.ReceiveConnectors {
			for _, d := range c.TlsDomainCapabilities {
				if strings.HasPrefix(d.Domain, "<I>") && strings.Contains(strings.ToLower(d.Domain), "microsoft") {
					found(place{side: "onprem", object: c.Identity(), property: "TlsDomainCapabilities", value: d.String(), fix: setReceive(c, "-TlsDomainCapabilities "+s.capability())})
				}
			}
		}
	}},
	{"HS-C027", Error, "The receive connector for the service takes no anonymous mail", "JPTLS; S1.4", func(s *scene, found func(place)) {
		for _, c := range s.receiving() {
			if !c.Permits(relay.AnonymousUsers) && !c.Allows(relay.AuthExternalAuthoritative) {
				found(place{side: "onprem", object: c.Identity(), property: "PermissionGroups", value: fmt.Sprint(c.PermissionGroups), fix: setReceive(c, "-PermissionGroups @{Add='AnonymousUsers'}")})
			}
		}
	}},
	{"HS-C028", Info, "The receive connector for the service is not bound to [::]:25, so the wizard will not find it", "HCW8010", func(s *scene, found func(place)) {
		for _, c := range s.trusting() {
			v6 := slices.ContainsFunc(c.Bindings, func(b relay.Binding) bool { return b.Addr().Is6() && b.Port() == 25 })
			if s.since2013() && !v6 {
				found(place{side: "onprem", object: c.Identity(), property: "Bindings", value: fmt.Sprint(c.Bindings), fix: setReceive(c, "-Bindings @{Add='[::]:25'}")})
			}
		}
	}},
	{"HS-C029", Warning, "A receive connector that trusts the service is disabled", "R1.1", func(s *scene, found func(place)) {
		for _, c := range s.trusting() {
			if !c.Enabled {
				found(place{side: "onprem", object: c.Identity(), property: "Enabled", value: "$false", fix: setReceive(c, "-Enabled $true")})
			}
		}
	}},
}

func capabilities(c *relay.ReceiveConnector) string {
	var list []string
	for _, d := range c.TlsDomainCapabilities {
		list = append(list, d.String())
	}
	return strings.Join(list, ", ")
}

// receiving are the receive connectors that the service meets: those that trust it, else the one that takes its connections.
func (s *scene) receiving() []*relay.ReceiveConnector {
	list := slices.DeleteFunc(s.trusting(), func(c *relay.ReceiveConnector) bool { return !c.Enabled })
	if c := s.forService(); len(list) == 0 && c != nil {
		list = append(list, c)
	}
	return list
}

// hijackers finds connectors that take connections of the service although another one trusts it: a narrower range, or stale
// ranges of the one that should (R1.3).
func hijackers(s *scene, found func(place)) {
	trusting := slices.DeleteFunc(s.trusting(), func(c *relay.ReceiveConnector) bool { return !c.Enabled })
	if len(trusting) == 0 {
		return
	}
	taken := map[*relay.ReceiveConnector][]string{}
	var order []*relay.ReceiveConnector
	for _, a := range s.sources() {
		c := s.taking(a)
		if c == nil || slices.Contains(trusting, c) {
			continue
		}
		if taken[c] == nil {
			order = append(order, c)
		}
		taken[c] = append(taken[c], a.String())
	}
	for _, c := range order {
		p := place{side: "onprem", object: c.Identity(), property: "RemoteIPRanges", value: strings.Join(taken[c], ", ")}
		if right := trusting[0]; s.since2013() {
			p.fix = setReceive(c, "-Enabled $false")
			p.detail = cmdlet.Quote(right.Identity()) + " should take them"
		} else {
			p.fix = setReceive(right, "-RemoteIPRanges "+rangesOf(s.published))
			p.detail = cmdlet.Quote(right.Identity()) + " does not list them"
		}
		found(p)
	}
}

// sources are addresses of the service to try: those that it sends from, and the first of each published IPv4 range.
func (s *scene) sources() []netip.Addr {
	list := slices.Clone(s.egress)
	for _, r := range s.published {
		if r.First.Is4() && !slices.Contains(list, r.First) {
			list = append(list, r.First)
		}
	}
	return list
}

func rangesOf(list []relay.AddressRange) string {
	var texts []string
	for _, r := range list {
		texts = append(texts, r.String())
	}
	return strings.Join(texts, ",")
}
