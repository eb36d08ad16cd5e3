// Package chain verifies chains of certificates, and remembers which: the answer is the same without.
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
	if slices.ContainsFunc(verified.chains(key), func(chain []*x509.Certificate) bool { return validAt(chain, now) }) {
		return nil
	}
	between := x509.NewCertPool()
	for _, c := range issuers {
		between.AddCert(c)
	}
	chains, err := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: now,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	if err == nil {
		verified.remember(key, chains)
	}
	return err
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

// verified are the chains that were found.
var verified memory

type memory struct {
	mu    sync.Mutex
	known map[question][][]*x509.Certificate
}

// maxChains are remembered at a time.
const maxChains = 4096

func (m *memory) chains(key question) [][]*x509.Certificate {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.known[key]
}

func (m *memory) remember(key question, chains [][]*x509.Certificate) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= maxChains {
		m.known = map[question][][]*x509.Certificate{}
	}
	m.known[key] = chains
}
