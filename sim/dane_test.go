package sim_test

import (
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/vnet"
)

// TestDemandsByDANE: what a signed domain promises about its mail host, what the host shows, and what the service says.
func TestDemandsByDANE(t *testing.T) {
	const host, record = "mx.fabrikam.com", "_25._tcp.mx.fabrikam.com"
	shown := func(l *lab, of int) *x509.Certificate {
		c, err := x509.ParseCertificate(l.Host(host).Certificate().Certificate[of])
		l.must(err)
		return c
	}
	issue := func(l *lab, name string, until time.Time) {
		_, err := l.Issue(sim.CertificateRequest{Subject: name, Authority: "CN=Example Mail CA", Root: "CN=Example Mail Root", Server: host, NotAfter: until})
		l.must(err)
	}
	promise := func(usage uint8, of int) func(*lab) {
		return func(l *lab) {
			l.must(l.Net.SetRecords(vnet.Record{Name: record, Type: vnet.TLSA, Value: relay.TLSAOf(usage, 1, 1, shown(l, of)).String()}))
		}
	}
	later := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	certified := func(l *lab) { issue(l, host, later) }
	sign := func(badly bool) func(*lab) { return func(l *lab) { l.Net.SignDNS("fabrikam.com", badly) } }
	other := func(l *lab) {
		l.must(l.Net.SetRecords(vnet.Record{Name: record, Type: vnet.TLSA, Value: "3 1 1 " + strings.Repeat("AB", 32)}))
	}
	for _, tt := range []struct {
		sentence string
		do       []func(*lab)
		from     string
		deferral string // empty: the mail arrives
	}{
		{"L85: a record that fits lets mail through", []func(*lab){certified, sign(false), promise(3, 0)}, alice, ""},
		{"L87: one of another certificate does not", []func(*lab){certified, sign(false), other}, alice, "450 4.7.323 tlsa-invalid: "},
		{"RFC 7672 2.2: without signatures it does not count", []func(*lab){certified, other}, alice, ""},
		{"L87: who promises a certificate must do TLS", []func(*lab){sign(false), other}, alice, "450 4.7.321 starttls-not-supported: "},
		{"L85: what is signed and not authentic stops mail", []func(*lab){sign(true)}, alice, "450 4.7.324 dnssec-invalid: "},
		{"RFC 7672 3.1.2: an authority that was promised vouches", []func(*lab){certified, sign(false), promise(2, 1)}, alice, ""},
		{"L87: not for a certificate that is out of date", []func(*lab){func(l *lab) { issue(l, host, l.Clock.Now().Add(-time.Hour)) }, sign(false), promise(2, 1)}, alice, "450 4.7.322 certificate-expired: "},
		{"L87: nor for one of another host", []func(*lab){func(l *lab) { issue(l, "www.fabrikam.com", later) }, sign(false), promise(2, 1)}, alice, "450 4.7.325 certificate-host-mismatch: "},
		{"RFC 7671 5.1: a certificate that was promised itself may have any name and date", []func(*lab){func(l *lab) { issue(l, "www.fabrikam.com", l.Clock.Now().Add(-time.Hour)) }, sign(false), promise(3, 0)}, alice, ""},
		{"L86: by records that are of no use any certificate will do", []func(*lab){certified, sign(false), promise(1, 0)}, alice, ""},
		{"L91: on-premises Exchange looks at none of it", []func(*lab){certified, sign(true), other}, bob, ""},
	} {
		t.Run(tt.sentence, func(t *testing.T) {
			l := newLab(t, "hybrid-2019")
			for _, do := range tt.do {
				do(l)
			}
			l.post(tt.from, erin)
			deferral := ""
			for _, side := range bothSides {
				for _, e := range l.events(side, relay.EventDefer) {
					deferral += e.RecipientStatus
				}
			}
			if !strings.Contains(deferral, tt.deferral) || (tt.deferral == "") != (deferral == "") {
				t.Errorf("want %q in the deferral, got %q; what happened:\n%s", tt.deferral, deferral, l.lately())
			}
		})
	}
}

// FuzzTLSA: what is read is written the same.
func FuzzTLSA(f *testing.F) {
	f.Add("3 1 1 " + strings.Repeat("ab", 32))
	f.Add("2 0 0 30 82")
	f.Fuzz(func(t *testing.T, s string) {
		record, err := relay.ParseTLSA(s)
		if err != nil {
			return
		}
		if again, err := relay.ParseTLSA(record.String()); err != nil || again != record {
			t.Errorf("%q reads as %s, and that as %s, %v", s, record, again, err)
		}
	})
}
