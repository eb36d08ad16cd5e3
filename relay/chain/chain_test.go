package chain_test

import (
	"crypto/x509"
	"testing"
	"time"

	"hybridsim/relay/chain"
	"hybridsim/sim/labca"
)

// TestAChainIsVerified: what was verified is remembered, and only for what it depends on.
func TestAChainIsVerified(t *testing.T) {
	at := time.Date(2016, 8, 5, 0, 0, 0, 0, time.UTC)
	root := labca.New("Lab Root CA", labca.Validity(at.AddDate(-5, 0, 0), at.AddDate(20, 0, 0)))
	sub := root.Subordinate("Lab Issuing CA")
	issued, err := sub.Issue(labca.Request{Subject: "mail.contoso.com", NotBefore: at.AddDate(0, -1, 0), NotAfter: at.AddDate(1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	roots, others := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(root.Certificate())
	leaf, err := x509.ParseCertificate(issued.TLS().Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	issuer := []*x509.Certificate{sub.Certificate()}
	rows := []struct {
		name    string
		issuers []*x509.Certificate
		roots   *x509.CertPool
		at      time.Time
		holds   bool
	}{
		{"a chain to a trusted root", issuer, roots, at, true},
		{"the same once more", issuer, roots, at.Add(time.Hour), true},
		{"without its issuer", nil, roots, at, false},
		{"to a root that is not trusted", issuer, others, at, false},
		{"without any roots", issuer, nil, at, false},
		{"when it has expired", issuer, roots, at.AddDate(2, 0, 0), false},
		{"before it is valid", issuer, roots, at.AddDate(0, -2, 0), false},
		{"and the same again", issuer, roots, at, true},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if err := chain.Verify(leaf, row.issuers, row.roots, row.at); (err == nil) != row.holds {
				t.Errorf("error %v, holds %t", err, row.holds)
			}
		})
	}
}
