package labca

import (
	"crypto/ecdsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// The validity of an authority, unless [Validity] says otherwise.
var (
	rootNotBefore = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	rootNotAfter  = time.Date(2099, time.December, 31, 23, 59, 59, 0, time.UTC)
)

// Authority is a certificate authority. Its methods are safe for concurrent use,
// but certificates are equal from run to run only if they are issued in equal
// order.
type Authority struct {
	label  string // what all its labels begin with
	parent *Authority
	cert   *x509.Certificate
	key    *ecdsa.PrivateKey

	mu     sync.Mutex
	issued map[string]int // certificates issued so far, by subject
}

// Option varies the certificate of an authority.
type Option func(*x509.Certificate)

// Validity sets the time in which the certificate of an authority is valid. The
// usual one reaches from 2000 to 2099.
func Validity(notBefore, notAfter time.Time) Option {
	return func(c *x509.Certificate) { c.NotBefore, c.NotAfter = notBefore, notAfter }
}

// New returns a root authority with a self-signed certificate. The name is a
// bare common name, or a distinguished name such as "CN=Example Root CA,
// O=Example"; a malformed one panics (see [ParseDN]). Two authorities of the same
// name have the same key: they are the same authority, except that each counts
// for itself what it has issued.
func New(name string, options ...Option) *Authority {
	return newAuthority(nil, name, options)
}

// Subordinate returns an intermediate authority with a certificate signed by a.
// The name is as for [New].
func (a *Authority) Subordinate(name string, options ...Option) *Authority {
	return newAuthority(a, name, options)
}

func newAuthority(parent *Authority, name string, options []Option) *Authority {
	subject, err := parseSubject(name)
	if err != nil {
		panic(err)
	}
	label := "labca root " + DN(subject)
	if parent != nil {
		label = parent.nextLabel("authority", subject)
	}
	a := &Authority{label: label, parent: parent, key: keyFor(label), issued: make(map[string]int)}
	template := authorityTemplate(label, subject, a.key)
	for _, option := range options {
		option(template)
	}
	by := signer{template, a.key}
	if parent != nil {
		by = parent.signer()
	}
	if a.cert, err = by.sign(template, a.key); err != nil {
		panic(fmt.Sprintf("labca: authority %q: %v", name, err))
	}
	return a
}

// Certificate returns the authority's own certificate.
func (a *Authority) Certificate() *x509.Certificate { return a.cert }

// Root returns the certificate at the end of the authority's chain, which is the
// one to trust.
func (a *Authority) Root() *x509.Certificate {
	chain := a.Chain()
	return chain[len(chain)-1]
}

// Chain returns the certificates from the authority's own to the root.
func (a *Authority) Chain() []*x509.Certificate {
	var chain []*x509.Certificate
	for ; a != nil; a = a.parent {
		chain = append(chain, a.cert)
	}
	return chain
}

// Issue signs a certificate. Dates that the request leaves out are those of the
// authority. If the request says self-signed, the authority only keeps count of
// it, so that the next one for the same subject is another.
func (a *Authority) Issue(r Request) (*Certificate, error) {
	template, err := r.template(a.cert.NotBefore, a.cert.NotAfter)
	if err != nil {
		return nil, err
	}
	label := a.nextLabel("certificate", template.Subject)
	if r.SelfSigned {
		return makeCertificate(label, template, nil)
	}
	return makeCertificate(label, template, a)
}

// SelfSigned makes a certificate signed with its own key. Nobody counts these:
// to differ, two for the same subject must differ in their dates. Dates left out
// are 2000 and 2099.
func SelfSigned(r Request) (*Certificate, error) {
	template, err := r.template(rootNotBefore, rootNotAfter)
	if err != nil {
		return nil, err
	}
	label := strings.Join([]string{
		"labca self-signed", DN(template.Subject),
		template.NotBefore.Format(time.RFC3339), template.NotAfter.Format(time.RFC3339),
	}, "\n")
	return makeCertificate(label, template, nil)
}

// nextLabel counts one more certificate for the subject and returns the label
// that its key and serial number follow from.
func (a *Authority) nextLabel(kind string, subject pkix.Name) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	dn := DN(subject)
	a.issued[dn]++
	return fmt.Sprintf("%s\n%s %s\n%d", a.label, kind, dn, a.issued[dn])
}

// intermediates returns what a server must send along with a certificate of this
// authority: the chain without the root.
func (a *Authority) intermediates() []*x509.Certificate {
	chain := a.Chain()
	return slices.Clip(chain[:len(chain)-1])
}

func (a *Authority) signer() signer { return signer{a.cert, a.key} }

// Fork returns the same authority, which counts for itself what it issues from now on.
func (a *Authority) Fork() *Authority {
	a.mu.Lock()
	defer a.mu.Unlock()
	return &Authority{label: a.label, parent: a.parent, cert: a.cert, key: a.key, issued: maps.Clone(a.issued)}
}
