package check

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/connector"
)

// soon is how long before its end a certificate is worth a warning (CSSEXO).
const soon = 60 * 24 * time.Hour

// eachCertificate makes a rule's find of what is wrong with one certificate that hybrid mail uses.
func eachCertificate(wrong func(s *scene, c *relay.Certificate) (p place, found bool)) func(*scene, func(place)) {
	return func(s *scene, found func(place)) {
		for _, c := range s.inUse() {
			if p, is := wrong(s, c); is {
				p.side, p.object = "onprem", c.Subject+" "+c.Thumbprint
				found(p)
			}
		}
	}
}

var certificateRules = []Rule{
	{"HS-C030", Error, "The hybrid certificate has expired", "CERTREQ; T16.2", eachCertificate(func(s *scene, c *relay.Certificate) (place, bool) {
		return place{property: "NotAfter", value: day(c.Leaf.NotAfter), fix: renewal(c)}, s.now.After(c.Leaf.NotAfter)
	})},
	{"HS-C031", Warning, "The hybrid certificate expires within 60 days", "CSSEXO", eachCertificate(func(s *scene, c *relay.Certificate) (place, bool) {
		return place{property: "NotAfter", value: day(c.Leaf.NotAfter), fix: renewal(c)},
			!s.now.After(c.Leaf.NotAfter) && c.Leaf.NotAfter.Sub(s.now) < soon
	})},
	{"HS-C032", Error, "The hybrid certificate is not assigned to SMTP, so transport cannot use its key, and the wizard refuses it", "L41; HCWERR; S2.6", eachCertificate(func(_ *scene, c *relay.Certificate) (place, bool) {
		return place{property: "Services", value: strings.Join(c.Services, ", "), fix: []string{enabling(c)}},
			!c.EnabledFor("SMTP") && c.HasPrivateKey
	})},
	{"HS-C033", Error, "The hybrid certificate has no private key, so it cannot be shown", "KB4495258; KB2989382", eachCertificate(func(_ *scene, c *relay.Certificate) (place, bool) {
		return place{property: "HasPrivateKey", value: truth(c.HasPrivateKey), fix: replacement(c)}, !c.HasPrivateKey ||
			c.TLS == nil
	})},
	{"HS-C034", Error, "The hybrid certificate is sent without its intermediate authority", "R3.9; JPTLS", eachCertificate(func(_ *scene, c *relay.Certificate) (place, bool) {
		return place{property: "Issuer", value: c.Issuer, fix: replacement(c)}, c.TLS != nil &&
			len(c.Issuers) >= len(c.TLS.Certificate) && len(c.Issuers) > 0
	})},
	{"HS-C035", Error, "The hybrid certificate is from an authority that nobody trusts", "CERTREQ; JPTLS", eachCertificate(func(s *scene, c *relay.Certificate) (place, bool) {
		p := place{property: "Issuer", value: c.Issuer}
		if !c.SelfSigned {
			p.fix = []string{"ca> trust " + doubleQuoted(rootOf(c))}
		} else if best := s.best(""); best != nil {
			p.fix = s.wizard()
		}
		return p, c.TLS != nil && !s.now.After(c.Leaf.NotAfter) &&
			connector.Untrusted(c, s.local.RootsOf(c.Server), s.now)
	})},
	{"HS-C036", Error, "Of several certificates that match the send connector's Fqdn the server picks one that it does not trust", "KB2888788", func(s *scene, found func(place)) {
		for _, c := range s.toService(true) {
			for _, server := range s.local.Servers {
				cert, _, _ := connector.ClientCertificate(s.local, c, server.Name, s.now)
				if c.RequireTLS && c.TlsCertificateName.IsZero() && cert != nil && !cert.SelfSigned &&
					connector.Untrusted(cert, server.TrustedRoots, s.now) {
					found(place{side: "onprem", object: c.Name, property: "Fqdn", value: c.Fqdn, detail: cert.Subject +
						" of " + cert.Issuer,
						fix: []string{onPremisesLine("Remove-ExchangeCertificate -Thumbprint " + cert.Thumbprint)}})
				}
			}
		}
	}},
	{"HS-C038", Error, "On-premises does not trust the authority of the service's certificate", "JPTLS; R1.18", serviceUntrusted},
	{"HS-C037", Warning, "The certificate's issuer and subject are longer than 256 characters, which an Edge subscription cannot copy", "KB4052493", eachCertificate(func(_ *scene, c *relay.Certificate) (place, bool) {
		return place{property: "TlsCertificateName", value: c.Name().String()}, len(c.Name().String()) > longestName
	})},
}

// serviceUntrusted finds servers that do not trust the authority of the service's certificate: they can neither verify
// whom they send to nor believe who sends.
func serviceUntrusted(s *scene, found func(place)) {
	for _, c := range s.cloud.Certificates {
		for _, server := range s.local.Servers {
			if c.TLS != nil && !c.SelfSigned && connector.Untrusted(c, server.TrustedRoots, s.now) {
				found(place{side: "onprem", object: server.Name, property: "Issuer", value: c.Issuer, detail: c.Subject,
					fix: []string{"ca> trust " + doubleQuoted(rootOf(c))}})
			}
		}
	}
}

// longestName is how long an issuer and subject may be where an Edge server copies them (S2.6 [D] KB4052493).
const longestName = 256

