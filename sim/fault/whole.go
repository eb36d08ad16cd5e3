package fault

import (
	"cmp"
	cryptotls "crypto/tls"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// This file is about mistakes that are made at several objects at once, or with what belongs to somebody else.

// allInMaintenance makes a place of each organization of several servers: all of them were left in maintenance.
func allInMaintenance(s *site, add func(string, []string, []string)) {
	for side, o := range s.organizations(relay.OnPremises) {
		var lines, undo []string
		for _, server := range o.Servers {
			if !server.Edge {
				line := fmt.Sprintf("%s> Set-ServerComponentState %s -Component HubTransport -Requester Maintenance "+
					"-State ", side, server.Name)
				lines, undo = append(lines, line+"Inactive"), append(undo, line+"Active")
			}
		}
		if len(lines) > 1 {
			add(string(side), lines, undo)
		}
	}
}

// noRemoteDomains makes a place of each organization: its remote domains are gone, but for the default one.
func noRemoteDomains(s *site, add func(string, []string, []string)) {
	for side := range s.organizations(relay.OnPremises) {
		var lines, undo []string
		for x := range s.objects(relay.OnPremises, "RemoteDomain") {
			if x.side == side && notDefault(s, x) {
				lines = append(lines, x.prompt+"Remove-RemoteDomain "+cmdlet.Quote(x.Identity))
				undo = append(undo, x.again()...)
			}
		}
		if len(lines) > 1 {
			add(string(side), lines, undo)
		}
	}
}

// staleSPF makes a place of each outside domain with an SPF record: its host has another address since.
func staleSPF(s *site, add func(string, []string, []string)) {
	for h := range s.hosts {
		for _, d := range h.Domains {
			texts, _ := s.w.Net.LookupTXT(h.Name, d)
			if slices.ContainsFunc(texts, func(t string) bool { return strings.HasPrefix(t, "v=spf1 ") }) {
				add(d, one("net> dns %s TXT v=spf1 ip4:192.0.2.250 -all", d), nil)
			}
		}
	}
}

// everyDomain makes a place of each organization: it accepts every domain, and passes its mail on.
func everyDomain(s *site, add func(string, []string, []string)) {
	for side := range s.organizations(relay.OnPremises) {
		add(string(side), one(`%s> New-AcceptedDomain "Every domain" -DomainName * -DomainType InternalRelay`, side),
			one(`%s> Remove-AcceptedDomain "Every domain"`, side))
	}
}

// journalOff makes a place of each journal rule: it is off.
func journalOff(s *site, add func(string, []string, []string)) {
	for x := range s.objects("", "JournalRule") {
		id := cmdlet.Quote(x.Identity)
		add(x.name(), one("%sDisable-JournalRule %s", x.prompt, id), one("%sEnable-JournalRule %s", x.prompt, id))
	}
}

// underWildcard makes a place of each outside host whose name is under a tenant's wildcard: it has a certificate, and
// shows it. Undoing lets the connector expect the one name that its own organization shows.
func underWildcard(s *site, add func(string, []string, []string)) {
	for x := range s.objects(relay.Cloud, "InboundConnector") {
		domain, wild := strings.CutPrefix(x.text("TlsSenderCertificateName"), "*.")
		if !wild || !x.is("ConnectorType", "OnPremises") {
			continue
		}
		for _, h := range s.w.Hosts() {
			if _, under, _ := strings.Cut(h.Name, "."); !strings.EqualFold(under, domain) {
				continue
			}
			s.mails(func(side relay.Side, c *relay.Certificate) {
				if name := c.Leaf.DNSNames[0]; strings.HasSuffix(strings.ToLower(name), "."+strings.ToLower(domain)) {
					add(x.name()+" "+h.Name, one(`ca> issue %s by %q to %s`, h.Name, c.Issuer, h.Name),
						[]string{x.set("TlsSenderCertificateName", name)})
				}
			})
		}
	}
}

// othersCertificate makes a place of each server and each certificate of another organization: it is installed there,
// and the wizard is told of it.
func othersCertificate(s *site, add func(string, []string, []string)) {
	for x := range s.objects(relay.OnPremises, "HybridConfiguration") {
		s.mails(func(side relay.Side, c *relay.Certificate) {
			if side == x.side || x.org.IsEdge() {
				return
			}
			there := *c
			there.Server = x.org.FirstServer().Name
			pair := []string{"TlsCertificateName", certificateName(c)}
			update := x.prompt + "Update-HybridConfiguration"
			add(x.name()+" "+c.Subject, append(issued(x.side, &there, original(c), ""), x.set(pair...), update),
				[]string{x.back(pair...), update})
		})
	}
}

// strangersCertificate makes a place of each certificate whose domain the tenant does not accept: connectors name it.
// Undoing lets the tenant accept the domain.
func strangersCertificate(s *site, add func(string, []string, []string)) {
	for side := range s.organizations(relay.Cloud) {
		onprem, cloud := s.beside(side), s.w.Side(side).Organization()
		s.mails(func(at relay.Side, c *relay.Certificate) {
			_, domain, _ := strings.Cut(c.Leaf.DNSNames[0], ".")
			if onprem == nil || at != onprem.Side || cloud.AcceptedDomain(domain) != nil {
				return
			}
			pair := []string{"TlsCertificateName", certificateName(c)}
			var lines []string
			for x := range s.objects(relay.OnPremises, "HybridConfiguration") {
				if x.side == at {
					lines = append(lines, x.set(pair...), x.prompt+"Update-HybridConfiguration")
				}
			}
			for x := range s.objects(relay.OnPremises, "SendConnector") {
				if x.side == at && filled("TlsCertificateName")(s, x) {
					lines = append(lines, x.set(pair...))
				}
			}
			add(c.Server+" "+c.Subject, lines,
				one("%s> New-AcceptedDomain %s -DomainName %s -DomainType Authoritative", side, domain, domain))
		})
	}
}

// certificateName is how connectors name a certificate, as it is typed.
func certificateName(c *relay.Certificate) string {
	return fmt.Sprintf("%q", relay.CertificateName{Issuer: c.Issuer, Subject: c.Subject})
}

// oneCertificateForAll makes a place of each two customers of a service that mail passes: it shows the certificate of
// the one for the mail of the other.
func oneCertificateForAll(s *site, add func(string, []string, []string)) {
	for _, h := range s.w.Hosts() {
		rules := h.Relays()
		for i, r := range rules {
			own := shownBy(r.Certificate)
			for j, other := range rules {
				another := shownBy(other.Certificate)
				if i == j || own == "" || another == "" || own == another {
					continue
				}
				r.Certificate = nil
				add(fmt.Sprintf("%s for %s", h.Name, cmp.Or(r.Customer, r.Domain)),
					one("%s> relay %s%s", h.Name, r, another), one("%s> relay %s%s", h.Name, r, own))
			}
		}
	}
}

// shownBy is a certificate as the rule that presents it names it; empty: it presents none of its own.
func shownBy(c *cryptotls.Certificate) string {
	if c == nil || len(c.Certificate) == 0 {
		return ""
	}
	leaf, err := x509.ParseCertificate(c.Certificate[0])
	if err != nil || len(leaf.DNSNames) == 0 {
		return ""
	}
	return fmt.Sprintf(" presenting certificate %s by %q", leaf.DNSNames[0], relay.DistinguishedName(leaf.Issuer))
}

// takesOutsideDomains makes a place of each outbound connector and each outside domain that it is not for: it is.
func takesOutsideDomains(s *site, add func(string, []string, []string)) {
	for x := range s.objects(relay.Cloud, "OutboundConnector") {
		v, ok := x.Value("RecipientDomains")
		if !ok || v.Empty() || slices.Contains(v.Texts, "*") {
			continue
		}
		for h := range s.hosts {
			for _, d := range h.Domains {
				if !slices.Contains(v.Texts, d) {
					add(x.name()+" "+d, one("%s", x.set("RecipientDomains", v.Literal()+","+cmdlet.Quote(d))),
						one("%s", x.back("RecipientDomains", "")))
				}
			}
		}
	}
}
