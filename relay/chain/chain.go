// Package chain reads certificates and verifies their chains, and remembers both: the answers are the same without.
package chain

import (
	"crypto/sha256"
	"crypto/x509"
	"slices"
	"sync"
	"time"
)

// Verify looks for a chain from a certificate to one of the roots that is valid now, whatever its key may be used
// for. Without roots there is none: this computer's do not count. The pool must not change any more: what was verified
// is remembered, since plays by the thousand ask about the same few certificates.
func Verify(leaf *x509.Certificate, issuers []*x509.Certificate, roots *x509.CertPool, now time.Time) error {
	if roots == nil {
		roots = noRoots
	}
	key := question{roots, sumOf(leaf, issuers)}
	known, _ := verified.Get(key)
	if slices.ContainsFunc(known, func(chain []*x509.Certificate) bool { return validAt(chain, now) }) {
		return nil
	}
	between := x509.NewCertPool()
	for _, c := range issuers {
		between.AddCert(c)
	}
	chains, err := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: now,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	if err == nil {
		verified.Put(key, chains)
	}
	return err
}

// Parse reads a certificate in DER. Whoever reads the same one again is given the same.
func Parse(der []byte) (*x509.Certificate, error) {
	if c, known := parsed.Get(string(der)); known {
		return c, nil
	}
	c, err := x509.ParseCertificate(der)
	if err == nil {
		parsed.Put(string(der), c)
	}
	return c, err
}

var noRoots = x509.NewCertPool()

func validAt(chain []*x509.Certificate, now time.Time) bool {
	return !slices.ContainsFunc(chain, func(c *x509.Certificate) bool {
		return now.Before(c.NotBefore) || now.After(c.NotAfter)
	})
}

// question is what a chain depends on, beside the time.
type question struct {
	roots *x509.CertPool
	sum   [sha256.Size]byte
}

func sumOf(leaf *x509.Certificate, issuers []*x509.Certificate) (sum [sha256.Size]byte) {
	h := sha256.New()
	h.Write(leaf.Raw)
	for _, c := range issuers {
		h.Write(c.Raw)
	}
	h.Sum(sum[:0])
	return sum
}

// What was found: chains, and certificates by their DER.
var (
	verified Memory[question, [][]*x509.Certificate]
	parsed   Memory[string, *x509.Certificate]
)

// Memory remembers so many answers at a time, and then begins anew. The zero value knows nothing yet.
type Memory[Q comparable, A any] struct {
	mu    sync.Mutex
	known map[Q]A
}

const maxRemembered = 4096

// Get returns what is remembered as the answer to a question.
func (m *Memory[Q, A]) Get(q Q) (a A, known bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, known = m.known[q]
	return a, known
}

// Put remembers an answer.
func (m *Memory[Q, A]) Put(q Q, a A) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= maxRemembered {
		m.known = map[Q]A{}
	}
	m.known[q] = a
}