// inUse are the certificates that hybrid connectors and the wizard's configuration name, each once; of several with one
// name those that would be chosen before the others, the last to expire.
func (s *scene) inUse() (list []*relay.Certificate) {
	type use struct {
		server string // empty: any
		name   relay.CertificateName
	}
	var uses []use
	for _, c := range s.toService(true) {
		for _, server := range s.sourcesOf(c) {
			uses = append(uses, use{server, c.TlsCertificateName})
		}
	}
	for _, c := range s.receiving() {
		uses = append(uses, use{c.Server, c.TlsCertificateName})
	}
	if s.local.Hybrid != nil {
		uses = append(uses, use{"", s.local.Hybrid.TlsCertificateName})
	}
	for _, u := range uses {
		var last *relay.Certificate
		for _, c := range s.certificatesOf(u.server) {
			if c.Name() == u.name && c.Leaf != nil && (last == nil || last.TLS == nil ||
				c.TLS != nil && last.Leaf.NotAfter.Before(c.Leaf.NotAfter)) {
				last = c
			}
		}
		if last != nil && !slices.Contains(list, last) {
			list = append(list, last)
		}
	}
	return list
}

// certificatesOf are the certificates in a server's store; without a name those of all.
func (s *scene) certificatesOf(server string) []*relay.Certificate {
	if server == "" {
		return s.local.Certificates
	}
	return s.local.CertificatesOf(server)
}

// sourcesOf are the servers that send a connector's mail.
func (s *scene) sourcesOf(c *relay.SendConnector) []string {
	var list []string
	for _, name := range c.SourceTransportServers {
		if server := s.local.Server(name); server != nil {
			list = append(list, server.Name)
		}
	}
	if len(list) == 0 {
		return []string{s.local.FirstServer().Name}
	}
	return list
}

// stored reports whether a certificate with a name is in a server's store; what is wrong with it is a finding of its
// own.
func (s *scene) stored(server string, name relay.CertificateName) bool {
	return slices.ContainsFunc(s.certificatesOf(server), func(c *relay.Certificate) bool { return c.Name() == name })
}

// usable is the certificate with a name that has a private key, or nil.
func (s *scene) usable(name relay.CertificateName) *relay.Certificate {
	for _, c := range s.local.Certificates {
		if c.Name() == name && c.HasPrivateKey && c.TLS != nil {
			return c
		}
	}
	return nil
}

// shown is the certificate that a receive connector shows, or nil.
func (s *scene) shown(c *relay.ReceiveConnector) *relay.Certificate {
	cert, _ := connector.ServerCertificate(s.local, c, s.now)
	return cert
}

// best is the certificate that hybrid mail should show at a server, or at any: usable, valid and trusted; one with the
// name that the cloud expects before others, then the newest.
func (s *scene) best(server string) (best *relay.Certificate) {
	rank := func(c *relay.Certificate) (expected bool) {
		return slices.ContainsFunc(s.toOnPremises(), func(o *relay.OutboundConnector) bool {
			return carries(c, o.TlsDomain)
		})
	}
	for _, c := range s.certificatesOf(server) {
		if !c.HasPrivateKey || c.TLS == nil || c.Leaf == nil || s.now.After(c.Leaf.NotAfter) || s.untrusted(c) {
			continue
		}
		if best == nil || rank(c) && !rank(best) || rank(c) == rank(best) &&
			best.Leaf.NotBefore.Before(c.Leaf.NotBefore) {
			best = c
		}
	}
	return best
}

func (s *scene) untrusted(c *relay.Certificate) bool {
	return c.TLS == nil || connector.Untrusted(c, s.local.RootsOf(c.Server), s.now)
}

// carries reports whether a certificate names a host, itself or by a wildcard.
func carries(c *relay.Certificate, host string) bool {
	return host != "" && connector.NamesHost(c.CertificateDomains(), host)
}

// hostOf is the first name in a certificate.
func hostOf(c *relay.Certificate) string {
	if names := c.CertificateDomains(); len(names) > 0 {
		return names[0]
	}
	return ""
}

// renewal issues the same names by the same authority again and assigns the new certificate to SMTP.
func renewal(c *relay.Certificate) []string {
	if c.SelfSigned || hostOf(c) == "" {
		return nil
	}
	line := fmt.Sprintf("ca> issue %s by %s", strings.Join(c.CertificateDomains(), " and "), doubleQuoted(c.Issuer))
	if root := rootOf(c); root != c.Issuer {
		line += " under " + doubleQuoted(root)
	}
	return []string{line + " to " + c.Server, onPremisesLine("Get-ExchangeCertificate -DomainName " + hostOf(c) +
		" | Enable-ExchangeCertificate -Services SMTP")}
}

// replacement is a renewal in place of a certificate that would stand in its way.
func replacement(c *relay.Certificate) []string {
	lines := renewal(c)
	if lines == nil {
		return nil
	}
	return append([]string{onPremisesLine("Remove-ExchangeCertificate -Thumbprint " + c.Thumbprint)}, lines...)
}

func enabling(c *relay.Certificate) string {
	return onPremisesLine("Enable-ExchangeCertificate -Thumbprint " + c.Thumbprint + " -Services SMTP")
}

// rootOf is the name of the authority at the end of a certificate's chain.
func rootOf(c *relay.Certificate) string {
	if n := len(c.Issuers); n > 0 {
		return relay.DistinguishedName(c.Issuers[n-1].Issuer)
	}
	return c.Issuer
}

func doubleQuoted(s string) string { return `"` + s + `"` }

func day(t time.Time) string { return t.UTC().Format("2006-01-02") }
