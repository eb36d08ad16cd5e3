package cmdlet_test

import (
	"strings"
	"testing"

	"hybridsim/sim/cmdlet"
)

// What cannot be asked of a component is refused, with what can (G1.4.11).
func TestComponentStatesThatAreRefused(t *testing.T) {
	tests := []struct{ name, line, message, hint string }{
		{"an unknown server", "Set-ServerComponentState EX02 -Component HubTransport -State Inactive -Requester Maintenance", "there is no server 'EX02'", "EX01"},
		{"an unknown component", "Set-ServerComponentState EX01 -Component HubTransprot -State Inactive -Requester Maintenance", "HubTransprot", "HubTransport"},
		{"a state that no component has", "Set-ServerComponentState EX01 -Component HubTransport -State Off -Requester Maintenance", "Off", "Inactive"},
		{"a requester that does not exist", "Set-ServerComponentState EX01 -Component HubTransport -State Inactive -Requester Me", "Me", "Maintenance"},
		{"nobody wants it", "Set-ServerComponentState EX01 -Component HubTransport -State Inactive", "needs -Requester", "-Requester"},
		{"the whole server is not drained", "Set-ServerComponentState EX01 -Component ServerWideOffline -State Draining -Requester Maintenance", "ServerWideOffline cannot be drained", "Inactive"},
		{"nor is another component", "Set-ServerComponentState EX01 -Component OwaProxy -State Draining -Requester Maintenance", "OwaProxy cannot be drained", "Inactive"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := sideOf(t, 2016)
			_, err := cmdlet.Run(a, test.line)
			if err == nil || a.replaced != 0 {
				t.Fatalf("it was taken: %v", err)
			}
			if got := err.Error(); !strings.Contains(got, test.message) || !strings.Contains(got, test.hint) {
				t.Errorf("the error is\n%s\nwant %q and %q in it", got, test.message, test.hint)
			}
		})
	}
}

// A component's state is the worst that anybody wants, and who wants it is told (G1.4.11).
func TestWhoWantsAComponentInactive(t *testing.T) {
	a := sideOf(t, 2016)
	do(t, a, "Set-ServerComponentState EX01 -Component HubTransport -State Draining -Requester Maintenance",
		"Set-ServerComponentState EX01 -Component HubTransport -State Inactive -Requester Deployment",
		"Set-ServerComponentState EX01 -Component HubTransport -State Active -Requester Functional")
	got := do(t, a, "Get-ServerComponentState EX01 -Component HubTransport | fl")
	for _, want := range []string{"State       : Inactive", "(Maintenance) Draining", "(Deployment) Inactive"} {
		if !strings.Contains(got, want) {
			t.Errorf("want %q in\n%s", want, got)
		}
	}
}
