package labca_test

import (
	"bytes"
	"crypto/x509"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/labca"
)

var (
	spring = time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
	autumn = time.Date(2026, time.September, 1, 0, 0, 0, 0, time.UTC)
)

// lab is a public authority with an intermediate, and what they issued.
type lab struct {
	root, intermediate  *labca.Authority
	mail, renewed, bare *labca.Certificate
}

func newLab(t testing.TB) lab {
	t.Helper()
	root := labca.New("CN=Example Public CA, O=Example")
	l := lab{root: root, intermediate: root.Subordinate("CN=Example TLS CA 1, O=Example, C=US")}
	request := labca.Request{Subject: "CN=mail.contoso.com, O=Contoso, C=US", NotBefore: spring, NotAfter: autumn}
	l.mail = issue(t, l.intermediate, request)
	l.renewed = issue(t, l.intermediate, request)
	l.bare = selfSigned(t, labca.Request{Subject: "exch1", DNSNames: []string{"exch1", "exch1.contoso.local"}})
	return l
}

func issue(t testing.TB, a *labca.Authority, r labca.Request) *labca.Certificate {
	t.Helper()
	c, err := a.Issue(r)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func selfSigned(t testing.TB, r labca.Request) *labca.Certificate {
	t.Helper()
	c, err := labca.SelfSigned(r)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (l lab) thumbprints() map[string]string {
	return map[string]string{
		"root":         thumbprint(l.root.Certificate()),
		"intermediate": thumbprint(l.intermediate.Certificate()),
		"mail":         l.mail.Thumbprint(),
		"renewed":      l.renewed.Thumbprint(),
		"bare":         l.bare.Thumbprint(),
	}
}

func thumbprint(c *x509.Certificate) string { return (&labca.Certificate{Leaf: c}).Thumbprint() }

// The thumbprints are written down, so that a change in the bytes of the
// certificates, by us or by a new version of Go, does not go unnoticed.
func TestThumbprintsAreTheSameInEveryProcess(t *testing.T) {
	want := map[string]string{
		"root":         "1BBE32100981019EC6225BAD7F75F57D79444D77",
		"intermediate": "F84868D185E2D9364BB9A1FFDC5F0F73F852AAA9",
		"mail":         "F935A30B4B02F65274F09CDEB482DE23D5CF0CE0",
		"renewed":      "BC541AAC8DA0EA23FCCCA3FED80DDA08FFDA0112",
		"bare":         "662AD0C55818D0AB259178EFBAA0C9B6BAEB1075",
	}
	for range 2 {
		if diff := cmp.Diff(want, newLab(t).thumbprints()); diff != "" {
			t.Errorf("thumbprints mismatch (-want +got):\n%s", diff)
		}
	}
}

func TestARenewedCertificateIsAnotherOne(t *testing.T) {
	l := newLab(t)
	if l.mail.Leaf.SerialNumber.Cmp(l.renewed.Leaf.SerialNumber) == 0 {
		t.Error("the serial number is the same")
	}
	if bytes.Equal(l.mail.Leaf.RawSubjectPublicKeyInfo, l.renewed.Leaf.RawSubjectPublicKeyInfo) {
		t.Error("the key is the same")
	}
	if diff := cmp.Diff(labca.DN(l.mail.Leaf.Subject), labca.DN(l.renewed.Leaf.Subject)); diff != "" {
		t.Errorf("subjects differ (-first +renewed):\n%s", diff)
	}
}

func TestSelfSignedCertificatesDifferByDateOrByCount(t *testing.T) {
	request := labca.Request{Subject: "exch1", NotBefore: spring, NotAfter: autumn, SelfSigned: true}
	later := request
	later.NotAfter = autumn.AddDate(1, 0, 0)
	ca := labca.New("Lab")
	seen := make(map[string]string)
	for name, c := range map[string]*labca.Certificate{
		"function":                selfSigned(t, request),
		"function, other dates":   selfSigned(t, later),
		"authority":               issue(t, ca, request),
		"authority, second count": issue(t, ca, request),
	} {
		key := string(c.Leaf.RawSubjectPublicKeyInfo)
		if other, ok := seen[key]; ok {
			t.Errorf("%s and %s have the same key", name, other)
		}
		seen[key] = name
		if err := c.Leaf.CheckSignatureFrom(ca.Root()); err == nil {
			t.Errorf("%s: is signed by the authority", name)
		}
		if got, want := labca.DN(c.Leaf.Issuer), "CN=exch1"; got != want {
			t.Errorf("%s: issuer %s, want %s", name, got, want)
		}
	}
}

func TestNamesInCertificatesKeepTheirOrder(t *testing.T) {
	const order = `O="Contoso, Ltd.", CN=mail.contoso.com, OU=b, OU=a, S=Washington, C=US`
	c := issue(t, labca.New(`C=US, O=Odd CA`), labca.Request{Subject: order})
	want := "<I>C=US, O=Odd CA<S>" + order
	got := "<I>" + labca.DN(c.Leaf.Issuer) + "<S>" + labca.DN(c.Leaf.Subject)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names mismatch (-want +got):\n%s", diff)
	}
}

func TestDNSNamesDefaultToTheCommonName(t *testing.T) {
	ca := labca.New("Lab")
	tests := []struct {
		name    string
		request labca.Request
		want    []string
	}{
		{"bare host name", labca.Request{Subject: "mail.contoso.com"}, []string{"mail.contoso.com"}},
		{"wildcard", labca.Request{Subject: "CN=*.contoso.com, O=Contoso"}, []string{"*.contoso.com"}},
		{"not a host name", labca.Request{Subject: "Microsoft Exchange Server Auth Certificate"}, nil},
		{"no common name", labca.Request{Subject: "O=Contoso"}, nil},
		{"given", labca.Request{Subject: "mail.contoso.com", DNSNames: []string{"a.example"}}, []string{"a.example"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, issue(t, ca, tt.request).Leaf.DNSNames); diff != "" {
				t.Errorf("DNS names mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAChainVerifiesWithItsIntermediatesOnly(t *testing.T) {
	l := newLab(t)
	roots, intermediates := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(l.intermediate.Root())
	options := x509.VerifyOptions{Roots: roots, DNSName: "mail.contoso.com", CurrentTime: spring.AddDate(0, 1, 0)}
	if _, err := l.mail.Leaf.Verify(options); !isA[x509.UnknownAuthorityError](err) {
		t.Errorf("without the intermediate: %v, want an unknown authority", err)
	}
	for _, c := range l.mail.Intermediates {
		intermediates.AddCert(c)
	}
	options.Intermediates = intermediates
	chains, err := l.mail.Leaf.Verify(options)
	if err != nil || len(chains) != 1 || len(chains[0]) != 3 {
		t.Errorf("with the intermediate: %d chains, %v, want one of three certificates", len(chains), err)
	}
	options.CurrentTime = autumn.AddDate(0, 1, 0)
	if _, err := l.mail.Leaf.Verify(options); !isA[x509.CertificateInvalidError](err) {
		t.Errorf("after expiry: %v, want an invalid certificate", err)
	}
}

func TestAnAuthorityMayExpire(t *testing.T) {
	root := labca.New("Lab")
	old := root.Subordinate("Old", labca.Validity(spring, autumn))
	c := issue(t, old, labca.Request{Subject: "mail.contoso.com"})
	if diff := cmp.Diff([]time.Time{spring, autumn}, []time.Time{c.Leaf.NotBefore, c.Leaf.NotAfter}); diff != "" {
		t.Errorf("inherited validity mismatch (-want +got):\n%s", diff)
	}
	if old.Root() != root.Certificate() || len(old.Chain()) != 2 || old.Chain()[0] != old.Certificate() {
		t.Error("the chain does not lead from the authority to its root")
	}
}

func TestImpossibleRequestsAreRefused(t *testing.T) {
	ca := labca.New("Lab")
	tests := []struct {
		name, want string
		request    labca.Request
	}{
		{"no subject", "needs a subject", labca.Request{}},
		{"malformed subject", "needs double quotes", labca.Request{Subject: "CN=a+b"}},
		{"ends before it begins", "would end", labca.Request{Subject: "a", NotBefore: autumn, NotAfter: spring}},
		{"DNS name beyond ASCII", "certificate for", labca.Request{Subject: "a", DNSNames: []string{"müller.example"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := ca.Issue(tt.request); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Issue: error %v, want one with %q", err, tt.want)
			}
			if _, err := labca.SelfSigned(tt.request); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("SelfSigned: error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestAMalformedAuthorityNamePanics(t *testing.T) {
	defer func() {
		if err, ok := recover().(error); !ok || !strings.Contains(err.Error(), `"CN=a+b"`) {
			t.Errorf("panic %v does not name the culprit", err)
		}
	}()
	labca.New("CN=a+b")
}

func isA[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// TestACertificateForServersIsAnotherOne: two worlds of one process ask for what differs in its usages alone, and what one got
// is not what the other gets.
func TestACertificateForServersIsAnotherOne(t *testing.T) {
	request := labca.Request{Subject: "CN=usage.contoso.com", NotBefore: spring, NotAfter: autumn}
	var got []int
	for _, request.ServerOnly = range []bool{false, true, false} {
		got = append(got, len(issue(t, labca.New("CN=Example Public CA"), request).Leaf.ExtKeyUsage))
	}
	if diff := cmp.Diff([]int{2, 1, 2}, got); diff != "" {
		t.Errorf("usages (-want +got):\n%s", diff)
	}
}
