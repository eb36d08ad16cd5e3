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
		for _, server := range s.reached() {
			if c := s.taking(server, s.egress[0]); c != nil && len(s.trustingAt(server, false)) == 0 {
				found(place{side: "onprem", object: c.Identity(), property: "TlsDomainCapabilities",
					value: capabilities(c), fix: setReceive(c, "-TlsDomainCapabilities "+s.capability())})
			}
		}
	}},
	{"HS-C021", Error, "The service's addresses are taken by a receive connector that does not trust the service", "R1.3; KB2750145; S2.3", hijackers},
	{"HS-C022", Error, "The receive connector for the service names a certificate that is not in the store, so STARTTLS is not offered", "KB2989382; R1.15", func(s *scene, found func(place)) {
		for _, c := range s.receiving() {
			if !c.TlsCertificateName.IsZero() && s.shown(c) == nil && !s.stored(c.Server, c.TlsCertificateName) {
				p := place{side: "onprem", object: c.Identity(), property: "TlsCertificateName",
					value: c.TlsCertificateName.String()}
				if best := s.best(c.Server); best != nil {
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
				if shown == nil || out.TlsSettings != relay.TlsSettings(relay.DomainValidation) ||
					carries(shown, out.TlsDomain) || !s.sendsHome(out) {
					continue
				}
				p := place{side: "onprem", object: c.Identity(), property: "TlsCertificateName", value: shown.Subject,
					detail: fmt.Sprintf("%s wants %s", cmdlet.Quote(out.Name), out.TlsDomain),
					fix: []string{cloudLine("Set-OutboundConnector " + cmdlet.Quote(out.Name) + " -TlsDomain " +
						hostOf(shown))}}
				if best := s.best(c.Server); best != nil && carries(best, out.TlsDomain) {
					p.fix = setReceive(c, "-TlsCertificateName "+cmdlet.Quote(best.Name().String()))
				}
				found(p)
			}
		}
	}},
	{"HS-C024", Error, "The receive connector for the service names no certificate and picks one that the cloud does not trust", "JPTLS; R1.14", func(s *scene, found func(place)) {
		for _, c := range s.receiving() {
			if best, shown := s.best(c.Server), s.shown(c); s.since2013() && c.TlsCertificateName.IsZero() &&
				shown != nil && s.untrusted(shown) && best != nil {
				found(place{side: "onprem", object: c.Identity(), property: "TlsCertificateName", detail: "it shows " +
					shown.Subject, fix: setReceive(c, "-TlsCertificateName "+cmdlet.Quote(best.Name().String()))})
			}
		}
	}},
	{"HS-C025", Error, "The receive connector for the service does not offer TLS", "JPTLS; R1.13", func(s *scene, found func(place)) {
		for _, c := range s.receiving() {
			if !c.Allows(relay.AuthTls) {
				found(place{side: "onprem", object: c.Identity(), property: "AuthMechanism",
					value: fmt.Sprint(c.AuthMechanism), fix: setReceive(c, "-AuthMechanism @{Add='Tls'}")})
			}
		}
	}},
	{"HS-C026", Error, "TlsDomainCapabilities name the service as it was known before April 2016", "KB3156771", func(s *scene, found func(place)) {
		for _, c := range s.local.ReceiveConnectors {
			for _, d := range c.TlsDomainCapabilities {
				if strings.HasPrefix(d.Domain, "<I>") && strings.Contains(strings.ToLower(d.Domain), "microsoft") {
					found(place{side: "onprem", object: c.Identity(), property: "TlsDomainCapabilities",
						value: d.String(), fix: setReceive(c, "-TlsDomainCapabilities "+s.capability())})
				}
			}
		}
	}},
	{"HS-C027", Error, "The receive connector for the service takes no anonymous mail", "JPTLS; S1.4", func(s *scene, found func(place)) {
		for _, c := range s.receiving() {
			if !c.Permits(relay.AnonymousUsers) && !c.Allows(relay.AuthExternalAuthoritative) {
				found(place{side: "onprem", object: c.Identity(), property: "PermissionGroups",
					value: fmt.Sprint(c.PermissionGroups),
					fix:   setReceive(c, "-PermissionGroups @{Add='AnonymousUsers'}")})
			}
		}
	}},
	{"HS-C028", Info, "The receive connector for the service is not bound to [::]:25, so the wizard will not find it", "HCW8010", func(s *scene, found func(place)) {
		for _, c := range s.trusting() {
			v6 := slices.ContainsFunc(c.Bindings, func(b relay.Binding) bool {
				return b.Addr().Is6() && b.Port() == 25
			})
			server := s.local.Server(c.Server) // the wizard looks for none on an Edge (T12.7)
			if s.since2013() && !v6 && (server == nil || !server.Edge) {
				found(place{side: "onprem", object: c.Identity(), property: "Bindings", value: fmt.Sprint(c.Bindings),
					fix: setReceive(c, "-Bindings @{Add='[::]:25'}")})
			}
		}
	}},
	{"HS-C090", Error, "No enabled receive connector listens on port 25, so every connection is refused", "R1.1, R1.6", func(s *scene, found func(place)) {
		for _, srv := range s.local.Servers {
			if !slices.ContainsFunc(s.local.ReceiveConnectors, func(c *relay.ReceiveConnector) bool {
				return c.Enabled && c.Server == srv.Name && onPort25(c)
			}) {
				found(place{side: "onprem", object: srv.Name, property: "Bindings", fix: s.listening(srv.Name)})
			}
		}
	}},
	{"HS-C091", Error, "The ranges of the receive connectors leave addresses of the service to none of them", "R1.1, R1.6", unheard},
	{"HS-C092", Error, "A receive connector lets everybody relay: it is an open relay", "S1.4; T4.9", func(s *scene, found func(place)) {
		for _, c := range s.local.ReceiveConnectors {
			if !c.Enabled || !relaysAnonymous(c) || !slices.ContainsFunc(c.RemoteIPRanges, wide) {
				continue
			}
			p := place{side: "onprem", object: c.Identity(), property: "ExtendedRights",
				value: string(relay.RightAnyRecipient)}
			if c.Allows(relay.AuthExternalAuthoritative) {
				p.property, p.value, p.fix = "AuthMechanism", fmt.Sprint(c.AuthMechanism),
					setReceive(c, "-AuthMechanism @{Remove='ExternalAuthoritative'}")
			} else {
				p.fix = []string{onPremisesLine("Remove-ADPermission " + cmdlet.Quote(c.Identity()) +
					` -User "NT AUTHORITY\ANONYMOUS LOGON" -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient`)}
			}
			found(p)
		}
	}},
	{"HS-C093", Warning, "A relay connector covers the server's own address on a port that servers use among themselves", "T4.7", ownAddress},
	{"HS-C029", Warning, "A receive connector that trusts the service is disabled", "R1.1", func(s *scene, found func(place)) {
		for _, c := range s.trusting() {
			if !c.Enabled {
				found(place{side: "onprem", object: c.Identity(), property: "Enabled", value: "$false",
					fix: setReceive(c, "-Enabled $true")})
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

// receiving are the receive connectors that the service meets: of each server that it reaches those that trust it, else
// the one that takes its connections.
func (s *scene) receiving() (all []*relay.ReceiveConnector) {
	for _, server := range s.reached() {
		list := s.trustingAt(server, true)
		if c := s.taking(server, s.egress[0]); len(list) == 0 && c != nil {
			list = append(list, c)
		}
		all = append(all, list...)
	}
	return all
}

// trustingAt are the connectors of a server that trust the service, or those of them that are enabled.
func (s *scene) trustingAt(server string, enabled bool) []*relay.ReceiveConnector {
	return slices.DeleteFunc(s.trusting(), func(c *relay.ReceiveConnector) bool {
		return !strings.EqualFold(c.Server, server) || enabled && !c.Enabled
	})
}

// hijackers finds connectors that take connections of the service although another one trusts it: a narrower range, or
// stale ranges of the one that should (R1.3).
func hijackers(s *scene, found func(place)) {
	for _, server := range s.reached() {
		if trusting := s.trustingAt(server, true); len(trusting) > 0 {
			s.hijackersAt(server, trusting, found)
		}
	}
}

func (s *scene) hijackersAt(server string, trusting []*relay.ReceiveConnector, found func(place)) {
	taken := map[*relay.ReceiveConnector][]string{}
	var order []*relay.ReceiveConnector
	for _, a := range s.sources() {
		c := s.taking(server, a)
		if c == nil || slices.Contains(trusting, c) {
			continue
		}
		if taken[c] == nil {
			order = append(order, c)
		}
		taken[c] = append(taken[c], a.String())
	}
	for _, c := range order {
		p := place{side: "onprem", object: c.Identity(), property: "RemoteIPRanges",
			value: strings.Join(taken[c], ", ")}
		p.detail, p.fix = s.giveBack(c, trusting[0])
		found(p)
	}
}

// giveBack tells why a connector takes the service's connections and how the one that trusts the service gets them:
// narrower ranges are taken out of the connector in the way; a connector for everybody only takes what the right one
// does not list.
func (s *scene) giveBack(hijacker, right *relay.ReceiveConnector) (why string, fix []string) {
	var narrow, rest []relay.AddressRange
	for _, r := range hijacker.RemoteIPRanges {
		if !wide(r) && slices.ContainsFunc(s.sources(), r.Contains) {
			narrow = append(narrow, r)
		} else {
			rest = append(rest, r)
		}
	}
	switch {
	case len(narrow) == 0:
		return cmdlet.Quote(right.Identity()) + " does not list them", setReceive(right, "-RemoteIPRanges "+
			rangesOf(s.listed(right)))
	case len(rest) == 0:
		return cmdlet.Quote(right.Identity()) + " should take them", setReceive(hijacker, "-Enabled $false")
	}
	return rangesOf(narrow) + " are narrower than the ranges of " + cmdlet.Quote(right.Identity()), setReceive(hijacker,
		"-RemoteIPRanges "+rangesOf(rest))
}

// listed are the ranges that a connector for the service should have: those that the service publishes, and what it has
// of others.
func (s *scene) listed(c *relay.ReceiveConnector) []relay.AddressRange {
	list := slices.Clone(s.published)
	for _, r := range c.RemoteIPRanges {
		ofService := slices.ContainsFunc(s.published, func(p relay.AddressRange) bool {
			return p.Contains(r.First) || r.Contains(p.First)
		})
		if !ofService && !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	return list
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

// listening are the lines that let a server listen on port 25 again.
func (s *scene) listening(server string) []string {
	var first *relay.ReceiveConnector
	for _, c := range s.local.ReceiveConnectors {
		switch {
		case c.Server != server:
		case onPort25(c): // it is disabled
			return setReceive(c, "-Enabled $true")
		case first == nil || slices.ContainsFunc(c.RemoteIPRanges, wide) &&
			c.TransportRole == relay.FrontendTransport && c.Permits(relay.AnonymousUsers):
			first = c
		}
	}
	if first == nil {
		return nil
	}
	return setReceive(first, "-Bindings @{Add='0.0.0.0:25'}")
}

// unheard finds addresses of the service that no connector's ranges hold although somebody listens.
func unheard(s *scene, found func(place)) {
	for _, server := range s.reached() {
		s.unheardAt(server, found)
	}
}

func (s *scene) unheardAt(server string, found func(place)) {
	var lost []string
	var right *relay.ReceiveConnector
	for _, a := range s.sources() {
		if s.taking(server, a) == nil {
			lost = append(lost, a.String())
		}
	}
	for _, c := range s.local.ReceiveConnectors {
		if strings.EqualFold(c.Server, server) && c.Enabled && onPort25(c) &&
			(right == nil || len(c.TlsDomainCapabilities) > 0) {
			right = c
		}
	}
	if len(lost) == 0 || right == nil {
		return
	}
	found(place{side: "onprem", object: right.Identity(), property: "RemoteIPRanges",
		value: rangesOf(right.RemoteIPRanges), detail: strings.Join(lost, ", "),
		fix: setReceive(right, "-RemoteIPRanges "+rangesOf(s.listed(right)))})
}

// ownAddress finds relay connectors that a server's own sessions meet: on Exchange 2010 every port 25, later port 2525
// only.
func ownAddress(s *scene, found func(place)) {
	for _, c := range s.local.ReceiveConnectors {
		shared := onPort25(c)
		if s.since2013() {
			shared = slices.ContainsFunc(c.Bindings, func(b relay.Binding) bool { return b.Port() == 2525 })
		}
		if !c.Enabled || !shared || !relaysAnonymous(c) ||
			c.Permits(relay.ExchangeServers) && c.Allows(relay.AuthExchangeServer) {
			continue
		}
		var rest []relay.AddressRange
		covers := ""
		for _, r := range c.RemoteIPRanges {
			if !wide(r) && slices.ContainsFunc(s.home(), r.Contains) {
				covers = r.String()
			} else {
				rest = append(rest, r)
			}
		}
		if covers == "" {
			continue
		}
		p := place{side: "onprem", object: c.Identity(), property: "RemoteIPRanges", value: covers,
			fix: setReceive(c, "-RemoteIPRanges "+rangesOf(rest))}
		if len(rest) == 0 {
			p.fix = setReceive(c, "-Enabled $false")
		}
		found(p)
	}
}
