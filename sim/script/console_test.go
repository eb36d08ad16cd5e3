package script_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
)

func TestAConsolePerformsLineByLine(t *testing.T) {
	c := console(t, firewall)
	steps := []struct{ name, line, prints string }{
		{"an empty line does nothing", "  ", ""},
		{"neither does a comment", "# what is wrong here?", ""},
		{"nor a mark, so that a part of a story can be pasted", "Documented: it waits", ""},
		{"a user sends", "alice@contoso.com> send hello.eml to bob@contoso.com", ""},
		{"a claim tells what there was", "want mail at bob@contoso.com", "does not hold, 0 messages at bob@contoso.com"},
		{"or that it holds", "want deferral at cloud: 450", "holds, bob@contoso.com deferred: Reason: [{LED=450 4.4.316 Connection refused}"},
		{"a trace", "trace", "03-16 08:00:00 cloud  RECEIVE   bob@contoso.com from <alice@contoso.com>\n"},
		{"with every candidate", "explain", "    + Outbound to "},
		{"a Get- cmdlet prints", "cloud> Get-AcceptedDomain contoso.com | Format-List DomainType", "DomainType : InternalRelay"},
		{"so does show", "show cloud Get-AcceptedDomain contoso.com | Format-List DomainType", "DomainType : InternalRelay"},
		{"a Set- cmdlet does not", "onprem> Set-SendConnector Internet -MaxMessageSize 20MB", ""},
		{"somebody mends it", "  net> unblock cloud -> mail.contoso.com:25", ""},
		{"time passes", "wait 1h", "it is 2017-03-16T09:00:00Z"},
		{"now it holds", "want mail at bob@contoso.com, with AuthAs Internal", "holds, 1 message at bob@contoso.com, the last with AuthAs Internal"},
		{"the header that arrived", "show header at bob@contoso.com", "X-MS-Exchange-Organization-AuthAs: Internal"},
		{"commands by hand print the replies", "mx.fabrikam.com> talk to mail.contoso.com: EHLO mx.fabrikam.com; QUIT", "220 "},
		{"which can be claimed", "want reply \"STARTTLS\"", "holds"},
		{"and stay after other lines", "wait 1m", "it is 2017-03-16T09:01:00Z"},
		{"until the next conversation", "want reply \"STARTTLS\"", "holds"},
	}
	for _, tt := range steps {
		got, err := c.Do(tt.line)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if tt.prints == "" && got != "" || !strings.Contains(got, tt.prints) {
			t.Errorf("%s: %q prints\n%s\nwant in it\n%s", tt.name, tt.line, got, tt.prints)
		}
	}
	c.Begin()
	if got, err := c.Do("trace"); err != nil || got != "" {
		t.Errorf("a new section remembers: %q, %v", got, err)
	}
}

func TestAConsoleTellsWhatIsWrongWithALine(t *testing.T) {
	tests := []struct {
		name, line, message, hint string
		column                    int
	}{
		{"a verb", "net> blok cloud -> mail.contoso.com:25 drop", `"blok" cannot follow net>`, "did you mean block?", 6},
		{"a cmdlet", "onprem> Get-SendConnectr", "Get-SendConnectr is not a cmdlet that this model knows", "did you mean Get-SendConnector?", 9},
		{"a cmdlet that is shown", "show onprem Get-SendConnectr", "Get-SendConnectr is not a cmdlet that this model knows", "did you mean Get-SendConnector?", 13},
		{"an object", "  onprem> Set-SendConnector Internt -Fqdn a.example", "there is no SendConnector 'Internt'", "did you mean Internet?", 29},
		{"an attachment", "alice@contoso.com> send hallo.eml to bob@contoso.com", `there is no attachment "hallo.eml"`, "did you mean hello.eml?", 25},
		{"a mailbox", "want no mail at bop@contoso.com", "bop@contoso.com has no mailbox on either side or outside, so nothing could have shown it", "did you mean bob@contoso.com?", 17},
		{"a beginning", "wiat 5m", `"wiat" is not how a line begins`, "did you mean wait?", 1},
		{"a section", "== Cause", "sections divide a file", "type the lines beneath it", 1},
		{"an unknown", `perhaps "Is it so?": net> block cloud -> mail.contoso.com:25 drop`, "this world is set up already", "type what is so: net> block cloud -> mail.contoso.com:25 drop", 1},
		{"two lines", "wait 5m\nwait 6m", "this is more than one line", "type one after the other", 8},
		{"no text", "wait \xff", "this is not text in UTF-8", "type one line of text", 6},
	}
	c := console(t, firewall)
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := c.Do(tt.line)
			var told *mistake.Error
			if !errors.As(err, &told) {
				t.Fatalf("%v is no error of a line", err)
			}
			want := &mistake.Error{File: "console", Line: i + 1, Column: tt.column, Message: tt.message, Hint: tt.hint}
			if diff := cmp.Diff(want, told); diff != "" {
				t.Errorf("what is told differs (-want +got):\n%s", diff)
			}
		})
	}
}

