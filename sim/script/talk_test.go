package script_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTalkByHand: each row is a conversation by hand, with what its replies begin with.
func TestTalkByHand(t *testing.T) {
	const hand = "mx.fabrikam.com> talk to "
	for _, tt := range []struct {
		name, line string
		want       []string
		clock      string // what the clock says afterwards; empty: as before
	}{
		{"port 25 is meant", hand + "mail.contoso.com: EHLO mx.fabrikam.com; QUIT", []string{"220 EX01", "250-", "221 "}, ""},
		{"another port", hand + "mail.contoso.com:587: NOOP; QUIT", []string{"220 EX01", "250 ", "221 "}, ""},
		{"by address", hand + "203.0.113.10:587: QUIT", []string{"220 EX01", "221 "}, ""},
		{"by the short name that cmdlets use", hand + "ex01:587: QUIT", []string{"220 EX01", "221 "}, ""},
		{"by its side", hand + "onprem: QUIT", []string{"220 EX01", "221 "}, ""},
		{"the service, too", hand + "cloud: QUIT", []string{"220 ", "221 "}, ""},
		{"STARTTLS shows whose certificate it is", hand + "mail.contoso.com: EHLO mx.fabrikam.com; STARTTLS; EHLO mx.fabrikam.com; QUIT",
			[]string{"220 EX01", "250-", "220 2.0.0 SMTP server ready", "TLS with CN=mail.contoso.com, issued by CN=Example Public CA, valid from 2017-03-15 until 2018-03-16", "250-", "221 "}, ""},
		{"STARTTLS is not listed twice", hand + "mail.contoso.com: EHLO a.example; STARTTLS; EHLO a.example; STARTTLS",
			[]string{"220 EX01", "250-", "220 ", "TLS with ", "250-", "500 "}, ""},
		{"a pause that the server bears", hand + "mail.contoso.com: EHLO a.example; wait 4m; wait 30s; NOOP; QUIT",
			[]string{"220 EX01", "250-", "250 ", "221 "}, "08:04:30"},
		{"a server loses its patience", hand + "mail.contoso.com: EHLO a.example; wait 4m; wait 6m; NOOP",
			[]string{"220 EX01", "250-", "451 4.7.0 Timeout waiting for client input"}, "08:05:00"},
		{"and ends what lasts too long", hand + "mail.contoso.com: EHLO a.example; wait 4m; NOOP; wait 4m; NOOP; wait 4m; NOOP",
			[]string{"220 EX01", "250-", "250 ", "250 ", "421 4.4.1 Connection timed out"}, "08:10:00"},
		{"on TLS as well", hand + "mail.contoso.com: EHLO a.example; STARTTLS; wait 1h; EHLO a.example",
			[]string{"220 EX01", "250-", "220 ", "TLS with ", "451 4.7.0 Timeout waiting for client input"}, "08:05:00"},
		{"content is no pause", hand + "mail.contoso.com: EHLO a.example; MAIL FROM:<erin@fabrikam.com>; RCPT TO:<bob@contoso.com>; DATA; Subject: x; ; wait 5m; wait for it; .; QUIT",
			[]string{"220 EX01", "250-", "250 2.1.0", "250 2.1.5", "354 ", "250 2.6.0", "221 "}, ""},
		{"nobody listens there", hand + "mail.contoso.com:2525: QUIT", []string{"connecting to mail.contoso.com: "}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := console(t)
			printed, err := c.Do(tt.line)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for i, line := range replies(printed) {
				if i < len(tt.want) && strings.HasPrefix(line, tt.want[i]) {
					line = tt.want[i]
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s\nreplies (-want +got):\n%s", tt.line, diff)
			}
			if tt.clock == "" {
				tt.clock = "08:00:00"
			}
			if now := c.World().Clock.Now().UTC().Format("15:04:05"); now != tt.clock {
				t.Errorf("it is %s, want %s", now, tt.clock)
			}
		})
	}
}

// replies are the replies of a conversation, each with its first line alone.
func replies(printed string) []string {
	var list []string
	inside := false
	for line := range strings.Lines(printed) {
		line = strings.TrimRight(line, "\n")
		if !inside {
			list = append(list, line)
		}
		inside = len(line) > 3 && line[3] == '-'
	}
	return list
}

// TestARefusedConnectionIsAnAnswer: what the network does is no mistake of whoever wrote the line; claims about it fail.
func TestARefusedConnectionIsAnAnswer(t *testing.T) {
	for _, tt := range []struct{ name, before, claim, want string }{
		{"refused", "net> block mx.fabrikam.com -> mail.contoso.com:25 refuse", `want reply "220 "`, "does not hold, connecting to mail.contoso.com: "},
		{"dropped", "net> block mx.fabrikam.com -> mail.contoso.com:25 drop", `want reply "220 "`, "does not hold, connecting to mail.contoso.com: "},
		{"nothing was said, so nothing was left out", "net> block mx.fabrikam.com -> mail.contoso.com:25 refuse", "want reply without STARTTLS", "does not hold, connecting to mail.contoso.com: "},
		{"its name is not found for now", "net> break dns contoso.com", `want reply "220 "`, "does not hold, finding mail.contoso.com: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := console(t, tt.before)
			if _, err := c.Do("mx.fabrikam.com> talk to mail.contoso.com: EHLO mx.fabrikam.com"); err != nil {
				t.Fatal(err)
			}
			if got, err := c.Do(tt.claim); err != nil || !strings.HasPrefix(got, tt.want) {
				t.Errorf("%s: %q, %v; want %q", tt.claim, got, err, tt.want)
			}
		})
	}
}

func TestWhatIsWrongWithTalking(t *testing.T) {
	c := console(t)
	for line, want := range map[string]string{
		"mx.fabrikam.com> talk to mail.contosso.com: QUIT":                         `1:26: "mail.contosso.com" is no address, network, side or host`,
		"mx.fabrikam.com> talk to mail.contoso.com:smtp: QUIT":                     `1:43: "smtp" is not a port`,
		"mx.fabrikam.com> talk to mail.contoso.com:70000: QUIT":                    `1:43: "70000" is not a port`,
		"mx.fabrikam.com> talk to mail.contoso.com: EHLO x; wait soon; QUIT":       `1:57: "soon" is not a duration`,
		"mx.fabrikam.com> talk to mail.contoso.com: EHLO x; wait 5m please ; QUIT": `1:60: did not expect "please" here`,
		"mx.fabrikam.com> talk to mail.contoso.com:":                               `1:43: a command is missing`,
	} {
		c.World()
		_, err := c.Do(line)
		if err == nil {
			t.Errorf("%s: works", line)
			continue
		}
		_, got, _ := strings.Cut(strings.Split(err.Error(), "\n")[0], "console:")
		_, got, _ = strings.Cut(got, ":")
		_, want, _ := strings.Cut(want, ":")
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", line, got, want)
		}
	}
}
