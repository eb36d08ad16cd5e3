package sim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/vnet"
)

// typedByHand is a message to bob, typed by hand up to the last recipient.
var typedByHand = []string{"EHLO mx.fabrikam.com", "MAIL FROM:<erin@fabrikam.com>", "RCPT TO:<bob@contoso.com>", "QUIT"}

// What a client of a server meets whose components are out of service (G1.4.9, G1.4.11 to G1.4.16).
func TestComponentsOutOfService(t *testing.T) {
	const set = "Set-ServerComponentState EX01 -Requester Maintenance -Component "
	tests := []struct {
		name  string
		lines []string
		want  []string // how the last of what the server says begins
	}{
		{"G1.4.11: what is active takes mail", nil, []string{"250 2.1.5", "221"}},
		{"G1.4.16: a front end whose transport service is inactive says so at RCPT",
			[]string{set + "HubTransport -State Inactive"}, []string{"451 4.7.0 Temporary server error. Please try again later. PRX5", "221"}},
		{"G1.4.9: the same while it is being drained",
			[]string{set + "HubTransport -State Draining"}, []string{"451 4.7.0 Temporary server error. Please try again later. PRX5", "221"}},
		{"G1.4.14: a front end that is inactive greets nobody",
			[]string{set + "FrontendTransport -State Inactive"}, []string{"421 4.3.2 Service not available"}},
		{"G1.4.11: ServerWideOffline takes the front end out as well",
			[]string{set + "ServerWideOffline -State Inactive"}, []string{"421 4.3.2 Service not available"}},
		{"G1.4.11: only the same requester makes it active again",
			[]string{set + "HubTransport -State Inactive", "Set-ServerComponentState EX01 -Requester Functional -Component HubTransport -State Active"},
			[]string{"451 4.7.0 Temporary server error. Please try again later. PRX5", "221"}},
		{"G1.4.11: which it does",
			[]string{set + "HubTransport -State Inactive", set + "HubTransport -State Active"}, []string{"250 2.1.5", "221"}},
		{"G1.4.11: components of other services do not matter",
			[]string{set + "OwaProxy -State Inactive"}, []string{"250 2.1.5", "221"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := newLab(t, "hybrid-2019")
			for _, line := range test.lines {
				l.admin(relay.OnPremises, line)
			}
			l.wait(time.Minute)
			said, err := l.Host("mx.fabrikam.com").Converse(sim.Talk{To: "EX01.contoso.com", Lines: typedByHand})
			l.must(err)
			said = said[max(0, len(said)-len(test.want)):]
			if len(said) != len(test.want) || !slices.EqualFunc(said, test.want, strings.HasPrefix) {
				t.Errorf("the last replies (-want +got):\n%s", cmp.Diff(test.want, said))
			}
		})
	}
}

// A front end hands mail to the servers of the site that are in service (G1.4.16), and mail between servers waits for one
// that is not (G1.4.15).
func TestAServerInMaintenanceIsPassedOver(t *testing.T) {
	l := newPair(t)
	l.byEX02()
	l.admin(relay.OnPremises, "Set-ServerComponentState EX02 -Component HubTransport -State Draining -Requester Maintenance")
	for range 2 {
		l.post(erin, bob)
	}
	for _, m := range l.mail(bob) {
		if diff := cmp.Diff([]string{"EX02 SMTP via Frontend Transport", "EX01 SMTP", "EX01 SMTP via Mailbox Transport"}, onPremisesHops(m)); diff != "" {
			t.Errorf("hops (-want +got):\n%s", diff)
		}
	}
	l.sends("EX02")
	l.post(bob, erin)
	q := l.Side(relay.OnPremises).Messages()
	if len(q) != 1 || !strings.Contains(q[0].LastError, "421 4.3.2 Service not available") {
		t.Errorf("what waits is %+v, want one message with the answer of EX02", q)
	}
}

