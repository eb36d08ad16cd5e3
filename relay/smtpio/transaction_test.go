package smtpio_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/vnet"
)

func TestRepliesOfTheSessionAreSaidAsTheyAre(t *testing.T) {
	reply := func(code int, text string) relay.Reply { return relay.Received(code, text) }
	sess := &recorder{answers: map[string]relay.Reply{
		"Mail <hello@contoso.com>":   reply(250, "2.1.0 welcome"),
		"Mail <later@contoso.com>":   reply(451, "4.7.1 greylisted"),
		"Rcpt <forward@contoso.com>": reply(251, "2.1.5 User not local; will forward"),
		"Rcpt <many@contoso.com>":    reply(452, "4.5.3 Too many recipients\nplease send fewer\nthank you"),
		"Rcpt <bare@contoso.com>":    reply(550, "No such user here"),
		"Data 3":                     reply(250, "2.6.0 <1@x> [InternalId=1, Hostname=ex01] Queued mail for delivery"),
		"Data 4":                     reply(554, "5.4.6 Hop count exceeded - possible mail loop"),
	}}
	replies := newLab(t, service(relay.DialectExchange2013), sess).converse(t, "EHLO client.example",
		"MAIL FROM:<later@contoso.com>", "MAIL FROM:<hello@contoso.com>",
		"RCPT TO:<forward@contoso.com>", "RCPT TO:<many@contoso.com>", "RCPT TO:<bare@contoso.com>", "DATA", "x", ".",
		"MAIL FROM:<hello@contoso.com>", "RCPT TO:<forward@contoso.com>", "DATA", "xx", ".", "QUIT")
	want := []string{
		"451 4.7.1 greylisted",
		"250 2.1.0 welcome",
		"251 2.1.5 User not local; will forward",
		"452-4.5.3 Too many recipients\n452-please send fewer\n452 thank you",
		"550 No such user here",
		"354 Start mail input; end with <CRLF>.<CRLF>",
		"250 2.6.0 <1@x> [InternalId=1, Hostname=ex01] Queued mail for delivery",
		"250 2.1.0 welcome",
		"251 2.1.5 User not local; will forward",
		"354 Start mail input; end with <CRLF>.<CRLF>",
		"554 5.4.6 Hop count exceeded - possible mail loop",
		"221 2.0.0 Service closing transmission channel",
	}
	if diff := cmp.Diff(want, replies[2:]); diff != "" {
		t.Errorf("replies (-want +got):\n%s", diff)
	}
}

func TestTheSessionCanRefuseToBeGreeted(t *testing.T) {
	sess := &recorder{answers: map[string]relay.Reply{
		"Hello bad.example true": relay.Received(550, "5.7.1 go away"),
		"Hello odd.example true": relay.Received(250, "odd\nONE\nTWO"),
	}}
	replies := newLab(t, service(relay.DialectEOP), sess).converse(t,
		"EHLO bad.example", "MAIL FROM:<>", "EHLO odd.example", "MAIL FROM:<>")
	want := []string{"550 5.7.1 go away", "503 5.5.2 Send hello first", "250-odd\n250-ONE\n250 TWO", "250 2.1.0 Sender OK"}
	if diff := cmp.Diff(want, replies[1:]); diff != "" {
		t.Errorf("replies (-want +got):\n%s", diff)
	}
}

func TestA421ClosesTheConnection(t *testing.T) {
	sess := &recorder{answers: map[string]relay.Reply{"Mail <>": relay.Received(421, "4.3.2 Service not active")}}
	l := newLab(t, service(relay.DialectExchange2013), sess)
	replies := l.converse(t, "HELO client.example", "MAIL FROM:<>", "NOOP", "NOOP")
	if diff := cmp.Diff([]string{"421 4.3.2 Service not active"}, replies[2:]); diff != "" {
		t.Errorf("replies from MAIL on (-want +got):\n%s", diff)
	}
	l.stop()
	if got := l.log.all(); got[len(got)-1] != "-  [Local]" {
		t.Errorf("last row: %s", got[len(got)-1])
	}
}

// MaxProtocolErrors: after that many errors the server closes the session.
func TestTheErrorLimit(t *testing.T) {
	svc := service(relay.DialectExchange2013)
	svc.MaxErrors = 3
	sess := &recorder{answers: map[string]relay.Reply{"Rcpt <b@contoso.com>": relay.Received(550, "5.1.1 User unknown")}}
	l := newLab(t, svc, sess)
	replies := l.converse(t, "HELO client.example", "FROB", "DATA", "MAIL FROM:<>", "RCPT TO:<b@contoso.com>",
		"RCPT TO:<b@contoso.com>", "MAIL FROM:<>", "MAIL FROM:<>", "NOOP")
	want := []string{"500 5.3.3 Unrecognized command", "503 5.5.2 Need mail command", "250 2.1.0 Sender OK",
		"550 5.1.1 User unknown", "550 5.1.1 User unknown", // refusals of the session's are not errors
		"503 5.5.2 Sender already specified", "421 4.7.0 Too many errors on this connection, closing transmission channel"}
	if diff := cmp.Diff(want, replies[2:]); diff != "" {
		t.Errorf("replies (-want +got):\n%s", diff)
	}
}

