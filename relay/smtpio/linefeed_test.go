package smtpio_test

import (
	"strings"
	"testing"

	"hybridsim/relay"
)

// TestBareLineFeeds is about content that DATA cannot carry.
func TestBareLineFeeds(t *testing.T) {
	const bare, whole = "One\nTwo\r\n..\n.\nThree\r\n", "One\r\nTwo\r\n"
	tests := []struct {
		name                       string
		body                       string
		exchange, without, refuses bool   // the client is Exchange; the server does not list CHUNKING, refuses lone LFs
		want                       string // how the content went: BDAT, DATA; unsent, or the reply
		kept                       bool   // as it was
	}{
		{"G2.78: a body with a bare LF can only go by BDAT", bare, true, false, false, "BDAT", true},
		{"G2.78: no CHUNKING at the peer: the sender ends it itself", bare, true, true, false, "unsent", false},
		{"other content goes by DATA then", whole, true, true, false, "DATA", true},
		{"G2.77: BDAT whenever the peer's EHLO has CHUNKING", whole, true, false, false, "BDAT", true},
		{"other mail systems send DATA there, too", whole, false, false, false, "DATA", true},
		{"other mail systems send DATA with whole lines", bare, false, true, false, "DATA", false},
		{"G2.81: the rejection looks at the DATA stream only", bare, true, false, true, "BDAT", true},
		{"G2.81: content with whole lines is taken", whole, true, true, true, "DATA", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			svc, sess := service(relay.DialectExchange2013), &recorder{}
			svc.NoChunking, svc.RefusesBareLF = tt.without, tt.refuses
			l := newLab(t, svc, sess)
			d := dialogue()
			d.HeedsSize, d.Header, d.Body = tt.exchange, []byte("Subject: x\r\n\r\n"), []byte(tt.body)
			got, sent := l.send(d)
			how := ""
			for _, row := range sent {
				for _, verb := range []string{"BDAT", "DATA"} {
					if strings.Contains(row, verb) {
						how = verb
					}
				}
			}
			if got.Unsent.BareLF {
				how = "unsent"
			}
			if how != tt.want {
				t.Errorf("it went by %q, want %q:\n%s", how, tt.want, strings.Join(sent, "\n"))
			}
			if how == "unsent" {
				if d := got.Obstacle("bob@contoso.com"); d.Question == "" || got.Phase != relay.PhaseMail {
					t.Errorf("outcome %+v, decision %+v", got, d)
				}
				return
			}
			if got.Phase != relay.PhaseDone || len(sess.content) != 1 {
				t.Fatalf("outcome %+v", got)
			}
			if kept := string(sess.content[0]) == "Subject: x\r\n\r\n"+tt.body; kept != tt.kept {
				t.Errorf("the content came as %q", sess.content[0])
			}
		})
	}
}

// TestLoneLinesFeedsAreRefusedInData types what no client of ours would send.
func TestLoneLineFeedsAreRefusedInData(t *testing.T) {
	for refuses, want := range map[bool]string{true: "550 5.6.11 Invalid characters", false: "250 "} {
		svc, sess := service(relay.DialectExchange2013), &recorder{}
		svc.RefusesBareLF = refuses
		l := newLab(t, svc, sess)
		replies := l.converse(t, "EHLO x", "MAIL FROM:<a@fabrikam.com>", "RCPT TO:<b@contoso.com>", "DATA", "Subject: x", "", "One\nTwo", ".")
		if got := replies[len(replies)-1]; !strings.HasPrefix(got, want) {
			t.Errorf("refuses %t: %s, want %s", refuses, got, want)
		}
	}
}
