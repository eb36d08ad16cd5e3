package sim_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/outside"
	typing "hybridsim/sim/script"
	"hybridsim/sim/story"
	"hybridsim/sim/vnet"
)

const edgeConnector = `"Default internal receive connector EDGE01"`

// at lets somebody type a line with a prompt, and returns what it prints.
func (l *lab) at(line string) string {
	l.tb.Helper()
	out, err := typing.NewConsole(l.World, nil).Do(line)
	l.must(err)
	return out
}

// byEdge leads mail from the Internet to the Edge.
func (l *lab) byEdge() {
	l.Host("mx.fabrikam.com").Relay(outside.Relaying{Domain: "contoso.com", To: "[203.0.113.20]"})
}

// EOP, Edge, front end, transport service and delivery of a server inside: four lines on-premises, the Edge's without a suffix; and
// the way out has the Edge's line on top (W2, T9.20).
func TestMailThroughAnEdge(t *testing.T) {
	l := newLab(t, "hybrid-edge")
	l.post(alice, bob)
	l.post(bob, alice)
	if diff := cmp.Diff([]string{"EDGE01 SMTP", "EX01 SMTP via Frontend Transport", "EX01 SMTP", "EX01 SMTP via Mailbox Transport"}, onPremisesHops(l.oneMail(bob))); diff != "" {
		t.Errorf("hops on the way in (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"EX01 mapi", "EX01 SMTP", "EDGE01 SMTP"}, onPremisesHops(l.oneMail(alice))); diff != "" {
		t.Errorf("hops on the way out (-want +got):\n%s", diff)
	}
	for _, who := range []string{alice, bob} {
		if as := l.oneMail(who).header.Get("X-MS-Exchange-Organization-AuthAs"); as != "Internal" {
			t.Errorf("%s has the message as %s, want Internal", who, as)
		}
	}
}

// Without a subscription nothing that the Edge believes counts inside, and nothing inside leads to it (T9.11).
func TestAnEdgeThatIsNoLongerSubscribed(t *testing.T) {
	l := newLab(t, "hybrid-edge")
	l.at("onprem> Remove-EdgeSubscription EDGE01")
	l.post(alice, bob)
	if n := len(l.mail(bob)); n != 0 {
		t.Fatalf("bob has %d messages, want none: the Edge cannot show who it is:\n%s", n, l.lately())
	}
	queues := l.at("EDGE01> Get-Queue | fl DeliveryType,NextHopConnector,LastError")
	if !strings.Contains(queues, "EdgeSync - Inbound to Default-First-Site-Name") || !strings.Contains(queues, "451 5.7.3 Cannot achieve Exchange Server authentication") {
		t.Errorf("the Edge's queues are\n%s", queues)
	}
	l.post(bob, alice)
	if got := l.Side(relay.OnPremises).Queues(); len(got) != 1 || got[0].DeliveryType != relay.QueueUnreachable {
		t.Errorf("inside, mail for the cloud waits at %+v, want no route: the connectors went with the subscription", got)
	}
}

// A new accepted domain reaches the Edge after three minutes; until then it refuses to relay (T9.2, T9.7).
func TestAnEdgeIsStaleForAWhile(t *testing.T) {
	l := newLab(t, "hybrid-edge")
	l.Host("mx.fabrikam.com").Relay(outside.Relaying{Domain: "adatum.com", To: "[203.0.113.20]"})
	l.at("onprem> New-AcceptedDomain adatum.com -DomainName adatum.com -DomainType Authoritative")
	l.at("onprem> New-Mailbox dan -PrimarySmtpAddress dan@adatum.com")
	if says := l.at("onprem> Test-EdgeSynchronization"); !strings.Contains(says, "NotSynchronized") {
		t.Errorf("Test-EdgeSynchronization says\n%s", says)
	}
	l.post(erin, "dan@adatum.com")
	refused := l.Events()[len(l.Events())-1]
	if want := "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"; refused.RecipientStatus != want {
		t.Errorf("the last event is %s %q, want %q", refused.ID, refused.RecipientStatus, want)
	}
	l.wait(3 * time.Minute)
	l.post(erin, "dan@adatum.com")
	if n := len(l.mail("dan@adatum.com")); n != 1 {
		t.Errorf("dan has %d messages once the Edge knows the domain, want 1:\n%s", n, l.lately())
	}
	if says := l.at("onprem> Test-EdgeSynchronization"); !strings.Contains(says, "Synchronized") || strings.Contains(says, "Not") && !strings.Contains(says, "recipients") {
		t.Errorf("Test-EdgeSynchronization says\n%s", says)
	}
}

// EdgeSync connects to 50636: a firewall in between leaves the Edge as it was, and Start-EdgeSynchronization says so (T9.2).
func TestEdgeSyncThroughAFirewall(t *testing.T) {
	l := newLab(t, "hybrid-edge")
	wall := vnet.Rule{Src: netip.MustParsePrefix("203.0.113.10/32"), Dst: netip.MustParsePrefix("203.0.113.20/32"), Port: 50636, Action: vnet.Drop}
	l.Net.Block(wall)
	l.at("onprem> New-AcceptedDomain adatum.com -DomainName adatum.com")
	l.wait(time.Hour)
	has := func() bool { return strings.Contains(l.at("EDGE01> Get-AcceptedDomain | fl DomainName"), "adatum.com") }
	if has() {
		t.Error("the Edge has the domain although nothing reached it")
	}
	if says := l.at("onprem> Start-EdgeSynchronization"); !strings.Contains(says, "CouldNotConnect") {
		t.Errorf("Start-EdgeSynchronization says\n%s", says)
	}
	l.Net.Unblock(wall)
	if says := l.at("onprem> Start-EdgeSynchronization"); !strings.Contains(says, "Success") || !has() {
		t.Errorf("Start-EdgeSynchronization says\n%s", says)
	}
}

// With recipient validation an Edge refuses recipients of Authoritative domains that EdgeSync has not brought, among them those
// that take authenticated senders only (T9.16, G1.2.20, G1.2.21).
func TestRecipientValidationAtAnEdge(t *testing.T) {
	l := newLab(t, "hybrid-edge")
	l.byEdge()
	l.at("onprem> New-Mailbox ines -PrimarySmtpAddress ines@contoso.com")
	l.at("onprem> Set-Mailbox ines -RequireSenderAuthenticationEnabled $true")
	l.at("onprem> Start-EdgeSynchronization")
	l.at("EDGE01> Set-RecipientFilterConfig -RecipientValidationEnabled $true")
	for _, tt := range []struct {
		to, want string
	}{
		{bob, ""}, {"nobody@contoso.com", "550 5.1.1 User unknown"}, {"ines@contoso.com", "550 5.1.1 User unknown"}, {alice, ""},
	} {
		before := len(l.Events())
		l.post(erin, tt.to)
		got := ""
		for _, e := range l.Events()[before:] {
			if e.ID == relay.EventRefuse {
				got = e.RecipientStatus
			}
		}
		if got != tt.want {
			t.Errorf("mail to %s is answered %q, want %q", tt.to, got, tt.want)
		}
	}
}

// An Edge of 2016 CU1 refuses everybody once it validates recipients, and one that was updated does not (G1.2.23).
func TestAnEdgeOfADefectiveBuild(t *testing.T) {
	l := newLab(t, "hybrid-edge", func(h *story.Headers) {
		h.More = []sim.Machine{h.More[0]}
		h.More[0].Product = relay.Exchange2016
	})
	l.byEdge()
	l.at("EDGE01> Set-RecipientFilterConfig -RecipientValidationEnabled $true")
	for build, want := range map[relay.Build]string{
		{15, 1, 396, 30}:  "550 5.1.10 Recipient not found by SMTP address lookup",
		{15, 1, 2507, 61}: "",
	} {
		l.must(l.Update("EDGE01", build))
		before := len(l.Events())
		l.post(erin, bob)
		got := ""
		for _, e := range l.Events()[before:] {
			if e.ID == relay.EventRefuse {
				got = e.RecipientStatus
			}
		}
		if got != want {
			t.Errorf("build %s answers %q, want %q", build, got, want)
		}
	}
}

// An Edge hands mail for an InternalRelay domain to the servers inside, whatever connector of its own covers the domain
// (G1.2.3); and what such a connector sends on from inside comes back by the Edge again and again (G1.2.4).
func TestARelayDomainAtAnEdge(t *testing.T) {
	l := newLab(t, "hybrid-edge")
	l.Host("mx.fabrikam.com").Relay(outside.Relaying{Domain: "apps.contoso.com", To: "[203.0.113.20]"})
	l.at("onprem> New-AcceptedDomain apps -DomainName apps.contoso.com -DomainType InternalRelay")
	l.at(`onprem> New-SendConnector Apps -AddressSpaces "smtp:apps.contoso.com;1" -DNSRoutingEnabled $false -SmartHosts mx.fabrikam.com -SourceTransportServers EDGE01`)
	l.at("onprem> Start-EdgeSynchronization")
	l.post(erin, "robot@apps.contoso.com")
	reports := l.reports(erin, "failed")
	if len(reports) != 1 || !strings.Contains(string(reports[0].content), "5.4.6") {
		t.Errorf("erin has %d reports, want one of a loop:\n%s", len(reports), l.lately())
	}
}

// Mail from inside meets the Edge's receive connector: without ExchangeServer it waits (T4.6, G1.2.14). A relay connector
// that covers an Edge does the same to the way in (W3 (b), T4.7).
func TestAnEdgeAndExchangeAuthentication(t *testing.T) {
	l := newLab(t, "hybrid-edge")
	l.at("EDGE01> Set-ReceiveConnector " + edgeConnector + " -AuthMechanism Tls")
	l.post(bob, alice)
	l.waits(relay.QueueInfo{
		Identity: `EX01\3`, DeliveryType: "SmtpRelayWithinAdSiteToEdge", Status: relay.QueueRetry, MessageCount: 1,
		NextHopDomain: "Outbound to Office 365", NextHopConnector: relay.IntraOrgConnector,
		LastError: "451 5.7.3 Cannot achieve Exchange Server authentication",
	})
	l.at("EDGE01> Set-ReceiveConnector " + edgeConnector + " -AuthMechanism Tls,ExchangeServer")
	l.at("onprem> New-ReceiveConnector Relay -Server EX01 -TransportRole FrontendTransport -Bindings 0.0.0.0:25 -RemoteIPRanges 203.0.113.20 -PermissionGroups AnonymousUsers -Custom")
	l.wait(10 * time.Minute)
	l.oneMail(alice)
	l.post(alice, bob)
	queues := l.at("EDGE01> Get-Queue | fl LastError")
	if len(l.mail(bob)) != 0 || !strings.Contains(queues, "451 5.7.3 Cannot achieve Exchange Server authentication") {
		t.Errorf("bob has %d messages, and the Edge's queue is\n%s", len(l.mail(bob)), queues)
	}
}

// A connector whose certificate name is longer than the Edge's directory allows is not copied as it is: a new one comes without
// the name, and the cloud does not recognize the mail (G1.2.17 to G1.2.19, KB4052493).
func TestACertificateNameThatIsTooLong(t *testing.T) {
	l := newLab(t, "hybrid-edge")
	long := "CN=mail.contoso.com, OU=" + strings.Repeat("a very long name of a department ", 8) + ", O=Contoso"
	l.at(`onprem> Set-SendConnector "Outbound to Office 365" -TlsCertificateName "<I>CN=Example Public CA<S>` + long + `"`)
	if says := l.at("onprem> Start-EdgeSynchronization"); !strings.Contains(says, "Incomplete") || !strings.Contains(says, "Outbound to Office 365") {
		t.Errorf("Start-EdgeSynchronization says\n%s", says)
	}
	if has := l.at(`EDGE01> Get-SendConnector "Outbound to Office 365" | fl TlsCertificateName`); !strings.Contains(has, "<S>CN=mail.contoso.com\n") && !strings.HasSuffix(strings.TrimSpace(has), "<S>CN=mail.contoso.com") {
		t.Errorf("the Edge has\n%s\nwant what it had", has)
	}
}

// What an Edge does not have is said, and where it is typed.
func TestWhatAnEdgeDoesNotHave(t *testing.T) {
	l := newLab(t, "hybrid-edge")
	c := typing.NewConsole(l.World, nil)
	for _, tt := range []struct{ line, want string }{
		{"EDGE01> New-Mailbox dan", "an Edge Transport server has no recipients"},
		{"EDGE01> Get-HybridConfiguration", "is a cmdlet of the servers inside"},
		{"EDGE01> New-AcceptedDomain x -DomainName x.com", "is disabled on a subscribed Edge Transport server"},
		{"EDGE01> Get-SendConnector | Set-SendConnector -Enabled $false", "is disabled on a subscribed Edge Transport server"},
		{`onprem> New-EdgeSubscription -FileName "C:\other.xml"`, "no Edge Transport server has written 'other.xml'"},
		{"onprem> New-EdgeSubscription EDGE01", "'EDGE01' is subscribed already"},
	} {
		if _, err := c.Do(tt.line); err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "hint:") {
			t.Errorf("%s: %v, want %s with a hint", tt.line, err, tt.want)
		}
	}
}

