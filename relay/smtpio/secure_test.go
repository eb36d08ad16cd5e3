package smtpio_test

import (
	"context"
	"crypto/sha1"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/reply"
	"hybridsim/relay/smtpio"
	"hybridsim/sim/labca"
)

func hash(c *tls.Certificate) string { return fmt.Sprintf("%X", sha1.Sum(c.Certificate[0])) }

func TestTheServersCertificateIsJudgedAsThePolicySays(t *testing.T) {
	p := newPKI()
	alone := func(c *tls.Certificate) *tls.Certificate {
		return &tls.Certificate{Certificate: c.Certificate[:1], PrivateKey: c.PrivateKey}
	}
	good := p.issue(t, "CN=mail.contoso.com, O=Contoso", "mail.contoso.com", "hybrid.contoso.com")
	wildcard := p.issue(t, "CN=*.contoso.com")
	other := p.issue(t, "CN=ExchangeServer01")
	expired := p.request(t, labca.Request{Subject: "CN=ExchangeServer01", NotAfter: now().AddDate(0, 0, -1)})
	revoked := p.issue(t, "CN=revoked.contoso.com")
	future := p.request(t, labca.Request{Subject: "CN=mail.contoso.com", NotBefore: now().AddDate(0, 0, 1)})
	selfSigned, err := labca.SelfSigned(labca.Request{Subject: "CN=ExchangeServer01", NotBefore: now().AddDate(-1, 0, 0), NotAfter: now().AddDate(1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	self := selfSigned.TLS()
	const none, require, chain, name = "", relay.EncryptionOnly, relay.CertificateValidation, relay.DomainValidation
	failed := func(reason relay.TLSReason, expected, presented string, c *tls.Certificate) *relay.TLSFailure {
		return &relay.TLSFailure{Reason: reason, Expected: expected, Presented: presented, Thumbprint: hash(c), Shown: relay.Show(certificateOf(c))}
	}
	for _, row := range []struct {
		name        string // of L72 [I] and L76 on: the certificate is revoked besides
		certificate *tls.Certificate
		level       relay.TlsAuthLevel
		domain      string
		want        *relay.TLSFailure
	}{
		{"opportunistic TLS does not verify", expired, none, "", nil},
		{"EncryptionOnly: nothing", &self, require, "", nil},
		{"chain and validity", other, chain, "", nil},
		{"L72: the name goes before the dates", alone(expired), name, "mail.contoso.com",
			failed(relay.TLSSubjectMismatch, "mail.contoso.com", "CN=ExchangeServer01", expired)},
		{"not yet valid", future, chain, "", failed(relay.TLSCertificateExpired, "mail.contoso.com", "CN=mail.contoso.com", future)},
		{"self-signed", &self, chain, "", failed(relay.TLSUntrustedRoot, "mail.contoso.com", "CN=ExchangeServer01", &self)},
		{"incomplete chain", alone(good), name, "mail.contoso.com",
			failed(relay.TLSUntrustedRoot, "mail.contoso.com", "CN=mail.contoso.com, O=Contoso", good)},
		{"L72: the dates go before the chain", alone(expired), chain, "",
			failed(relay.TLSCertificateExpired, "mail.contoso.com", "CN=ExchangeServer01", expired)},
		{"L72 [I]: the name goes before revocation", other, name, "mail.contoso.com", failed(relay.TLSSubjectMismatch, "mail.contoso.com", "CN=ExchangeServer01", other)},
		{"L72 [I]: so do the dates", future, name, "mail.contoso.com", failed(relay.TLSCertificateExpired, "mail.contoso.com", "CN=mail.contoso.com", future)},
		{"L72 [I]: and the chain", alone(good), name, "mail.contoso.com", failed(relay.TLSUntrustedRoot, "mail.contoso.com", "CN=mail.contoso.com, O=Contoso", good)},
		{"L76: with nothing else wrong it counts", revoked, name, "revoked.contoso.com", failed(relay.TLSRevoked, "revoked.contoso.com", "CN=revoked.contoso.com", revoked)},
		{"L76: by its chain alone, too", revoked, chain, "", failed(relay.TLSRevoked, "mail.contoso.com", "CN=revoked.contoso.com", revoked)},
		{"L72: EncryptionOnly does not look at it", revoked, require, "", nil},
		{"L69: the name goes before the chain", &self, name, "*.contoso.com",
			failed(relay.TLSSubjectMismatch, "*.contoso.com", "CN=ExchangeServer01", &self)},
		{"name mismatch", other, name, "*.contoso.com", failed(relay.TLSSubjectMismatch, "*.contoso.com", "CN=ExchangeServer01", other)},
		{"without a name to expect, the host's", other, name, "", failed(relay.TLSSubjectMismatch, "mail.contoso.com", "CN=ExchangeServer01", other)},
		{"an alternative name", good, name, "HYBRID.contoso.com", nil},
		{"a wildcard certificate", wildcard, name, "mail.contoso.com", nil},
		{"a wildcard stands for one label", wildcard, name, "a.mail.contoso.com",
			failed(relay.TLSSubjectMismatch, "a.mail.contoso.com", "CN=*.contoso.com", wildcard)},
		{"a wildcard is not its parent", wildcard, name, "contoso.com", failed(relay.TLSSubjectMismatch, "contoso.com", "CN=*.contoso.com", wildcard)},
		{"the expected name may be a wildcard", good, name, "*.contoso.com", nil},
		{"and find itself", wildcard, name, "*.contoso.com", nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			svc := service(relay.DialectExchange2013)
			svc.Certificate = row.certificate
			sess := &recorder{}
			l := newLab(t, svc, sess)
			d := dialogue()
			d.TLS = relay.TLSPolicy{Require: true, AuthLevel: row.level, Domain: row.domain, Roots: p.roots, Now: now}
			if row.certificate == revoked || strings.HasPrefix(row.name, "L72 [I]") {
				d.TLS.Revoked = map[string]bool{hash(row.certificate): true}
			}
			got, log := l.send(d)
			want := relay.Outcome{Phase: relay.PhaseTLS, Target: target, Local: netip.AddrPortFrom(clientAddr, 1), Secured: true,
				Version: relay.TLS12, Suite: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", TLSFailure: row.want}
			if row.want == nil {
				want.Phase, want.Reply, want.Confirms = relay.PhaseDone, reply.ContentAccepted(), true
				want.Recipients = []relay.RecipientReply{{Address: "bob@contoso.com", Reply: reply.RecipientOK(), Phase: relay.PhaseRcpt}}
			}
			if diff := cmp.Diff(want, got, compare); diff != "" {
				t.Errorf("outcome (-want +got):\n%s", diff)
			}
			polite := []string{"> QUIT", "< 221 2.0.0 Service closing transmission channel", "-  [Local]"}
			if diff := cmp.Diff(polite, log[len(log)-3:]); diff != "" {
				t.Errorf("end of the send log (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhereSTARTTLSIsMissing(t *testing.T) {
	for _, row := range []struct {
		name    string
		policy  relay.TLSPolicy
		replies []string
		phase   relay.Phase
		want    *relay.TLSFailure
	}{
		{"required, not offered", relay.TLSPolicy{Require: true}, []string{"220 x", "250 x", "221 bye"},
			relay.PhaseTLS, &relay.TLSFailure{Reason: relay.TLSNotOffered}},
		{"required, garbled by a firewall", relay.TLSPolicy{Require: true}, []string{"220 x", "250-x\r\n250 XXXXXXXA", "221 bye"},
			relay.PhaseTLS, &relay.TLSFailure{Reason: relay.TLSNotOffered}},
		{"required, offered, then refused", relay.TLSPolicy{Require: true}, []string{"220 x", "250-x\r\n250 STARTTLS", "454 4.7.0 not now", "221 bye"},
			relay.PhaseTLS, &relay.TLSFailure{Reason: relay.TLSNotOffered, Detail: "454 4.7.0 not now"}},
		{"opportunistic, not offered", relay.TLSPolicy{}, []string{"220 x", "250 x", "550 MAIL is heard"}, relay.PhaseMail, nil},
		{"opportunistic, refused", relay.TLSPolicy{}, []string{"220 x", "250-x\r\n250 STARTTLS", "454 4.7.0 not now", "550 MAIL is heard"}, relay.PhaseMail, nil},
		{"ignored", relay.TLSPolicy{Ignore: true}, []string{"220 x", "250-x\r\n250 STARTTLS", "550 MAIL is heard"}, relay.PhaseMail, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := dialogue()
			d.TLS = row.policy
			var log rows
			got := (&smtpio.Client{Dial: scripted(t, row.replies...),
				Transcript: func(relay.Dialogue, relay.Target, netip.AddrPort) relay.Transcript { return &log }}).Send(d)
			if got.Phase != row.phase || got.Secured || got.Err != nil {
				t.Errorf("outcome: %+v", got)
			}
			if diff := cmp.Diff(row.want, got.TLSFailure); diff != "" {
				t.Errorf("failure (-want +got):\n%s", diff)
			}
			if row.want != nil && !strings.Contains(strings.Join(log.all(), "\n"), "> QUIT\n< 221 bye") {
				t.Errorf("left without QUIT:\n%s", strings.Join(log.all(), "\n"))
			}
		})
	}
}

func TestAHandshakeThatBreaks(t *testing.T) {
	for _, row := range []struct {
		name, instead, parting string
		reason                 relay.TLSReason
	}{
		{"L31: garbage", "554 what?", "-  [Local]", relay.TLSIllegalMessage},
		{"L30: hung up", "", "-  [Remote]", relay.TLSAborted},
		{"L39: reset", "RST", "-  [Remote(SocketError)]", relay.TLSHandshake},
	} {
		t.Run(row.name, func(t *testing.T) {
			var log rows
			got := (&smtpio.Client{Dial: scripted(t, "220 x", "250-x\r\n250 STARTTLS", "220 go", row.instead),
				Transcript: func(relay.Dialogue, relay.Target, netip.AddrPort) relay.Transcript { return &log }}).Send(dialogue())
			if f := got.TLSFailure; got.Phase != relay.PhaseTLS || got.Err != nil || f == nil || f.Reason != row.reason || f.Detail == "" {
				t.Errorf("outcome: %+v, %+v", got, f)
			}
			want := []string{"> STARTTLS", "< 220 go", "*  [TLS negotiation failed with error SocketError]", row.parting}
			all := log.all()
			if diff := cmp.Diff(want, all[len(all)-4:]); diff != "" {
				t.Errorf("log (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMutualTLSLeavesItsRowsInBothLogs(t *testing.T) {
	p := newPKI()
	server := p.issue(t, "CN=mail.contoso.com, O=Contoso", "mail.contoso.com", "hybrid.contoso.com")
	client := p.issue(t, "CN=mail.protection.outlook.com")
	svc := service(relay.DialectExchange2013)
	svc.Certificate = server
	sess := &recorder{}
	l := newLab(t, svc, sess)
	d := dialogue()
	d.TLS = relay.TLSPolicy{Require: true, AuthLevel: relay.DomainValidation, Domain: "mail.contoso.com", Roots: p.roots, Certificate: client, Now: now}
	got, log := l.send(d)
	l.stop()
	if got.Phase != relay.PhaseDone || !got.Secured {
		t.Errorf("outcome: %+v", got)
	}
	if n := len(sess.tls.PeerCertificates); n != 2 {
		t.Errorf("the client presented %d certificates", n)
	}
	rows := func(what, subject, names string, c *tls.Certificate) []string {
		leaf, err := x509.ParseCertificate(c.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		return []string{"*  [" + what + "]", "* " + subject + " [Certificate subject]", "* CN=Lab Issuing CA [Certificate issuer name]",
			fmt.Sprintf("* %X [Certificate serial number]", leaf.SerialNumber.Bytes()),
			"* " + hash(c) + " [Certificate thumbprint]",
			"* " + leaf.NotBefore.UTC().Format("2006-01-02T15:04:05.000Z") + " [Certificate not before]", "* " + leaf.NotAfter.UTC().Format("2006-01-02T15:04:05.000Z") + " [Certificate not after]", "* " + names + " [Certificate alternate names]"}
	}
	of := func(first, second string) []string {
		serverRows := rows(first, "CN=mail.contoso.com, O=Contoso", "mail.contoso.com;hybrid.contoso.com", server)
		clientRows := rows(second, "CN=mail.protection.outlook.com", "mail.protection.outlook.com", client)
		if first == "Remote certificate" {
			return append(clientRows, serverRows...)
		}
		return append(serverRows, clientRows...)
	}
	negotiated := func(role string) string {
		return "*  [TLS protocol SP_PROT_TLS1_2_" + role + " negotiation succeeded using bulk encryption algorithm CALG_AES_256 with " +
			"strength 256 bits, MAC hash algorithm CALG_SHA_384 with strength 0 bits and key exchange algorithm CALG_ECDH_EPHEM with strength 256 bits]"
	}
	information := func(log []string) (only []string) {
		for _, line := range log {
			if line[0] == '*' {
				only = append(only, line)
			}
		}
		return only
	}
	if diff := cmp.Diff(append(of("Sending certificate", "Remote certificate"), negotiated("SERVER")), information(l.log.all())); diff != "" {
		t.Errorf("receive log (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(append(of("Remote certificate", "Sending certificate"), negotiated("CLIENT")), information(log)); diff != "" {
		t.Errorf("send log (-want +got):\n%s", diff)
	}
}

// The same over a real socket, where buffers are not endless.
func TestOverLoopback(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skip(err)
	}
	defer listener.Close()
	svc := service(relay.DialectExchange2019)
	svc.Certificate = newPKI().issue(t, "CN=mail.contoso.com")
	sess := &recorder{}
	done := make(chan error)
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			err = smtpio.Serve(conn, svc, sess, relay.Discard)
		}
		done <- err
	}()
	d := dialogue()
	d.Body = []byte(strings.Repeat("0123456789abcdef\r\n", 1<<17))
	d.Targets[0].Addr = listener.Addr().(*net.TCPAddr).AddrPort()
	dialer := &net.Dialer{}
	client := &smtpio.Client{}
	client.Dial = func(ctx context.Context, dst netip.AddrPort) (net.Conn, error) {
		return dialer.DialContext(ctx, "tcp", dst.String())
	}
	if got := client.Send(d); got.Phase != relay.PhaseDone || !got.Secured {
		t.Errorf("outcome: %+v", got)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if string(sess.content[0]) != string(d.Body) {
		t.Error("the content differs")
	}
}

// certificateOf is a certificate without its key.
func certificateOf(c *tls.Certificate) *x509.Certificate {
	leaf, err := x509.ParseCertificate(c.Certificate[0])
	if err != nil {
		panic(err)
	}
	return leaf
}
