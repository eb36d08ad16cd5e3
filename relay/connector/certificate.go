package connector

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/chain"
)

// ServerCertificate picks the certificate that a ReceiveConnector shows; nil means that STARTTLS is not offered and the
// server logs event 12014 (R1.13-R1.15 [D] JPTLS, KB2989382; the choice by Fqdn R1.14 [S]). One that has expired is
// offered all the same, with event 12016 (T5.5, T16.2 [D]), and so is one whose key the service cannot use (T5.5).
func ServerCertificate(o *relay.Organization, c *relay.ReceiveConnector, now time.Time) (*relay.Certificate,
	relay.Decision) {
	d := relay.Decision{Question: relay.WhichCertificate, Subject: c.Identity()}
	if !c.Allows(relay.AuthTls) {
		d.Because, d.Source = "AuthMechanism lacks Tls, so STARTTLS is not offered", "RCV"
		return nil, d
	}
	search := search{d, o.CertificatesOf(c.Server), o.Server(c.Server), o.ProductOf(c.Server), now, true}
	if !c.TlsCertificateName.IsZero() {
		return search.byName(c.TlsCertificateName)
	}
	return search.byFqdn(c.Fqdn)
}

// ClientCertificate picks the certificate that a SendConnector shows: the one TlsCertificateName names, else the one
// that matches the connector's Fqdn (2010 knows only that, S2.1 [I]), or the server's. ok is false when a named
// certificate is missing: the mail then waits (S2.6 [D] KB3156771). One that is there without a private key is not
// missing: the handshake finds out (KB4495258, L40, L51).
func ClientCertificate(o *relay.Organization, c *relay.SendConnector, server string,
	now time.Time) (cert *relay.Certificate, ok bool, d relay.Decision) {
	d = relay.Decision{Question: relay.WhichCertificate, Subject: c.Name}
	search := search{d, o.CertificatesOf(server), o.Server(server), o.ProductOf(server), now, false}
	if !c.TlsCertificateName.IsZero() {
		cert, d = search.byName(c.TlsCertificateName)
		return cert, cert != nil, d
	}
	cert, d = search.byFqdn(c.Fqdn)
	return cert, true, d
}

// search is the search for a certificate in a server's store.
type search struct {
	d       relay.Decision
	store   []*relay.Certificate
	server  *relay.Server // may be nil
	product relay.Product
	now     time.Time
	serves  bool // it is for a receive connector: the server judges what it shows (R1.15)
}

// byName finds certificates with the issuer and subject. SMTP assignment is not checked on this path (R1.13).
func (s search) byName(name relay.CertificateName) (*relay.Certificate, relay.Decision) {
	s.d.Source = "R1.13, R1.15"
	flawed := ""
	cert, d := s.best(name.String(), "issuer and subject match", "TlsCertificateName names it",
		"no usable certificate in the store is named "+name.String(), func(cert *relay.Certificate) (why string) {
			switch {
			case cert.Name() != name:
				return "issuer and subject differ from TlsCertificateName"
			case !s.serves:
				return ""
			case !cert.HasPrivateKey || cert.TLS == nil:
				why = "it has no private key"
			default:
				why = s.problem(cert, true)
			}
			if why != "" {
				flawed = fmt.Sprintf(" (%s: %s)", cert.Thumbprint, why)
			}
			return why
		})
	if cert == nil {
		d.Because += flawed
	}
	return cert, d
}

// byFqdn finds certificates that name the connector's Fqdn; a connector without one has its server's (L52, L54).
func (s search) byFqdn(fqdn string) (*relay.Certificate, relay.Decision) {
	s.d.Source = "R1.14"
	property, named := "Fqdn "+fqdn, "the connector's Fqdn "+fqdn
	if fqdn == "" && s.server != nil {
		fqdn, s.d.Source = s.server.Fqdn, "R1.14, L52, L54"
		property = "Fqdn is empty: the server's own, " + fqdn
		named = "the server, " + fqdn + ": the connector's Fqdn is empty"
	}
	return s.best(property, "a name matches", "it names "+named, "no valid certificate for SMTP names "+fqdn,
		func(cert *relay.Certificate) string {
			switch {
			case !NamesHost(relay.CertificateNames(cert.Leaf), fqdn):
				return "no name matches " + fqdn
			case !cert.EnabledFor("SMTP"):
				return "not assigned to SMTP"
			case !cert.HasPrivateKey || cert.TLS == nil:
				return "it has no private key"
			case s.now.Before(cert.Leaf.NotBefore) || !s.serves && cert.Expired(s.now):
				return "out of its validity period"
			}
			return s.problem(cert, false)
		})
}

// best goes through the store: against says what speaks against a certificate, and of the others the preferred one
// wins.
func (s search) best(property, fits, because, none string,
	against func(*relay.Certificate) string) (*relay.Certificate, relay.Decision) {
	d := s.d
	var best *relay.Certificate
	at := -1
	for _, cert := range s.store {
		label := property
		if d.Source == "R1.13, R1.15" {
			label = cert.Name().String()
		}
		if why := against(cert); why != "" {
			d.Candidates = append(d.Candidates, relay.Rejected(certLabel(cert), label, why))
			continue
		}
		why := fits
		if cert.Expired(s.now) {
			why += ", although it has expired"
		}
		d.Candidates = append(d.Candidates, relay.Fitting(certLabel(cert), label, why))
		if best == nil || s.preferred(cert, best) {
			best, at = cert, len(d.Candidates)-1
		}
	}
	if best == nil {
		d.Because = none
		return nil, d
	}
	return chosen(d, at, best, because)
}