// Whoever drives the world by another clock replaces both.
func TestAConsoleSettlesAndWaitsAsItIsTold(t *testing.T) {
	c := console(t, firewall)
	settled, waited := 0, time.Duration(0)
	c.Settle = func() error { settled++; return nil }
	c.Wait = func(d time.Duration) error { waited += d; return nil }
	for _, line := range []string{"wait 5m", "alice@contoso.com> send 2 x hello.eml to bob@contoso.com", "net> unblock cloud -> mail.contoso.com:25"} {
		if _, err := c.Do(line); err != nil {
			t.Fatal(err)
		}
	}
	if settled == 0 || waited != 5*time.Minute {
		t.Errorf("settled %d times, waited %s", settled, waited)
	}
	if got, err := c.Do("want mail at bob@contoso.com"); err != nil || got != "does not hold, 0 messages at bob@contoso.com" {
		t.Errorf("%q, %v", got, err)
	}
	if err := c.World().Settle(); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Do("want mail at bob@contoso.com: 2"); err != nil || !strings.HasPrefix(got, "holds") {
		t.Errorf("%q, %v", got, err)
	}
}

func TestAConsoleAtABaseSendsWhatIsAttached(t *testing.T) {
	base, err := catalogue().Base("hybrid-2013")
	if err != nil {
		t.Fatal(err)
	}
	w, err := base.World()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	c := script.NewConsole(w, nil)
	if _, err := c.Do(hello); err == nil || !strings.Contains(err.Error(), "nothing is attached here") {
		t.Errorf("what is told: %v", err)
	}
	c.Attach("hello.eml", []byte("Subject: Hello\n\nLunch at noon?\n"))
	if diff := cmp.Diff([]string{"hello.eml"}, c.Attachments()); diff != "" {
		t.Errorf("attachments differ (-want +got):\n%s", diff)
	}
	if _, err := c.Do(hello); err != nil {
		t.Error(err)
	}
	if got, err := c.Do("want mail at bob@contoso.com, with AuthAs Internal"); err != nil || !strings.HasPrefix(got, "holds") {
		t.Errorf("%q, %v", got, err)
	}
	theirs := map[string][]byte{}
	script.NewConsole(w, theirs).Attach("hello.eml", []byte(helloMail))
	if len(theirs) > 0 {
		t.Error("what was attached at a console came into the caller's messages")
	}
}

// TestAValidationIsNoChange: it sends mail and changes nothing, so that a kept world does not do it again when it comes back;
// what it printed is what want reply looks at.
func TestAValidationIsNoChange(t *testing.T) {
	c := consoleAt(t, "hybrid-2019")
	const line = "cloud> Get-OutboundConnector | Validate-OutboundConnector -Recipients bob@contoso.com"
	for text, want := range map[string]script.Traits{
		line:                           {Sends: true},
		line + " -WhatIf":              {},
		"cloud> Get-OutboundConnector": {},
		"cloud> Get-OutboundConnector | Set-OutboundConnector -Comment x": {Changes: true},
	} {
		got, err := c.Read(text)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", text, err, diff)
		}
	}
	holds(t, c, []string{line}, []string{"want mail at bob@contoso.com from O365ConnectorValidation@contoso.onmicrosoft.com",
		`want reply "Succeeded"`, "want reply without Failed"})
	if printed, err := c.Do(line + " | Format-List Task,Status"); err != nil || strings.Contains(printed, "Target") || !strings.Contains(printed, "Status : Succeeded") {
		t.Errorf("formatted: %v\n%s", err, printed)
	}
}
