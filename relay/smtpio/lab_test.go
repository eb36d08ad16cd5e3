package smtpio_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/smtpio"
	"hybridsim/sim/labca"
	"hybridsim/sim/vnet"
)

var (
	clientAddr = netip.MustParseAddr("104.47.0.10")
	serverAddr = netip.MustParseAddr("203.0.113.10")
	smtpPort   = netip.AddrPortFrom(serverAddr, 25)
)

// now is the present of every test.
func now() time.Time {
	return time.Date(2016, 8, 5, 16, 24, 41, 0, time.FixedZone("", -7*60*60))
}

// lab is a server that answers with Serve, one connection after the other, and a host that connects to it.
type lab struct {
	*vnet.Network
	client, server *vnet.Host
	served         sync.WaitGroup
	log            rows  // of the connections served
	err            error // of the last one
	quiet          bool  // keep no log
}

// newLab serves every connection with svc and sess.
func newLab(t testing.TB, svc relay.Service, sess relay.Session) *lab {
	t.Helper()
	l := &lab{Network: vnet.New()}
	l.client = l.host(t, "client.example", clientAddr)
	l.server = l.host(t, "ex01.contoso.com", serverAddr)
	listener, err := l.server.Listen(25)
	if err != nil {
		t.Fatal(err)
	}
	l.served.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			log := relay.Transcript(&l.log)
			if l.quiet {
				log = relay.Discard
			}
			l.err = smtpio.Serve(conn, svc, sess, log)
		}
	})
	t.Cleanup(func() {
		l.Close()
		l.served.Wait()
	})
	return l
}

// stop waits until nothing is served any more.
func (l *lab) stop() {
	l.WaitIdle()
	l.Close()
	l.served.Wait()
}

func (l *lab) host(t testing.TB, name string, addr netip.Addr) *vnet.Host {
	t.Helper()
	h, err := l.AddHost(name, addr)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (l *lab) dial(ctx context.Context, dst netip.AddrPort) (net.Conn, error) {
	return l.client.Dial(ctx, clientAddr, dst)
}

// connect connects and reads the banner.
func (l *lab) connect(t testing.TB) *hand {
	t.Helper()
	conn, err := l.dial(t.Context(), smtpPort)
	if err != nil {
		t.Fatal(err)
	}
	h := &hand{TB: t, conn: conn, in: bufio.NewReader(conn)}
	h.banner = h.reply()
	return h
}

// converse types the lines by hand and returns the replies, the banner first.
func (l *lab) converse(t testing.TB, lines ...string) []string {
	t.Helper()
	conn, err := l.dial(t.Context(), smtpPort)
	if err != nil {
		t.Fatal(err)
	}
	replies, err := smtpio.Converse(conn, lines, smtpio.Hand{})
	if err != nil {
		t.Fatal(err)
	}
	return replies
}

// hand is a client without any manners of its own.
type hand struct {
	testing.TB
	conn   net.Conn
	in     *bufio.Reader
	banner string
}

// reply reads a reply, its lines separated by \n; "" when the connection is closed.
func (h *hand) reply() string {
	var lines []string
	for {
		line, err := h.in.ReadString('\n')
		if err != nil {
			return strings.Join(lines, "\n")
		}
		line = strings.TrimSuffix(line, "\r\n")
		if lines = append(lines, line); len(line) < 4 || line[3] == ' ' {
			return strings.Join(lines, "\n")
		}
	}
}

// write sends bytes as they are.
func (h *hand) write(s string) {
	h.Helper()
	if _, err := h.conn.Write([]byte(s)); err != nil {
		h.Fatal(err)
	}
}

// say sends a line and returns the reply.
func (h *hand) say(line string) string {
	h.Helper()
	h.write(line + "\r\n")
	return h.reply()
}

// startTLS goes through EHLO and STARTTLS, and does the handshake.
func (h *hand) startTLS(config *tls.Config) {
	h.Helper()
	h.say("EHLO client.example")
	if got := h.say("STARTTLS"); !strings.HasPrefix(got, "220 ") {
		h.Fatalf("STARTTLS: %s", got)
	}
	secure := tls.Client(h.conn, config)
	if err := secure.Handshake(); err != nil {
		h.Fatal(err)
	}
	h.conn, h.in = secure, bufio.NewReader(secure)
}

func (h *hand) close() { h.conn.Close() }

// rows is a transcript as lines of text: event, data, and the context in brackets.
type rows struct {
	mu    sync.Mutex
	lines []string
}

// Line implements relay.Transcript.
func (r *rows) Line(event byte, data, context string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	line := string(event) + " " + data
	if context != "" {
		line += " [" + context + "]"
	}
	r.lines = append(r.lines, line)
}

func (r *rows) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lines
}

