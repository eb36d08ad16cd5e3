package script_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
)

// TestAServerRefusesAsItIsTold: both sides and an outside host give a reply in place of their own, at a verb, for a sender or a
// recipient, so many times, and then what they would.
func TestAServerRefusesAsItIsTold(t *testing.T) {
	const (
		toBob   = "alice@contoso.com> send hello.eml to bob@contoso.com"
		toAlice = "bob@contoso.com> send hello.eml to alice@contoso.com"
		toErin  = "bob@contoso.com> send hello.eml to erin@fabrikam.com"
	)
	for _, tt := range []struct {
		name   string
		lines  []string
		claims []string
	}{
		{"on-premises, at RCPT, twice", []string{`onprem> reply "451 4.7.1 Come back" to RCPT 2 times`, toBob, "wait 2h"},
			[]string{`want deferral at cloud for bob@contoso.com: "451 4.7.1 Come back"`, "want mail at bob@contoso.com"}},
		{"a server by its name", []string{`EX01> reply "451 4.7.1 Come back" to RCPT 1 times`, toBob, "wait 2h"},
			[]string{`want deferral at cloud for bob@contoso.com: "451 4.7.1 Come back"`, "want mail at bob@contoso.com"}},
		{"the cloud, for a recipient", []string{`cloud> reply "550 5.7.1 Not you" to RCPT of alice@contoso.mail.onmicrosoft.com`, toAlice},
			[]string{`want NDR to bob@contoso.com about alice@contoso.mail.onmicrosoft.com: "550 5.7.1 Not you"`, "want no mail at alice@contoso.com"}},
		{"not for another recipient", []string{`cloud> reply "550 5.7.1 Not you" to RCPT of nobody@contoso.com`, toAlice},
			[]string{"want mail at alice@contoso.com"}},
		{"at RCPT, of the sender", []string{`onprem> reply "550 5.7.1 Not from you" to RCPT of alice@contoso.com`, toBob},
			[]string{`want NDR to alice@contoso.com about bob@contoso.com: "550 5.7.1 Not from you"`}},
		{"at MAIL, of a sender", []string{`onprem> reply "550 5.7.1 Not from you" to MAIL of alice@contoso.com`, toBob},
			[]string{`want NDR to alice@contoso.com about bob@contoso.com: "550 5.7.1 Not from you"`}},
		{"after the content, of a recipient", []string{`onprem> reply "451 4.3.2 Full" to DATA of bob@contoso.com 1 times`, toBob, "wait 2h"},
			[]string{`want deferral at cloud for bob@contoso.com: "451 4.3.2 Full"`, "want mail at bob@contoso.com: 1"}},
		{"before anything is said", []string{`cloud> reply "421 4.3.2 Service not available" to CONNECT 1 times`, toAlice, "wait 2h"},
			[]string{`want deferral at onprem for alice@contoso.mail.onmicrosoft.com: "421 4.3.2 Service not available"`, "want mail at alice@contoso.com"}},
		{"an outside host", []string{`mx.fabrikam.com> reply "451 4.7.1 Come back" to RCPT of bob@contoso.com 1 times`, toErin, "wait 2h"},
			[]string{`want deferral at onprem for erin@fabrikam.com: "451 4.7.1 Come back"`, "want mail at erin@fabrikam.com"}},
		{"and never any more", []string{`onprem> reply "550 5.7.1 No" to RCPT`, "onprem> reply as usual", toBob}, []string{"want mail at bob@contoso.com"}},
		{"a host, never any more", []string{`mx.fabrikam.com> reply "550 5.7.1 No" to RCPT`, "mx.fabrikam.com> reply as usual", toErin},
			[]string{"want mail at erin@fabrikam.com"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := console(t)
			for _, line := range tt.lines {
				if _, err := c.Do(line); err != nil {
					t.Fatal(err)
				}
			}
			for _, claim := range tt.claims {
				if got, err := c.Do(claim); err != nil || !strings.HasPrefix(got, "holds") {
					t.Errorf("%s: %v\n%s", claim, err, got)
				}
			}
		})
	}
}

