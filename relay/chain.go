package relay

import (
	"crypto/sha256"
	"crypto/x509"
	"slices"
	"sync"
	"time"
)

// VerifyChain looks for a chain from a certificate to one of the roots that is valid now, whatever its key may be used
// for. Without roots there is none: this computer's do not count. The pool must not change any more: what was verified
// is remembered, since plays by the thousand ask about the same few certificates.
func VerifyChain(leaf *x509.Certificate, issuers []*x509.Certificate, roots *x509.CertPool, now time.Time) error {
	if roots == nil {
		roots = noRoots
	}
	key := chainKey{roots, sumOf(leaf, issuers)}
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

// chainKey is what a chain depends on, beside the time.
type chainKey struct {
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
var verified chainMemory

type chainMemory struct {
	mu    sync.Mutex
	known map[chainKey][][]*x509.Certificate
}

// maxChains are remembered at a time.
const maxChains = 4096

func (m *chainMemory) chains(key chainKey) [][]*x509.Certificate {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.known[key]
}

func (m *chainMemory) remember(key chainKey, chains [][]*x509.Certificate) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= maxChains {
		m.known = map[chainKey][][]*x509.Certificate{}
	}
	m.known[key] = chains
}
