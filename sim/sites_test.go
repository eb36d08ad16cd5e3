package sim_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/story"
)

const dora = "dora@contoso.com"

// newSites is an organization in three sites: bob on EX01 in the one that setup makes, carol on EX02 in Berlin, dora on EX03 in
// Munich.
func newSites(t *testing.T, lines ...string) *lab {
	l := newLab(t, "hybrid-2016-pair", func(h *story.Headers) {
		h.More = []sim.Machine{{Fqdn: h.More[0].Fqdn, Address: h.More[0].Address, Product: relay.Exchange2016, Site: "Berlin"},
			{Fqdn: "EX03.contoso.com", Address: netip.MustParseAddr("203.0.113.12"), Product: relay.Exchange2016, Site: "Munich"}}
	})
	for _, line := range append([]string{`onprem> New-Mailbox dora -PrimarySmtpAddress dora@contoso.com -Database "Mailbox Database EX03"`, "onprem> Start-ADSyncSyncCycle"}, lines...) {
		l.at(line)
	}
	return l
}

// Mail stays in the site that it is submitted in until it has to leave it, goes from there to the destination directly, and stops
// at hub sites alone.
func TestMailBetweenSites(t *testing.T) {
	links := []string{
		"onprem> New-AdSiteLink West -Sites Default-First-Site-Name,Berlin -ADCost 10",
		"onprem> New-AdSiteLink South -Sites Berlin,Munich -ADCost 10",
	}
	hub := append([]string{"onprem> Set-AdSite Berlin -HubSiteEnabled $true"}, links...)
	direct := "onprem> New-AdSiteLink Direct -Sites Default-First-Site-Name,Munich -ADCost 100 -ExchangeCost 15"
	for _, tt := range []struct {
		name     string
		lines    []string
		from, to string
		want     []string
	}{
		{"T6.7: submission takes a server of the site, and T6.1: delivery one of the mailbox's site", nil, bob, "carol@contoso.com",
			[]string{"EX01 mapi", "EX01 SMTP", "EX02 SMTP", "EX02 SMTP via Mailbox Transport"}},
		{"T6.5: directly, whatever sites lie between", links, bob, dora,
			[]string{"EX01 mapi", "EX01 SMTP", "EX03 SMTP", "EX03 SMTP via Mailbox Transport"}},
		{"T6.5: a hub site on the least-cost path is a stop", hub, bob, dora,
			[]string{"EX01 mapi", "EX01 SMTP", "EX02 SMTP", "EX03 SMTP", "EX03 SMTP via Mailbox Transport"}},
		{"T6.4: ExchangeCost stands in place of ADCost; the path of 15 has no hub", append([]string{direct}, hub...), bob, dora,
			[]string{"EX01 mapi", "EX01 SMTP", "EX03 SMTP", "EX03 SMTP via Mailbox Transport"}},
		{"a hub site that is no stop on the way", []string{"onprem> Set-AdSite Berlin -HubSiteEnabled $true"}, bob, dora,
			[]string{"EX01 mapi", "EX01 SMTP", "EX03 SMTP", "EX03 SMTP via Mailbox Transport"}},
		{"T3.1: a front end hands mail for a mailbox to its site", []string{`net> dns mail.contoso.com A 203.0.113.10`}, alice, dora,
			[]string{"EX01 SMTP via Frontend Transport", "EX03 SMTP", "EX03 SMTP via Mailbox Transport"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newSites(t, tt.lines...)
			l.post(tt.from, tt.to)
			if diff := cmp.Diff(tt.want, onPremisesHops(l.oneMail(tt.to))); diff != "" {
				t.Errorf("hops (-want +got):\n%s", diff)
			}
		})
	}
}

