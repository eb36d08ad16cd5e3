package sim_test

import (
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/outside"
)

// dan is behind the gateway.
const dan = "dan@proseware.com"

// path is a world with two mail hosts and a gateway that relays for the second.
type path struct {
	*sim.World
	tb                testing.TB
	from, gateway, to *sim.Host
}

func newPath(tb testing.TB) *path {
	tb.Helper()
	w, err := sim.New(sim.Config{
		Clock: time.Date(2017, 3, 16, 8, 0, 0, 0, time.UTC), OnPremises: relay.Exchange2013, Server: "EX01.contoso.com",
		Address: netip.MustParseAddr("203.0.113.10"), Tenant: "contoso", Era: relay.Era2017,
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(w.Close)
	p := &path{World: w, tb: tb}
	p.from = p.host("mx.fabrikam.com", "198.51.100.25", "fabrikam.com")
	p.gateway = p.host("gateway.example", "192.0.2.80")
	p.to = p.host("mx.proseware.com", "192.0.2.25", "proseware.com")
	for h, address := range map[*sim.Host]string{p.from: erin, p.to: dan} {
		if err := h.AddMailbox(address); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.SetMX("proseware.com", p.gateway.Name); err != nil {
		tb.Fatal(err)
	}
	p.gateway.Relay(outside.Relaying{Domain: "proseware.com", To: p.to.Name})
	return p
}

func (p *path) host(name, addr string, domains ...string) *sim.Host {
	h, err := p.AddHost(name, []netip.Addr{netip.MustParseAddr(addr)}, domains)
	if err != nil {
		p.tb.Fatal(err)
	}
	return h
}

func (p *path) send(content string) {
	p.tb.Helper()
	p.from.Send(erin, []string{dan}, []byte(strings.ReplaceAll(content, "\n", "\r\n")))
	p.wait(time.Second)
}

func (p *path) wait(d time.Duration) {
	p.tb.Helper()
	if err := p.Wait(d); err != nil {
		p.tb.Fatal(err)
	}
}

const hello = "From: <erin@fabrikam.com>\nX-Custom-One: 1\nX-Custom-Two: 2\nX-Other: 3\n\nHello\n"

func TestAGatewayPassesMailOnInADialogueOfItsOwn(t *testing.T) {
	p := newPath(t)
	p.gateway.Relay(outside.Relaying{Domain: "proseware.com", To: p.to.Name, Footer: "Checked.", Drop: []string{"x-custom-"}})
	if err := p.gateway.Certify("gateway.example", "CN=Example Public CA"); err != nil {
		t.Fatal(err)
	}
	p.send(hello)
	mail := p.to.Mailbox(dan)
	if len(mail) != 1 {
		t.Fatalf("%d messages arrived, want 1", len(mail))
	}
	if mail[0].From != erin || mail[0].Source.String() != "192.0.2.80" {
		t.Errorf("it came from <%s> at %s, want the sender as it was and the gateway's address", mail[0].From, mail[0].Source)
	}
	header, body := relay.SplitMessage(mail[0].Content)
	var names []string
	for _, f := range header {
		names = append(names, f.Name)
	}
	if diff := cmp.Diff([]string{"Received", "From", "X-Other", "Date", "Message-ID"}, names); diff != "" {
		t.Errorf("its fields (-want +got):\n%s", diff)
	}
	want := "from mx.fabrikam.com ([198.51.100.25])\tby gateway.example with ESMTPS id 00000001\tfor <dan@proseware.com>; Thu, 16 Mar 2017 08:00:00 +0000"
	if got := header.Get("Received"); got != want {
		t.Errorf("Received: %s\nwant      %s", got, want)
	}
	if string(body) != "Hello\r\nChecked.\r\n" {
		t.Errorf("its body is %q", body)
	}
}

func TestAGatewayRefusesOtherDomains(t *testing.T) {
	p := newPath(t)
	p.from.Send(erin, []string{"x@fabrikam.com"}, []byte(hello))
	replies, err := p.from.Talk(p.gateway.Name, []string{"EHLO a.example", "MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>", "RCPT TO:<dan@proseware.com>", "QUIT"})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(replies[3], "554 5.7.1 <c@d.example>: Relay access denied") || !strings.HasPrefix(replies[4], "250") {
		t.Errorf("to another domain and to its own it says %q", replies[3:5])
	}
	p.gateway.Relay(outside.Relaying{Domain: outside.AnyDomain, To: p.to.Name})
	if replies, err = p.from.Talk(p.gateway.Name, []string{"EHLO a.example", "MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>", "QUIT"}); err != nil || !strings.HasPrefix(replies[3], "250") {
		t.Errorf("with a rule for any domain it says %q, %v", replies, err)
	}
}

func TestAGatewayTriesAgain(t *testing.T) {
	p := newPath(t)
	p.to.Answer(outside.Script{Verb: "RCPT", Reply: relay.Received(451, "4.7.1 Later"), Times: 2})
	p.send(hello)
	if len(p.from.Mailbox(erin))+len(p.to.Mailbox(dan)) > 0 {
		t.Error("the message went somewhere at once")
	}
	p.wait(time.Hour)
	if len(p.to.Mailbox(dan)) != 1 {
		t.Error("the message did not arrive at the third attempt")
	}
}

func TestAGatewayReportsToTheSender(t *testing.T) {
	p := newPath(t)
	p.to.Answer(outside.Script{Verb: "DATA", Reply: relay.Received(550, "5.7.1 No")})
	p.send(hello)
	reports := p.from.Mailbox(erin)
	if len(reports) != 1 {
		t.Fatalf("%d reports, want 1", len(reports))
	}
	if r := reports[0]; r.From != "" || !strings.Contains(string(r.Content), "Reporting-MTA: dns;gateway.example") || !strings.Contains(string(r.Content), "550 5.7.1 No") {
		t.Errorf("the report, sent by <%s>, is\n%s", r.From, r.Content)
	}
	p.from.Send("", []string{dan}, []byte(hello))
	p.wait(49 * time.Hour)
	if got := len(p.from.Mailbox(erin)); got != 1 {
		t.Errorf("%d messages at the sender's, want no report about a report", got)
	}
}

func TestGatewaysThatRelayToEachOtherEndTheLoop(t *testing.T) {
	p := newPath(t)
	other := p.host("other.example", "192.0.2.81")
	p.gateway.Relay(outside.Relaying{Domain: "proseware.com", To: other.Name})
	other.Relay(outside.Relaying{Domain: "proseware.com", To: p.gateway.Name})
	p.send(hello)
	if reports := p.from.Mailbox(erin); len(reports) != 1 || !strings.Contains(string(reports[0].Content), "554 5.4.0 Error: too many hops") {
		t.Errorf("reports: %v", reports)
	}
}

func TestOnlyAHostThatPreservesOffersXOORG(t *testing.T) {
	p := newPath(t)
	for _, preserve := range []bool{false, true} {
		p.gateway.Relay(outside.Relaying{Domain: "proseware.com", To: p.to.Name, Preserve: preserve})
		replies, err := p.from.Talk(p.gateway.Name, []string{"EHLO a.example", "QUIT"})
		if err != nil || strings.Contains(replies[1], "XOORG") != preserve {
			t.Errorf("preserving %t it answers %q, %v", preserve, replies[1], err)
		}
	}
}

func TestNoGoroutineOutlivesAWorldWithAGateway(t *testing.T) {
	before := runtime.NumGoroutine()
	p := newPath(t)
	p.send(hello)
	p.Close()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines, want the %d from before", runtime.NumGoroutine(), before)
}