func TestParametersReachTheSession(t *testing.T) {
	sess := &recorder{}
	l := newLab(t, service(relay.DialectExchange2019), sess)
	l.converse(t, "EHLO client.example",
		`MAIL FROM:<"odd > one"@contoso.com> SIZE=21022 XOORG=contoso+2Eonmicrosoft.com BODY=8BITMIME RET=HDRS ENVID=QQ+3D1`,
		"RCPT TO:<b@contoso.com> NOTIFY=FAILURE,DELAY ORCPT=rfc822;bob+2Btag@contoso.com", "QUIT")
	l.stop()
	want := []string{"Hello client.example true",
		"Mail <odd > one@contoso.com> {Size:21022 Body:8BITMIME UTF8:false Ret:HDRS Envid:QQ=1 XOORG:contoso.onmicrosoft.com}",
		"Rcpt <b@contoso.com> {Notify:[FAILURE DELAY] ORcpt:rfc822;bob+tag@contoso.com}", "Close"}
	if diff := cmp.Diff(want, sess.calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestPipelinedCommandsAreAnsweredInOrder(t *testing.T) {
	sess := &recorder{}
	l := newLab(t, service(relay.DialectExchange2013), sess)
	h := l.connect(t)
	var all strings.Builder
	all.WriteString("EHLO client.example\r\nMAIL FROM:<a@contoso.com>\r\n")
	for i := range 300 {
		fmt.Fprintf(&all, "RCPT TO:<user%d@contoso.com>\r\n", i)
	}
	all.WriteString("DATA\r\nhello\r\n.\r\nQUIT\r\n")
	h.write(all.String())
	replies := map[string]int{}
	for {
		r := h.reply()
		if r == "" {
			break
		}
		replies[strings.Fields(r)[0]+" "+strings.Fields(r)[1]]++
	}
	h.close()
	want := map[string]int{"250-ex01.contoso.com Hello": 1, "250 2.1.0": 1, "250 2.1.5": 300, "354 Start": 1, "250 2.6.0": 1, "221 2.0.0": 1}
	if diff := cmp.Diff(want, replies); diff != "" {
		t.Errorf("replies (-want +got):\n%s", diff)
	}
	l.stop()
	if diff := cmp.Diff([]string{"Rcpt <user299@contoso.com>", "Data 7", "Reset", "Close"}, sess.calls[301:]); diff != "" {
		t.Errorf("last calls (-want +got):\n%s", diff)
	}
}

// awkward content: dots, long lines, lone CR and LF, NUL.
var awkward = ".\r\n..\r\n.x\r\n" + strings.Repeat("0123456789", 300) + "\r\n" +
	strings.Repeat("a", 2047) + "\r\n" + strings.Repeat("b", 2046) + "\r\n.\n.\r\r\n.\r" + "\x00\xff\r\n\r\n.end\r\n"

func TestContentIsByteIdentical(t *testing.T) {
	stuffed := strings.ReplaceAll("\r\n"+awkward, "\r\n.", "\r\n..")[2:]
	for _, row := range []struct{ name, wire string }{
		{"DATA", "DATA\r\n" + stuffed + ".\r\n"},
		{"BDAT in one chunk", fmt.Sprintf("BDAT %d LAST\r\n%s", len(awkward), awkward)},
		{"BDAT in three chunks", fmt.Sprintf("BDAT %d\r\n%sBDAT %d\r\n%sBDAT 0 LAST\r\n", 7, awkward[:7], len(awkward)-7, awkward[7:])},
	} {
		t.Run(row.name, func(t *testing.T) {
			sess := &recorder{}
			l := newLab(t, service(relay.DialectExchange2013), sess)
			h := l.connect(t)
			h.write("EHLO client.example\r\nMAIL FROM:<>\r\nRCPT TO:<b@contoso.com>\r\n" + row.wire + "QUIT\r\n")
			for h.reply() != "" {
			}
			h.close()
			l.stop()
			if len(sess.content) != 1 {
				t.Fatalf("want one message, got %d: %v", len(sess.content), sess.calls)
			}
			if diff := cmp.Diff(awkward, string(sess.content[0])); diff != "" {
				t.Errorf("content (-want +got):\n%s", diff)
			}
		})
	}
}

func TestContentThatIsCutOffIsNotDelivered(t *testing.T) {
	for _, row := range []struct{ name, wire string }{
		{"DATA", "DATA\r\nhalf a messa"},
		{"BDAT", "BDAT 100 LAST\r\nhalf a messa"},
		{"between chunks", "BDAT 4\r\nhalf"},
	} {
		t.Run(row.name, func(t *testing.T) {
			sess := &recorder{}
			l := newLab(t, service(relay.DialectExchange2013), sess)
			h := l.connect(t)
			h.write("EHLO client.example\r\nMAIL FROM:<>\r\nRCPT TO:<b@contoso.com>\r\n" + row.wire)
			h.close()
			l.stop()
			if sess.content != nil {
				t.Errorf("delivered %q", sess.content)
			}
			if l.err != nil {
				t.Errorf("Serve: %v", l.err)
			}
		})
	}
}

func TestTheLimitIsExact(t *testing.T) {
	svc := service(relay.DialectExchange2013)
	svc.MaxMessageSize = 10
	const ok, tooLarge = "250 2.6.0", "552 5.3.4"
	for _, row := range []struct{ name, wire, want string }{
		{"DATA of the limit", "DATA\r\n12345678\r\n.\r\n", ok},
		{"DATA beyond it", "DATA\r\n123456789\r\n.\r\n", tooLarge},
		{"BDAT of the limit", "BDAT 10 LAST\r\n12345678\r\n", ok},
		{"BDAT beyond it", "BDAT 11 LAST\r\n123456789\r\n", tooLarge},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := newLab(t, svc, &recorder{}).connect(t)
			defer h.close()
			for _, line := range []string{"EHLO client.example", "MAIL FROM:<>", "RCPT TO:<b@contoso.com>"} {
				h.say(line)
			}
			h.write(row.wire)
			got := h.reply()
			if strings.HasPrefix(got, "354") {
				got = h.reply()
			}
			if !strings.HasPrefix(got, row.want) {
				t.Errorf("want %s, got %q", row.want, got)
			}
			if want, got := "250 2.1.0 Sender OK", h.say("MAIL FROM:<>"); got != want {
				t.Errorf("next MAIL: want %q, got %q", want, got)
			}
		})
	}
}

