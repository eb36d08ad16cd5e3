package diagnose

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAQuestionSaysWhereToLook: each kind of mark is phrased by the place where somebody finds it.
func TestAQuestionSaysWhereToLook(t *testing.T) {
	for _, row := range []struct{ says, mark, want string }{
		{"a setting", `property Enabled of OutboundConnector "To Us" is $false`, `Get-OutboundConnector "To Us" | Format-List Enabled: is it $false?`},
		{"an object", `no SendConnector Relay`, `Get-SendConnector Relay: is there none?`},
		{"a change", `change of property Enabled of OutboundConnector "To Us"`,
			`Search-AdminAuditLog: was Enabled of OutboundConnector "To Us" changed since mail was right?`},
		{"a header", `header X-Seen in what a@b.example has`, `The message's header in the mailbox of a@b.example: is there a field X-Seen?`},
		{"a folder", `folder Junk Email of a@b.example`, `The mailbox of a@b.example: is it in Junk Email?`},
		{"a row", `tracking log of EX7: SEND by Out`, `The tracking log of EX7: is there SEND by Out?`},
	} {
		t.Run(row.says, func(t *testing.T) {
			if diff := cmp.Diff(row.want, ask(row.mark)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestLinesBecomeWhatSomebodyFindsInTheSettings: typed lines say which property has which value, or what is gone.
func TestLinesBecomeWhatSomebodyFindsInTheSettings(t *testing.T) {
	lines := []string{`cloud> Set-OutboundConnector "To Us" -Enabled $false -TlsDomain a.example`, `onprem> Remove-SendConnector Relay`, `net> block a -> b`}
	want := []string{`property Enabled of OutboundConnector "To Us" is $false`, `property TlsDomain of OutboundConnector "To Us" is a.example`, `no SendConnector Relay`}
	if diff := cmp.Diff(want, changes(lines)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
