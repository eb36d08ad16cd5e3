package script_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/script"
)

// journaling has a vault on-premises and one outside.
const journaling = `onprem> New-Mailbox vault -PrimarySmtpAddress vault@contoso.com
onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com
mx.fabrikam.com> mailbox archive@fabrikam.com
`

// reports is what journal reports in a mailbox tell of: the lines before the original.
func reports(c *script.Console, address string) (list []string) {
	for _, l := range c.World().MailAt(address, nil) {
		if !l.Header.Has("X-MS-Journal-Report") {
			continue
		}
		_, told, _ := strings.Cut(string(l.Body), "\r\n\r\n")
		told, _, _ = strings.Cut(told, "\r\n--")
		var lines []string
		for line := range strings.SplitSeq(told, "\r\n") {
			if !strings.HasPrefix(line, "Message-Id") && !strings.HasPrefix(line, "Subject") {
				lines = append(lines, line)
			}
		}
		list = append(list, strings.Join(lines, "; "))
	}
	return list
}

func TestJournaling(t *testing.T) {
	const (
		rule    = "onprem> New-JournalRule All -JournalEmailAddress vault@contoso.com -Enabled $true"
		cloud   = "cloud> New-JournalRule All -JournalEmailAddress archive@fabrikam.com -Enabled $true\n"
		bobSays = "Sender: bob@contoso.com; Recipient: carol@contoso.com"
		send    = "bob@contoso.com> send to carol@contoso.com"
	)
	for _, tt := range []struct {
		name, lines    string
		vault, archive []string
	}{
		{"P7.12: a new rule is disabled", "onprem> New-JournalRule All -JournalEmailAddress vault@contoso.com\n" + send, nil, nil},
		{"P7.13: a report tells of sender and recipients", rule + "\n" + send, []string{bobSays}, nil},
		{"P7.13: several rules with one mailbox make one report",
			rule + "\nonprem> New-JournalRule Bob -JournalEmailAddress vault@contoso.com -Recipient bob@contoso.com -Enabled $true\n" + send, []string{bobSays}, nil},
		{"P7.13: with different mailboxes one each",
			rule + "\nonprem> New-JournalRule Out -JournalEmailAddress archive@fabrikam.com -Enabled $true\n" + send, []string{bobSays}, []string{bobSays}},
		{"P7.12: Internal is not about mail from outside", rule + " -Scope Internal\nerin@fabrikam.com> send to bob@contoso.com\n" + send, []string{bobSays}, nil},
		{"P7.12: External is not about mail within", rule + " -Scope External\n" + send + "\nbob@contoso.com> send to erin@fabrikam.com",
			[]string{"Sender: bob@contoso.com; Recipient: erin@fabrikam.com"}, nil},
		{"P7.12: Recipient, as sender too", rule + " -Recipient carol@contoso.com\n" + send + "\ncarol@contoso.com> send to erin@fabrikam.com\nbob@contoso.com> send to erin@fabrikam.com",
			[]string{bobSays, "Sender: carol@contoso.com; Recipient: erin@fabrikam.com"}, nil},
		{"P7.12: a group means its members", "onprem> New-DistributionGroup staff -PrimarySmtpAddress staff@contoso.com -Members carol\n" +
			rule + " -Recipient staff@contoso.com\n" + send + "\nbob@contoso.com> send to erin@fabrikam.com", []string{bobSays}, nil},
		{"P7.16: on-premises does not journal what came from the cloud", rule + "\nalice@contoso.com> send to bob@contoso.com", nil, nil},
		{"P7.16: it does where nothing was promoted", rule + "\ncloud> Get-OutboundConnector | Set-OutboundConnector -CloudServicesMailEnabled $false\nalice@contoso.com> send to bob@contoso.com",
			[]string{"Sender: alice@contoso.com; Recipient: bob@contoso.com"}, nil},
		{"P7.17: on-premises and then the cloud are two reports", rule + "\n" + cloud + "bob@contoso.com> send to alice@contoso.com",
			[]string{"Sender: bob@contoso.com; Recipient: alice@contoso.mail.onmicrosoft.com"}, []string{"Sender: bob@contoso.com; Recipient: alice@contoso.com"}},
		{"P7.17: PreventDuplicateJournalingEnabled leaves one", rule + "\n" + cloud + "cloud> Set-TransportConfig -PreventDuplicateJournalingEnabled $true\nbob@contoso.com> send to alice@contoso.com",
			[]string{"Sender: bob@contoso.com; Recipient: alice@contoso.mail.onmicrosoft.com"}, nil},
		{"P7.18: the cloud takes a forged sender of its own for internal", "cloud> New-JournalRule In -JournalEmailAddress archive@fabrikam.com -Scope Internal -Enabled $true\n" +
			"net> host fake.example 192.0.2.9\nfake.example> submit from carol@contoso.com to alice@contoso.com at contoso-com.mail.protection.outlook.com",
			nil, []string{"Sender: carol@contoso.com; Recipient: alice@contoso.com"}},
		{"P7.15: a report that nobody takes is lost", "onprem> New-JournalRule All -JournalEmailAddress gone@contoso.com -Enabled $true\n" + send, nil, nil},
		{"P7.15: mail of JournalingReportNdrTo is not journaled", rule + "\nonprem> Set-TransportConfig -JournalingReportNdrTo carol@contoso.com\n" + send, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := consoleAt(t, "hybrid-2019")
			if err := do(t, c, journaling+tt.lines); err != nil {
				t.Fatal(err)
			}
			got := [][]string{reports(c, "vault@contoso.com"), reports(c, "archive@fabrikam.com")}
			if diff := cmp.Diff([][]string{tt.vault, tt.archive}, got); diff != "" {
				t.Errorf("vault, archive (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLostJournalReports(t *testing.T) {
	for _, tt := range []struct{ name, lines, want string }{
		{"P7.15: JournalingReportNdrTo is told", "onprem> Set-TransportConfig -JournalingReportNdrTo vault@contoso.com\n" +
			"onprem> New-JournalRule All -JournalEmailAddress gone@contoso.com -Enabled $true\nbob@contoso.com> send to carol@contoso.com",
			"want NDR to vault@contoso.com by onprem: 550 5.1.10"},
		{"P7.14: a mailbox of the cloud takes no journal report", "onprem> Set-TransportConfig -JournalingReportNdrTo vault@contoso.com\n" +
			"onprem> New-JournalRule All -JournalEmailAddress alice@contoso.com -Enabled $true\nbob@contoso.com> send to carol@contoso.com",
			"want NDR to vault@contoso.com about alice@contoso.mail.onmicrosoft.com: 550 5.3.190 Journaling on-premises messages"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := consoleAt(t, "hybrid-2019")
			holdsAfter(t, c, journaling+tt.lines, tt.want)
		})
	}
}