// member is a recorder that takes AUTH LOGIN.
type member struct{ recorder }

func (m *member) Auth(username, password string) relay.Reply {
	return m.note("Auth %s %s", username, password)
}

func TestAuthLogin(t *testing.T) {
	svc := service(relay.DialectExchange2013)
	svc.LoginNeedsTLS = false
	sess := &member{recorder{answers: map[string]relay.Reply{
		"Auth alice wrong": relay.Received(535, "5.7.3 Authentication unsuccessful"),
		"Auth bob right":   relay.Received(235, "2.7.0 hello bob"),
	}}}
	b := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	l := newLab(t, svc, sess)
	h := l.connect(t)
	h.say("EHLO client.example")
	var got []string
	for _, line := range []string{"AUTH LOGIN", b("alice"), b("wrong"), "AUTH LOGIN", "*", "AUTH LOGIN " + b("bob"), b("right"), "AUTH LOGIN", "QUIT"} {
		got = append(got, h.say(line))
	}
	h.close()
	l.stop()
	want := []string{
		"334 " + b("Username:"), "334 " + b("Password:"), "535 5.7.3 Authentication unsuccessful",
		"334 " + b("Username:"), "501 5.5.4 Authentication cancelled",
		"334 " + b("Password:"), "235 2.7.0 hello bob",
		"503 5.5.2 Already authenticated", "221 2.0.0 Service closing transmission channel",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("replies (-want +got):\n%s", diff)
	}
	for _, line := range l.log.all() {
		if strings.Contains(line, b("right")) || strings.Contains(line, b("bob")) {
			t.Errorf("the log tells: %s", line)
		}
	}
}

func TestSilenceAndResetEndTheConnection(t *testing.T) {
	for _, row := range []struct {
		name string
		do   func(dialling, accepting *vnet.Conn)
		want []string
		err  error
	}{
		{"reset", func(d, _ *vnet.Conn) { d.Reset() }, []string{"-  [Remote(SocketError)]"}, syscall.ECONNRESET},
		{"idle", func(_, a *vnet.Conn) { a.Stall() }, []string{"> 451 4.7.0 Timeout waiting for client input", "-  [Local]"}, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			l := newLab(t, service(relay.DialectExchange2013), &recorder{})
			h := l.connect(t)
			h.say("EHLO client.example")
			row.do(h.conn.(*vnet.Conn), l.Connections()[0])
			h.reply()
			h.close()
			l.stop()
			got := l.log.all()
			if diff := cmp.Diff(row.want, got[len(got)-len(row.want):]); diff != "" {
				t.Errorf("log (-want +got):\n%s", diff)
			}
			if (l.err == nil) != (row.err == nil) {
				t.Errorf("Serve: want %v, got %v", row.err, l.err)
			}
		})
	}
}
