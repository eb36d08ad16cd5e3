package check

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/tested"
)

// TestWhatAConfigurationAsksOfItsPolicies: recipients' own settings and mail-flow rules have flows of their own, which fail when
// something between contradicts them.
func TestWhatAConfigurationAsksOfItsPolicies(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	moderated := []string{"onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com", "onprem> New-Mailbox dora -PrimarySmtpAddress dora@contoso.com",
		"onprem> Set-Mailbox bob -ModerationEnabled $true -ModeratedBy dora", "onprem> Start-ADSyncSyncCycle"}
	large := []string{"cloud> Set-Mailbox alice -MaxSendSize 20MB", "onprem> Set-Mailbox bob -MaxReceiveSize 18MB"}
	sign := []string{"net> host sign.proseware.com 198.51.100.88 for proseware.com",
		"cloud> New-OutboundConnector Signatures -ConnectorType Partner -IsTransportRuleScoped $true -UseMXRecord $false -SmartHosts sign.proseware.com",
		`cloud> New-TransportRule Sign -SentToScope NotInOrganization -SubjectContainsWords contract -RouteMessageOutboundConnector Signatures`}
	tests := []struct {
		name  string
		lines []string
		flow  string
		want  string
	}{
		{"a moderator approves", moderated, "moderated:bob@contoso.com<carol@contoso.com", "delivered Internal"},
		{"a moderator of the other side decides by mail that comes as Anonymous", moderated, "moderated:bob@contoso.com<alice@contoso.com", "deferred"},
		{"what both mailboxes' own limits allow passes", append(slices.Clone(large), "onprem> Set-TransportConfig -MaxSendSize 20MB"), "largest:cloud", "delivered Internal"},
		{"the organization's limit between them contradicts", large, "largest:cloud", "NDR 550 5.2.12"},
		{"a connector between takes less", append(slices.Clone(large), `onprem> Set-ReceiveConnector "EX01\Default Frontend EX01" -MaxMessageSize 15MB`),
			"largest:cloud", "NDR 550 5.3.4"},
		{"a mailbox forwards within the organization", []string{"cloud> Set-Mailbox alice -ForwardingSmtpAddress bob@contoso.com"}, "forwarded:alice@contoso.com", "delivered external"},
		{"a rule's connector takes its mail", sign, "rule-connector:Sign", "delivered external"},
		{"a rule that another one ends does not", append(slices.Clone(sign), "cloud> New-TransportRule First -Priority 0 -StopRuleProcessing $true -PrependSubject x"),
			"rule-connector:Sign", "delivered another way"},
		{"a report reaches the mailbox of its own side", []string{"onprem> New-Mailbox vault -PrimarySmtpAddress vault@contoso.com", "onprem> New-JournalRule All -JournalEmailAddress vault@contoso.com -Enabled $true"},
			"journal:All<onprem", "delivered Internal"},
		{"a report of mail that leaves reaches an archive outside", []string{"cloud> New-JournalRule Leaves -Scope External -JournalEmailAddress keep@archive.example -Enabled $true"}, "journal:Leaves<cloud", "delivered external"},
		{"no mailbox of the cloud takes reports of on-premises", []string{"onprem> New-JournalRule All -JournalEmailAddress alice@contoso.com -Enabled $true"}, "journal:All<onprem", "lost 550 5.3.190"},
		{"a rule refuses mail, which is what it says", []string{`onprem> New-TransportRule No -SubjectContainsWords tender -RejectMessageReasonText no`}, "rule:No<onprem", "NDR 550 5.7.1"},
		{"a rule deletes mail", []string{"cloud> New-TransportRule Gone -SentTo bob@contoso.com -DeleteMessage $true"}, "rule:Gone<cloud", "lost"},
		{"a rule gives mail to somebody else", []string{"cloud> New-TransportRule Desk -SenderDomainIs fabrikam.com -RedirectMessageTo bob"}, "rule:Desk<cloud", "delivered external"},
		{"a rule lets mail wait for a moderator", []string{"cloud> New-TransportRule Wait -SubjectContainsWords salary -ModerateMessageByUser alice -FromScope NotInOrganization"}, "rule:Wait<cloud", "deferred"},
		{"a rule for large messages", []string{"onprem> New-TransportRule Heavy -MessageSizeOver 2MB -DeleteMessage $true"}, "rule:Heavy<onprem", "lost"},
		{"a rule that an earlier one keeps mail from", append(slices.Clone(sign), "cloud> New-TransportRule First -Priority 0 -StopRuleProcessing $true -PrependSubject x",
			"cloud> New-TransportRule Mark -SubjectContainsWords tender -SetHeaderName X-A -SetHeaderValue b"), "rule:Mark<cloud", "delivered another way"},
		{"whom a mailbox refuses is told", []string{"cloud> Set-Mailbox alice -RejectMessagesFrom bob"}, "restricted:alice@contoso.com<bob@contoso.com", "NDR 550 5.7.129"},
		{"whom it does not refuse arrives", []string{"cloud> Set-Mailbox alice -RejectMessagesFrom bob"}, "restricted:alice@contoso.com<erin@fabrikam.com", "delivered external"},
		{"a mailbox for authenticated senders is none for the Internet", []string{"onprem> Set-Mailbox bob -RequireSenderAuthenticationEnabled $true"},
			"restricted:bob@contoso.com<erin@fabrikam.com", "NDR 550 5.7.1"},
		{"a rule holds mail", []string{"cloud> New-TransportRule Hold -FromScope NotInOrganization -SubjectContainsWords invoice -Quarantine $true"}, "rule-quarantine:Hold", "quarantined"},
	}
	for i, tt := range tests {
		if tested.Sampled(i, 2) {
			continue
		}
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := Check(subjectOf(t, "hybrid-2019", tt.lines...), Options{})
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(r.Flows, func(f Result) bool { return f.Flow == tt.flow })
			if i < 0 {
				t.Fatalf("there is no flow %s", tt.flow)
			}
			if f := r.Flows[i]; f.Outcome.String() != tt.want {
				t.Errorf("%s, want %s: %s", f.Outcome, tt.want, f.Outcome.Status)
			}
		})
	}
}

