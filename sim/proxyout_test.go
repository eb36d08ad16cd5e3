package sim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
)

// With FrontendProxyEnabled mail leaves by the front ends of the site: their addresses, names and logs, and no Received
// field more (T1.6, T3.6).
func TestMailLeavesByTheFrontEnds(t *testing.T) {
	l := newPair(t)
	l.sends("EX01")
	l.admin(relay.OnPremises, "Get-SendConnector | Set-SendConnector -FrontendProxyEnabled $true -Fqdn $null -ProtocolLoggingLevel Verbose")
	for range 3 {
		l.post(bob, erin)
	}
	var got []string
	for _, s := range l.Host("mx.fabrikam.com").Received() {
		got = append(got, fmt.Sprint(s.Remote.Addr()))
	}
	if diff := cmp.Diff([]string{"203.0.113.10", "203.0.113.11", "203.0.113.10"}, got); diff != "" {
		t.Errorf("mail comes from (-want +got):\n%s", diff)
	}
	for i, m := range l.mail(erin) {
		if hops := onPremisesHops(m); len(hops) == 0 || strings.Contains(fmt.Sprint(hops), "Frontend") {
			t.Errorf("message %d has the hops %v, want none of a front end", i+1, hops)
		}
	}
	var logs []string
	for _, s := range l.Side(relay.OnPremises).Sent() {
		if s.RemoteHost == "mx.fabrikam.com" {
			logs = append(logs, s.Server+" "+string(s.Service))
		}
	}
	want := []string{"EX01 " + string(exlog.FrontEnd), "EX02 " + string(exlog.FrontEnd), "EX01 " + string(exlog.FrontEnd)}
	if diff := cmp.Diff(want, logs); diff != "" {
		t.Errorf("logs (-want +got):\n%s", diff)
	}
}

// Which front ends take what leaves, and what becomes of mail without one (T1.6).
func TestWhichFrontEndMailLeavesBy(t *testing.T) {
	tests := []struct {
		name  string
		lines []string
		want  string // whence erin's mail comes; empty: it waits
	}{
		{"T1.6: one out of service is passed over", []string{"Set-ServerComponentState EX01 -Component FrontendTransport -State Inactive -Requester Maintenance"}, "203.0.113.11"},
		{"T1.6: so is one whose connector on 717 is off", []string{`Set-ReceiveConnector "EX01\Outbound Proxy Frontend EX01" -Enabled $false`}, "203.0.113.11"},
		{"T4.4: and one that takes no Exchange Server authentication", []string{`Set-ReceiveConnector "EX01\Outbound Proxy Frontend EX01" -AuthMechanism Tls, Integrated`}, "203.0.113.11"},
		{"T1.6: without any the mail waits", []string{`Set-ReceiveConnector "EX01\Outbound Proxy Frontend EX01" -Enabled $false`, `Set-ReceiveConnector "EX02\Outbound Proxy Frontend EX02" -Enabled $false`}, ""},
		{"T1.6: by default the source server sends", []string{"Get-SendConnector | Set-SendConnector -FrontendProxyEnabled $false"}, "203.0.113.10"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := newPair(t)
			l.sends("EX01")
			l.admin(relay.OnPremises, "Get-SendConnector | Set-SendConnector -FrontendProxyEnabled $true")
			for _, line := range test.lines {
				l.admin(relay.OnPremises, line)
			}
			l.post(bob, erin)
			from := ""
			for _, s := range l.Host("mx.fabrikam.com").Received() {
				from = s.Remote.Addr().String()
			}
			if from != test.want {
				t.Errorf("mail comes from %q, want %q; what happened:\n%s", from, test.want, l.lately())
			}
			if q := l.Side(relay.OnPremises).Queues(); test.want == "" && (len(q) != 1 || q[0].Status != relay.QueueRetry) {
				t.Errorf("the queues are %+v, want one that retries", q)
			}
		})
	}
}

// The certificate is that of the front end's own store, and the cloud sees it (section 5 of the sheet, T1.6).
func TestTheFrontEndShowsItsCertificate(t *testing.T) {
	l := newPair(t)
	l.sends("EX01")
	l.admin(relay.OnPremises, "Get-SendConnector | Set-SendConnector -FrontendProxyEnabled $true")
	l.post(bob, alice)
	l.post(bob, alice)
	if got := len(l.mail(alice)); got != 1 {
		t.Errorf("alice has %d messages, want the one by EX01: EX02 lacks the certificate", got)
	}
	l.prepare()
	l.wait(time.Hour)
	if got := len(l.mail(alice)); got != 2 {
		t.Errorf("alice has %d messages, want both once EX02 has the certificate; what happened:\n%s", got, l.lately())
	}
}