// The account in a subscription's file is valid for 24 hours: read later it is refused, and a new file is not (T9.1).
func TestTheFileOfASubscriptionGrowsOld(t *testing.T) {
	for _, tt := range []struct {
		name string
		wait time.Duration
		anew bool
		want string
	}{
		{"within a day", 24 * time.Hour, false, ""},
		{"after a day", 24*time.Hour + time.Minute, false, "valid for 24 hours"},
		{"after a day, made anew", 25 * time.Hour, true, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, "hybrid-edge")
			l.at("onprem> Remove-EdgeSubscription EDGE01")
			l.at("EDGE01> Remove-EdgeSubscription EDGE01")
			l.at(`EDGE01> New-EdgeSubscription -FileName "C:\EDGE01.xml"`)
			l.must(l.Wait(tt.wait))
			if tt.anew {
				l.at(`EDGE01> New-EdgeSubscription -FileName "C:\EDGE01.xml"`)
			}
			_, err := typing.NewConsole(l.World, nil).Do(`onprem> New-EdgeSubscription -FileName "D:\EDGE01.xml"`)
			switch {
			case tt.want == "" && err != nil, tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "hint:")):
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// Two Edges of a site are sources of the same connectors: mail from inside goes to them in turn, and past one that is down
// (T6.9, T9.1; section 9.2 of the sheet).
func TestTwoEdgesOfOneSite(t *testing.T) {
	l := newLab(t, "hybrid-edge", func(h *story.Headers) {
		h.More = append(slices.Clone(h.More), sim.Machine{Fqdn: "EDGE02.contoso.com", Address: netip.MustParseAddr("203.0.113.21"), Product: relay.Exchange2019, Edge: true})
	})
	l.at(`ca> issue mail.contoso.com by "CN=Example Public CA" under "CN=Example Root CA" to EDGE02`)
	l.at("EDGE02> Get-ExchangeCertificate -DomainName mail.contoso.com | Enable-ExchangeCertificate -Services SMTP")
	l.at(`EDGE02> New-EdgeSubscription -FileName "C:\EDGE02.xml"`)
	l.at(`onprem> New-EdgeSubscription -FileName "C:\EDGE02.xml"`)
	l.at("onprem> Set-HybridConfiguration -EdgeTransportServers EDGE01,EDGE02")
	l.at("onprem> Update-HybridConfiguration")
	l.at("onprem> Start-EdgeSynchronization")
	internet := l.at(`onprem> Get-SendConnector "EdgeSync - Default-First-Site-Name to Internet" | fl SourceTransportServers`)
	if !strings.Contains(internet, "EDGE01, EDGE02") {
		t.Errorf("the connector to the Internet has\n%s\nwant both Edges", internet)
	}
	for range 2 {
		l.post(bob, alice)
	}
	through := func() map[string]int {
		n := map[string]int{}
		for _, m := range l.mail(alice) {
			for _, hop := range onPremisesHops(m) {
				n[strings.Fields(hop)[0]]++
			}
		}
		return n
	}
	if diff := cmp.Diff(map[string]int{"EX01": 4, "EDGE01": 1, "EDGE02": 1}, through()); diff != "" {
		t.Errorf("hosts on the way (-want +got):\n%s", diff)
	}
	l.Net.Block(vnet.Rule{Src: netip.MustParsePrefix("203.0.113.10/32"), Dst: netip.MustParsePrefix("203.0.113.21/32"), Port: 25, Action: vnet.Refuse})
	for range 2 {
		l.post(bob, alice)
	}
	if got := through(); got["EDGE01"] != 3 {
		t.Errorf("hosts on the way with one Edge down: %v, want EDGE01 three times", got)
	}
}
