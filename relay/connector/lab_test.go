package connector_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/netip"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/labca"
)

// now is the present of every test.
var now = time.Date(2025, time.June, 1, 12, 0, 0, 0, time.UTC)

// lab has a public authority that everybody trusts, with an intermediate, and one that nobody trusts.
type lab struct {
	public, private *labca.Authority
	roots           *x509.CertPool
}

func newLab() lab {
	root := labca.New("CN=Example Public Root")
	l := lab{public: root.Subordinate("CN=Example Public CA"), private: labca.New("CN=Example Private CA"), roots: x509.NewCertPool()}
	l.roots.AddCert(root.Certificate())
	return l
}

// servers are EX01 alone.
func (l lab) servers() []*relay.Server { return []*relay.Server{{Name: "EX01", TrustedRoots: l.roots}} }

func issue(t testing.TB, by *labca.Authority, r labca.Request) *labca.Certificate {
	t.Helper()
	c, err := by.Issue(r)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// stored is a certificate as Import-ExchangeCertificate leaves it in the store of EX01, with its key and its chain.
func stored(c *labca.Certificate, services ...string) *relay.Certificate {
	pair := c.TLS()
	return &relay.Certificate{
		Thumbprint: c.Thumbprint(), Subject: relay.DistinguishedName(c.Leaf.Subject), Issuer: relay.DistinguishedName(c.Leaf.Issuer),
		Services: services, HasPrivateKey: true, Server: "EX01", Leaf: c.Leaf, TLS: &pair,
	}
}

// presents is the TLS session in which a client showed these certificates, its own first.
func presents(certificates ...*x509.Certificate) tls.ConnectionState {
	return tls.ConnectionState{HandshakeComplete: true, PeerCertificates: certificates}
}

// peer is a client that proved the names.
func peer(names ...string) relay.PeerIdentity {
	return relay.PeerIdentity{Secured: true, Names: names, Validated: true}
}

func ranges(texts ...string) (list []relay.AddressRange) {
	for _, text := range texts {
		list = append(list, relay.MustParseAddressRange(text))
	}
	return list
}

func bindings(t testing.TB, texts ...string) (list []relay.Binding) {
	t.Helper()
	for _, text := range texts {
		var b relay.Binding
		if err := b.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		list = append(list, b)
	}
	return list
}

func spaces(texts ...string) (list []relay.AddressSpace) {
	for _, text := range texts {
		var s relay.AddressSpace
		if err := s.UnmarshalText([]byte(text)); err != nil {
			panic(err)
		}
		list = append(list, s)
	}
	return list
}

func port(addr string) netip.AddrPort { return netip.MustParseAddrPort(addr) }

// ruledBy maps each candidate of a decision to the property that decided about it; the chosen one gets a star.
func ruledBy(d relay.Decision) map[string]string {
	rules := map[string]string{}
	for _, c := range d.Candidates {
		rules[c.Name] = c.Property
		if c.Chosen {
			rules[c.Name] = "* " + c.Property
		}
	}
	return rules
}
