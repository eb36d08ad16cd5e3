package relay

import (
	"crypto/sha1"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Certificate is one entry of a server's personal store (Get-ExchangeCertificate).
type Certificate struct {
	Thumbprint    string // SHA-1, upper-case hex
	Subject       string // as Windows renders it: CN=mail.contoso.com
	Issuer        string
	Services      []string // SMTP, IIS, ...
	SelfSigned    bool
	HasPrivateKey bool
	KeyDenied     bool // the service may not read the key: nobody has given it the right to
	Server        string
	Leaf          *x509.Certificate
	// intermediates that this server finds by itself, whether it sends them or not [I]
	Issuers []*x509.Certificate
	TLS     *tls.Certificate // key and chain as sent; nil without a private key
}

// Name is the issuer and subject under which connectors refer to the certificate.
func (c *Certificate) Name() CertificateName {
	return CertificateName{Issuer: c.Issuer, Subject: c.Subject}
}

// EnabledFor reports whether the certificate is assigned to a service.
func (c *Certificate) EnabledFor(service string) bool {
	return slices.ContainsFunc(c.Services, func(s string) bool { return strings.EqualFold(s, service) })
}

// Unreadable is why the service cannot use the certificate's key, by the name that its log has for that: there is none
// (KB4495258, L40 [D]), or it may not read it (L41 [I]). Empty: it can.
func (c *Certificate) Unreadable() TLSReason {
	switch {
	case !c.HasPrivateKey || c.TLS == nil:
		return TLSNoCredentials
	case c.KeyDenied:
		return TLSUnknownCredentials
	}
	return ""
}

// Credentials is why the certificate cannot be shown on the way out. There it has to be assigned to SMTP as well
// (KB4051498, L41 [D]). On the way in only 2016 and later fail without (T5.5 [D], R1.13 [D]).
func (c *Certificate) Credentials() TLSReason {
	if why := c.Unreadable(); why != "" || c.EnabledFor("SMTP") {
		return why
	}
	return TLSUnknownCredentials
}

// Expired reports whether its time has passed.
func (c *Certificate) Expired(now time.Time) bool { return now.After(c.Leaf.NotAfter) }

// Shown is the certificate as it goes into a handshake. Without a private key it can be named there, and no more.
func (c *Certificate) Shown() *tls.Certificate {
	if c.TLS != nil {
		return c.TLS
	}
	return &tls.Certificate{Certificate: [][]byte{c.Leaf.Raw}, Leaf: c.Leaf}
}

// CertificateDomains are the host names in the certificate.
func (c *Certificate) CertificateDomains() []string { return CertificateNames(c.Leaf) }

// Thumbprint is the SHA-1 hash by which Windows names a certificate.
func Thumbprint(c *x509.Certificate) string { return fmt.Sprintf("%X", sha1.Sum(c.Raw)) }

// CertificateNames lists the host names of a certificate: the subject's common name first, then the alternative names.
func CertificateNames(leaf *x509.Certificate) []string {
	if leaf == nil {
		return nil
	}
	var names []string
	for _, name := range append([]string{leaf.Subject.CommonName}, leaf.DNSNames...) {
		if name != "" && !slices.Contains(names, strings.ToLower(name)) {
			names = append(names, strings.ToLower(name))
		}
	}
	return names
}

// CertificateName is the value of TlsCertificateName, "<I>issuer<S>subject" (R1.13). It survives a renewal that keeps
// both (R1.16).
type CertificateName struct{ Issuer, Subject string }

// IsZero reports an empty TlsCertificateName.
func (n CertificateName) IsZero() bool { return n == CertificateName{} }

func (n CertificateName) String() string {
	if n.IsZero() {
		return ""
	}
	return "<I>" + n.Issuer + "<S>" + n.Subject
}

// UnmarshalText reads "<I>issuer<S>subject"; empty text is an empty name.
func (n *CertificateName) UnmarshalText(text []byte) error {
	*n = CertificateName{}
	s := strings.TrimSpace(string(text))
	if s == "" {
		return nil
	}
	rest, ok := strings.CutPrefix(s, "<I>")
	issuer, subject, ok2 := strings.Cut(rest, "<S>")
	if !ok || !ok2 || issuer == "" || subject == "" {
		return fmt.Errorf("%q is not a certificate name; want <I>CN=issuer<S>CN=subject", s)
	}
	n.Issuer, n.Subject = strings.TrimSpace(issuer), strings.TrimSpace(subject)
	return nil
}
