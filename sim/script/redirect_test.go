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