// problem is what a server has against a certificate that it would show: revoked (L76), or, of one that a connector
// names, a chain that does not hold (R1.15). That it has expired is none.
func (s search) problem(cert *relay.Certificate, chained bool) string {
	switch {
	case !s.serves || s.server == nil:
		return ""
	case s.server.Revoked[cert.Thumbprint]:
		return "its authority has revoked it"
	case chained:
		return chainProblem(cert, s.server.TrustedRoots, earlier(s.now, cert.Leaf.NotAfter))
	}
	return ""
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// preferred orders certificates that match equally: one that can be used first, then one that is not self-signed, then
// the newest (R1.14, T5.5 [D] for 2016 and later). Before 2016 the one that TlsCertificateName names and that expires
// last (R1.13 [D]; T16.1).
func (s search) preferred(a, b *relay.Certificate) bool {
	if usable := a.HasPrivateKey && !a.Expired(s.now); usable != (b.HasPrivateKey && !b.Expired(s.now)) {
		return usable
	}
	if s.d.Source == "R1.13, R1.15" && s.product < relay.Exchange2016 {
		return b.Leaf.NotAfter.Before(a.Leaf.NotAfter)
	}
	if a.SelfSigned != b.SelfSigned {
		return b.SelfSigned
	}
	return a.Leaf.NotBefore.After(b.Leaf.NotBefore)
}

func chosen(d relay.Decision, at int, cert *relay.Certificate, because string) (*relay.Certificate, relay.Decision) {
	d.Chosen, d.Because = certLabel(cert), because
	d.Win(at, "")
	return cert, d
}

// Untrusted reports whether a certificate's chain does not lead to a trusted root now.
func Untrusted(cert *relay.Certificate, roots *x509.CertPool, now time.Time) bool {
	return chainProblem(cert, roots, now) != ""
}

func certLabel(c *relay.Certificate) string { return c.Subject + " " + c.Thumbprint }

// chainProblem is what the server itself has against its certificate. It looks for issuers beyond those that it sends:
// a chain that is incomplete only for others is theirs to refuse (R3.9; the difference is [I]).
func chainProblem(cert *relay.Certificate, roots *x509.CertPool, now time.Time) string {
	issuers := slices.Clone(cert.Issuers)
	for _, der := range cert.TLS.Certificate[1:] {
		if c, err := chain.Parse(der); err == nil {
			issuers = append(issuers, c)
		}
	}
	if err := chain.Verify(cert.Leaf, issuers, roots, now); err != nil {
		return "it " + flaw(cert.Leaf, err, now)
	}
	return ""
}

// Secured is what a session agreed on, whoever the client is.
func Secured(state tls.ConnectionState) relay.PeerIdentity {
	id := relay.PeerIdentity{Secured: true, Version: relay.TLSVersion(state.Version)}
	if state.CipherSuite != 0 {
		id.Suite = relay.CipherSuite(tls.CipherSuiteName(state.CipherSuite))
	}
	return id
}

// Identify judges the certificate that a client showed during STARTTLS: its names, and whether it chains to a trusted
// root at this time. A client need not show one (R1.19 [O]); one without its intermediates is unusable (R3.9 [D]).
func Identify(state tls.ConnectionState, roots *x509.CertPool, now time.Time) relay.PeerIdentity {
	id := Secured(state)
	if len(state.PeerCertificates) == 0 {
		return id
	}
	leaf := state.PeerCertificates[0]
	id.Names = relay.CertificateNames(leaf)
	id.Certificate = relay.CertificateName{Issuer: relay.DistinguishedName(leaf.Issuer),
		Subject: relay.DistinguishedName(leaf.Subject)}
	err := chain.Verify(leaf, state.PeerCertificates[1:], roots, now)
	if id.Validated = err == nil; !id.Validated {
		id.Problem = flaw(leaf, err, now)
	}
	return id
}

// untrusted is what is said of a certificate without a chain to a root.
const untrusted = "does not chain to a trusted root"

// flaw says what is wrong with a certificate that does not verify, behind "the certificate".
func flaw(leaf *x509.Certificate, err error, now time.Time) string {
	var invalid x509.CertificateInvalidError
	if !errors.As(err, &invalid) || invalid.Reason != x509.Expired || invalid.Cert == nil {
		return untrusted
	}
	whose := ""
	if !invalid.Cert.Equal(leaf) {
		whose = "is issued by " + relay.DistinguishedName(invalid.Cert.Subject) + ", whose certificate "
	}
	if now.Before(invalid.Cert.NotBefore) {
		return whose + "is not valid before " + invalid.Cert.NotBefore.UTC().Format(time.DateOnly)
	}
	return whose + "expired on " + invalid.Cert.NotAfter.UTC().Format(time.DateOnly)
}

// NamesHost reports whether certificate names cover a host: exactly, or by a wildcard for its first label (R1.14).
func NamesHost(names []string, host string) bool {
	host = strings.ToLower(host)
	for _, name := range names {
		if name == host {
			return true
		}
		if parent, ok := strings.CutPrefix(name, "*."); ok {
			if _, rest, ok := strings.Cut(host, "."); ok && rest == parent {
				return true
			}
		}
	}
	return false
}
