package smtpio_test

import (
	"crypto/tls"
	"net/netip"
	"testing"

	"hybridsim/relay"
	"hybridsim/relay/smtpio"
)

// hop measures a whole dialogue: connect, greet, one message of 1 KiB, quit.
func hop(b *testing.B, svc relay.Service, d relay.Dialogue) {
	l := newLab(b, svc, &mute{})
	l.quiet = true
	d.Body = make([]byte, 1024)
	for i := range d.Body {
		d.Body[i] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd\r\n"[i%64]
	}
	client := &smtpio.Client{Dial: l.dial}
	b.ReportAllocs()
	for b.Loop() {
		if o := client.Send(d); o.Phase != relay.PhaseDone {
			b.Fatalf("outcome: %+v", o)
		}
		l.WaitIdle()
	}
}

// mute is a session that keeps nothing.
type mute struct{}

func (mute) Hello(string, bool) (relay.Reply, []string) { return relay.Reply{}, nil }
func (mute) StartTLS(tls.ConnectionState)               {}
func (mute) Mail(string, relay.MailParams) relay.Reply  { return relay.Reply{} }
func (mute) Rcpt(string, relay.RcptParams) relay.Reply  { return relay.Reply{} }
func (mute) Data([]byte) relay.Reply                    { return relay.Reply{} }
func (mute) Reset()                                     {}
func (mute) Close()                                     {}

func BenchmarkPlainHop(b *testing.B) {
	hop(b, service(relay.DialectExchange2013), dialogue())
}

func BenchmarkTLSHop(b *testing.B) {
	svc, d, _ := mutual(b)
	hop(b, svc, d)
}

// BenchmarkTLSHandshakeAlone is what of BenchmarkTLSHop is crypto: connect, the same handshake with the same verification, close.
func BenchmarkTLSHandshakeAlone(b *testing.B) {
	svc, d, p := mutual(b)
	pinned := tls.Config{Time: now, MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS12, SessionTicketsDisabled: true,
		CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384}, CurvePreferences: []tls.CurveID{tls.X25519}}
	server, client := pinned.Clone(), pinned.Clone()
	server.Certificates, server.ClientAuth = []tls.Certificate{*svc.Certificate}, tls.RequestClientCert
	client.Certificates, client.RootCAs, client.ServerName = []tls.Certificate{*d.TLS.Certificate}, p.roots, "mail.contoso.com"
	client.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return d.TLS.Certificate, nil }

	l := newLab(b, svc, &mute{})
	listener, err := l.server.Listen(26)
	if err != nil {
		b.Fatal(err)
	}
	l.served.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			secure := tls.Server(conn, server)
			secure.Handshake()
			secure.Read(make([]byte, 1))
			secure.Close()
		}
	})
	to := netip.AddrPortFrom(serverAddr, 26)
	b.ReportAllocs()
	for b.Loop() {
		conn, err := l.dial(b.Context(), to)
		if err != nil {
			b.Fatal(err)
		}
		secure := tls.Client(conn, client)
		if err := secure.Handshake(); err != nil {
			b.Fatal(err)
		}
		secure.Close()
		l.WaitIdle()
	}
}

// mutual is a service and a dialogue that verify and present certificates.
func mutual(b *testing.B) (relay.Service, relay.Dialogue, pki) {
	p := newPKI()
	svc := service(relay.DialectExchange2013)
	svc.Certificate = p.issue(b, "CN=mail.contoso.com")
	d := dialogue()
	d.TLS = relay.TLSPolicy{Require: true, AuthLevel: relay.DomainValidation, Domain: "mail.contoso.com", Roots: p.roots,
		Certificate: p.issue(b, "CN=client.example"), Now: now}
	return svc, d, p
}
