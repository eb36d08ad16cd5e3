package connector_test

import (
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/sim/labca"
)

func TestServerCertificate(t *testing.T) {
	l := newLab()
	in := func(subject string, from, to time.Time, names ...string) *labca.Certificate {
		return issue(t, l.public, labca.Request{Subject: subject, DNSNames: names, NotBefore: from, NotAfter: to})
	}
	year := func(n int) time.Time { return now.AddDate(n, 0, 0) }
	old := in("CN=mail.contoso.com", year(-2), year(1))
	renewed := in("CN=mail.contoso.com", year(-1), year(2))
	expired := in("CN=mail.contoso.com", year(-3), year(-1))
	wildcard := in("CN=*.contoso.com", year(-1), year(1))
	elsewhere := issue(t, l.private, labca.Request{Subject: "CN=mail.contoso.com", NotBefore: year(-1), NotAfter: year(3)})
	self, err := labca.SelfSigned(labca.Request{Subject: "CN=mail.contoso.com", NotBefore: year(0), NotAfter: year(5)})
	if err != nil {
		t.Fatal(err)
	}
	selfSigned := stored(self, "SMTP")
	selfSigned.SelfSigned = true
	withoutKey := stored(old, "SMTP")
	withoutKey.HasPrivateKey, withoutKey.TLS = false, nil
	withoutChain := stored(old)
	bare := old.TLSWithoutIntermediates()
	withoutChain.TLS = &bare
	onOther := stored(old, "SMTP")
	onOther.Server = "EX02"
	named := stored(old).Name()

	tests := []struct {
		name  string
		by    relay.CertificateName // TlsCertificateName
		fqdn  string
		store []*relay.Certificate
		want  *labca.Certificate // nil: STARTTLS is not offered
		at    time.Time          // zero for now
	}{
		{name: "R1.13: TlsCertificateName finds issuer and subject, assigned to SMTP or not", by: named, store: []*relay.Certificate{stored(wildcard, "SMTP"), stored(old)}, want: old},
		{name: "R1.13: of several equal names the newest expiry wins", by: named, store: []*relay.Certificate{stored(renewed), stored(old)}, want: renewed},
		{name: "R1.13: in whatever order they were installed", by: named, store: []*relay.Certificate{stored(old), stored(renewed)}, want: renewed},
		{name: "R1.14: without TlsCertificateName the Fqdn is looked for", fqdn: "mail.contoso.com", store: []*relay.Certificate{stored(old, "IIS", "SMTP")}, want: old},
		{name: "R1.14: the case of the Fqdn does not matter", fqdn: "Mail.Contoso.COM", store: []*relay.Certificate{stored(old, "smtp")}, want: old},
		{name: "R1.14: a wildcard covers one level", fqdn: "mail.contoso.com", store: []*relay.Certificate{stored(wildcard, "SMTP")}, want: wildcard},
		{name: "R1.14: and no more than one", fqdn: "ex01.mail.contoso.com", store: []*relay.Certificate{stored(wildcard, "SMTP")}},
		{name: "R1.14: nor the domain itself", fqdn: "contoso.com", store: []*relay.Certificate{stored(wildcard, "SMTP")}},
		{name: "R1.14: it must be assigned to SMTP", fqdn: "mail.contoso.com", store: []*relay.Certificate{stored(old, "IIS")}},
		{name: "T16.2: one that has expired is offered, with event 12016", fqdn: "mail.contoso.com", store: []*relay.Certificate{stored(expired, "SMTP")}, want: expired},
		{name: "T16.2: but not while there is another one", fqdn: "mail.contoso.com", store: []*relay.Certificate{stored(expired, "SMTP"), stored(wildcard, "SMTP")}, want: wildcard},
		{name: "R1.14: not self-signed goes before newer", fqdn: "mail.contoso.com", store: []*relay.Certificate{selfSigned, stored(old, "SMTP")}, want: old},
		{name: "R1.14: a self-signed one will do when there is no other", fqdn: "mail.contoso.com", store: []*relay.Certificate{selfSigned}, want: self},
		{name: "R1.14: of equals the newest wins", fqdn: "mail.contoso.com", store: []*relay.Certificate{stored(renewed, "SMTP"), stored(old, "SMTP")}, want: renewed},
		{name: "R1.15: the named certificate is absent, another one of the host does not help", by: named, fqdn: "mail.contoso.com", store: []*relay.Certificate{stored(elsewhere, "SMTP")}},
		{name: "R1.15: the named certificate is on another server", by: named, store: []*relay.Certificate{onOther}},
		{name: "T16.2: the named one has expired, and is offered", by: named, store: []*relay.Certificate{stored(expired)}, want: expired},
		{name: "R1.15: the named one is not valid yet", by: named, at: year(-4), store: []*relay.Certificate{stored(expired)}},
		{name: "R1.15: its chain is invalid: the intermediate is missing", by: named, store: []*relay.Certificate{withoutChain}},
		{name: "R1.15: its chain is invalid: nobody trusts the root", by: stored(elsewhere).Name(), store: []*relay.Certificate{stored(elsewhere)}},
		{name: "R1.15: its private key is missing", by: named, store: []*relay.Certificate{withoutKey}},
		{name: "R1.16: renewed with the same issuer and subject, the old one removed", by: named, store: []*relay.Certificate{stored(renewed)}, want: renewed},
		{name: "R1.16: renewed by another authority, the old one still there", by: named, store: []*relay.Certificate{stored(old), stored(elsewhere)}, want: old},
		{name: "R1.16: renewed by another authority, the old one expired", by: named, store: []*relay.Certificate{stored(old), stored(elsewhere)}, at: year(1).AddDate(0, 0, 1), want: old},
		{name: "an empty store", fqdn: "mail.contoso.com"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := &relay.Organization{Certificates: tt.store, Servers: l.servers()}
			c := &relay.ReceiveConnector{Name: "Default Frontend EX01", Server: "EX01", Fqdn: tt.fqdn, AuthMechanism: []relay.AuthMechanism{relay.AuthTls}, TlsCertificateName: tt.by}
			at := now
			if !tt.at.IsZero() {
				at = tt.at
			}
			got, why := connector.ServerCertificate(o, c, at)
			if diff := cmp.Diff(thumbprint(tt.want), thumbprintOf(got)); diff != "" {
				t.Errorf("thumbprint (-want +got):\n%s%+v", diff, why)
			}
			for _, candidate := range why.Candidates {
				if candidate.Why == "" || candidate.Property == "" {
					t.Errorf("candidate %q without a reason: %+v", candidate.Name, candidate)
				}
				if got == nil && candidate.Chosen {
					t.Errorf("nothing was chosen, and yet %q is marked", candidate.Name)
				}
			}
		})
	}
}

