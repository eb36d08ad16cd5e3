package mailbox_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/mailbox"
)

var noon = time.Date(2017, 3, 16, 12, 0, 0, 0, time.UTC)

// room is a conference room that answers by itself.
func room(change func(*relay.Recipient)) *relay.Recipient {
	r := &relay.Recipient{
		DisplayName: "Board Room", Type: relay.UserMailbox, ResourceType: relay.ResourceRoom, PrimarySmtpAddress: "board@contoso.com",
		Mailbox: &relay.MailboxSettings{Calendar: relay.CalendarProcessing{AutomateProcessing: relay.AutoAccept}},
	}
	if change != nil {
		change(r)
	}
	return r
}

const invitation = `BEGIN:VCALENDAR
METHOD:REQUEST
VERSION:2.0
BEGIN:VTIMEZONE
DTSTART:16010101T000000
END:VTIMEZONE
BEGIN:VEVENT
UID:1@contoso.com
ORGANIZER;CN=Alice:mailto:alice@contoso
 .com
ATTENDEE;RSVP=TRUE:mailto:board@contoso.com
DTSTART:20170320T090000Z
DTEND:20170320T100000Z
SUMMARY:Planning
BEGIN:VALARM
DESCRIPTION:REMINDER
END:VALARM
SEQUENCE:2
END:VEVENT
END:VCALENDAR
`

func request(as relay.AuthAs) *relay.MailItem {
	return from("alice@contoso.com", as, invitation, relay.Field{Name: "Content-Type", Value: "text/calendar; method=REQUEST"})
}

func TestAttend(t *testing.T) {
	coded := from("alice@contoso.com", relay.AuthInternal, base64.StdEncoding.EncodeToString([]byte(invitation)),
		relay.Field{Name: "Content-Type", Value: "text/calendar"}, relay.Field{Name: "Content-Transfer-Encoding", Value: "base64"})
	inside := from("alice@contoso.com", relay.AuthInternal, "--b\n\ntext\n--b\nContent-Type: text/calendar; method=request\n\n"+invitation+"--b--\n",
		relay.Field{Name: "Content-Type", Value: "multipart/alternative; boundary=b"})
	cancelled := from("alice@contoso.com", relay.AuthInternal, invitation, relay.Field{Name: "Content-Type", Value: "text/calendar; method=CANCEL"})
	null := request(relay.AuthInternal)
	null.From = ""
	tests := []struct {
		name string
		room *relay.Recipient
		item *relay.MailItem
		want string // empty: no answer
	}{
		{"requests from inside are accepted", room(nil), request(relay.AuthInternal), "ACCEPTED"},
		{"ProcessExternalMeetingMessages $false: requests from outside are rejected", room(nil), request(relay.AuthAnonymous), "DECLINED"},
		{"ProcessExternalMeetingMessages $true: requests from outside are processed",
			room(func(r *relay.Recipient) { r.Mailbox.Calendar.ProcessExternalMeetingMessages = true }), request(relay.AuthAnonymous), "ACCEPTED"},
		{"AutoUpdate: the owner answers", room(func(r *relay.Recipient) { r.Mailbox.Calendar.AutomateProcessing = relay.AutoUpdate }), request(relay.AuthInternal), ""},
		{"a new room does not answer by itself", room(func(r *relay.Recipient) { r.Mailbox = nil }), request(relay.AuthInternal), ""},
		{"a person's mailbox", room(func(r *relay.Recipient) { r.ResourceType = "" }), request(relay.AuthInternal), ""},
		{"the method may stand in the calendar, which may be encoded", room(nil), coded, "ACCEPTED"},
		{"the request may be one of several parts", room(nil), inside, "ACCEPTED"},
		{"a cancellation is no request", room(nil), cancelled, ""},
		{"ordinary mail is no request", room(nil), from("alice@contoso.com", relay.AuthInternal, "Hi"), ""},
		{"a calendar without an event is no request", room(nil), from("alice@contoso.com", relay.AuthInternal, "BEGIN:VCALENDAR\nEND:VCALENDAR\n",
			relay.Field{Name: "Content-Type", Value: "text/calendar; method=REQUEST"}), ""},
		{"nobody to answer", room(nil), null, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer, d := mailbox.Attend(tt.room, tt.item, noon)
			got := ""
			if answer != nil {
				_, rest, _ := strings.Cut(string(answer.Body), "PARTSTAT=")
				got, _, _ = strings.Cut(rest, ":")
			}
			if got != tt.want || d.Chosen != strings.ToLower(tt.want) {
				t.Errorf("answer %q, want %q; %+v", got, tt.want, d)
			}
		})
	}
}

