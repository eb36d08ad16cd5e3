package sim_test

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/netip"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/scenarios"
	"hybridsim/sim/story"
	"hybridsim/sim/vnet"
)

// Ratios are what counts here: what a story costs is its TLS handshakes, and all else should be a small multiple of them.

// hops measures one message from submission to delivery, in a world that is new every thousand messages.
func hops(b *testing.B, from, to string) {
	b.ReportAllocs()
	var l *lab
	for i := 0; b.Loop(); i++ {
		if i%1000 == 0 {
			b.StopTimer()
			if l != nil {
				l.Close()
			}
			l = openLab(b, "hybrid-2013")
			b.StartTimer()
		}
		l.post(from, to)
	}
	if n := len(l.events(relay.Cloud, relay.EventDefer)); n > 0 {
		b.Fatalf("%d deferrals", n)
	}
	l.Close()
}

// BenchmarkPlainHop is one message from the cloud to a host of the Internet, in clear.
func BenchmarkPlainHop(b *testing.B) { hops(b, alice, erin) }

// BenchmarkHybridHop is one message from the cloud to on-premises, with certificates of both sides.
func BenchmarkHybridHop(b *testing.B) { hops(b, alice, bob) }

// BenchmarkWorld builds a base's world and plays its set-up.
func BenchmarkWorld(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		openLab(b, "hybrid-2013").Close()
	}
}

// BenchmarkStory is a whole play with three hybrid dialogues, world included, beside three bare handshakes with the same
// certificates, settings and network. Both are timed in the same run, in turns; x-handshakes is how much longer the play takes.
func BenchmarkStory(b *testing.B) {
	handshake := bareHandshake(b)
	var playing, shaking time.Duration
	for b.Loop() {
		begin := time.Now()
		l := openLab(b, "hybrid-2013")
		l.post(alice, bob)
		l.post(bob, alice)
		l.post(alice, bob)
		l.Close()
		middle := time.Now()
		for range 3 {
			handshake()
		}
		playing, shaking = playing+middle.Sub(begin), shaking+time.Since(middle)
	}
	b.ReportMetric(float64(playing)/float64(shaking), "x-handshakes")
	b.ReportMetric(float64(playing)/float64(b.N), "ns/story")
	b.ReportMetric(float64(shaking)/float64(b.N), "ns/3-handshakes")
}

// BenchmarkHybridHopInHandshakes is BenchmarkHybridHop beside the one handshake that it needs.
func BenchmarkHybridHopInHandshakes(b *testing.B) {
	handshake := bareHandshake(b)
	l := openLab(b, "hybrid-2013")
	var hop, shaking time.Duration
	for i := 0; b.Loop(); i++ {
		if i%1000 == 999 {
			l.Close()
			l = openLab(b, "hybrid-2013")
		}
		begin := time.Now()
		l.post(alice, bob)
		middle := time.Now()
		handshake()
		hop, shaking = hop+middle.Sub(begin), shaking+time.Since(middle)
	}
	l.Close()
	b.ReportMetric(float64(hop)/float64(shaking), "x-handshakes")
}

// bareHandshake returns what does one TLS 1.2 handshake as the hybrid connection from the cloud does it: the certificates of
// both sides, verified by both, one cipher suite, one curve, a connection of the simulated network; and closes it.
func bareHandshake(b *testing.B) func() {
	l := newLab(b, "hybrid-2013")
	roots := x509.NewCertPool()
	for _, a := range l.Roots() {
		roots.AddCert(a)
	}
	pinned := func(side relay.Side) *tls.Config {
		var own tls.Certificate
		for _, c := range l.Side(side).Organization().Certificates {
			if !c.SelfSigned {
				own = *c.TLS
			}
		}
		return &tls.Config{
			Time: l.Clock.Now, MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS12, SessionTicketsDisabled: true,
			CipherSuites:     []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384},
			CurvePreferences: []tls.CurveID{tls.X25519}, Certificates: []tls.Certificate{own},
			ClientAuth: tls.VerifyClientCertIfGiven, RootCAs: roots, ClientCAs: roots, ServerName: "mail.contoso.com",
		}
	}
	network := vnet.New()
	b.Cleanup(func() { network.Close() })
	server, err := network.AddHost("server", netip.MustParseAddr("192.0.2.1"))
	l.must(err)
	client, err := network.AddHost("client", netip.MustParseAddr("192.0.2.2"))
	l.must(err)
	listener, err := server.Listen(25)
	l.must(err)
	serverConfig, clientConfig := pinned(relay.OnPremises), pinned(relay.Cloud)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func(conn net.Conn) {
				secure := tls.Server(conn, serverConfig)
				defer secure.Close()
				_ = secure.Handshake()
				_, _ = secure.Read(make([]byte, 1)) // until the client closes
			}(conn)
		}
	}()
	return func() {
		conn, err := client.Dial(b.Context(), netip.MustParseAddr("192.0.2.2"), netip.MustParseAddrPort("192.0.2.1:25"))
		if err != nil {
			b.Fatal(err)
		}
		secure := tls.Client(conn, clientConfig)
		if err := secure.Handshake(); err != nil {
			b.Fatal(err)
		}
		secure.Close()
		network.WaitIdle()
	}
}

// BenchmarkExpiry is a day of refused attempts and the report at its end, the world not counted.
func BenchmarkExpiry(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		l := openLab(b, "hybrid-2013", era(relay.EraToday))
		l.block("cloud", "mail.contoso.com", vnet.Refuse)
		b.StartTimer()
		l.post(alice, bob)
		l.wait(25 * time.Hour)
		b.StopTimer()
		l.oneNDR(alice)
		l.Close()
		b.StartTimer()
	}
}

// BenchmarkCatalogue plays every story that ships, in all the ways that keep it honest.
func BenchmarkCatalogue(b *testing.B) {
	c := &story.Catalogue{Files: scenarios.Files}
	b.ReportAllocs()
	for b.Loop() {
		for _, name := range c.Names() {
			s, err := c.Story(name)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := s.Run(); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(len(c.Names())), "stories")
}