// recorder is a session that notes what it is asked, and answers as told.
type recorder struct {
	keywords []string
	answers  map[string]relay.Reply // by the call as noted
	calls    []string
	content  [][]byte
	tls      tls.ConnectionState
}

func (r *recorder) note(format string, a ...any) relay.Reply {
	call := fmt.Sprintf(format, a...)
	r.calls = append(r.calls, call)
	return r.answers[call]
}

func (r *recorder) Hello(name string, extended bool) (relay.Reply, []string) {
	return r.note("Hello %s %v", name, extended), r.keywords
}
func (r *recorder) StartTLS(s tls.ConnectionState) { r.tls = s; r.note("StartTLS") }
func (r *recorder) Mail(from string, p relay.MailParams) relay.Reply {
	if p == (relay.MailParams{}) {
		return r.note("Mail <%s>", from)
	}
	return r.note("Mail <%s> %+v", from, p)
}
func (r *recorder) Rcpt(to string, p relay.RcptParams) relay.Reply {
	if p.Notify == nil && p.ORcpt == "" {
		return r.note("Rcpt <%s>", to)
	}
	return r.note("Rcpt <%s> %+v", to, p)
}
func (r *recorder) Data(content []byte) relay.Reply {
	r.content = append(r.content, content)
	return r.note("Data %d", len(content))
}
func (r *recorder) Reset() { r.note("Reset") }
func (r *recorder) Close() { r.note("Close") }

// service is a healthy one without a certificate.
func service(d relay.Dialect) relay.Service {
	return relay.Service{Connector: `EX01\Default Frontend EX01`, Dialect: d, Fqdn: "ex01.contoso.com", Now: now,
		ExchangeAuth: true, AuthMechanisms: []string{"NTLM", "LOGIN"}, LoginNeedsTLS: true, MaxMessageSize: 37748736}
}

// pki is a certificate authority and what it issued.
type pki struct {
	authority, sub *labca.Authority
	roots          *x509.CertPool
}

func newPKI() pki {
	a := labca.New("Lab Root CA", labca.Validity(now().AddDate(-5, 0, 0), now().AddDate(20, 0, 0)))
	p := pki{authority: a, sub: a.Subordinate("Lab Issuing CA"), roots: x509.NewCertPool()}
	p.roots.AddCert(a.Certificate())
	return p
}

// issue makes a certificate for a subject that is valid at present.
func (p pki) issue(t testing.TB, subject string, names ...string) *tls.Certificate {
	t.Helper()
	return p.request(t, labca.Request{Subject: subject, DNSNames: names})
}

func (p pki) request(t testing.TB, r labca.Request) *tls.Certificate {
	t.Helper()
	if r.NotBefore.IsZero() {
		r.NotBefore = now().AddDate(0, -1, 0)
	}
	if r.NotAfter.IsZero() {
		r.NotAfter = now().AddDate(1, 0, 0)
	}
	c, err := p.sub.Issue(r)
	if err != nil {
		t.Fatal(err)
	}
	certificate := c.TLS()
	return &certificate
}

// trusting is a client's TLS configuration that does not ask whom it talks to.
func trusting(certificates ...tls.Certificate) *tls.Config {
	return &tls.Config{InsecureSkipVerify: true, Certificates: certificates, Time: now}
}
