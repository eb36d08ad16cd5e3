package diagnose

import (
	"context"
	"strings"
	"testing"

	"hybridsim/sim/check"
	"hybridsim/sim/tested"
)

// found is what is diagnosed of a base after lines, without a word about who wrote to whom.
func found(t *testing.T, s *check.Subject, symptom string, lines ...string) *Report {
	t.Helper()
	if len(lines) > 0 {
		var err error
		if s, err = s.With(lines...); err != nil {
			t.Fatal(err)
		}
	}
	r, err := Diagnose(context.Background(), s, read(t, symptom), Options{Unproved: true})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestTheMessageThatIsMeantIsFound: nobody says who wrote to whom, and the message is found that shows it, and with it what cures it.
func TestTheMessageThatIsMeantIsFound(t *testing.T) {
	if tested.Race {
		t.Skip("plays every setting")
	}
	const narrow = `onprem> Set-ReceiveConnector "EX02\Default Frontend EX02" -RemoteIPRanges 192.168.0.0/16`
	for _, row := range []struct{ says, base, symptom, fault, to, fix string }{
		{"only one of two servers is wrong, and the other one takes the mail in its place", "hybrid-2016-pair", "deferred", narrow,
			"bob@contoso.com", `Set-ReceiveConnector "EX02\Default Frontend EX02" -RemoteIPRanges`},
		{"a server's turn", "hybrid-2016-pair", "external", `onprem> Set-ReceiveConnector "EX02\Default Frontend EX02" -TlsDomainCapabilities $null`,
			"bob@contoso.com", `Set-ReceiveConnector "EX02\Default Frontend EX02" -TlsDomainCapabilities`},
		{"mail that arrives by another way than the configured one", "hybrid-2019", "wrong way",
			`cloud> Set-OutboundConnector "Outbound to c058e1c9-fd36-5306-9d51-42e102be3f67" -RouteAllMessagesViaOnPremises $true`, "erin@fabrikam.com", "-RouteAllMessagesViaOnPremises $false"},
	} {
		t.Run(row.says, func(t *testing.T) {
			r := found(t, base(t, row.base), row.symptom, row.fault)
			if !r.Shows || len(r.Causes) == 0 || r.To != row.to || !strings.Contains(strings.Join(r.Causes[0].Fix, "\n"), row.fix) {
				t.Errorf("%s -> %s, shows: %v, %s: %+v", r.From, r.To, r.Shows, r.Verdict, r.Causes)
			}
		})
	}
}
