package sim_test

import (
	"net/netip"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/sim/vnet"
)

// Which DNS servers a server asks, and what becomes of its mail (G1.4.1 to G1.4.5, T12.8).
func TestWhichDNSServersAreAsked(t *testing.T) {
	const inner = "10.0.0.53"
	split := func(l *lab) { // the inner DNS answers for contoso.com and fabrikam.com by itself
		l.must(l.Net.SetNameServer(vnet.NameServer{Addr: netip.MustParseAddr(inner), Zones: []string{"contoso.com", "fabrikam.com"}}))
	}
	tests := []struct {
		name  string
		world func(*lab)
		lines []string
		want  string // delivered, waits or NDR, from bob to erin
	}{
		{"G1.4.1: the adapters' DNS knows everything at first", nil, nil, "delivered"},
		{"G1.4.3: a list without clearing the adapter flag has no effect", nil, []string{"Set-TransportService EX01 -InternalDNSServers 192.0.2.99"}, "delivered"},
		{"G1.4.4: a DNS server that is not there makes the queue wait", nil,
			[]string{"Set-TransportService EX01 -InternalDNSAdapterEnabled $false -InternalDNSServers 192.0.2.99"}, "waits"},
		{"G1.4.1: the next of the list answers", split,
			[]string{"Set-TransportService EX01 -InternalDNSAdapterEnabled $false -InternalDNSServers 192.0.2.99,8.8.8.8"}, "waits"},
		{"G1.4.4: without any server nobody answers", nil, []string{"Set-TransportService EX01 -InternalDNSAdapterEnabled $false"}, "waits"},
		{"T12.8: an inner zone without the domain's mail hosts", split,
			[]string{"Set-TransportService EX01 -InternalDNSAdapterEnabled $false -InternalDNSServers " + inner}, "NDR"},
		{"T12.8: which has them", func(l *lab) {
			split(l)
			l.must(l.Net.SetRecordsAt(netip.MustParseAddr(inner), vnet.Record{Name: "fabrikam.com", Type: vnet.MX, Value: "mx.fabrikam.com", Preference: 10}))
			l.must(l.Net.SetRecordsAt(netip.MustParseAddr(inner), vnet.Record{Name: "mx.fabrikam.com", Type: vnet.A, Value: "198.51.100.25"}))
		}, []string{"Set-TransportService EX01 -InternalDNSAdapterEnabled $false -InternalDNSServers " + inner}, "delivered"},
		{"G1.4.2: external settings are for connectors that ask for them", split,
			[]string{"Set-TransportService EX01 -ExternalDNSAdapterEnabled $false -ExternalDNSServers " + inner}, "delivered"},
		{"G1.4.2: such as this one", split,
			[]string{"Set-TransportService EX01 -ExternalDNSAdapterEnabled $false -ExternalDNSServers " + inner,
				"Get-SendConnector | Set-SendConnector -UseExternalDNSServersEnabled $true"}, "NDR"},
		{"G1.4.1: the adapter's DNS servers are others", func(l *lab) {
			split(l)
			l.Net.SetAdapter("EX01.contoso.com", netip.MustParseAddr(inner))
		}, nil, "NDR"},
		{"G1.4.1: a front end has settings of its own", split, []string{
			"Set-FrontendTransportService EX01 -ExternalDNSAdapterEnabled $false -ExternalDNSServers " + inner + " -InternalDNSAdapterEnabled $false -InternalDNSServers " + inner,
		}, "delivered"},
		{"T1.6: which count where mail leaves by it", split, []string{
			"Set-FrontendTransportService EX01 -InternalDNSAdapterEnabled $false -InternalDNSServers " + inner,
			"Get-SendConnector | Set-SendConnector -FrontendProxyEnabled $true",
		}, "NDR"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := newLab(t, "hybrid-2019")
			if test.world != nil {
				test.world(l)
			}
			for _, line := range test.lines {
				if out := l.admin(relay.OnPremises, line); strings.Contains(out, "nothing here looks at it") {
					t.Errorf("%s: %s", line, out)
				}
			}
			l.post(bob, erin)
			got := "waits"
			switch {
			case len(l.mail(erin)) == 1:
				got = "delivered"
			case len(l.reports(bob, dsn.Failed)) == 1:
				got = "NDR"
			}
			if got != test.want {
				t.Fatalf("it is %s, want %s; what happened:\n%s", got, test.want, l.lately())
			}
			if q := l.Side(relay.OnPremises).Queues(); got == "waits" && (len(q) != 1 || !strings.Contains(q[0].LastError, "DNS query failed")) {
				t.Errorf("the queue is %+v, want one whose DNS query failed", q)
			}
		})
	}
}

// A DNS server of the Internet does not know the servers' own names, so that a server that asks it reaches no other, and
// its front end no back end (G1.4.5).
func TestAServerThatAsksTheInternet(t *testing.T) {
	l := newPair(t)
	l.sends("EX01")
	l.must(l.Net.SetNameServer(vnet.NameServer{Addr: netip.MustParseAddr("192.0.2.53"), Public: true}))
	l.admin(relay.OnPremises, `Set-Mailbox bob -Database "Mailbox Database EX02"`)
	l.Net.SetAdapter("EX02.contoso.com", netip.MustParseAddr("192.0.2.53"))
	l.post(bob, erin)
	l.byEX02()
	l.post(erin, bob)
	if n := len(l.mail(bob)); n != 0 {
		t.Errorf("bob has %d messages, want none", n)
	}
	refused := l.events(relay.OnPremises, relay.EventRefuse)
	if len(refused) == 0 || !strings.HasSuffix(refused[0].RecipientStatus, "PRX2") {
		t.Errorf("the refusals are %v, want PRX2", refused)
	}
	var waits bool
	for _, q := range l.Side(relay.OnPremises).Queues() {
		waits = waits || q.DeliveryType == relay.RelayToSourceServers && q.Status == relay.QueueRetry
	}
	if n := len(l.mail(erin)); !waits && n != 1 {
		t.Errorf("bob's message neither waits for EX01 nor has gone by its turn:\n%s", l.lately())
	}
}
