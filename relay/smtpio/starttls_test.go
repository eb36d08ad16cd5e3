package smtpio_test

import (
	"crypto/tls"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

func TestTheClientCertificateReachesTheSession(t *testing.T) {
	p := newPKI()
	svc := service(relay.DialectExchange2013)
	svc.Certificate = p.issue(t, "CN=mail.contoso.com")
	eop := p.issue(t, "CN=mail.protection.outlook.com")
	for _, row := range []struct {
		name   string
		config *tls.Config
		want   []string
	}{
		{"a receive connector requests a client certificate, but does not need one", trusting(), nil},
		{"the certificate is presented, not yet judged", trusting(*eop), []string{"mail.protection.outlook.com"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			sess := &recorder{}
			l := newLab(t, svc, sess)
			h := l.connect(t)
			h.startTLS(row.config)
			if want, got := "503 5.5.2 Send hello first", h.say("MAIL FROM:<a@contoso.com>"); got != want {
				t.Errorf("MAIL before the new EHLO: want %q, got %q", want, got)
			}
			h.say("EHLO again.example")
			h.say("MAIL FROM:<a@contoso.com>")
			h.say("QUIT")
			h.close()
			l.stop()
			var got []string
			for _, c := range sess.tls.PeerCertificates {
				got = append(got, c.DNSNames...)
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("names presented (-want +got):\n%s", diff)
			}
			calls := []string{"Hello client.example true", "StartTLS", "Hello again.example true", "Mail <a@contoso.com>", "Close"}
			if diff := cmp.Diff(calls, sess.calls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			if sess.tls.Version != tls.VersionTLS12 || sess.tls.CipherSuite != tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 ||
				sess.tls.CurveID != tls.X25519 {
				t.Errorf("negotiated %s, %s, %s", tls.VersionName(sess.tls.Version), tls.CipherSuiteName(sess.tls.CipherSuite), sess.tls.CurveID)
			}
			if l.err != nil {
				t.Errorf("Serve: %v", l.err)
			}
		})
	}
}

// RFC 3207 section 4.2: the server must discard any knowledge obtained from the client before TLS.
func TestStartTLSEndsTheTransaction(t *testing.T) {
	svc := service(relay.DialectExchange2013)
	svc.Certificate = newPKI().issue(t, "CN=mail.contoso.com")
	for _, command := range []string{"RCPT TO:<b@contoso.com>", "DATA", "BDAT 0 LAST"} {
		t.Run(command, func(t *testing.T) {
			sess := &recorder{}
			h := newLab(t, svc, sess).connect(t)
			defer h.close()
			for _, line := range []string{"EHLO client.example", "MAIL FROM:<a@contoso.com>", "RCPT TO:<b@contoso.com>"} {
				h.say(line)
			}
			h.startTLS(trusting())
			if want, got := "503 5.5.2 Send hello first", h.say(command); got != want {
				t.Errorf("want %q, got %q", want, got)
			}
			h.say("EHLO client.example")
			if got := h.say(command); !strings.HasPrefix(got, "503 5.5.2 Need mail") {
				t.Errorf("after EHLO: got %q", got)
			}
		})
	}
}

func TestWhatWasSentAheadOfTheHandshakeIsDropped(t *testing.T) {
	svc := service(relay.DialectExchange2013)
	svc.Certificate = newPKI().issue(t, "CN=mail.contoso.com")
	sess := &recorder{}
	l := newLab(t, svc, sess)
	h := l.connect(t)
	h.say("EHLO client.example")
	h.write("STARTTLS\r\nMAIL FROM:<injected@contoso.com>\r\n")
	if got := h.reply(); !strings.HasPrefix(got, "220 ") {
		t.Fatal(got)
	}
	secure := tls.Client(h.conn, trusting())
	if err := secure.Handshake(); err != nil {
		t.Fatal(err)
	}
	secure.Close()
	l.stop()
	if diff := cmp.Diff([]string{"Hello client.example true", "StartTLS", "Close"}, sess.calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestABrokenHandshakeEndsTheConnection(t *testing.T) {
	svc := service(relay.DialectExchange2013)
	svc.Certificate = newPKI().issue(t, "CN=mail.contoso.com")
	const failed = "*  [TLS negotiation failed with error SocketError]"
	for _, row := range []struct {
		name    string
		instead func(*hand)
		want    string
	}{
		{"garbage instead of the handshake", func(h *hand) { h.write("EHLO client.example\r\n"); h.reply() }, "-  [Local]"},
		{"a client that goes away", func(h *hand) { h.close() }, "-  [Remote]"},
		{"a client of the past", func(h *hand) {
			tls.Client(h.conn, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}).Handshake()
		}, "-  [Local]"},
	} {
		t.Run(row.name, func(t *testing.T) {
			sess := &recorder{}
			l := newLab(t, svc, sess)
			h := l.connect(t)
			h.say("EHLO client.example")
			h.say("STARTTLS")
			row.instead(h)
			h.close()
			l.stop()
			got := l.log.all()
			if diff := cmp.Diff([]string{failed, row.want}, got[len(got)-2:]); diff != "" {
				t.Errorf("log (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{"Hello client.example true", "Close"}, sess.calls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			if l.err == nil {
				t.Error("Serve says that all was well")
			}
		})
	}
}

func TestRequireTLSIsMetByTLS(t *testing.T) {
	svc := service(relay.DialectExchange2013)
	svc.Certificate, svc.RequireTLS = newPKI().issue(t, "CN=mail.contoso.com"), true
	h := newLab(t, svc, &recorder{}).connect(t)
	defer h.close()
	h.startTLS(trusting())
	h.say("EHLO client.example")
	if want, got := "250 2.1.0 Sender OK", h.say("MAIL FROM:<a@contoso.com>"); got != want {
		t.Errorf("want %q, got %q", want, got)
	}
	if want, got := "500 5.3.3 Unrecognized command", h.say("STARTTLS"); got != want {
		t.Errorf("STARTTLS in TLS: want %q, got %q", want, got)
	}
}
