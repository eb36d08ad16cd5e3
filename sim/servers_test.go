package sim_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/outside"
	"hybridsim/sim/story"
	"hybridsim/sim/vnet"
)

// pair adds a second server to a base.
func pair(h *story.Headers) {
	h.More = []sim.Machine{{Fqdn: "EX02.contoso.com", Address: netip.MustParseAddr("203.0.113.11")}}
}

// newPair is a hybrid of 2019 with a second server behind the name that the cloud sends to.
func newPair(t *testing.T) *lab {
	t.Helper()
	l := newLab(t, "hybrid-2019", pair)
	l.must(l.Net.AddRecord(vnet.Record{Name: "mail.contoso.com", Type: vnet.A, Value: "203.0.113.11"}))
	return l
}

// prepare gives EX02 a certificate of the hybrid's name.
func (l *lab) prepare() {
	l.tb.Helper()
	_, err := l.Issue(sim.CertificateRequest{Subject: "mail.contoso.com", Authority: "CN=Example Public CA", Root: "CN=Example Root CA", Server: "EX02"})
	l.must(err)
	l.admin(relay.OnPremises, "Get-ExchangeCertificate -Server EX02 -DomainName mail.contoso.com | Enable-ExchangeCertificate -Services SMTP")
	l.admin(relay.OnPremises, `Set-ReceiveConnector "EX02\Default Frontend EX02" -TlsCertificateName "<I>CN=Example Public CA<S>CN=mail.contoso.com"`)
}

// sends makes servers the sources of all send connectors.
func (l *lab) sends(servers string) {
	l.tb.Helper()
	l.admin(relay.OnPremises, "Get-SendConnector | Set-SendConnector -SourceTransportServers "+servers)
}

// byEX02 leads mail from the Internet to EX02.
func (l *lab) byEX02() {
	l.Host("mx.fabrikam.com").Relay(outside.Relaying{Domain: "contoso.com", To: "[203.0.113.11]"})
}

