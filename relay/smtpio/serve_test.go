package smtpio_test

import (
	"crypto/tls"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/smtpio"
)

func TestNothingIsLeftRunning(t *testing.T) {
	const begin = "EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<b@x>\r\n"
	svc := service(relay.DialectExchange2013)
	svc.Certificate = newPKI().issue(t, "CN=mail.contoso.com")
	l := newLab(t, svc, &recorder{})
	listener, err := l.server.Listen(26)
	if err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	for _, said := range []string{"", "QUIT\r\n", begin, begin + "DATA\r\nx", begin + "BDAT 0\r\n", begin + "BDAT 9 LAST\r\nx",
		begin + "BDAT 1 LAST\r\nxQUIT\r\n", "EHLO x\r\nSTARTTLS\r\nx", "AUTH LOGIN\r\n", "FROB\r\nFROB\r\nFROB\r\nFROB\r\nFROB\r\nNOOP\r\n"} {
		conn, err := l.client.Dial(t.Context(), clientAddr, netip.AddrPortFrom(serverAddr, 26))
		if err != nil {
			t.Fatal(err)
		}
		conn.Write([]byte(said))
		conn.Close()
		accepted, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		sess := &recorder{}
		smtpio.Serve(accepted, svc, sess, nil)
		if closed := strings.Count(strings.Join(sess.calls, "\n"), "Close"); closed != 1 || sess.calls[len(sess.calls)-1] != "Close" {
			t.Errorf("after %q: %q", said, sess.calls)
		}
	}
	for range 100 { // the last goroutine may still be on its last instruction
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	stacks := make([]byte, 1<<16)
	t.Errorf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
}

// panicking is a session with a bug.
type panicking struct{ recorder }

func (*panicking) Mail(string, relay.MailParams) relay.Reply { panic("a bug") }

func TestABugInTheSessionIsServesError(t *testing.T) {
	l := newLab(t, service(relay.DialectExchange2013), &panicking{})
	replies := l.converse(t, "EHLO x", "MAIL FROM:<>", "NOOP")
	l.stop()
	if diff := cmp.Diff([]string{"421 4.3.2 Service not available, closing transmission channel"}, replies[2:]); diff != "" {
		t.Errorf("replies (-want +got):\n%s", diff)
	}
	if l.err == nil || !strings.Contains(l.err.Error(), "a bug") {
		t.Errorf("Serve: %v", l.err)
	}
}

func TestAnUnknownDialectIsAnError(t *testing.T) {
	l := newLab(t, service("Klingon"), &recorder{})
	if replies := l.converse(t, "EHLO x"); len(replies) != 0 {
		t.Errorf("replies: %q", replies)
	}
	l.stop()
	if l.err == nil {
		t.Error("Serve says that all was well")
	}
}

func TestStartTLSCannotBeTypedWithoutAClock(t *testing.T) {
	svc := service(relay.DialectExchange2013)
	svc.Certificate = newPKI().issue(t, "CN=mail.contoso.com")
	conn, err := newLab(t, svc, &recorder{}).dial(t.Context(), smtpPort)
	if err != nil {
		t.Fatal(err)
	}
	if replies, err := smtpio.Converse(conn, []string{"EHLO x", "STARTTLS", "QUIT"}, smtpio.Hand{}); err == nil || len(replies) != 3 {
		t.Errorf("replies %q, error %v", replies, err)
	}
}

// One write per reply: a client that reads what one TLS record or one packet brings gets whole replies.
func TestAReplyIsOneWrite(t *testing.T) {
	svc := service(relay.DialectExchange2013)
	svc.Certificate = newPKI().issue(t, "CN=mail.contoso.com")
	h := newLab(t, svc, &recorder{}).connect(t)
	defer h.close()
	h.startTLS(trusting())
	h.write("EHLO x\r\n")
	buffer := make([]byte, 4096)
	n, err := h.conn.(*tls.Conn).Read(buffer)
	if err != nil || !strings.HasSuffix(string(buffer[:n]), "250 XRDST\r\n") {
		t.Errorf("first read: %q, %v", buffer[:n], err)
	}
}