// "Tls" among the mechanisms means that STARTTLS is advertised (S1.4 [D] RCV).
func TestWithoutTlsNoCertificateIsShown(t *testing.T) {
	l := newLab()
	c := stored(issue(t, l.public, labca.Request{Subject: "CN=mail.contoso.com"}), "SMTP")
	o := &relay.Organization{Certificates: []*relay.Certificate{c}, Servers: l.servers()}
	got, why := connector.ServerCertificate(o, &relay.ReceiveConnector{Server: "EX01", Fqdn: "mail.contoso.com"}, now)
	if got != nil || why.Because == "" {
		t.Errorf("ServerCertificate = %v, %q; want none, with a reason", got, why.Because)
	}
}

func TestClientCertificate(t *testing.T) {
	l := newLab()
	mail := issue(t, l.public, labca.Request{Subject: "CN=mail.contoso.com", NotAfter: now.AddDate(1, 0, 0)})
	expired := issue(t, l.public, labca.Request{Subject: "CN=mail.contoso.com", NotAfter: now.AddDate(-1, 0, 0)})
	tests := []struct {
		name  string
		by    relay.CertificateName
		store []*relay.Certificate
		want  *labca.Certificate
		ok    bool
	}{
		{"S2.2: the named certificate is presented", stored(mail).Name(), []*relay.Certificate{stored(mail)}, mail, true},
		{"S2.6: the named certificate is missing, so the mail waits (454 4.7.5)", stored(mail).Name(), nil, nil, false},
		{"the sender does not judge its own chain: the peer does", stored(mail).Name(), []*relay.Certificate{stored(expired)}, expired, true},
		{"S2.1: 2010 knows no name and picks by Fqdn", relay.CertificateName{}, []*relay.Certificate{stored(mail, "SMTP")}, mail, true},
		{"S2.1: and presents none when none fits", relay.CertificateName{}, []*relay.Certificate{stored(mail, "IIS")}, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := &relay.Organization{Certificates: tt.store, Servers: l.servers()}
			c := &relay.SendConnector{Name: "Outbound to Office 365", Fqdn: "mail.contoso.com", TlsCertificateName: tt.by}
			got, ok, why := connector.ClientCertificate(o, c, "EX01", now)
			if ok != tt.ok || why.Because == "" {
				t.Errorf("ok = %t because %q, want %t and a reason", ok, why.Because, tt.ok)
			}
			if diff := cmp.Diff(thumbprint(tt.want), thumbprintOf(got)); diff != "" {
				t.Errorf("thumbprint (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAConnectorWithoutFqdnHasItsServers(t *testing.T) {
	l := newLab()
	mail := issue(t, l.public, labca.Request{Subject: "CN=ex01.contoso.com", NotAfter: now.AddDate(1, 0, 0)})
	o := &relay.Organization{Certificates: []*relay.Certificate{stored(mail, "SMTP")}, Servers: l.servers()}
	o.Servers[0].Fqdn = "EX01.contoso.com"
	got, ok, d := connector.ClientCertificate(o, &relay.SendConnector{Name: "Internet"}, o.Servers[0].Name, now)
	if !ok || thumbprintOf(got) != thumbprint(mail) || !strings.Contains(d.Because, "EX01.contoso.com") {
		t.Errorf("L54: the certificate of a send connector is %v because %q", got, d.Because)
	}
	r := &relay.ReceiveConnector{Name: "Default", Server: o.Servers[0].Name, AuthMechanism: []relay.AuthMechanism{relay.AuthTls}}
	if got, d := connector.ServerCertificate(o, r, now); thumbprintOf(got) != thumbprint(mail) {
		t.Errorf("L52: the certificate of a receive connector is %v because %q", got, d.Because)
	}
}

func TestIdentify(t *testing.T) {
	l := newLab()
	eop := issue(t, l.public, labca.Request{Subject: "C=US, O=Microsoft Corporation, CN=mail.protection.outlook.com",
		DNSNames: []string{"*.mail.protection.outlook.com"}, NotAfter: now.AddDate(1, 0, 0)})
	stranger := issue(t, l.private, labca.Request{Subject: "CN=mail.protection.outlook.com"})
	chain := append([]*x509.Certificate{eop.Leaf}, eop.Intermediates...)
	names := []string{"mail.protection.outlook.com", "*.mail.protection.outlook.com"}
	name := relay.CertificateName{Issuer: "CN=Example Public CA", Subject: "C=US, O=Microsoft Corporation, CN=mail.protection.outlook.com"}
	tests := []struct {
		name  string
		shown []*x509.Certificate
		at    time.Time
		want  relay.PeerIdentity
	}{
		{"R1.19: the client need not show a certificate", nil, now, relay.PeerIdentity{Secured: true}},
		{"R1.18: a chain to a trusted root proves the names", chain, now, relay.PeerIdentity{Secured: true, Names: names, Certificate: name, Validated: true}},
		{"R3.9: the service does not fetch a missing intermediate", chain[:1], now, relay.PeerIdentity{
			Secured: true, Names: names, Certificate: name, Problem: "does not chain to a trusted root"}},
		{"R1.18: an expired certificate proves nothing", chain, now.AddDate(1, 0, 1), relay.PeerIdentity{
			Secured: true, Names: names, Certificate: name, Problem: "expired on " + eop.Leaf.NotAfter.UTC().Format(time.DateOnly)}},
		{"R1.18: nor does one from an authority that nobody trusts", []*x509.Certificate{stranger.Leaf}, now, relay.PeerIdentity{
			Secured: true, Names: names[:1], Certificate: relay.CertificateName{Issuer: "CN=Example Private CA", Subject: "CN=mail.protection.outlook.com"},
			Problem: "does not chain to a trusted root",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, connector.Identify(presents(tt.shown...), l.roots, tt.at)); diff != "" {
				t.Errorf("identity (-want +got):\n%s", diff)
			}
		})
	}
}

func thumbprint(c *labca.Certificate) string {
	if c == nil {
		return ""
	}
	return c.Thumbprint()
}

func thumbprintOf(c *relay.Certificate) string {
	if c == nil {
		return ""
	}
	return c.Thumbprint
}