// What a mailbox sends while no transport service takes it stays there, event 7009 says so, and it leaves once the service
// is back; mail that the service has already does not move while it is inactive (G1.4.12).
func TestMailStaysInTheOutbox(t *testing.T) {
	for _, state := range []string{"Inactive", "Draining"} {
		t.Run(state, func(t *testing.T) {
			l := newLab(t, "hybrid-2019")
			l.admin(relay.OnPremises, "Set-ServerComponentState EX01 -Component HubTransport -State "+state+" -Requester Maintenance")
			l.post(bob, erin)
			l.wait(24 * time.Hour)
			if got := l.events(relay.OnPremises, relay.EventReceive); len(got) > 0 {
				t.Errorf("a transport service has taken the message:\n%s", l.lately())
			}
			var ids []int
			for _, e := range l.ApplicationEvents() {
				ids = append(ids, e.ID)
			}
			if diff := cmp.Diff([]int{7009}, ids); diff != "" {
				t.Errorf("application events (-want +got):\n%s", diff)
			}
			l.admin(relay.OnPremises, "Set-ServerComponentState EX01 -Component HubTransport -State Active -Requester Maintenance")
			l.must(l.Settle())
			m := l.oneMail(erin)
			if at := m.after; at < 24*time.Hour {
				t.Errorf("erin has it after %s, want after the maintenance", at)
			}
			if hops := fmt.Sprint(onPremisesHops(m)); hops != "[EX01 mapi EX01 SMTP]" {
				t.Errorf("hops on-premises are %s", hops)
			}
		})
	}
}

// What waits in a queue leaves while the service is drained, and not while it is inactive (G1.4.13; the second [I]).
func TestQueuesOfAServiceOutOfService(t *testing.T) {
	for state, want := range map[string]int{"Draining": 1, "Inactive": 0} {
		l := newLab(t, "hybrid-2019")
		l.block("EX01", "mx.fabrikam.com", vnet.Refuse)
		l.post(bob, erin)
		l.unblock("EX01", "mx.fabrikam.com")
		l.admin(relay.OnPremises, "Set-ServerComponentState EX01 -Component HubTransport -State "+state+" -Requester Maintenance")
		l.wait(2 * time.Hour)
		if got := len(l.mail(erin)); got != want {
			t.Errorf("%s: erin has %d messages, want %d", state, got, want)
		}
	}
}

// To change the state of the whole server restarts its front end: some seconds nobody listens, and the System log has
// event 7031 (G1.4.17).
func TestTheFrontEndRestarts(t *testing.T) {
	l := newLab(t, "hybrid-2019")
	set := "Set-ServerComponentState EX01 -Component ServerWideOffline -Requester Maintenance -State "
	l.admin(relay.OnPremises, set+"Inactive")
	l.wait(time.Minute)
	l.admin(relay.OnPremises, set+"Active")
	dial := func() string {
		_, err := l.Host("mx.fabrikam.com").Converse(sim.Talk{To: "EX01.contoso.com", Lines: typedByHand})
		return fmt.Sprint(err)
	}
	if got := dial(); !strings.Contains(got, "refused") {
		t.Errorf("at once: %s, want refused", got)
	}
	l.wait(5 * time.Second)
	if got := dial(); got != "<nil>" {
		t.Errorf("after five seconds: %s", got)
	}
	var got []string
	for _, e := range l.ApplicationEvents() {
		got = append(got, fmt.Sprint(e.Log, " ", e.ID))
	}
	if diff := cmp.Diff([]string{"System 7031", "System 7031"}, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// A back end that takes no Exchange Server authentication is PRX4, one whose name does not resolve PRX2 (G1.4.9).
func TestWhyAFrontEndHasNoBackEnd(t *testing.T) {
	tests := []struct {
		name string
		do   func(l *lab)
		want string
	}{
		{"G1.4.9: authentication", func(l *lab) {
			for _, server := range []string{"EX01", "EX02"} {
				l.admin(relay.OnPremises, `Set-ReceiveConnector "`+server+`\Default `+server+`" -AuthMechanism Tls, Integrated`)
			}
		}, "PRX4"},
		{"G1.4.9, G1.4.5: a name that does not resolve", func(l *lab) {
			l.Net.BreakDNS("EX01.contoso.com")
			l.Net.BreakDNS("EX02.contoso.com")
		}, "PRX2"},
		{"R1.11: anything else", func(l *lab) {
			for _, server := range []string{"EX01", "EX02"} {
				l.admin(relay.OnPremises, `Set-ReceiveConnector "`+server+`\Default `+server+`" -Enabled $false`)
			}
		}, "PRX5"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := newPair(t)
			test.do(l)
			said, err := l.Host("mx.fabrikam.com").Converse(sim.Talk{To: "203.0.113.11", Lines: typedByHand})
			l.must(err)
			want := "451 4.7.0 Temporary server error. Please try again later. " + test.want
			if len(said) < 2 || said[len(said)-2] != want {
				t.Errorf("the server says %q, want %q at RCPT", said, want)
			}
		})
	}
}