// TestAHostThatHangsUp: at whichever verb, the connection ends without a word, the message waits, and goes when the host
// stays.
func TestAHostThatHangsUp(t *testing.T) {
	for _, verb := range []string{"CONNECT", "EHLO", "STARTTLS", "MAIL", "RCPT", "DATA"} {
		t.Run(verb, func(t *testing.T) {
			c := console(t, `ca> issue mx.fabrikam.com by "CN=Example Public CA" to mx.fabrikam.com`,
				"mx.fabrikam.com> hang up at "+verb+" 1 times")
			for _, line := range []string{"bob@contoso.com> send hello.eml to erin@fabrikam.com", `want deferral at onprem for erin@fabrikam.com: "Connection dropped due to SocketError"`,
				"want no mail at erin@fabrikam.com", "wait 2h", "want mail at erin@fabrikam.com: 1"} {
				if got, err := c.Do(line); err != nil || strings.HasPrefix(line, "want") && !strings.HasPrefix(got, "holds") {
					t.Errorf("%s: %v\n%s", line, err, got)
				}
			}
		})
	}
}

func TestAFaultThatIsNoneIsAMistake(t *testing.T) {
	c := console(t)
	for _, tt := range []struct {
		name, line string
		want       *mistake.Error
	}{
		{"consent", `cloud> reply "250 2.1.5 Welcome" to RCPT`,
			&mistake.Error{Column: 14, Message: "250 does not refuse anything: what a server takes, it has to decide about"}},
		{"no server", `EX09> reply "451 4.7.1 No" to RCPT`,
			&mistake.Error{Column: 1, Message: `"EX09" is nobody who could do something`, Hint: "did you mean EX01>?"}},
		{"no times", `onprem> reply "451 4.7.1 No" to RCPT 0 times`,
			&mistake.Error{Column: 38, Message: "a reply that is given 0 times does nothing", Hint: "write it as: SERVER> reply \"TEXT\" to CONNECT|EHLO|STARTTLS|MAIL|RCPT|DATA [of ADDRESS] [N times]"}},
		{"to hang up when", "mx.fabrikam.com> hang up at HELP",
			&mistake.Error{Column: 29, Message: `"HELP" is not an SMTP verb that can be scripted`, Hint: "did you mean EHLO?"}},
		{"no verb", `onprem> reply "451 4.7.1 No" to QUIT`,
			&mistake.Error{Column: 33, Message: `"QUIT" is not an SMTP verb that can be scripted`, Hint: "there is CONNECT, EHLO, STARTTLS, MAIL, RCPT or DATA"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := c.Do(tt.line)
			var got *mistake.Error
			if !errors.As(err, &got) {
				t.Fatalf("error %v", err)
			}
			got.File, got.Line = "", 0
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestAFaultIsCountedInAForkAndInASnapshot: a world that is forked or made again gives a reply as often as is left.
func TestAFaultIsCountedInAForkAndInASnapshot(t *testing.T) {
	c := console(t, `onprem> reply "451 4.7.1 Come back" to RCPT 2 times`)
	fork, ok, err := c.World().Fork()
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	defer fork.Close()
	if _, err := c.Do(hello); err != nil {
		t.Fatal(err)
	}
	again := console(t, `onprem> reply "451 4.7.1 Come back" to RCPT 2 times`)
	again.World().Restore(c.World().Snapshot())
	for _, tt := range []struct {
		name string
		c    *script.Console
		line string
	}{
		{"the fork has both left", script.NewConsole(fork, map[string][]byte{"hello.eml": []byte(helloMail)}), hello + "\nwait 2h"},
		{"the one that was made again has one", again, "wait 2h"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.c.FromTheBeginning()
			for _, line := range strings.Split(tt.line, "\n") {
				if _, err := tt.c.Do(line); err != nil {
					t.Fatal(err)
				}
			}
			deferred := 0
			for _, e := range tt.c.World().Events() {
				if e.ID == "DEFER" {
					deferred++
				}
			}
			if len(tt.c.World().MailAt("bob@contoso.com", nil)) != 1 || deferred != 2 {
				t.Errorf("%d deferrals, %d messages", deferred, len(tt.c.World().MailAt("bob@contoso.com", nil)))
			}
		})
	}
}
