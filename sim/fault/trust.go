package fault

import (
	"cmp"
	"fmt"
	"iter"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/schannel"
)

// mails goes through the certificates that authorities issued and that SMTP uses.
func (s *site) mails(yield func(side relay.Side, c *relay.Certificate)) {
	for side, o := range s.organizations(relay.OnPremises) {
		for _, c := range o.Certificates {
			if !c.SelfSigned && c.EnabledFor("SMTP") && c.Leaf != nil && len(c.Leaf.DNSNames) > 0 {
				yield(side, c)
			}
		}
	}
}

const (
	otherCA    = "CN=Another Public CA"
	internalCA = "CN=Internal CA"
	noKey      = " without private key"
)

// issued are the lines that put a certificate like one into its server's store and give it to SMTP.
func issued(side relay.Side, c *relay.Certificate, by, more string) []string {
	names := c.Leaf.DNSNames[0]
	if len(c.Leaf.DNSNames) > 1 {
		names += " and " + strings.Join(c.Leaf.DNSNames[1:], ", ")
	}
	return []string{
		fmt.Sprintf("ca> issue %s %s to %s%s", names, by, c.Server, more),
		fmt.Sprintf("%s> Get-ExchangeCertificate -Server %s -DomainName %s | Enable-ExchangeCertificate -Services SMTP",
			side, c.Server, c.Leaf.DNSNames[0]),
	}
}

func removed(side relay.Side, c *relay.Certificate) string {
	return fmt.Sprintf("%s> Remove-ExchangeCertificate -Thumbprint %s -Server %s", side, c.Thumbprint, c.Server)
}

// gone takes whatever certificate of the names is there away.
func gone(side relay.Side, c *relay.Certificate) string {
	return fmt.Sprintf("%s> Get-ExchangeCertificate -Server %s -DomainName %s | Remove-ExchangeCertificate",
		side, c.Server, c.Leaf.DNSNames[0])
}

// replaced makes a place of each certificate of SMTP: it is taken away, and another of its names comes.
func replaced(by func(*relay.Certificate) (by, more string), services bool) func(*site, *Operator) {
	return types(func(s *site, add func(string, []string, []string)) {
		s.mails(func(side relay.Side, c *relay.Certificate) {
			who, more := by(c)
			lines := issued(side, c, who, more)
			if !services {
				lines = lines[:1]
			}
			undo := issued(side, c, original(c), "")
			if more != noKey { // such a certificate is not listed, and can stay (L51)
				undo = append([]string{gone(side, c)}, undo...)
			}
			add(c.Server+" "+c.Subject, append([]string{removed(side, c)}, lines...), undo)
		})
	})
}

