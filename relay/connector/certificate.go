package connector

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"

	"hybridsim/relay"
)

// ServerCertificate picks the certificate that a ReceiveConnector shows; nil means that STARTTLS is not offered and the
// server logs event 12014 (R1.13-R1.15 [D] JPTLS, KB2989382; the choice by Fqdn R1.14 [S]).
func ServerCertificate(o *relay.Organization, c *relay.ReceiveConnector, now time.Time) (*relay.Certificate,
	relay.Decision) {
	d := relay.Decision{Question: relay.WhichCertificate, Subject: c.Identity()}
	if !c.Allows(relay.AuthTls) {
		d.Because, d.Source = "AuthMechanism lacks Tls, so STARTTLS is not offered", "RCV"
		return nil, d
	}
	store := o.CertificatesOf(c.Server)
	if !c.TlsCertificateName.IsZero() {
		return byName(d, store, c.TlsCertificateName, o.RootsOf(c.Server), now)
	}
	return byFqdn(d, store, o.Server(c.Server), c.Fqdn, now)
}

// ClientCertificate picks the certificate that a SendConnector shows: the one TlsCertificateName names, else the one
// that matches the connector's Fqdn (2010 knows only that, S2.1 [I]), or the server's. ok is false when a named
// certificate is missing: the mail then waits (S2.6 [D] KB3156771).
func ClientCertificate(o *relay.Organization, c *relay.SendConnector, server string,
	now time.Time) (cert *relay.Certificate, ok bool, d relay.Decision) {
	d = relay.Decision{Question: relay.WhichCertificate, Subject: c.Name}
	store := o.CertificatesOf(server)
	if !c.TlsCertificateName.IsZero() {
		cert, d = byName(d, store, c.TlsCertificateName, nil, now)
		return cert, cert != nil, d
	}
	cert, d = byFqdn(d, store, o.Server(server), c.Fqdn, now)
	return cert, true, d
}

// byName finds certificates with the issuer and subject; of several the one that expires last (R1.13). SMTP assignment
// is not checked on this path. With roots, a certificate whose chain does not lead there does not count (R1.15).
func byName(d relay.Decision, store []*relay.Certificate, name relay.CertificateName, roots *x509.CertPool,
	now time.Time) (*relay.Certificate, relay.Decision) {
	d.Source = "R1.13, R1.15"
	var best *relay.Certificate
	at, flawed := -1, ""
	for _, cert := range store {
		why := ""
		switch {
		case cert.Name() != name:
			why = "issuer and subject differ from TlsCertificateName"
		case !cert.HasPrivateKey || cert.TLS == nil:
			why = "it has no private key"
		case roots != nil:
			why = chainProblem(cert, roots, now)
		}
		if why != "" {
			d.Candidates = append(d.Candidates, relay.Rejected(certLabel(cert), cert.Name().String(), why))
			if cert.Name() == name {
				flawed = fmt.Sprintf(" (%s: %s)", cert.Thumbprint, why)
			}
			continue
		}
		d.Candidates = append(d.Candidates, relay.Fitting(certLabel(cert), cert.Name().String(),
			"issuer and subject match"))
		if best == nil || best.Leaf.NotAfter.Before(cert.Leaf.NotAfter) {
			best, at = cert, len(d.Candidates)-1
		}
	}
	if best == nil {
		d.Because = fmt.Sprintf("no usable certificate in the store is named %s%s", name, flawed)
		return nil, d
	}
	return chosen(d, at, best, "TlsCertificateName names it")
}

// byFqdn finds certificates that name the connector's Fqdn; a connector without one has its server's (L52, L54).
func byFqdn(d relay.Decision, store []*relay.Certificate, server *relay.Server, fqdn string,
	now time.Time) (*relay.Certificate, relay.Decision) {
	d.Source = "R1.14"
	property, named := "Fqdn "+fqdn, "the connector's Fqdn "+fqdn
	if fqdn == "" && server != nil {
		fqdn, d.Source = server.Fqdn, "R1.14, L52, L54"
		property = "Fqdn is empty: the server's own, " + fqdn
		named = "the server, " + fqdn + ": the connector's Fqdn is empty"
	}
	var best *relay.Certificate
	at := -1
	for _, cert := range store {
		why := ""
		switch {
		case !NamesHost(relay.CertificateNames(cert.Leaf), fqdn):
			why = "no name matches " + fqdn
		case !cert.EnabledFor("SMTP"):
			why = "not assigned to SMTP"
		case !cert.HasPrivateKey || cert.TLS == nil:
			why = "it has no private key"
		case now.Before(cert.Leaf.NotBefore) || now.After(cert.Leaf.NotAfter):
			why = "out of its validity period"
		}
		if why != "" {
			d.Candidates = append(d.Candidates, relay.Rejected(certLabel(cert), property, why))
			continue
		}
		d.Candidates = append(d.Candidates, relay.Fitting(certLabel(cert), property, "a name matches"))
		if best == nil || preferred(cert, best) {
			best, at = cert, len(d.Candidates)-1
		}
	}
	if best == nil {
		d.Because = fmt.Sprintf("no valid certificate for SMTP names %s", fqdn)
		return nil, d
	}
	return chosen(d, at, best, "it names "+named)
}

// preferred orders certificates that match equally: not self-signed first, then the newest (R1.14).
func preferred(a, b *relay.Certificate) bool {
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
	pool := x509.NewCertPool()
	for _, der := range cert.TLS.Certificate[1:] {
		if c, err := x509.ParseCertificate(der); err == nil {
			pool.AddCert(c)
		}
	}
	for _, c := range cert.Issuers {
		pool.AddCert(c)
	}
	_, err := cert.Leaf.Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: pool, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil {
		return "it " + flaw(cert.Leaf, err, now)
	}
	return ""
}

// Identify judges the certificate that a client showed during STARTTLS: its names, and whether it chains to a trusted
// root at this time. A client need not show one (R1.19 [O]); one without its intermediates is unusable (R3.9 [D]).
func Identify(state tls.ConnectionState, roots *x509.CertPool, now time.Time) relay.PeerIdentity {
	id := relay.PeerIdentity{Secured: true}
	if len(state.PeerCertificates) == 0 {
		return id
	}
	leaf := state.PeerCertificates[0]
	id.Names = relay.CertificateNames(leaf)
	id.Certificate = relay.CertificateName{Issuer: relay.DistinguishedName(leaf.Issuer),
		Subject: relay.DistinguishedName(leaf.Subject)}
	pool := x509.NewCertPool()
	for _, c := range state.PeerCertificates[1:] {
		pool.AddCert(c)
	}
	_, err := leaf.Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: pool, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if id.Validated = err == nil; !id.Validated {
		id.Problem = flaw(leaf, err, now)
	}
	return id
}

// flaw says what is wrong with a certificate that does not verify, behind "the certificate".
func flaw(leaf *x509.Certificate, err error, now time.Time) string {
	var invalid x509.CertificateInvalidError
	if !errors.As(err, &invalid) || invalid.Reason != x509.Expired || invalid.Cert == nil {
		return "does not chain to a trusted root"
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
