package mailbox_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/mailbox"
)

// away is a mailbox whose owner is absent.
func away(change func(*relay.AutoReplyConfiguration)) *relay.Recipient {
	c := relay.AutoReplyConfiguration{
		AutoReplyState: relay.AutoReplyEnabled, InternalMessage: "ask Dan", ExternalMessage: "away", ExternalAudience: relay.AudienceAll,
	}
	if change != nil {
		change(&c)
	}
	return &relay.Recipient{
		DisplayName: "Bob", Type: relay.UserMailbox, PrimarySmtpAddress: "bob@contoso.com", Mailbox: &relay.MailboxSettings{AutoReply: c},
	}
}

func TestAutoReplyOffers(t *testing.T) {
	const internal, anonymous = relay.AuthInternal, relay.AuthAnonymous
	both := []relay.OutOfOfficeText{{Kind: relay.OOFInternal, Body: []byte("ask Dan\r\n")}, {Kind: relay.OOFExternal, Body: []byte("away\r\n")}}
	tests := []struct {
		name        string
		as          relay.AuthAs
		change      func(*relay.AutoReplyConfiguration)
		want        []relay.OutOfOfficeText
		notModelled bool
	}{
		{"an internal sender may have the internal text, and the external one where only that may leave", internal, nil, both, false},
		{"an external sender may have the external text", anonymous, nil, both[1:], false},
		{"ExternalAudience None: external senders get no reply", anonymous, func(c *relay.AutoReplyConfiguration) { c.ExternalAudience = relay.AudienceNone }, nil, false},
		{"ExternalAudience None: internal senders get the internal text", internal, func(c *relay.AutoReplyConfiguration) { c.ExternalAudience = relay.AudienceNone }, both[:1], false},
		{"ExternalAudience Known: contacts are not modelled", anonymous, func(c *relay.AutoReplyConfiguration) { c.ExternalAudience = relay.AudienceKnown }, nil, true},
		{"ExternalAudience Known: internal senders get the internal text", internal, func(c *relay.AutoReplyConfiguration) { c.ExternalAudience = relay.AudienceKnown }, both[:1], false},
		{"an empty text is no text", anonymous, func(c *relay.AutoReplyConfiguration) { c.ExternalMessage = "" }, nil, false},
		{"replies are off", internal, func(c *relay.AutoReplyConfiguration) { c.AutoReplyState = relay.AutoReplyDisabled }, nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer, d := mailbox.AutoReply(away(tt.change), from("alice@contoso.com", tt.as, "Hi"), false)
			var got []relay.OutOfOfficeText
			if answer != nil {
				got = answer.OutOfOffice
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("texts (-want +got):\n%s", diff)
			}
			if d.NotModelled != tt.notModelled || (d.Chosen == "") != (tt.want == nil) {
				t.Errorf("decision: %+v", d)
			}
		})
	}
	if answer, d := mailbox.AutoReply(&relay.Recipient{}, from("alice@contoso.com", relay.AuthInternal, ""), false); answer != nil || d.Question != "" {
		t.Errorf("a new mailbox replies %+v and decides %+v", answer, d)
	}
}

func TestAutoReplyIsNotSent(t *testing.T) {
	field := func(name, value string) *relay.MailItem {
		return from("alice@contoso.com", relay.AuthInternal, "Hi", relay.Field{Name: name, Value: value})
	}
	null := from("alice@contoso.com", relay.AuthInternal, "Hi")
	null.From = ""
	tests := []struct {
		name     string
		item     *relay.MailItem
		answered bool
		replies  bool
	}{
		{"to the null sender", null, false, false},
		{"to a report", field("Content-Type", "Multipart/Report; report-type=delivery-status; boundary=x"), false, false},
		{"to what was submitted automatically", field("Auto-Submitted", "auto-generated"), false, false},
		{"Auto-Submitted: no is written by a person", field("Auto-Submitted", "No"), false, true},
		{"where X-Auto-Response-Suppress has OOF", field("X-Auto-Response-Suppress", "DR, OOF"), false, false},
		{"where X-Auto-Response-Suppress has All", field("X-Auto-Response-Suppress", "all"), false, false},
		{"X-Auto-Response-Suppress for receipts does not matter", field("X-Auto-Response-Suppress", "DR, RN"), false, true},
		{"twice to one sender", field("X-Nothing", "1"), true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer, d := mailbox.AutoReply(away(nil), tt.item, tt.answered)
			if (answer != nil) != tt.replies || d.Because == "" {
				t.Errorf("replied: %t, want %t; %+v", answer != nil, tt.replies, d)
			}
		})
	}
}

func TestNoReplyWhileMailIsForwarded(t *testing.T) {
	for _, tt := range []struct {
		name    string
		change  func(*relay.Recipient)
		replies bool
	}{
		{"P2.8: none is made while ForwardingSmtpAddress is set", func(r *relay.Recipient) { r.ForwardingSmtpAddress = "bob@fabrikam.com" }, false},
		{"P2.8 is about SMTP forwarding alone", func(r *relay.Recipient) { r.ForwardingAddress = "bob@contoso.com" }, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := away(nil)
			tt.change(r)
			answer, d := mailbox.AutoReply(r, from("alice@contoso.com", relay.AuthInternal, "Hi"), false)
			if (answer != nil) != tt.replies || d.Because == "" {
				t.Errorf("replied: %t, want %t; %+v", answer != nil, tt.replies, d)
			}
		})
	}
}

func TestAutoReplyAsMessage(t *testing.T) {
	answer, _ := mailbox.AutoReply(away(nil), from("alice@contoso.com", relay.AuthInternal, "Hi"), false)
	want := strings.ReplaceAll(`From: "Bob" <bob@contoso.com>
To: <alice@contoso.com>
Subject: Automatic reply: Hello
In-Reply-To: <1@test.invalid>
References: <1@test.invalid>
MIME-Version: 1.0
Auto-Submitted: auto-generated
X-Auto-Response-Suppress: All
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 8bit

ask Dan
`, "\n", "\r\n")
	if diff := cmp.Diff(want, string(relay.Content(answer.Header, answer.Body))); diff != "" {
		t.Errorf("reply (-want +got):\n%s", diff)
	}
	if answer.From != "" || answer.To != "alice@contoso.com" {
		t.Errorf("envelope from <%s> to <%s>, want from <> to alice", answer.From, answer.To)
	}
	if again, _ := mailbox.AutoReply(away(nil), &relay.MailItem{From: "alice@contoso.com", Header: answer.Header}, false); again != nil {
		t.Error("a reply is answered by a reply")
	}
}
