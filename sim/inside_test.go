package sim_test

import (
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/story"
	"hybridsim/sim/vnet"
)

// by are the hosts of a message's Received fields and how it came to them, oldest first.
func by(m arrived) []string {
	var list []string
	for _, f := range m.header {
		if !strings.EqualFold(f.Name, "Received") {
			continue
		}
		flat := strings.Join(strings.Fields(f.Value), " ")
		hop := regexp.MustCompile(`by (\S+?)\.\S+ .*with (mapi|Microsoft SMTP Server).*?( via [^;]*)?;`).FindStringSubmatch(flat)
		if hop == nil {
			hop = []string{"", flat, "", ""}
		}
		list = append([]string{hop[1] + " " + strings.Replace(hop[2], "Microsoft SMTP Server", "SMTP", 1) + hop[3]}, list...)
	}
	return list
}

// onPremisesHops are the hops before the cloud's.
func onPremisesHops(m arrived) []string {
	var list []string
	for _, hop := range by(m) {
		if strings.HasPrefix(hop, "EX") || strings.HasPrefix(hop, "EDGE") {
			list = append(list, hop)
		}
	}
	return list
}

// Two servers, one sends: what EX02's users send goes through EX01, by way of EX02's transport service or not (W1, T6.3).
func TestTwoServersOfWhichOneSends(t *testing.T) {
	l := newPair(t)
	l.prepare()
	l.admin(relay.OnPremises, `Set-Mailbox bob -Database "Mailbox Database EX02"`)
	l.post(bob, alice)
	l.post(bob, alice)
	var got [][]string
	for _, m := range l.mail(alice) {
		got = append(got, onPremisesHops(m))
	}
	want := [][]string{
		{"EX02 mapi", "EX02 SMTP", "EX01 SMTP"},
		{"EX02 mapi", "EX01 SMTP"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hops on-premises (-want +got):\n%s", diff)
	}
	for _, m := range l.mail(alice) {
		if as := m.header.Get("X-MS-Exchange-Organization-AuthAs"); as != "Internal" {
			t.Errorf("alice has the message as %s, want Internal", as)
		}
	}
	for _, e := range l.events(relay.Cloud, relay.EventReceive) {
		if e.ClientIP != netip.MustParseAddr("203.0.113.10") {
			t.Errorf("the cloud has a message from %s, want EX01's address", e.ClientIP)
		}
	}
}

// When the source server is down, mail waits on the other one, in a queue of its connector's name (W1, T6.3, QUEUES).
func TestMailWaitsForItsSourceServer(t *testing.T) {
	l := newPair(t)
	l.admin(relay.OnPremises, `Set-Mailbox bob -Database "Mailbox Database EX02"`)
	wall := vnet.Rule{Src: netip.MustParsePrefix("203.0.113.11/32"), Dst: netip.MustParsePrefix("203.0.113.10/32"), Port: 2525, Action: vnet.Refuse}
	l.Net.Block(wall)
	l.post(bob, alice)
	want := relay.QueueInfo{
		Identity: `EX02\3`, DeliveryType: "SmtpRelayToConnectorSourceServers", Status: relay.QueueRetry, MessageCount: 1,
		NextHopDomain: "Outbound to Office 365", NextHopConnector: relay.IntraOrgConnector,
		LastError: "451 4.4.397 Error communicating with target host. -> 421 4.2.1 Unable to connect -> SocketConnectionRefused: Socket error code 10061",
	}
	l.waits(want)
	l.Net.Unblock(wall)
	l.wait(10 * time.Minute)
	if n := len(l.mail(alice)); n != 1 {
		t.Errorf("alice has %d messages, want what waited at EX02:\n%s", n, l.lately())
	}
}

// waits compares the only queue of all servers, as far as layout and wording go.
func (l *lab) waits(want relay.QueueInfo) {
	l.tb.Helper()
	queues := l.Side(relay.OnPremises).Queues()
	if len(queues) != 1 {
		l.tb.Fatalf("there are %d queues, want one:\n%s", len(queues), l.lately())
	}
	got := queues[0]
	got.RetryCount, got.FirstRetryTime, got.LastRetryTime, got.NextRetryTime = 0, time.Time{}, time.Time{}, time.Time{}
	if at := strings.Index(got.LastError, "LED="); at >= 0 {
		led := got.LastError[at+len("LED="):]
		if i := strings.Index(led, "};"); i >= 0 {
			led = led[:i]
		}
		got.LastError = led
	}
	if diff := cmp.Diff(want, got); diff != "" {
		l.tb.Errorf("the queue (-want +got):\n%s", diff)
	}
}

// Internal mail that meets a connector without Exchange Server authentication waits; it is never sent as anonymous (T4.4,
// T4.6, T4.8).
func TestInternalMailNeedsExchangeAuthentication(t *testing.T) {
	for _, tt := range []struct{ name, line, cure string }{
		{"the default connector lost it", `Set-ReceiveConnector "EX01\Default EX01" -AuthMechanism Tls,Integrated`,
			`Set-ReceiveConnector "EX01\Default EX01" -AuthMechanism Tls,Integrated,ExchangeServer`},
		{"a connector of narrower range swallows the hop", `New-ReceiveConnector Swallow -Server EX01 -TransportRole HubTransport -Bindings 0.0.0.0:2525 -RemoteIPRanges 203.0.113.0/24 -PermissionGroups AnonymousUsers -Custom`,
			`Remove-ReceiveConnector EX01\Swallow`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newPair(t)
			l.admin(relay.OnPremises, `Set-Mailbox bob -Database "Mailbox Database EX02"`)
			l.admin(relay.OnPremises, tt.line)
			l.post(bob, alice)
			l.waits(relay.QueueInfo{
				Identity: `EX02\3`, DeliveryType: "SmtpRelayToConnectorSourceServers", Status: relay.QueueRetry, MessageCount: 1,
				NextHopDomain: "Outbound to Office 365", NextHopConnector: relay.IntraOrgConnector,
				LastError: "451 5.7.3 Cannot achieve Exchange Server authentication",
			})
			l.admin(relay.OnPremises, tt.cure)
			l.wait(10 * time.Minute)
			if n := len(l.mail(alice)); n != 1 {
				t.Errorf("alice has %d messages after the cure, want 1:\n%s", n, l.lately())
			}
		})
	}
}