// TestWhatNoFlowIsAbout: a rule that no message is made for is named as not looked at, and everything else a rule does to mail that
// flows meet is told: the folder, and who else has it.
func TestWhatNoFlowIsAbout(t *testing.T) {
	for _, tt := range []struct{ name, line, flow, want, unseen string }{
		{"no message is made for a pattern", `cloud> New-TransportRule Odd -SubjectMatchesPatterns "^RE" -DeleteMessage $true`, "", "", "cloud: TransportRule Odd: no message is made here that it is about"},
		{"nor for what an exception takes out again", `cloud> New-TransportRule Odd -FromScope NotInOrganization -ExceptIfSenderDomainIs fabrikam.com -DeleteMessage $true`, "", "",
			"cloud: TransportRule Odd: no message is made here that it is about"},
		{"a rule that is only logged does nothing", `cloud> New-TransportRule Odd -SubjectMatchesPatterns "^RE" -DeleteMessage $true -Mode Audit`, "", "", ""},
		{"what lies in the junk folder is not delivered as before", "cloud> New-TransportRule Spam -FromScope NotInOrganization -SetSCL 7", "internet-to-cloud", "delivered to Junk Email", ""},
		{"what others have in somebody's place is not delivered", "cloud> New-TransportRule Desk -FromScope NotInOrganization -RedirectMessageTo bob", "internet-to-cloud", "delivered to others", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := Check(subjectOf(t, "hybrid-2019", tt.line), Options{FlowsOnly: true})
			if err != nil {
				t.Fatal(err)
			}
			var unseen string
			for _, s := range r.NotLookedAt {
				unseen += s.String()
			}
			if diff := cmp.Diff(tt.unseen, unseen); diff != "" {
				t.Errorf("not looked at (-want +got):\n%s", diff)
			}
			for _, f := range r.Flows {
				if f.Flow == tt.flow && (f.Outcome.String() != tt.want || f.Good()) {
					t.Errorf("%s is %s, want %s", f.Flow, f.Outcome, tt.want)
				}
			}
		})
	}
}