func TestMeetingAnswerAsMessage(t *testing.T) {
	answer, _ := mailbox.Attend(room(nil), request(relay.AuthAnonymous), noon)
	want := strings.ReplaceAll(`From: "Board Room" <board@contoso.com>
To: <alice@contoso.com>
Subject: Declined: Hello
In-Reply-To: <1@test.invalid>
References: <1@test.invalid>
MIME-Version: 1.0
X-Auto-Response-Suppress: DR, OOF, AutoReply
Content-Class: urn:content-classes:calendarmessage
Content-Type: text/calendar; charset="utf-8"; method=REPLY
Content-Transfer-Encoding: 8bit

BEGIN:VCALENDAR
METHOD:REPLY
PRODID:hybridsim
VERSION:2.0
BEGIN:VEVENT
ATTENDEE;PARTSTAT=DECLINED:mailto:board@contoso.com
DTSTAMP:20170316T120000Z
UID:1@contoso.com
ORGANIZER;CN=Alice:mailto:alice@contoso.com
DTSTART:20170320T090000Z
DTEND:20170320T100000Z
SUMMARY:Planning
SEQUENCE:2
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n")
	if diff := cmp.Diff(want, string(relay.Content(answer.Header, answer.Body))); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	if answer.From != "board@contoso.com" || answer.To != "alice@contoso.com" {
		t.Errorf("envelope from %s to %s", answer.From, answer.To)
	}
}

func TestLongLinesAreFolded(t *testing.T) {
	item := request(relay.AuthInternal)
	item.Body = []byte(strings.Replace(invitation, "Planning", strings.Repeat("Grüße ", 40), 1))
	answer, _ := mailbox.Attend(room(nil), item, noon)
	lines := strings.Split(string(answer.Body), "\r\n")
	for _, line := range lines {
		if len(line) > 75 || !strings.HasPrefix(line, " ") && strings.ToValidUTF8(line, "?") != line {
			t.Errorf("%q has %d octets, want 75 at most, in whole characters", line, len(line))
		}
	}
	if unfolded := strings.ReplaceAll(string(answer.Body), "\r\n ", ""); !strings.Contains(unfolded, "SUMMARY:"+strings.Repeat("Grüße ", 40)+"\r\n") {
		t.Errorf("the summary is not what it was:\n%s", unfolded)
	}
}

func FuzzAttend(f *testing.F) {
	f.Add([]byte("Content-Type: text/calendar; method=REQUEST\r\n\r\n" + invitation))
	f.Add([]byte("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/calendar\r\n\r\n" + invitation + "--b--\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		h, body := relay.SplitMessage(raw)
		answer, d := mailbox.Attend(room(nil), &relay.MailItem{From: "alice@contoso.com", Header: h, Body: body}, noon)
		if (answer == nil) != (d.Chosen == "") {
			t.Fatalf("answer %v, but decided %q", answer, d.Chosen)
		}
		if answer == nil {
			return
		}
		for line := range strings.SplitSeq(string(answer.Body), "\r\n") {
			if len(line) > 75 {
				t.Fatalf("a line of %d octets: %q", len(line), line)
			}
		}
		// The answer is itself a calendar message, and no request: a room does not answer a room.
		back := &relay.MailItem{From: answer.From, Header: answer.Header, Body: answer.Body}
		if again, _ := mailbox.Attend(room(nil), back, noon); again != nil {
			t.Fatalf("the answer is answered: %s", answer.Body)
		}
	})
}
