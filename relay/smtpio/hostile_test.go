package smtpio_test

import (
	"fmt"
	"strings"
	"testing"

	"hybridsim/relay"
)

// TestAnEnvelopeIsText: what is no text never reaches the session.
func TestAnEnvelopeIsText(t *testing.T) {
	const (
		badSender    = "550 5.1.7 Invalid address"
		badRecipient = "501 5.1.3 Invalid address"
		senderOK     = "250 2.1.0 Sender OK"
		recipientOK  = "250 2.1.5 Recipient OK"
	)
	for _, row := range []struct {
		name       string
		dialect    relay.Dialect
		mail, rcpt string
		want       string // reply to the last of them
	}{
		{"NUL in the sender", relay.DialectEOP, "MAIL FROM:<a\x00b@c.example>", "", badSender},
		{"NUL in a quoted sender", relay.DialectExchange2019, "MAIL FROM:<\"a\x00\"@c.example>", "", badSender},
		{"an escape in the recipient", relay.DialectEOP, "MAIL FROM:<>", "RCPT TO:<\x1b[2J@c.example>", badRecipient},
		{"DEL in a parameter", relay.DialectEOP, "MAIL FROM:<> SIZE=1\x7f", "", badSender},
		{"8 bit in the sender without SMTPUTF8", relay.DialectEOP, "MAIL FROM:<é@c.example>", "", badSender},
		{"8 bit in the recipient without SMTPUTF8", relay.DialectExchange2019, "MAIL FROM:<>", "RCPT TO:<ü@c.example>", badRecipient},
		{"UTF-8 with SMTPUTF8", relay.DialectEOP, "MAIL FROM:<é@c.example> SMTPUTF8", "", senderOK},
		{"UTF-8 in the recipient with SMTPUTF8", relay.DialectEOP, "MAIL FROM:<é@c.example> smtputf8", "RCPT TO:<ü@c.example>", recipientOK},
		{"Latin 1 with SMTPUTF8", relay.DialectEOP, "MAIL FROM:<\xe9@c.example> SMTPUTF8", "", badSender},
		{"Latin 1 in the recipient with SMTPUTF8", relay.DialectEOP, "MAIL FROM:<> SMTPUTF8", "RCPT TO:<\xfc@c.example>", badRecipient},
		{"SMTPUTF8 where it is not offered", relay.DialectExchange2013, "MAIL FROM:<é@c.example> SMTPUTF8", "", badSender},
		{"SMTPUTF8 in a local part is no parameter", relay.DialectEOP, "MAIL FROM:<\"> SMTPUTF8 é\"@c.example>", "", badSender},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := newLab(t, service(row.dialect), &recorder{}).connect(t)
			defer h.close()
			h.say("EHLO client.example")
			got := h.say(row.mail)
			if row.rcpt != "" {
				got = h.say(row.rcpt)
			}
			if got != row.want {
				t.Errorf("want %q, got %q", row.want, got)
			}
		})
	}
}

// TestAHeaderHasALimit: P5.3, G2.91. The body does not count, and a receive connector closes the connection.
func TestAHeaderHasALimit(t *testing.T) {
	const limit = 100
	header := func(n int) string { return "Subject: " + strings.Repeat("x", n-len("Subject: \r\n")) + "\r\n" }
	const ok, tooLarge = "250 2.6.0", "552 5.3.4 Header size exceeds fixed maximum"
	for _, row := range []struct{ name, content, want string }{
		{"a header of the limit", header(limit) + "\r\n" + strings.Repeat("body\r\n", 100), ok},
		{"one beyond it", header(limit+1) + "\r\nbody\r\n", tooLarge},
		{"one far beyond it", strings.Repeat(header(60), 1000) + "\r\nbody\r\n", tooLarge},
		{"one without an end", strings.Repeat(header(60), 2), tooLarge},
		{"none", "\r\n" + strings.Repeat("body\r\n", 100), ok},
	} {
		for _, way := range []string{"DATA", "BDAT", "BDAT in pieces"} {
			for _, dialect := range []relay.Dialect{relay.DialectEOP, relay.DialectExchange2010, relay.DialectExchange2019} {
				t.Run(fmt.Sprintf("%s/%s/%s", row.name, way, dialect), func(t *testing.T) {
					svc := service(dialect)
					svc.MaxHeaderSize = limit
					h := newLab(t, svc, &recorder{}).connect(t)
					for _, line := range []string{"EHLO client.example", "MAIL FROM:<>", "RCPT TO:<b@contoso.com>"} {
						h.say(line)
					}
					got := ""
					switch way {
					case "DATA":
						h.say("DATA")
						got = h.say(row.content + ".")
					case "BDAT":
						h.write(fmt.Sprintf("BDAT %d LAST\r\n%s", len(row.content), row.content))
						got = h.reply()
					default:
						for i := range len(row.content) - 1 {
							if i >= 250 {
								break
							}
							h.write(fmt.Sprintf("BDAT 1\r\n%s", row.content[i:i+1]))
							h.reply()
						}
						rest := row.content[min(250, len(row.content)-1):]
						h.write(fmt.Sprintf("BDAT %d LAST\r\n%s", len(rest), rest))
						got = h.reply()
					}
					if !strings.HasPrefix(got, row.want) {
						t.Fatalf("want %s, got %q", row.want, got)
					}
					if row.want == tooLarge && dialect != relay.DialectEOP {
						if more := h.reply(); more != "" {
							t.Errorf("the connection goes on with %q", more)
						}
						h.close()
						return
					}
					defer h.close()
					if want, got := "250 2.1.0 Sender OK", h.say("MAIL FROM:<>"); got != want {
						t.Errorf("next MAIL: want %q, got %q", want, got)
					}
				})
			}
		}
	}
}
