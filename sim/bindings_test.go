package sim_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/sim"
)

// Whether a port is refused, answered or left in silence follows from what is bound there (G1.4.7, R1.1, R1.6).
func TestWhatIsBoundToAPort(t *testing.T) {
	tests := []struct {
		name  string
		lines []string
		to    string // of a telnet from the Internet
		port  uint16
		want  string // how the first line begins, or a part of the error
	}{
		{"G1.4.7: what setup binds is answered", nil, "EX01.contoso.com", 25, "220 "},
		{"G1.4.7: at a port without a connector nobody listens", nil, "EX01.contoso.com", 2526, "connection refused"},
		{"G1.4.7: a disabled connector does not listen",
			[]string{`Set-ReceiveConnector "EX01\Default Frontend EX01" -Enabled $false`}, "EX01.contoso.com", 25, "connection refused"},
		{"G1.4.7: what was enabled again does",
			[]string{`Set-ReceiveConnector "EX01\Default Frontend EX01" -Enabled $false`,
				`Set-ReceiveConnector "EX01\Default Frontend EX01" -Enabled $true`}, "EX01.contoso.com", 25, "220 "},
		{"G1.4.7: a connector without bindings there does not listen",
			[]string{`Set-ReceiveConnector "EX01\Default Frontend EX01" -Bindings 0.0.0.0:2525`}, "EX01.contoso.com", 25, "connection refused"},
		{"G1.4.7: a new connector opens the port that it is bound to",
			[]string{`New-ReceiveConnector "Scanner" -TransportRole FrontendTransport -Bindings 0.0.0.0:2526 -RemoteIPRanges 0.0.0.0-255.255.255.255 -PermissionGroups AnonymousUsers`},
			"EX01.contoso.com", 2526, "220 "},
		{"G1.4.7: a connector that is gone closes it",
			[]string{`New-ReceiveConnector "Scanner" -TransportRole FrontendTransport -Bindings 0.0.0.0:2526 -RemoteIPRanges 0.0.0.0-255.255.255.255 -PermissionGroups AnonymousUsers`,
				`Remove-ReceiveConnector "EX01\Scanner"`}, "EX01.contoso.com", 2526, "connection refused"},
		{"R1.6: a bound connector that takes other addresses only is silent",
			[]string{`Set-ReceiveConnector "EX01\Default Frontend EX01" -RemoteIPRanges 192.0.2.200`}, "EX01.contoso.com", 25, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := newLab(t, "hybrid-2019")
			for _, line := range test.lines {
				l.admin(relay.OnPremises, line)
			}
			replies, err := l.Host("mx.fabrikam.com").Converse(sim.Talk{To: test.to, Port: test.port, Lines: []string{"QUIT"}})
			got := strings.Join(replies, "\n")
			if err != nil {
				got += err.Error()
			}
			if !strings.Contains(got, test.want) || test.want == "" && got != "" {
				t.Errorf("port %d: want %q, got %q", test.port, test.want, got)
			}
		})
	}
}

// The cloud puts mail off at a server whose connector is off, in the words of a refused connection, and what the server
// has recorded says why (G1.4.7).
func TestTheCloudIsRefusedByADisabledConnector(t *testing.T) {
	l := newLab(t, "hybrid-2019")
	l.admin(relay.OnPremises, `Set-ReceiveConnector "EX01\Default Frontend EX01" -Enabled $false`)
	l.post(alice, bob)
	deferred := l.events(relay.Cloud, relay.EventDefer)
	if len(deferred) == 0 || !strings.Contains(deferred[0].RecipientStatus, "4.4.316") {
		t.Fatalf("want a deferral 4.4.316, got:\n%s", l.lately())
	}
	var why []string
	for _, e := range l.events(relay.OnPremises, relay.EventConnect) {
		for _, d := range e.Decisions {
			for _, c := range d.Candidates {
				if strings.HasSuffix(c.Name, "Default Frontend EX01") {
					why = append(why, c.Property)
				}
			}
		}
	}
	if diff := cmp.Diff([]string{"Enabled $false"}, why); diff != "" {
		t.Errorf("why the connection was refused (-want +got):\n%s", diff)
	}
	l.wait(25 * time.Hour)
	if ndrs := l.reports(alice, dsn.Failed); len(ndrs) != 1 {
		t.Errorf("alice has %d reports, want one when the mail has expired", len(ndrs))
	}
}
