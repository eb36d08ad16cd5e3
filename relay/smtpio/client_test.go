package smtpio_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hybridsim/relay"
	"hybridsim/relay/reply"
	"hybridsim/relay/smtpio"
	"hybridsim/sim/vnet"
)

// target is the lab's server.
var target = relay.Target{Host: "mail.contoso.com", Addr: smtpPort}

// dialogue is about one message from alice to bob.
func dialogue() relay.Dialogue {
	return relay.Dialogue{
		Connector: "Outbound to Office 365", Hello: "client.example", Targets: []relay.Target{target},
		TLS:        relay.TLSPolicy{Now: now},
		From:       "alice@contoso.com",
		Recipients: []relay.EnvelopeRecipient{{Address: "bob@contoso.com"}},
		Body:       []byte("Subject: hello\r\n\r\n.\r\nhello\r\n"),
	}
}

// send performs the dialogue and returns the outcome and the send log.
func (l *lab) send(d relay.Dialogue) (relay.Outcome, []string) {
	var log rows
	client := &smtpio.Client{Dial: l.dial, Transcript: func(relay.Dialogue, relay.Target, netip.AddrPort) relay.Transcript { return &log }}
	o := client.Send(d)
	return o, log.all()
}

// compare compares outcomes: replies by what they say, errors not at all, and the source by its address.
var compare = cmp.Options{
	cmp.Transformer("reply", func(r relay.Reply) string { return r.String() }),
	cmpopts.IgnoreFields(relay.Outcome{}, "Err"),
	cmp.Comparer(func(a, b netip.AddrPort) bool { return a.Addr() == b.Addr() }),
}

