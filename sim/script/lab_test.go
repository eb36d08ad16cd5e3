package script_test

import (
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
)

func catalogue() *story.Catalogue { return &story.Catalogue{Files: scenarios.Files} }

const (
	hello     = "alice@contoso.com> send hello.eml to bob@contoso.com"
	helloMail = "From: Alice <alice@contoso.com>\nTo: Bob <bob@contoso.com>\nSubject: Hello\n\nLunch at noon?\n"
	// meetingMail asks a room for an hour.
	meetingMail = "From: Alice <alice@contoso.com>\nTo: <room@contoso.com>\nSubject: Planning\nMIME-Version: 1.0\n" +
		"Content-Type: text/calendar; charset=\"utf-8\"; method=REQUEST\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nVERSION:2.0\nBEGIN:VEVENT\n" +
		"UID:1@contoso.com\nORGANIZER:mailto:alice@contoso.com\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:room@contoso.com\n" +
		"DTSTAMP:20170316T080000Z\nDTSTART:20170320T090000Z\nDTEND:20170320T100000Z\nSEQUENCE:0\nSUMMARY:Planning\nEND:VEVENT\nEND:VCALENDAR\n"
)

// console is at the world of hybrid-2013 after lines that do something, with messages to send.
func console(t *testing.T, after ...string) *script.Console {
	t.Helper()
	return consoleOn(t, "hybrid-2013", after...)
}

// consoleOn is the same of another base.
func consoleOn(t *testing.T, name string, after ...string) *script.Console {
	t.Helper()
	base, err := catalogue().Base(name)
	if err != nil {
		t.Fatal(err)
	}
	w, err := base.World()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	before := script.NewConsole(w, nil)
	for _, line := range after {
		if _, err := before.Do(line); err != nil {
			t.Fatal(err)
		}
	}
	return script.NewConsole(w, map[string][]byte{"hello.eml": []byte(helloMail), "meeting.eml": []byte(meetingMail)})
}

// firewall is what goes wrong at the console of most tests.
const firewall = "net> block cloud -> mail.contoso.com:25 refuse"
