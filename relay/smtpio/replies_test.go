package smtpio_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

// The rows are those of S1.7 that this layer owns, and what it had to add.
func TestRepliesAreExchangesWords(t *testing.T) {
	const hello, mail, rcpt = "EHLO client.example", "MAIL FROM:<a@contoso.com>", "RCPT TO:<b@contoso.com>"
	type lines = []string
	for _, row := range []struct {
		name   string
		change func(*relay.Service)
		say    lines
		want   string // the last reply
	}{
		{"connect", nil, nil, "220 ex01.contoso.com Microsoft ESMTP MAIL Service ready at Fri, 5 Aug 2016 16:24:41 -0700"},
		{"custom Banner replaces the whole line", func(s *relay.Service) { s.Banner = "220 contoso" }, nil, "220 contoso"},
		{"a Banner that refuses", func(s *relay.Service) { s.Banner = "554 5.7.1 no" }, nil, "554 5.7.1 no"},
		{"HELO", nil, lines{"HELO x"}, "250 ex01.contoso.com Hello [104.47.0.10]"},
		{"bad EHLO domain", nil, lines{"EHLO a b"}, "501 5.5.4 Invalid domain name"},
		{"no EHLO domain", nil, lines{"EHLO"}, "501 5.5.4 Invalid domain name"},
		{"bad HELO domain", nil, lines{"HELO a..b"}, "501 5.5.4 Invalid domain name"},
		{"bad address literal", nil, lines{"EHLO [1.2.3]"}, "501 5.5.4 Invalid domain name"},
		{"MAIL before EHLO", nil, lines{mail}, "503 5.5.2 Send hello first"},
		{"RCPT before EHLO", nil, lines{rcpt}, "503 5.5.2 Send hello first"},
		{"DATA before EHLO", nil, lines{"DATA"}, "503 5.5.2 Send hello first"},
		{"BDAT before EHLO", nil, lines{"BDAT 0 LAST"}, "503 5.5.2 Send hello first"},
		{"AUTH before EHLO", nil, lines{"AUTH LOGIN"}, "503 5.5.2 Send hello first"},
		{"RCPT before MAIL", nil, lines{hello, rcpt}, "503 5.5.2 Need mail command"},
		{"DATA before MAIL", nil, lines{hello, "DATA"}, "503 5.5.2 Need mail command"},
		{"BDAT before MAIL", nil, lines{hello, "BDAT 0 LAST"}, "503 5.5.2 Need mail command"},
		{"DATA before RCPT", nil, lines{hello, mail, "DATA"}, "503 5.5.2 Need rcpt command"},
		{"BDAT before RCPT", nil, lines{hello, mail, "BDAT 0"}, "503 5.5.2 Need rcpt command"},
		{"second MAIL", nil, lines{hello, mail, mail}, "503 5.5.2 Sender already specified"},
		{"RCPT between chunks", nil, lines{hello, mail, rcpt, "BDAT 0", rcpt}, "503 5.5.2 Bad sequence of commands"},
		{"MAIL between chunks", nil, lines{hello, mail, rcpt, "BDAT 0", mail}, "503 5.5.2 Bad sequence of commands"},
		{"DATA of BINARYMIME", nil, lines{hello, mail + " BODY=BINARYMIME", rcpt, "DATA"}, "503 5.5.2 Bad sequence of commands"},
		{"STARTTLS without certificate", nil, lines{hello, "STARTTLS"}, "500 5.3.3 Unrecognized command"},
		{"RequireTLS, MAIL before TLS", func(s *relay.Service) { s.RequireTLS = true }, lines{hello, mail},
			"451 5.7.3 Must issue a STARTTLS command first"},
		{"MAIL ok", nil, lines{hello, mail}, "250 2.1.0 Sender OK"},
		{"MAIL with the null sender", nil, lines{hello, "MAIL FROM:<>"}, "250 2.1.0 Sender OK"},
		{"MAIL syntax", nil, lines{hello, "MAIL FROM:<nobody>"}, "550 5.1.7 Invalid address"},
		{"MAIL with an unknown parameter", nil, lines{hello, mail + " XSHADOW=1"}, "501 5.5.4 Invalid arguments"},
		{"MAIL with XOORG that is not xtext", nil, lines{hello, mail + " XOORG=+G0"}, "501 5.5.4 Invalid arguments"},
		{"MAIL with SMTPUTF8 where it is not offered", nil, lines{hello, mail + " SMTPUTF8"}, "501 5.5.4 Invalid arguments"},
		{"too big by SIZE", nil, lines{hello, mail + " SIZE=37748737"}, "552 5.3.4 Message size exceeds fixed maximum message size"},
		{"RCPT ok", nil, lines{hello, mail, rcpt}, "250 2.1.5 Recipient OK"},
		{"RCPT syntax", nil, lines{hello, mail, "RCPT TO:<>"}, "501 5.1.3 Invalid address"},
		{"RCPT with an unknown parameter", nil, lines{hello, mail, rcpt + " X=1"}, "501 5.5.4 Invalid arguments"},
		{"DATA", nil, lines{hello, mail, rcpt, "DATA"}, "354 Start mail input; end with <CRLF>.<CRLF>"},
		{"DATA with an argument", nil, lines{hello, mail, rcpt, "DATA now"}, "501 5.5.4 Invalid arguments"},
		{"accepted", nil, lines{hello, mail, rcpt, "DATA", "x", "."}, "250 2.6.0 Queued mail for delivery"},
		{"too big", func(s *relay.Service) { s.MaxMessageSize = 2 }, lines{hello, mail, rcpt, "DATA", "x", "."},
			"552 5.3.4 Message size exceeds fixed maximum message size"},
		{"chunk", nil, lines{hello, mail, rcpt, "BDAT 0"}, "250 2.6.0 CHUNK received OK, 0 octets"},
		{"last chunk", nil, lines{hello, mail, rcpt, "BDAT 0", "BDAT 0 LAST"}, "250 2.6.0 Queued mail for delivery"},
		{"BDAT without size", nil, lines{hello, mail, rcpt, "BDAT"}, "501 5.5.4 Invalid arguments"},
		{"BDAT with a size that is none", nil, lines{hello, mail, rcpt, "BDAT -1"}, "501 5.5.4 Invalid arguments"},
		{"BDAT with an unknown argument", nil, lines{hello, mail, rcpt, "BDAT 1 FIRST"}, "501 5.5.4 Invalid arguments"},
		{"AUTH wrong type", nil, lines{hello, "AUTH GSSAPI"}, "504 5.7.4 Unrecognized authentication type"},
		{"AUTH without type", nil, lines{hello, "AUTH"}, "504 5.7.4 Unrecognized authentication type"},
		{"AUTH LOGIN where the session takes none", func(s *relay.Service) { s.LoginNeedsTLS = false },
			lines{hello, "AUTH LOGIN"}, "504 5.7.4 Unrecognized authentication type"},
		{"X-EXPS", nil, lines{hello, "X-EXPS GSSAPI"}, "504 5.7.4 Unrecognized authentication type"},
		{"X-EXPS without ExchangeServer", func(s *relay.Service) { s.ExchangeAuth = false }, lines{hello, "X-EXPS GSSAPI"}, "500 5.3.3 Unrecognized command"},
		{"X-EXPS where it is not offered", dialect(relay.DialectEOP), lines{hello, "X-EXPS GSSAPI"}, "500 5.3.3 Unrecognized command"},
		{"X-ANONYMOUSTLS", nil, lines{hello, "X-ANONYMOUSTLS"}, "500 5.3.3 Unrecognized command"},
		{"XCLIENT", nil, lines{hello, "XCLIENT ADDR=10.0.0.1"}, "500 5.3.3 Unrecognized command"},
		{"VRFY", nil, lines{"VRFY bob"}, "252 2.1.5 Cannot VRFY user"},
		{"EXPN", nil, lines{"EXPN staff"}, "502 5.3.3 Command not implemented"},
		{"HELP", nil, lines{"HELP"}, "214-This server supports the following commands:\n214 HELO EHLO STARTTLS RCPT DATA RSET MAIL QUIT HELP AUTH BDAT"},
		{"unknown verb", nil, lines{"FROB"}, "500 5.3.3 Unrecognized command"},
		{"verb that a firewall has X-ed out", nil, lines{"XXXXXXXX"}, "500 5.3.3 Unrecognized command"},
		{"no verb", nil, lines{""}, "500 5.3.3 Unrecognized command"},
		{"a line of more than 2,048 bytes", nil, lines{"NOOP " + strings.Repeat("x", 9000)}, "500 5.5.2 Line too long"},
		{"RSET", nil, lines{"RSET"}, "250 2.0.0 Resetting"},
		{"RSET ends the transaction", nil, lines{hello, mail, "RSET", rcpt}, "503 5.5.2 Need mail command"},
		{"EHLO ends the transaction", nil, lines{hello, mail, hello, rcpt}, "503 5.5.2 Need mail command"},
		{"NOOP", nil, lines{"NOOP"}, "250 2.0.0 OK"},
		{"QUIT", nil, lines{"QUIT"}, "221 2.0.0 Service closing transmission channel"},
		{"verbs in any case", nil, lines{"ehlo client.example", "mail from:<a@contoso.com>"}, "250 2.1.0 Sender OK"},

		{"a generic host's banner", dialect(relay.DialectPlain), nil, "220 ex01.contoso.com ESMTP"},
		{"a generic host's MAIL", dialect(relay.DialectPlain), lines{hello, mail}, "250 2.1.0 Ok"},
		{"a generic host's RCPT", dialect(relay.DialectPlain), lines{hello, mail, rcpt}, "250 2.1.5 Ok"},
		{"a generic host's order", dialect(relay.DialectPlain), lines{hello, rcpt}, "503 5.5.1 Bad sequence of commands"},
		{"a generic host's DATA", dialect(relay.DialectPlain), lines{hello, mail, rcpt, "DATA"}, "354 End data with <CR><LF>.<CR><LF>"},
		{"a generic host's chunk", dialect(relay.DialectPlain), lines{hello, mail, rcpt, "BDAT 0"}, "250 2.0.0 Ok"},
		{"a generic host's unknown verb", dialect(relay.DialectPlain), lines{"HELP"}, "502 5.5.2 Command not recognized"},
		{"a generic host's QUIT", dialect(relay.DialectPlain), lines{"QUIT"}, "221 2.0.0 Bye"},
	} {
		t.Run(row.name, func(t *testing.T) {
			svc := service(relay.DialectExchange2013)
			if row.change != nil {
				row.change(&svc)
			}
			replies := newLab(t, svc, &recorder{}).converse(t, row.say...)
			if diff := cmp.Diff(row.want, replies[len(replies)-1]); diff != "" {
				t.Errorf("last reply (-want +got):\n%s", diff)
			}
		})
	}
}