// The source server of a connector is one of the nearest site, and of equal connectors the one whose source is near.
func TestWhichSiteMailLeavesBy(t *testing.T) {
	links := []string{
		"onprem> New-AdSiteLink West -Sites Default-First-Site-Name,Berlin -ADCost 50",
		"onprem> New-AdSiteLink East -Sites Default-First-Site-Name,Munich -ADCost 20",
	}
	connector := func(name, cost, sources string) string {
		return "onprem> New-SendConnector " + name + " -AddressSpaces 'smtp:fabrikam.com;" + cost + "' -SourceTransportServers " + sources
	}
	for _, tt := range []struct {
		name  string
		lines []string
		want  string // the server that the message leaves from last
	}{
		{"T6.3: a source server of the own site first", []string{connector("Out", "1", "EX02,EX03,EX01")}, "EX01"},
		{"T6.3: else one of the closest site", append(links, connector("Out", "1", "EX02,EX03")), "EX03"},
		{"T6.4: site links count beside the address space: 1+50 is more than 20+20", append(links, connector("Alpha", "1", "EX02"), connector("Beta", "20", "EX03")), "EX03"},
		{"and less than 40+20", append(links, connector("Alpha", "1", "EX02"), connector("Beta", "40", "EX03")), "EX02"},
		{"T6.4: of equal costs the fewest hops: the server itself", append(links, connector("Alpha", "1", "EX02"), connector("Beta", "51", "EX01")), "EX01"},
		{"T6.8: a scoped connector is for its site", []string{connector("Alpha", "1", "EX02") + " -IsScopedConnector $true", connector("Beta", "100", "EX03")}, "EX03"},
		{"T6.6: no server of the closest site answers", append(links, connector("Out", "1", "EX02,EX03"), "net> block EX01 -> EX03:2525 refuse"), "EX02"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newSites(t, tt.lines...)
			l.post(bob, erin)
			hops := onPremisesHops(l.oneMail(erin))
			if got := strings.Fields(hops[len(hops)-1])[0]; got != tt.want {
				t.Errorf("it left from %s: %v, want %s", got, hops, tt.want)
			}
		})
	}
}

// Queues name the site that mail waits for (T6, table of delivery types).
func TestQueuesOfSites(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"for a mailbox", []string{"net> block EX01 -> EX03:2525 refuse"}, "SmtpRelayToMailboxDeliveryGroup Site:Munich;Version:15"},
		{"for a hub site", []string{"onprem> Set-AdSite Berlin -HubSiteEnabled $true", "onprem> New-AdSiteLink West -Sites Default-First-Site-Name,Berlin", "onprem> New-AdSiteLink South -Sites Berlin,Munich", "net> block EX01 -> EX02:2525 refuse"},
			"SmtpRelayToRemoteActiveDirectorySite Berlin"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newSites(t, tt.lines...)
			l.post(bob, dora)
			var got []string
			for _, q := range l.Side(relay.OnPremises).Queues() {
				got = append(got, string(q.DeliveryType)+" "+q.NextHopDomain)
			}
			if diff := cmp.Diff([]string{tt.want}, got); diff != "" {
				t.Errorf("queues (-want +got):\n%s", diff)
			}
		})
	}
}

// An Edge is reached through the site that it is bound to, and hands mail to its servers alone (T6.10, T9.1, G1.2.14).
func TestAnEdgeOfASite(t *testing.T) {
	l := newLab(t, "hybrid-edge", func(h *story.Headers) {
		h.Site = "Berlin"
		h.More = append(h.More[:len(h.More):len(h.More)], sim.Machine{Fqdn: "EX02.contoso.com", Address: netip.MustParseAddr("203.0.113.12"), Product: h.Product})
	})
	for _, line := range []string{"onprem> Remove-EdgeSubscription EDGE01", "EDGE01> Remove-EdgeSubscription EDGE01", `EDGE01> New-EdgeSubscription -FileName "C:\e.xml"`,
		`onprem> New-EdgeSubscription -FileName "C:\e.xml" -Site Berlin`, "onprem> Update-HybridConfiguration", "onprem> Start-EdgeSynchronization",
		`onprem> New-Mailbox dora -PrimarySmtpAddress dora@contoso.com -Database "Mailbox Database EX02"`, "onprem> Start-ADSyncSyncCycle", "onprem> Start-EdgeSynchronization"} {
		l.at(line)
	}
	l.post(dora, alice)
	if diff := cmp.Diff([]string{"EX02 mapi", "EX02 SMTP", "EX01 SMTP", "EDGE01 SMTP"}, onPremisesHops(l.oneMail(alice))); diff != "" {
		t.Errorf("hops on the way out (-want +got):\n%s", diff)
	}
	l.post(alice, dora)
	if diff := cmp.Diff([]string{"EDGE01 SMTP", "EX01 SMTP via Frontend Transport", "EX02 SMTP", "EX02 SMTP via Mailbox Transport"}, onPremisesHops(l.oneMail(dora))); diff != "" {
		t.Errorf("hops on the way in (-want +got):\n%s", diff)
	}
}