// A relay connector on the front end's port that covers the servers themselves hurts nobody: the services meet on 2525
// (W3 (a), T4.7).
func TestAFrontEndRelayConnectorDoesNotMeetServers(t *testing.T) {
	l := newPair(t)
	l.prepare()
	for _, server := range []string{"EX01", "EX02"} {
		l.admin(relay.OnPremises, "New-ReceiveConnector Relay -Server "+server+" -TransportRole FrontendTransport -Bindings 0.0.0.0:25 -RemoteIPRanges 203.0.113.0/24 -PermissionGroups AnonymousUsers -Custom")
	}
	l.admin(relay.OnPremises, `Set-Mailbox bob -Database "Mailbox Database EX02"`)
	l.post(bob, alice)
	l.post(bob, alice)
	if n := len(l.mail(alice)); n != 2 {
		t.Errorf("alice has %d messages, want 2:\n%s", n, l.lately())
	}
}

// On servers of 2010, where one service has one port, the same connector stops the mail between them (W3 (c), T4.7).
func TestARelayConnectorStopsMailBetweenHubs(t *testing.T) {
	l := newLab(t, "hybrid-2010", pair)
	l.admin(relay.OnPremises, `Set-Mailbox bob -Database "Mailbox Database EX02"`)
	l.admin(relay.OnPremises, "New-ReceiveConnector Relay -Server EX01 -Bindings 0.0.0.0:25 -RemoteIPRanges 203.0.113.0/24 -PermissionGroups AnonymousUsers -Custom")
	l.post(bob, alice)
	l.waits(relay.QueueInfo{
		Identity: `EX02\3`, DeliveryType: "SmtpRelayToConnectorSourceServers", Status: relay.QueueRetry, MessageCount: 1,
		NextHopDomain: "Outbound to Office 365", NextHopConnector: relay.IntraOrgConnector,
		LastError: "451 5.7.3 Cannot achieve Exchange Server authentication",
	})
}

// A front end hands what it takes to the servers of its site in turn: the lines of one message carry two hosts (T3.1, T3.3).
func TestAFrontEndHandsMailToTheServersInTurn(t *testing.T) {
	l := newPair(t)
	l.byEX02()
	l.post(erin, bob)
	l.post(erin, bob)
	var got [][]string
	for _, m := range l.mail(bob) {
		got = append(got, onPremisesHops(m))
	}
	want := [][]string{
		{"EX02 SMTP via Frontend Transport", "EX02 SMTP", "EX01 SMTP via Mailbox Transport"},
		{"EX02 SMTP via Frontend Transport", "EX01 SMTP", "EX01 SMTP via Mailbox Transport"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hops (-want +got):\n%s", diff)
	}
}

// A front end that reaches no transport service says so, and the mail comes again (R1.11, G1.4.9).
func TestAFrontEndWithoutABackEnd(t *testing.T) {
	l := newPair(t)
	l.byEX02()
	for _, server := range []string{"EX01", "EX02"} {
		l.admin(relay.OnPremises, "Set-ReceiveConnector \""+server+"\\Default "+server+"\" -Enabled $false")
	}
	l.post(erin, bob)
	refused := l.events(relay.OnPremises, relay.EventRefuse)
	if len(refused) != 1 || refused[0].RecipientStatus != "451 4.7.0 Temporary server error. Please try again later. PRX5" {
		t.Errorf("the refusals are %v, want PRX5", refused)
	}
}

// Mail for a mailbox of 2010 goes through a server of 2010, one hop more (T6.2).
func TestAMailboxOfAnotherGeneration(t *testing.T) {
	l := newLab(t, "hybrid-2013", func(h *story.Headers) {
		h.More = []sim.Machine{{Fqdn: "EX10.contoso.com", Address: netip.MustParseAddr("203.0.113.11"), Product: relay.Exchange2010}}
	})
	l.admin(relay.OnPremises, `New-MailboxDatabase Old -Server EX10`)
	l.admin(relay.OnPremises, `Set-Mailbox bob -Database Old`)
	l.post(alice, bob)
	l.post(bob, alice)
	var got [][]string
	for _, m := range append(l.mail(bob), l.mail(alice)...) {
		got = append(got, onPremisesHops(m))
	}
	want := [][]string{
		{"EX01 SMTP via Frontend Transport", "EX01 SMTP", "EX10 SMTP"},
		{"EX10 mapi", "EX01 SMTP"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hops to the mailbox and from it (-want +got):\n%s", diff)
	}
}