// came is how messages to bob arrived: AuthAs by the server whose connector took them.
func (l *lab) came() map[string]string {
	how := map[string]string{}
	for _, e := range l.events(relay.OnPremises, relay.EventReceive) {
		for _, d := range e.Decisions {
			if d.Question == relay.IsInternal {
				server, _, _ := strings.Cut(e.ConnectorID, `\`)
				how[server] = d.Chosen
			}
		}
	}
	return how
}

func TestEachServerHasWhatIsItsOwn(t *testing.T) {
	l := newPair(t)
	o := l.Side(relay.OnPremises).Organization()
	var connectors, stores []string
	for _, c := range o.ReceiveConnectors {
		connectors = append(connectors, c.Identity())
	}
	for _, s := range o.Servers {
		for _, c := range o.CertificatesOf(s.Name) {
			stores = append(stores, s.Name+" "+c.Subject)
		}
	}
	if diff := cmp.Diff([]string{`EX01\Default Frontend EX01`, `EX01\Client Frontend EX01`, `EX02\Default Frontend EX02`, `EX02\Client Frontend EX02`,
		`EX01\Default EX01`, `EX01\Client Proxy EX01`, `EX01\Outbound Proxy Frontend EX01`, `EX02\Default EX02`, `EX02\Client Proxy EX02`, `EX02\Outbound Proxy Frontend EX02`}, connectors); diff != "" {
		t.Errorf("receive connectors (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"EX01 CN=EX01", "EX01 CN=mail.contoso.com", "EX02 CN=EX02"}, stores); diff != "" {
		t.Errorf("certificates (-want +got):\n%s", diff)
	}
}

// One of two servers behind a name lacks the certificate: half of the mail waits, and a later attempt meets the other (T8.4).
func TestOneOfTwoServersIsNotPrepared(t *testing.T) {
	l := newPair(t)
	for range 4 {
		l.post(alice, bob)
	}
	if n, waits := len(l.mail(bob)), len(l.events(relay.Cloud, relay.EventDefer)); n != 2 || waits != 2 {
		t.Fatalf("%d of 4 messages arrived and %d wait, want 2 and 2:\n%s", n, waits, l.lately())
	}
	if reason := l.events(relay.Cloud, relay.EventDefer)[0].RecipientStatus; !strings.Contains(reason, "[LastAttemptedIP=203.0.113.11:25]") {
		t.Errorf("deferred with %s, want EX02's own certificate to be at fault", reason)
	}
	l.wait(2 * time.Hour)
	if n := len(l.mail(bob)); n != 4 {
		t.Errorf("%d of 4 messages arrived in the end", n)
	}
	l.prepare()
	l.admin(relay.OnPremises, `Set-ReceiveConnector "EX02\Default Frontend EX02" -TlsDomainCapabilities mail.protection.outlook.com:AcceptCloudServicesMail`)
	before := len(l.events(relay.Cloud, relay.EventDefer))
	for range 4 {
		l.post(alice, bob)
	}
	if n := len(l.events(relay.Cloud, relay.EventDefer)); n != before || len(l.mail(bob)) != 8 {
		t.Errorf("cured, %d messages waited and %d of 8 arrived", n-before, len(l.mail(bob)))
	}
}

// With the certificate but without the cloud's capability, what EX02 takes is external.
func TestOneOfTwoServersDoesNotTrustTheCloud(t *testing.T) {
	l := newPair(t)
	l.prepare()
	for range 4 {
		l.post(alice, bob)
	}
	if diff := cmp.Diff(map[string]string{"EX01": "Internal", "EX02": "Anonymous"}, l.came()); diff != "" {
		t.Errorf("AuthAs by server (-want +got):\n%s", diff)
	}
}

// Trust stores are each server's own (T5.4): what one does not trust the others do.
func TestOneOfTwoServersLacksARoot(t *testing.T) {
	l := newPair(t)
	l.prepare()
	l.admin(relay.OnPremises, `Set-ReceiveConnector "EX02\Default Frontend EX02" -TlsDomainCapabilities mail.protection.outlook.com:AcceptCloudServicesMail`)
	how := func(want map[string]string) {
		t.Helper()
		for range 4 {
			l.post(alice, bob)
		}
		if diff := cmp.Diff(want, l.came()); diff != "" {
			t.Errorf("AuthAs by server (-want +got):\n%s", diff)
		}
	}
	l.must(l.Distrust(serviceCA, "EX02"))
	how(map[string]string{"EX01": "Internal"}) // EX02 turns the service away (G1.5.9)
	l.must(l.Trust(serviceCA, "EX02"))
	how(map[string]string{"EX01": "Internal", "EX02": "Internal"})
	l.must(l.Distrust(serviceCA, ""))
	deferred := len(l.events(relay.Cloud, relay.EventDefer))
	how(map[string]string{"EX01": "Internal", "EX02": "Internal"}) // what came before; of these four none does
	if got := len(l.events(relay.Cloud, relay.EventDefer)) - deferred; got != 4 {
		t.Errorf("%d of four messages wait in the cloud", got)
	}
	l.must(l.Trust(serviceCA, ""))
}

// Queues, logs and identifiers are each server's own.
func TestASecondServerSendsAndWritesForItself(t *testing.T) {
	l := newPair(t)
	l.block("EX02.contoso.com", doorToday, vnet.Refuse)
	l.prepare()
	l.sends("EX02")
	l.byEX02()
	l.post(erin, alice)
	queues := l.admin(relay.OnPremises, "Get-Queue | fl Identity,MessageCount")
	if !strings.Contains(queues, `EX02\`) || strings.Contains(queues, `EX01\`) {
		t.Errorf("the queues are\n%s", queues)
	}
	l.unblock("EX02.contoso.com", doorToday)
	l.admin(relay.OnPremises, "Get-Queue | Retry-Queue")
	l.must(l.Settle())
	l.post(bob, erin)
	if n := len(l.mail(alice)); n != 1 {
		t.Errorf("alice has %d messages, want what waited at EX02:\n%s", n, l.lately())
	}
	folders := map[string]bool{}
	for _, f := range l.Side(relay.OnPremises).Logs() {
		server, _, _ := strings.Cut(f.Path, "/")
		folders[server] = true
	}
	if diff := cmp.Diff(map[string]bool{"EX01": true, "EX02": true}, folders); diff != "" {
		t.Errorf("logs (-want +got):\n%s", diff)
	}
	ids := map[string]string{}
	for _, e := range l.Events() {
		if e.ID != relay.EventReceive || e.NetworkMessageID == "" || e.Side != relay.OnPremises {
			continue
		}
		if other, ok := ids[e.NetworkMessageID]; ok && other != e.MessageID {
			t.Errorf("%s and %s have one identifier", other, e.MessageID)
		}
		ids[e.NetworkMessageID] = e.MessageID
	}
}

// What a world with two servers keeps makes both servers' mail again.
func TestASnapshotHoldsEveryServersMail(t *testing.T) {
	l := newPair(t)
	l.block("EX02.contoso.com", doorToday, vnet.Refuse)
	l.prepare()
	l.byEX02()
	l.post(erin, alice)
	again := newPair(t)
	again.prepare()
	again.Restore(l.Snapshot())
	again.must(again.Settle())
	if n := len(again.mail(alice)); n != 1 {
		t.Errorf("alice has %d messages, want what waited at EX02", n)
	}
}

// Queue intervals are a server's own (S10.1): Set-TransportService names it.
func TestEachServerHasItsQueueIntervals(t *testing.T) {
	l := newPair(t)
	l.admin(relay.OnPremises, "Set-TransportService EX02 -MessageExpirationTimeout 12:00:00")
	var hours []float64
	for _, s := range l.Side(relay.OnPremises).Organization().Servers {
		hours = append(hours, s.TransportService.MessageExpirationTimeout.Hours())
	}
	if diff := cmp.Diff([]float64{48, 12}, hours); diff != "" {
		t.Errorf("hours that mail may wait at EX01 and EX02 (-want +got):\n%s", diff)
	}
}
