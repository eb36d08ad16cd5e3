package cmdlet_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/mistake"
)

func TestCheckReadsALineWithoutRunningIt(t *testing.T) {
	tests := []struct {
		name, line string
		on         relay.Organization
		want       *mistake.Error
	}{
		{"objects need not exist", "Get-SendConnector Nowhere | Set-SendConnector -Fqdn mail.contoso.com", relay.Organization{Side: relay.OnPremises, Product: relay.Exchange2013}, nil},
		{"what is found may be formatted", "Get-AcceptedDomain | Format-List Name", relay.Organization{Side: relay.Cloud}, nil},
		{"syntax", "Get-AcceptedDomain | ", relay.Organization{Side: relay.Cloud}, &mistake.Error{Column: 22, Message: "a cmdlet is missing", Hint: "a line begins like Get-AcceptedDomain"}},
		{"a cmdlet of the other side", "Get-SendConnector", relay.Organization{Side: relay.Cloud},
			&mistake.Error{Column: 1, Message: "Get-SendConnector is a cmdlet of on-premises Exchange; this is the cloud", Hint: "here it is Get-OutboundConnector"}},
		{"a parameter that is none", "Get-SendConnector | Set-SendConnector -Fqdm a.example", relay.Organization{Side: relay.OnPremises, Product: relay.Exchange2013},
			&mistake.Error{Column: 39, Message: "Set-SendConnector has no parameter -Fqdm", Hint: "did you mean -Fqdn?"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got *mistake.Error
			errors.As(cmdlet.Check(&tt.on, tt.line), &got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("what is told differs (-want +got):\n%s", diff)
			}
		})
	}
}