func TestAMessageIsDelivered(t *testing.T) {
	d := dialogue()
	d.Body = []byte(awkwardLines)
	d.Mail = relay.MailParams{Ret: "HDRS", Envid: "QQ=1", XOORG: "contoso.onmicrosoft.com"}
	d.Recipients = append(d.Recipients, relay.EnvelopeRecipient{Address: "carol@contoso.com",
		RcptParams: relay.RcptParams{Notify: []string{"FAILURE", "DELAY"}, ORcpt: "rfc822;c+arol@contoso.com"}})
	sess := &recorder{keywords: []string{"XOORG"}, answers: map[string]relay.Reply{
		"Rcpt <bob@contoso.com>":                  relay.Received(550, "5.1.1 User unknown"),
		fmt.Sprintf("Data %d", len(awkwardLines)): relay.Received(250, "2.6.0 <1@x> Queued mail for delivery"),
	}}
	l := newLab(t, service(relay.DialectExchange2013), sess)
	got, log := l.send(d)
	l.stop()
	want := relay.Outcome{Phase: relay.PhaseDone, Target: target, Local: netip.AddrPortFrom(clientAddr, 1), Confirms: true,
		Reply: relay.Received(250, "2.6.0 <1@x> Queued mail for delivery"),
		Recipients: []relay.RecipientReply{
			{Address: "bob@contoso.com", Reply: relay.Received(550, "5.1.1 User unknown"), Phase: relay.PhaseRcpt},
			{Address: "carol@contoso.com", Reply: reply.RecipientOK(), Phase: relay.PhaseRcpt},
		}}
	if diff := cmp.Diff(want, got, compare); diff != "" {
		t.Errorf("outcome (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(awkwardLines, string(sess.content[0])); diff != "" {
		t.Errorf("content (-want +got):\n%s", diff)
	}
	const ehlo = "SIZE 37748736 PIPELINING DSN ENHANCEDSTATUSCODES X-ANONYMOUSTLS AUTH NTLM X-EXPS GSSAPI NTLM 8BITMIME BINARYMIME CHUNKING XRDST XOORG"
	wantLog := []string{
		"+ ",
		"< 220 ex01.contoso.com Microsoft ESMTP MAIL Service ready at Fri, 5 Aug 2016 16:24:41 -0700",
		"> EHLO client.example",
		"< 250  ex01.contoso.com Hello [104.47.0.10] " + ehlo,
		fmt.Sprintf("> MAIL FROM:<alice@contoso.com> BODY=8BITMIME SIZE=%d RET=HDRS ENVID=QQ+3D1 XOORG=contoso.onmicrosoft.com", len(awkwardLines)),
		"< 250 2.1.0 Sender OK",
		"> RCPT TO:<bob@contoso.com>",
		"< 550 5.1.1 User unknown",
		"> RCPT TO:<carol@contoso.com> NOTIFY=FAILURE,DELAY ORCPT=RFC822;c+2Barol@contoso.com",
		"< 250 2.1.5 Recipient OK",
		"> DATA",
		"< 354 Start mail input; end with <CRLF>.<CRLF>",
		"< 250 2.6.0 <1@x> Queued mail for delivery",
		"> QUIT",
		"< 221 2.0.0 Service closing transmission channel",
		"-  [Local]",
	}
	if diff := cmp.Diff(wantLog, log); diff != "" {
		t.Errorf("send log (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(mirror(wantLog), l.log.all()); diff != "" {
		t.Errorf("receive log (-want +got):\n%s", diff)
	}
}

// awkwardLines is awkward as far as it can be sent with DATA by a client that makes every LF a line's end.
var awkwardLines = ".\r\n..\r\n.x\r\n" + strings.Repeat("0123456789", 300) + "\r\n\r\n.end\r\n"

// mirror is the same log on the other side.
func mirror(log []string) []string {
	swapped := make([]string, len(log))
	for i, line := range log {
		switch line[0] {
		case '<':
			line = ">" + line[1:]
		case '>':
			line = "<" + line[1:]
		}
		swapped[i] = line
	}
	return swapped
}

func TestXOORGIsSentOnlyToAServerThatOffersIt(t *testing.T) {
	d := dialogue()
	d.Mail.XOORG = "contoso.onmicrosoft.com"
	sess := &recorder{}
	l := newLab(t, service(relay.DialectExchange2013), sess)
	l.send(d)
	l.stop()
	if want := "Mail <alice@contoso.com> {Size:28 Body:8BITMIME UTF8:false Ret: Envid: XOORG:}"; sess.calls[1] != want {
		t.Errorf("want %q, got %q", want, sess.calls[1])
	}
}

func TestARefusalEndsTheDialogueInItsPhase(t *testing.T) {
	const hello, mail, rcpt, data = "Hello client.example true", "Mail <alice@contoso.com> {Size:28 Body:8BITMIME UTF8:false Ret: Envid: XOORG:}", "Rcpt <bob@contoso.com>", "Data 28"
	for _, row := range []struct {
		name, call string
		reply      relay.Reply
		banner     string
		want       relay.Outcome
	}{
		{"banner", "", relay.Reply{}, "554 5.7.1 go away", relay.Outcome{Phase: relay.PhaseConnect}},
		{"banner, for now", "", relay.Reply{}, "421 4.3.2 later", relay.Outcome{Phase: relay.PhaseConnect}},
		{"EHLO, for now", hello, relay.Received(450, "4.7.0 later"), "", relay.Outcome{Phase: relay.PhaseHello}},
		{"MAIL", mail, relay.Received(530, "5.7.1 Client was not authenticated"), "", relay.Outcome{Phase: relay.PhaseMail}},
		{"RCPT, the only one", rcpt, relay.Received(550, "5.7.1 Unable to relay\nat all"), "", relay.Outcome{Phase: relay.PhaseRcpt,
			Recipients: []relay.RecipientReply{{Address: "bob@contoso.com", Reply: relay.Received(550, "5.7.1 Unable to relay\nat all"), Phase: relay.PhaseRcpt}}}},
		{"RCPT with 421", rcpt, relay.Received(421, "4.7.0 closing"), "", relay.Outcome{Phase: relay.PhaseRcpt}},
		{"content", data, relay.Received(554, "5.4.6 Hop count exceeded"), "", relay.Outcome{Phase: relay.PhaseData,
			Recipients: []relay.RecipientReply{{Address: "bob@contoso.com", Reply: relay.Received(554, "5.4.6 Hop count exceeded"), Phase: relay.PhaseData}}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			svc := service(relay.DialectExchange2013)
			svc.Banner = row.banner
			l := newLab(t, svc, &recorder{answers: map[string]relay.Reply{row.call: row.reply}})
			got, log := l.send(dialogue())
			row.want.Target, row.want.Local, row.want.Reply = target, netip.AddrPortFrom(clientAddr, 1), row.reply
			if row.banner != "" {
				row.want.Reply, _ = relay.ParseReply(row.banner)
			}
			if diff := cmp.Diff(row.want, got, compare); diff != "" {
				t.Errorf("outcome (-want +got):\n%s", diff)
			}
			if got.Err != nil {
				t.Errorf("Err: %v", got.Err)
			}
			if quit := strings.Contains(strings.Join(log, "\n"), "> QUIT"); quit != (got.Reply.Code() != 421) {
				t.Errorf("QUIT said: %v, after %s", quit, got.Reply)
			}
		})
	}
}

func TestHELOFollowsARefusedEHLO(t *testing.T) {
	sess := &recorder{answers: map[string]relay.Reply{"Hello client.example true": relay.Received(554, "5.5.1 no extensions here")}}
	l := newLab(t, service(relay.DialectExchange2013), sess)
	got, _ := l.send(dialogue())
	l.stop()
	if got.Phase != relay.PhaseDone {
		t.Errorf("outcome: %+v", got)
	}
	want := []string{"Hello client.example true", "Hello client.example false", "Mail <alice@contoso.com>",
		"Rcpt <bob@contoso.com>", "Data 28", "Reset", "Close"}
	if diff := cmp.Diff(want, sess.calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestAConnectionThatFailsLeavesItToTheNextTarget(t *testing.T) {
	second := relay.Target{Host: "mail2.contoso.com", Addr: netip.AddrPortFrom(netip.MustParseAddr("203.0.113.11"), 25)}
	for _, row := range []struct {
		name    string
		action  vnet.Action
		failure relay.NetworkFailure
		err     error
	}{
		{"refused", vnet.Refuse, relay.NetworkRefused, syscall.ECONNREFUSED},
		{"timed out", vnet.Drop, relay.NetworkTimedOut, syscall.ETIMEDOUT},
		{"reset before the first byte", vnet.Reset, relay.NetworkReset, syscall.ECONNRESET},
	} {
		t.Run(row.name, func(t *testing.T) {
			l := newLab(t, service(relay.DialectExchange2013), &recorder{})
			l.Block(vnet.Rule{Dst: netip.PrefixFrom(serverAddr, 32), Action: row.action})
			got, _ := l.send(dialogue())
			want := relay.Outcome{Phase: relay.PhaseConnect, Target: target, Local: netip.AddrPortFrom(clientAddr, 1), Failure: row.failure}
			if diff := cmp.Diff(want, got, compare); diff != "" {
				t.Errorf("outcome (-want +got):\n%s", diff)
			}
			if !errors.Is(got.Err, row.err) {
				t.Errorf("Err: want %v, got %v", row.err, got.Err)
			}

			listener, err := l.host(t, "second.example", second.Addr.Addr()).Listen(25)
			if err != nil {
				t.Fatal(err)
			}
			l.served.Go(func() {
				if conn, err := listener.Accept(); err == nil {
					smtpio.Serve(conn, service(relay.DialectEOP), &recorder{}, relay.Discard)
				}
			})
			d := dialogue()
			d.Targets = append(d.Targets, second)
			if got, _ := l.send(d); got.Phase != relay.PhaseDone || got.Target.Addr != second.Addr || got.Err != nil {
				t.Errorf("with a second target: %+v", got)
			}
		})
	}
}

// scripted is a server that says fixed things: the banner, then one reply to each line; "" hangs up, "RST" resets.
func scripted(t *testing.T, replies ...string) (dial func(context.Context, netip.AddrPort) (net.Conn, error)) {
	t.Helper()
	n := vnet.New()
	client, err := n.AddHost("client.example", clientAddr)
	if err != nil {
		t.Fatal(err)
	}
	server, err := n.AddHost("server.example", serverAddr)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := server.Listen(25)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		buffer := make([]byte, 4096)
		for i, reply := range replies {
			if i > 0 {
				conn.Read(buffer)
			}
			switch reply {
			case "RST":
				conn.(*vnet.Conn).Reset()
				return
			case "":
				return
			}
			fmt.Fprintf(conn, "%s\r\n", reply)
		}
		conn.Read(buffer)
	}()
	return func(ctx context.Context, dst netip.AddrPort) (net.Conn, error) {
		return client.Dial(ctx, clientAddr, dst)
	}
}

func TestABrokenConnectionIsReportedWithItsPhase(t *testing.T) {
	for _, row := range []struct {
		name    string
		replies []string
		phase   relay.Phase
		err     error
	}{
		{"no banner", []string{""}, relay.PhaseConnect, nil},
		{"a banner that is not SMTP", []string{"SSH-2.0-OpenSSH_9.2"}, relay.PhaseConnect, nil},
		{"EHLO", []string{"220 x", "RST"}, relay.PhaseHello, syscall.ECONNRESET},
		{"MAIL", []string{"220 x", "250 x", "RST"}, relay.PhaseMail, syscall.ECONNRESET},
		{"RCPT", []string{"220 x", "250 x", "250 ok", "RST"}, relay.PhaseRcpt, syscall.ECONNRESET},
		{"DATA", []string{"220 x", "250 x", "250 ok", "250 ok", "RST"}, relay.PhaseData, syscall.ECONNRESET},
		{"end of data", []string{"220 x", "250 x", "250 ok", "250 ok", "354 go", "RST"}, relay.PhaseData, syscall.ECONNRESET},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := (&smtpio.Client{Dial: scripted(t, row.replies...)}).Send(dialogue())
			want := relay.Outcome{Phase: row.phase, Target: target, Local: netip.AddrPortFrom(clientAddr, 1), Failure: relay.NetworkReset}
			if diff := cmp.Diff(want, got, compare); diff != "" {
				t.Errorf("outcome (-want +got):\n%s", diff)
			}
			if got.Err == nil || row.err != nil && !errors.Is(got.Err, row.err) {
				t.Errorf("Err: want %v, got %v", row.err, got.Err)
			}
		})
	}
}

func TestRepliesAreReportedAsReceived(t *testing.T) {
	long := strings.Repeat("x", 3000)
	for _, row := range []struct{ wire, want string }{
		{"550-5.1.1 nobody\r\n550-5.1.1 by that name\r\n550 5.1.1 here", "550 5.1.1 nobody\n5.1.1 by that name\n5.1.1 here"},
		{"550 " + long, "550 " + long},
		{"550", "550"},
		{"550 ", "550"},
	} {
		got := (&smtpio.Client{Dial: scripted(t, "220 x", "250 x", row.wire, "221 x")}).Send(dialogue())
		if got.Reply.String() != row.want || got.Phase != relay.PhaseMail {
			t.Errorf("want %q, got %q in %s", row.want, got.Reply, got.Phase)
		}
	}
}

func TestAConversationByHand(t *testing.T) {
	l := newLab(t, service(relay.DialectExchange2013), &recorder{answers: map[string]relay.Reply{
		"Rcpt <many@contoso.com>": relay.Received(452, "4.5.3 Too many\nrecipients"),
	}})
	conn, err := l.dial(t.Context(), smtpPort)
	if err != nil {
		t.Fatal(err)
	}
	var log rows
	got, err := smtpio.Converse(conn, []string{"HELO me", "MAIL FROM:<>", "RCPT TO:<many@contoso.com>", "RCPT TO:<b@contoso.com>",
		"DATA", "Subject: secret", "", "QUIT", ".", "QUIT", "NOOP"}, smtpio.Hand{Log: &log})
	if err != nil {
		t.Error(err)
	}
	want := []string{"220 ex01.contoso.com Microsoft ESMTP MAIL Service ready at Fri, 5 Aug 2016 16:24:41 -0700",
		"250 ex01.contoso.com Hello [104.47.0.10]", "250 2.1.0 Sender OK", "452-4.5.3 Too many\n452 recipients", "250 2.1.5 Recipient OK",
		"354 Start mail input; end with <CRLF>.<CRLF>", "250 2.6.0 Queued mail for delivery", "221 2.0.0 Service closing transmission channel"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("replies (-want +got):\n%s", diff)
	}
	if all := strings.Join(log.all(), "\n"); strings.Contains(all, "secret") || !strings.HasSuffix(all, "> NOOP\n-  [Remote]") {
		t.Errorf("log:\n%s", all)
	}
}

// TestContentArrivesAsItIs: lines go out quickly or one octet at a time, and arrive the same.
func TestContentArrivesAsItIs(t *testing.T) {
	long := strings.Repeat(strings.Repeat("=", 76)+"\r\n", 1000)
	rows := []struct{ name, header, body, want string }{
		{"no body", "Subject: a\r\n\r\n", "", ""},
		{"a dot begins each part, and a line", "Subject: a\r\n\r\n", ".\r\n..\r\n.x\r\n", ".\r\n..\r\n.x\r\n"},
		{"a dot begins the last line, which does not end", "Subject: a\r\n\r\n", "a\r\n.", "a\r\n.\r\n"},
		{"a lone LF is mended", "Subject: a\r\n\r\n", "a\n.b\r\n", "a\r\n.b\r\n"},
		{"long lines of the wire's buffers", "Subject: a\r\n\r\n", long + "." + long, long + "." + long},
		{"a line longer than the wire's buffer", "Subject: a\r\n\r\n", strings.Repeat("y", 5000) + "\r\n.z\r\n",
			strings.Repeat("y", 5000) + "\r\n.z\r\n"},
		{"empty lines", "Subject: a\r\n\r\n", "\r\n\r\n", "\r\n\r\n"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			d := dialogue()
			d.Header, d.Body = []byte(row.header), []byte(row.body)
			sess := &recorder{}
			l := newLab(t, service(relay.DialectExchange2013), sess)
			l.send(d)
			l.stop()
			if diff := cmp.Diff(row.want, strings.TrimPrefix(string(sess.content[0]), row.header)); diff != "" {
				t.Errorf("content (-want +got):\n%s", diff)
			}
		})
	}
}