// named are the lines with which the connectors that name a certificate of their server's name the one of another
// authority, as whoever puts it in its place does (R1.13), and those that undo it.
func (s *site) named(side relay.Side, c *relay.Certificate, authority string) (lines, back []string) {
	was := relay.CertificateName{Issuer: c.Issuer, Subject: c.Subject}
	is := relay.CertificateName{Issuer: authority, Subject: c.Subject}
	for _, noun := range []string{"ReceiveConnector", "SendConnector"} {
		for x := range s.objects(side.Kind(), noun) {
			servers := strings.Trim(x.text("SourceTransportServers"), "{}")
			if noun == "ReceiveConnector" {
				servers, _, _ = strings.Cut(x.Identity, `\`)
			}
			copied := noun == "SendConnector" && x.org.IsEdge() // from inside, where it is changed
			if copied || !strings.EqualFold(servers, c.Server) || !x.is("TlsCertificateName", was.String()) {
				continue
			}
			pair := []string{"TlsCertificateName", fmt.Sprintf("%q", is)}
			lines, back = append(lines, x.set(pair...)), append(back, x.back(pair...))
			if x.side != side {
				synchronize := x.prompt + "Start-EdgeSynchronization"
				lines, back = append(lines, synchronize), append(back, synchronize)
			}
		}
	}
	return lines, back
}

func original(c *relay.Certificate) string { return fmt.Sprintf("by %q", c.Issuer) }

// certificates are mistakes with what servers show.
var certificates = []*Operator{
	{"certificate-removed", "A server has lost its certificate.", Certificates, Seen, "T16.2", Customer,
		types(func(s *site, add func(string, []string, []string)) {
			s.mails(func(side relay.Side, c *relay.Certificate) {
				add(c.Server+" "+c.Subject, []string{removed(side, c)}, issued(side, c, original(c), ""))
			})
		})},
	{"certificate-of-anothers-domain", "Connectors name a certificate whose domain the tenant does not accept.", Certificates, Seen, "ATTR36", Customer,
		types(strangersCertificate)},
	{"certificate-of-another-organization", "A server shows the certificate of another organization.", Certificates, Rare, "T10.3", Customer,
		types(othersCertificate)},
	{"outside-host-under-wildcard", "An outside host has a certificate that a tenant's wildcard takes for its own.", Certificates, Seen, "T10.11", Customer,
		types(underWildcard)},
	{"certificate-issuer-changed", "The certificate was renewed by another authority, and connectors still name the old one.", Certificates, Often, "KB2989382",
		Customer, replaced(func(*relay.Certificate) (string, string) { return fmt.Sprintf("by %q", otherCA), "" }, true)},
	{"certificate-self-signed", "The certificate was replaced by a self-signed one of the same name.", Certificates, Seen, "L69", Customer,
		replaced(func(*relay.Certificate) (string, string) { return "self-signed", "" }, true)},
	{"certificate-without-key", "The certificate was imported without its private key.", Certificates, Seen, "L40", Customer,
		replaced(func(c *relay.Certificate) (string, string) { return original(c), noKey }, false)},
	{"certificate-without-chain", "The server sends no intermediate certificate.", Certificates, Seen, "L32", Customer,
		replaced(func(c *relay.Certificate) (string, string) { return original(c), " without chain" }, true)},
	{"certificate-expired", "The certificate has expired.", Certificates, Often, "T16.2", Customer,
		replaced(func(c *relay.Certificate) (string, string) {
			return original(c), " from 2009-01-01T00:00:00Z until 2010-01-01T00:00:00Z"
		}, true)},
	{"certificate-not-smtp", "The new certificate is not assigned to SMTP.", Certificates, Often, "T5.5", Customer,
		replaced(func(c *relay.Certificate) (string, string) { return original(c), "" }, false)},
	{"certificate-untrusted-authority", "The certificate is of an authority that nobody outside trusts.", Certificates, Often, "KB2888788", Customer,
		types(func(s *site, add func(string, []string, []string)) {
			s.mails(func(side relay.Side, c *relay.Certificate) {
				named, back := s.named(side, c, internalCA)
				lines := append([]string{removed(side, c)}, issued(side, c, fmt.Sprintf("by %q", internalCA), "")...)
				lines = append(append(lines, named...), fmt.Sprintf("ca> distrust %q", internalCA))
				undo := append([]string{gone(side, c)}, issued(side, c, original(c), "")...)
				add(c.Server+" "+c.Subject, lines, append(undo, back...))
			})
		})},
	{"certificate-revoked", "The certificate was revoked.", Certificates, Seen, "L76", Customer,
		types(func(s *site, add func(string, []string, []string)) {
			s.mails(func(side relay.Side, c *relay.Certificate) {
				add(c.Server+" "+c.Subject, one("ca> revoke %s by %q", c.Leaf.DNSNames[0], c.Issuer),
					append([]string{removed(side, c)}, issued(side, c, original(c), "")...))
			})
		})},
	{"certificate-key-unreadable", "The service may not read the certificate's key.", Certificates, Seen, "L30", Customer,
		types(func(s *site, add func(string, []string, []string)) {
			s.mails(func(_ relay.Side, c *relay.Certificate) {
				add(c.Server+" "+c.Subject, one("%s> deny key of %s", c.Server, c.Leaf.DNSNames[0]),
					one("%s> grant key of %s", c.Server, c.Leaf.DNSNames[0]))
			})
		})},
	{"root-missing-at-server", "One server does not trust the authority of the service's certificate.", Certificates, Seen, "G1.5.4", Customer,
		types(func(s *site, add func(string, []string, []string)) {
			root := serviceRoot(s)
			for _, server := range s.servers() {
				if root != "" {
					add(server.Name,
						one("ca> distrust %q at %s", root, server.Name),
						one("ca> trust %q at %s", root, server.Name))
				}
			}
		})},
	{"root-distrusted", "The authority of the certificate is trusted no more.", Certificates, Rare, "KB2888788", Customer,
		types(func(s *site, add func(string, []string, []string)) {
			s.mails(func(_ relay.Side, c *relay.Certificate) {
				if len(c.Issuers) == 0 {
					add(c.Issuer, one("ca> distrust %q", c.Issuer), one("ca> trust %q", c.Issuer))
				}
			})
		})},
}

// serviceRoot is the authority under which the service's certificates are.
func serviceRoot(s *site) string {
	for _, o := range s.w.Organizations() {
		if !o.InCloud() {
			continue
		}
		for _, c := range o.Certificates {
			if c.Leaf != nil && !c.SelfSigned {
				return c.Issuer
			}
		}
	}
	return "CN=Simulated Cloud Services CA 1, O=hybridsim"
}

// servers are the machines of organizations on-premises.
func (s *site) servers() (list []*relay.Server) {
	for _, o := range s.organizations(relay.OnPremises) {
		list = append(list, o.Servers...)
	}
	return list
}

// tls are mistakes with what machines speak.
var tls = []*Operator{
	{"tls-1-2-off", "A server does not speak TLS 1.2.", TLS, Often, "L10", Customer, machines("disable TLS 1.2", "enable TLS 1.2")},
	{"tls-modern-ciphers-off", "A server lacks the ciphers that the other side still takes.", TLS, Seen, "L7", Customer,
		machines("disable ciphers GCM, ECDHE, TLS_RSA_WITH_AES_*", "enable ciphers GCM, ECDHE, TLS_RSA_WITH_AES_*")},
	{"tls-old-windows", "The server runs on a Windows that speaks old TLS alone.", TLS, Seen, "L1", Customer,
		machines("run on Windows Server 2008 R2", "")},
	{"tls-outside-old", "The recipient's host speaks TLS 1.0 alone.", TLS, Seen, "L10", OtherTenant,
		atHosts("%s> run on Windows Server 2008 R2")},
	{"tls-outside-ciphers-off", "The recipient's host lacks the ciphers that the service still takes.", TLS, Seen, "L7", OtherTenant,
		atHosts("%s> disable ciphers GCM, ECDHE, TLS_RSA_WITH_AES_*")},
	{"tls-outside-off", "The recipient's host offers no TLS.", TLS, Seen, "S5.2", OtherTenant,
		atHosts("%s> TLS off")},
}

// machines goes through the servers with what they run.
func (s *site) machines() iter.Seq2[*relay.Server, relay.Product] {
	return func(yield func(*relay.Server, relay.Product) bool) {
		for _, o := range s.organizations(relay.OnPremises) {
			for _, server := range o.Servers {
				if !yield(server, o.Product) {
					return
				}
			}
		}
	}
}

// machines makes a place of each server on-premises. Without an undoing line the machine runs on what it ran on.
func machines(line, undo string) func(*site, *Operator) {
	return types(func(s *site, add func(string, []string, []string)) {
		for server, product := range s.machines() {
			back := undo
			if back == "" {
				back = "run on " + schannel.SystemOf(cmp.Or(server.Product, product), server.TLS).Name
			}
			add(server.Name, one("%s> %s", server.Name, line), one("%s> %s", server.Name, back))
		}
	})
}
