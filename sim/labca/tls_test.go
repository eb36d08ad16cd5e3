package labca_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/netip"
	"testing"
	"time"

	"hybridsim/sim/labca"
	"hybridsim/sim/vnet"
)

func TestMutualTLSOverTheSimulatedNetwork(t *testing.T) {
	l := newLab(t)
	client := issue(t, l.intermediate, labca.Request{Subject: "CN=mail.protection.example, O=Example"})
	during := spring.AddDate(0, 1, 0)
	tests := []struct {
		name   string
		server tls.Certificate
		now    time.Time
		failed func(error) bool // nil for success
	}{
		{"with intermediates", l.mail.TLS(), during, nil},
		{"renewed", l.renewed.TLS(), during, nil},
		{"without intermediates", l.mail.TLSWithoutIntermediates(), during, isA[x509.UnknownAuthorityError]},
		{"self-signed", selfSigned(t, labca.Request{Subject: "mail.contoso.com"}).TLS(), during, isA[x509.UnknownAuthorityError]},
		{"for another name", l.bare.TLS(), during, isA[x509.HostnameError]},
		{"expired in virtual time", l.mail.TLS(), autumn.AddDate(0, 0, 1), isA[x509.CertificateInvalidError]},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			roots := x509.NewCertPool()
			roots.AddCert(l.root.Root())
			clock := func() time.Time { return tt.now }
			dialled, accepted := connect(t)
			seen := make(chan string, 1)
			go func() {
				defer accepted.Close()
				conn := tls.Server(accepted, &tls.Config{
					Certificates: []tls.Certificate{tt.server},
					ClientAuth:   tls.RequireAndVerifyClientCert,
					ClientCAs:    roots,
					Time:         clock,
				})
				defer conn.Close()
				if conn.Handshake() != nil {
					return
				}
				seen <- labca.DN(conn.ConnectionState().PeerCertificates[0].Subject)
				io.Copy(conn, conn)
			}()

			conn := tls.Client(dialled, &tls.Config{
				Certificates: []tls.Certificate{client.TLS()},
				RootCAs:      roots,
				ServerName:   "mail.contoso.com",
				Time:         clock,
			})
			defer conn.Close()
			err := conn.Handshake()
			if tt.failed != nil {
				if !tt.failed(err) {
					t.Errorf("Handshake = %v (%T), want another error", err, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			echo := make([]byte, 4)
			conn.Write([]byte("EHLO"))
			if _, err := io.ReadFull(conn, echo); err != nil || string(echo) != "EHLO" {
				t.Errorf("echo = %q, %v", echo, err)
			}
			if got, want := <-seen, "CN=mail.protection.example, O=Example"; got != want {
				t.Errorf("the server saw client certificate %s, want %s", got, want)
			}
		})
	}
}

// connect returns the two ends of a connection and waits, when the test is over,
// until the accepting one is closed.
func connect(t *testing.T) (dialled, accepted net.Conn) {
	t.Helper()
	n := vnet.New()
	from, to := netip.MustParseAddr("52.100.0.1"), netip.MustParseAddr("203.0.113.10")
	cloud, err := n.AddHost("cloud", from)
	if err != nil {
		t.Fatal(err)
	}
	server, err := n.AddHost("mail.contoso.com", to)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := server.Listen(25)
	if err != nil {
		t.Fatal(err)
	}
	if dialled, err = cloud.Dial(t.Context(), from, netip.AddrPortFrom(to, 25)); err != nil {
		t.Fatal(err)
	}
	if accepted, err = listener.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.WaitIdle(); n.Close() })
	return dialled, accepted
}
