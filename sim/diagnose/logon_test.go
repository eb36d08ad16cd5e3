package diagnose

import (
	"context"
	"slices"
	"strings"
	"testing"

	"hybridsim/sim/tested"
)

// withClients is a hybrid in which clients may log on with the mailbox of a plotter, which may send in the name of the office.
const withClients = `cloud> Set-TransportConfig -SmtpClientAuthenticationDisabled $false
cloud> New-Mailbox plotter -PrimarySmtpAddress plotter@contoso.com
cloud> Set-CASMailbox plotter -SmtpClientAuthenticationDisabled $false
cloud> New-Mailbox office -PrimarySmtpAddress office@contoso.com
cloud> Add-RecipientPermission office -Trustee plotter -AccessRights SendAs`

// TestAClientThatLogsOn: what a server answers to a client that logs on is looked for in messages of such clients, with the fault of the
// mailbox, of the organization or of the right to send that makes it.
func TestAClientThatLogsOn(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	for _, row := range []struct{ says, symptom, from, line, fix string }{
		{"the organization lets nobody (P9.2)", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", "alice@contoso.com",
			"Set-TransportConfig -SmtpClientAuthenticationDisabled $true", "Set-TransportConfig -SmtpClientAuthenticationDisabled $false"},
		{"the mailbox is not let (P9.1)", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.", "",
			"Set-CASMailbox plotter -SmtpClientAuthenticationDisabled $true", "Set-CASMailbox plotter -SmtpClientAuthenticationDisabled $false"},
		{"in the name of another (P9.4)", "550 5.7.60 SMTP; Client does not have permissions to send as this sender", "office@contoso.com",
			"Remove-RecipientPermission office -Trustee plotter", "Add-RecipientPermission office -Trustee plotter"},
	} {
		t.Run(row.says, func(t *testing.T) {
			r, err := Diagnose(context.Background(), baseWith(t, "hybrid-2019", withClients), read(t, row.symptom), Options{From: row.from, Unproved: true})
			if err != nil {
				t.Fatal(err)
			}
			if r.Shows || len(r.Causes) == 0 || !strings.Contains(strings.Join(r.Causes[0].Lines, "\n"), row.line) ||
				!strings.Contains(strings.Join(r.Causes[0].Fix, "\n"), row.fix) || !r.Causes[0].Cures || !strings.Contains(r.Played, "logs on with") {
				t.Errorf("%s (shows %v, played %q): %s: %+v", r.Verdict, r.Shows, r.Played, titles(r), r.Causes)
			}
		})
	}
}

// TestAClientThatDoesNotLogOnIsTold: what MAIL is answered with, where nobody has logged on, is about the client first (P9.3).
func TestAClientThatDoesNotLogOnIsTold(t *testing.T) {
	for symptom, want := range map[string]bool{
		"530 5.7.57 Client not authenticated to send mail.":                                                true,
		"530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM":            true,
		"530 5.7.57 Client not authenticated to send mail. Error: 535 5.7.139 Authentication unsuccessful": false,
		"550 5.7.60 SMTP; Client does not have permissions to send as this sender":                         false,
		"550 5.7.1 Unable to relay": false,
	} {
		d, err := newSearch(context.Background(), base(t, "hybrid-2013"), read(t, symptom), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.letters(); err != nil {
			t.Fatal(err)
		}
		told := slices.ContainsFunc(d.leads(), func(l Lead) bool { return l.What == "client" })
		if told != want {
			t.Errorf("%s: told of the client: %v, want %v", symptom, told, want)
		}
		d.close()
	}
}

// TestWhoLogsOnIsNotGuessed: a client that sends in another's name is refused as configured, whoever it is; of which two mailboxes the evidence
// is, nobody says, and no cause is claimed. With the sender told there is one.
func TestWhoLogsOnIsNotGuessed(t *testing.T) {
	if tested.Race {
		t.Skip("plays every setting")
	}
	const refused = "550 5.7.60 SMTP; Client does not have permissions to send as this sender"
	s := baseWith(t, "hybrid-2019", strings.Join(strings.Split(withClients, "\n")[:4], "\n"))
	if r := found(t, s, refused); !r.Shows || !strings.HasPrefix(r.Verdict, "cannot tell yet") {
		t.Errorf("shows %v, %s: %s", r.Shows, r.Verdict, titles(r))
	}
	r, err := Diagnose(context.Background(), s, read(t, refused), Options{From: "office@contoso.com", Unproved: true})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Shows || len(r.Causes) == 0 || !strings.Contains(strings.Join(r.Causes[0].Fix, "\n"), "Add-RecipientPermission office -Trustee plotter") {
		t.Errorf("shows %v, %s: %s", r.Shows, r.Verdict, titles(r))
	}
}
