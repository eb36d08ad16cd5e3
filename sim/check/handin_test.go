package check

import (
	"strings"
	"testing"
)

// TestALetterOfAClientThatLogsOn: a client that logs on with a mailbox (P9) has its message delivered, or hears why not; nobody reports it then.
func TestALetterOfAClientThatLogsOn(t *testing.T) {
	open := subjectOf(t, "hybrid-2019", "cloud> Set-TransportConfig -SmtpClientAuthenticationDisabled $false")
	const cloud, onprem = "smtp.office365.com", "EX01.contoso.com"
	for _, row := range []struct {
		name    string
		subject *Subject
		letter  Letter
		want    string // of the end
		answer  string
	}{
		{"in its own name", open, Letter{From: "alice@contoso.com", User: "alice@contoso.com", Server: cloud}, "delivered external|mx.fabrikam.com", "250 2.6.0"},
		{"to a server on-premises", open, Letter{From: "bob@contoso.com", User: "bob@contoso.com", Server: onprem}, "delivered external|mx.fabrikam.com", "250 2.6.0"},
		{"in another's name", open, Letter{From: "bob@contoso.com", User: "alice@contoso.com", Server: cloud}, "NDR 550 5.7.60|client-192-0-2-250.example", "550 5.7.60"},
		{"where nobody may", subjectOf(t, "hybrid-2019"), Letter{From: "alice@contoso.com", User: "alice@contoso.com", Server: cloud}, "NDR 535 5.7.139|client-192-0-2-250.example", "535 5.7.139"},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.letter.To = []string{"erin@fabrikam.com"}
			sent, err := Send(row.subject, row.letter)
			if err != nil {
				t.Fatal(err)
			}
			defer sent.World.Close()
			if len(sent.Ends) != 1 || sent.Ends[0].Outcome.String()+"|"+sent.Ends[0].Where != row.want || !strings.HasPrefix(sent.Answer.String(), row.answer) || sent.Ends[0].Report != nil {
				t.Errorf("%+v, answer %q; want %s, %s", sent.Ends, sent.Answer, row.want, row.answer)
			}
		})
	}
}

// TestAMailboxSendsWithItsPrimaryAddress: a letter whose mailbox has another primary address by now is sent with that one, if it is to be.
func TestAMailboxSendsWithItsPrimaryAddress(t *testing.T) {
	renamed := subjectOf(t, "hybrid-2013", "cloud> Set-Mailbox alice -PrimarySmtpAddress alice.a@contoso.com")
	for primary, want := range map[bool]string{false: "alice@contoso.com", true: "alice.a@contoso.com"} {
		sent, err := Send(renamed, Letter{From: "alice@contoso.com", To: []string{"erin@fabrikam.com"}, Primary: primary})
		if err != nil {
			t.Fatal(err)
		}
		if got := sent.Events[0].Sender; got != want {
			t.Errorf("primary %v: sent by %s, want %s", primary, got, want)
		}
		sent.World.Close()
	}
}
