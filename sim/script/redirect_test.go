package script_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWhatIsRedirectedByARule: RedirectMessageTo gives a message to others in the place of its recipients (P7.3).
func TestWhatIsRedirectedByARule(t *testing.T) {
	const people = "onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com\nonprem> New-Mailbox dora -PrimarySmtpAddress dora@contoso.com\n"
	const rule = people + "onprem> New-TransportRule Desk -From carol@contoso.com -RedirectMessageTo "
	hello := []string{"Hello"}
	for _, tt := range []struct {
		name, lines string
		want        map[string][]string
	}{
		{"the recipient has none of it", rule + "dora\ncarol@contoso.com> send to bob@contoso.com", map[string][]string{"dora": hello}},
		{"whom the rule names keeps what was for them anyway", rule + "bob\ncarol@contoso.com> send to bob@contoso.com", map[string][]string{"bob": hello}},
		{"of several recipients those lose it whom it does not name", rule + "bob\ncarol@contoso.com> send to bob@contoso.com, dora@contoso.com",
			map[string][]string{"bob": hello}},
		{"mail that the rule is not about goes on", rule + "dora\nalice@contoso.com> send to bob@contoso.com", map[string][]string{"bob": hello}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := consoleAt(t, "hybrid-2019")
			if err := do(t, c, tt.lines); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, received(c.World(), "bob", "dora")); diff != "" {
				t.Errorf("who has it (-want +got):\n%s", diff)
			}
		})
	}
}

// TestWhomRulesAddAndWhatTheyLookAt: others who have a message besides its recipients, and conditions about groups and patterns (P7.2,
// P7.3).
func TestWhomRulesAddAndWhatTheyLookAt(t *testing.T) {
	const people = "onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com\nonprem> New-Mailbox dora -PrimarySmtpAddress dora@contoso.com\n"
	const sent = "\ncarol@contoso.com> send to bob@contoso.com"
	hello := []string{"Hello"}
	both, one, none := map[string][]string{"bob": hello, "dora": hello}, map[string][]string{"bob": hello}, map[string][]string{}
	for _, tt := range []struct {
		name, rule string
		want       map[string][]string
	}{
		{"BlindCopyTo: somebody has a copy", "-BlindCopyTo dora", both},
		{"CopyTo: so has who is named in Cc", "-CopyTo dora", both},
		{"AddToRecipients: and in To", "-AddToRecipients dora", both},
		{"BlindCopyTo of a recipient is no second copy", "-BlindCopyTo bob", one},
		{"SentToMemberOf: mail for a member of the group", "-SentToMemberOf team -DeleteMessage $true", none},
		{"SentToMemberOf: and for nobody else", "-SentToMemberOf others -DeleteMessage $true", one},
		{"SubjectOrBodyMatchesPatterns: a pattern in the subject", `-SubjectOrBodyMatchesPatterns "^H.llo" -DeleteMessage $true`, none},
		{"SubjectOrBodyMatchesPatterns: one that is nowhere", `-SubjectOrBodyMatchesPatterns "^Hallo" -DeleteMessage $true`, one},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := consoleAt(t, "hybrid-2019")
			lines := people + "onprem> New-DistributionGroup team -PrimarySmtpAddress team@contoso.com -Members bob\n" +
				"onprem> New-DistributionGroup others -PrimarySmtpAddress others@contoso.com -Members carol\nonprem> New-TransportRule R " + tt.rule + sent
			if err := do(t, c, lines); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, received(c.World(), "bob", "dora")); diff != "" {
				t.Errorf("who has it (-want +got):\n%s", diff)
			}
		})
	}
}
