package labca

import (
	"crypto/ecdsa"
	"crypto/sha1"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"strings"
	"time"
)

// Request says what certificate is wanted.
type Request struct {
	Subject    string    // a distinguished name, or a bare host name
	DNSNames   []string  // if none, the subject's common name, provided that it is a host name
	NotBefore  time.Time // zero for the issuer's
	NotAfter   time.Time // zero for the issuer's
	SelfSigned bool      // signed with its own key
	ServerOnly bool      // for servers, not for clients
}

// template turns the request into what crypto/x509 wants to know, except for
// what follows from the label.
func (r Request) template(notBefore, notAfter time.Time) (*x509.Certificate, error) {
	subject, err := parseSubject(r.Subject)
	if err != nil {
		return nil, err
	}
	if !r.NotBefore.IsZero() {
		notBefore = r.NotBefore
	}
	if !r.NotAfter.IsZero() {
		notAfter = r.NotAfter
	}
	if notAfter.Before(notBefore) {
		return nil, fmt.Errorf("certificate for %q would end (%s) before it begins (%s)",
			r.Subject, notAfter.Format(time.DateTime), notBefore.Format(time.DateTime))
	}
	names := r.DNSNames
	if len(names) == 0 && isHostName(subject.CommonName) {
		names = []string{subject.CommonName}
	}
	usages := []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	if r.ServerOnly {
		usages = usages[:1]
	}
	return &x509.Certificate{
		Subject:     subject,
		DNSNames:    names,
		NotBefore:   notBefore.UTC(),
		NotAfter:    notAfter.UTC(),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: usages,
	}, nil
}

// isHostName reports whether a common name can stand as a DNS name.
func isHostName(s string) bool {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.*"
	return s != "" && strings.Trim(s, allowed) == ""
}

// Certificate is a certificate with its private key and the intermediates that
// lead to its root.
type Certificate struct {
	Leaf          *x509.Certificate
	Intermediates []*x509.Certificate // the issuer's first, without the root
	key           *ecdsa.PrivateKey
}

// makeCertificate signs the template with the authority's key, or with its own
// if there is none.
func makeCertificate(label string, template *x509.Certificate, authority *Authority) (*Certificate, error) {
	key := keyFor(label)
	template.SerialNumber = serialFor(label)
	c := &Certificate{key: key}
	by := signer{template, key}
	if authority != nil {
		by, c.Intermediates = authority.signer(), authority.intermediates()
	}
	var err error
	if c.Leaf, err = by.sign(template, key); err != nil {
		return nil, fmt.Errorf("certificate for %q: %w", DN(template.Subject), err)
	}
	return c, nil
}

// Thumbprint returns the SHA-1 hash of the certificate in upper-case hexadecimal
// digits, as Windows and Exchange print it.
func (c *Certificate) Thumbprint() string {
	return fmt.Sprintf("%X", sha1.Sum(c.Leaf.Raw))
}

// TLS returns the certificate for use in a [tls.Config], with its intermediates.
func (c *Certificate) TLS() tls.Certificate {
	t := c.TLSWithoutIntermediates()
	for _, i := range c.Intermediates {
		t.Certificate = append(t.Certificate, i.Raw)
	}
	return t
}

// TLSWithoutIntermediates returns the certificate as a server presents it whose
// administrator forgot to install the intermediates.
func (c *Certificate) TLSWithoutIntermediates() tls.Certificate {
	return tls.Certificate{Certificate: [][]byte{c.Leaf.Raw}, PrivateKey: c.key, Leaf: c.Leaf}
}
