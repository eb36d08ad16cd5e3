package sim_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/sim"
	"hybridsim/sim/outside"
	"hybridsim/sim/tested"
	"hybridsim/sim/vnet"
)

func TestNewRefusesAServerWithoutDomain(t *testing.T) {
	if _, err := sim.New(sim.Config{Server: "EX01", Tenant: "contoso"}); err == nil {
		t.Error("a server EX01 without a domain was accepted")
	}
}

func TestCloudChangesPropagate(t *testing.T) {
	// "Simulator default: 60 min cap, configurable" (R6.10)
	l := newLab(t, "hybrid-2013")
	l.admin(relay.OnPremises, "New-Mailbox carol -PrimarySmtpAddress carol@contoso.com")
	l.Config.Propagation = time.Hour
	shown := func() string { return l.admin(relay.Cloud, "Get-AcceptedDomain contoso.com") }

	l.admin(relay.Cloud, "Set-AcceptedDomain contoso.com -DomainType Authoritative")
	if got := shown(); !strings.Contains(got, "Authoritative") {
		t.Errorf("the administrator does not see the change at once:\n%s", got)
	}
	l.wait(30 * time.Minute)
	l.admin(relay.Cloud, "Set-AcceptedDomain contoso.com -DomainType InternalRelay")
	l.admin(relay.OnPremises, `Set-SendConnector Internet -Comment "on-premises changes are effective at once"`)
	if got := l.Side(relay.OnPremises).Organization().SendConnectors[0].Comment; got == "" {
		t.Error("an on-premises change waits")
	}

	for _, step := range []struct {
		wait    time.Duration
		ndrs    int
		arrived int
	}{
		{29 * time.Minute, 0, 1}, // at 59 minutes: still InternalRelay
		{2 * time.Minute, 1, 1},  // at 61: Authoritative
		{28 * time.Minute, 2, 1}, // at 89: still
		{2 * time.Minute, 2, 2},  // at 91: InternalRelay again
	} {
		l.wait(step.wait)
		l.post(alice, "carol@contoso.com")
		if ndrs, arrived := len(l.reports(alice, dsn.Failed)), len(l.mail("carol@contoso.com")); ndrs != step.ndrs || arrived != step.arrived {
			t.Errorf("after %s: %d NDRs and %d messages, want %d and %d", l.Clock.Now().Sub(l.start), ndrs, arrived, step.ndrs, step.arrived)
		}
	}
}

// TestTrustIsNotUndoneByPropagation: a configuration on its way does not bring old trust along.
func TestTrustIsNotUndoneByPropagation(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	l.Config.Propagation = time.Hour
	l.admin(relay.Cloud, "Set-RemoteDomain contoso.com -TNEFEnabled $false")
	l.must(l.Distrust(publicCA, ""))
	l.wait(2 * time.Hour)
	if _, toCloud := l.flows(); toCloud != "Anonymous" {
		t.Errorf("to the cloud: %s, want Anonymous: the authority is not trusted", toCloud)
	}
}

// TestLoopEnds: both sides take the domain for the other's, and the message goes round until somebody has seen too many
// Received fields (R6.20, R6.21; S13.9).
func TestLoopEnds(t *testing.T) {
	for _, base := range []string{"hybrid-2010", "hybrid-2013"} {
		t.Run(base, func(t *testing.T) {
			l := newLab(t, base)
			l.admin(relay.OnPremises, "Set-AcceptedDomain contoso.com -DomainType InternalRelay")
			l.admin(relay.OnPremises, `Set-SendConnector "Outbound to Office 365" -AddressSpaces "smtp:contoso.mail.onmicrosoft.com;1","smtp:contoso.com;1" -DNSRoutingEnabled $false -SmartHosts contoso-com.mail.protection.outlook.com`)
			for _, from := range []string{alice, bob} {
				l.post(from, nobody)
				reports := l.reports(from, dsn.Failed)
				if len(reports) != 1 {
					t.Fatalf("%s got %d NDRs, want one:\n%s", from, len(reports), l.lately())
				}
				r := reports[0].report
				reply := r.Recipients[0].Reply
				if !strings.Contains(reply.String(), "Hop count exceeded - possible mail loop") {
					t.Errorf("%s got %s, want the hop count", from, reply)
				}
				if r.Recipients[0].Remote == "" {
					t.Errorf("the NDR of %s names no remote host; the side that refused does not write it (S13.3)", from)
				}
				if n := r.Original.Count("Received"); n < 50 || n > 65 {
					t.Errorf("the message had %d Received fields, want about the limit of 60", n)
				}
			}
		})
	}
}

// TestALoopThroughAFilter: the domain's MX is a filter, which hands its mail to the cloud, and the cloud has no connector for it.
// Whose limit is lower ends the loop, in its own words (T13.1, B30).
func TestALoopThroughAFilter(t *testing.T) {
	for _, tt := range []struct {
		name  string
		hops  int // of the filter
		reply string
		by    string // who refused
	}{
		{"B30: a filter counts further than the service", 0, "554 5.4.14 Hop count exceeded - possible mail loop ATTR34", doorToday},
		{"T13.7: a filter like Exim", 30, "554 5.4.0 Error: too many hops", "mx.filter.example"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, "hybrid-2019")
			l.admin(relay.OnPremises, "New-AcceptedDomain -Name branch -DomainName branch.contoso.com")
			l.admin(relay.Cloud, "New-AcceptedDomain -Name branch -DomainName branch.contoso.com -DomainType InternalRelay")
			h, err := l.AddHost("mx.filter.example", []netip.Addr{netip.MustParseAddr("198.51.100.77")}, []string{"branch.contoso.com"})
			l.must(err)
			h.Relay(outside.Relaying{Domain: "branch.contoso.com", To: doorToday})
			if tt.hops > 0 {
				h.SetHopLimit(tt.hops)
			}
			l.post(alice, "dora@branch.contoso.com")
			reports := l.reports(alice, dsn.Failed)
			if len(reports) != 1 {
				t.Fatalf("%d reports, want one:\n%s", len(reports), l.lately())
			}
			if got := reports[0].report.Recipients[0]; !strings.Contains(got.Reply.String(), tt.reply) || got.Remote != tt.by {
				t.Errorf("%s refused: %s, want %s: %s", got.Remote, got.Reply, tt.by, tt.reply)
			}
		})
	}
}

// TestAGatewaysReportIsShownByExchange: what a gateway reports about a refusal reaches an on-premises mailbox in Exchange's words,
// around the gateway's (L132).
func TestAGatewaysReportIsShownByExchange(t *testing.T) {
	l := newLab(t, "hybrid-2019")
	gateway, err := l.AddHost("mx.gateway.example", []netip.Addr{netip.MustParseAddr("198.51.100.77")}, []string{"proseware.com"})
	l.must(err)
	gateway.Relay(outside.Relaying{Domain: "proseware.com", To: "mx.fabrikam.com"})
	l.must(l.SetMX("contoso.com", "EX01.contoso.com"))
	l.post(bob, "dan@proseware.com")
	reports := l.reports(bob, dsn.Failed)
	if len(reports) != 1 {
		t.Fatalf("%d reports, want one:\n%s", len(reports), l.lately())
	}
	want := "Remote server returned '554 5.7.1 <mx.fabrikam.com #5.7.1 smtp;554 5.7.1 <dan@proseware.com>: Relay access denied>'"
	if text := dsn.HumanText(reports[0].content); !strings.Contains(text, want) || !strings.Contains(text, "Generating server: mx.gateway.example") {
		t.Errorf("the text has no %s:\n%s", want, text)
	}
}

// TestNullSenderLoopEnds: a report in a loop is dropped and not reported.
func TestNullSenderLoopEnds(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	l.admin(relay.OnPremises, "Set-AcceptedDomain contoso.com -DomainType InternalRelay")
	l.admin(relay.OnPremises, `Set-SendConnector "Outbound to Office 365" -AddressSpaces "smtp:contoso.mail.onmicrosoft.com;1","smtp:contoso.com;1" -DNSRoutingEnabled $false -SmartHosts contoso-com.mail.protection.outlook.com`)
	l.Host("mx.fabrikam.com").Send("", []string{nobody}, []byte("Subject: Undeliverable\r\n\r\n...\r\n"))
	l.must(l.Settle())
	dropped := append(l.events(relay.Cloud, relay.EventBadMail), l.events(relay.OnPremises, relay.EventBadMail)...)
	if len(dropped) != 1 || len(l.events(relay.Cloud, relay.EventDSN))+len(l.events(relay.OnPremises, relay.EventDSN)) != 0 {
		t.Errorf("dropped %d times, want once, and no report:\n%s", len(dropped), l.lately())
	}
}

// TestEveryMessageIsAccountedFor: whatever happens to a thousand messages, each recipient has it once or its sender has one
// NDR about it, and never both; unless the NDR itself was refused, and dropped.
func TestEveryMessageIsAccountedFor(t *testing.T) {
	for i, c := range []struct {
		base     string
		messages int
	}{{"hybrid-2010", 200}, {"hybrid-2013", 1000}} {
		if tested.Sampled(i, 2) {
			continue
		}
		t.Run(c.base, func(t *testing.T) {
			base, messages := c.base, c.messages
			if testing.Short() || tested.Race {
				messages = 100
			}
			l := newLab(t, base)
			l.admin(relay.OnPremises, "New-RemoteMailbox gone -PrimarySmtpAddress gone@contoso.com")
			random := rand.New(rand.NewPCG(1, 2))
			mx := l.Host("mx.fabrikam.com")
			senders := []string{alice, bob, erin}
			l.addHost("mx.dead.example", "198.51.100.66", "dead.example") // what goes there expires
			l.Net.Block(vnet.Rule{Dst: netip.MustParsePrefix("198.51.100.66/32"), Action: vnet.Drop})
			recipients := []string{alice, bob, erin, nobody, "gone@contoso.com", "unknown@fabrikam.com", "user@dead.example"}
			type letter struct{ id, from string }
			sent := map[letter][]string{}
			trouble := []func(){
				func() { l.block("40.92.1.7", "mail.contoso.com", vnet.Refuse) },
				func() { mx.Answer(script("RCPT", "451 4.7.1 Try again later", 30)) },
				func() { mx.Answer(script("CONNECT", "421 4.3.2 Busy", 5)) },
				func() { mx.Answer(script("DATA", "550 5.6.0 No", 5)) },
				func() { l.unblock("40.92.1.7", "mail.contoso.com") },
				func() { l.block("onprem", frontDoor, vnet.Drop) },
				func() { l.Net.BreakDNS("fabrikam.com") },
				func() { l.unblock("onprem", frontDoor) },
				func() { l.Net.MendDNS("fabrikam.com") },
				func() { l.block("52.100.17.4", "mx.fabrikam.com", vnet.Reset) },
			}
			every := messages / (len(trouble) + 1)
			for i := range messages {
				if i%every == every/2 && i/every < len(trouble) {
					trouble[i/every]()
				}
				from := senders[random.IntN(len(senders))]
				var to []string
				for _, j := range random.Perm(len(recipients))[:1+random.IntN(3)] {
					if recipients[j] != from {
						to = append(to, recipients[j])
					}
				}
				if len(to) == 0 {
					to = append(to, nobody)
				}
				sent[letter{l.queue(from, to...), from}] = to
				if random.IntN(20) == 0 {
					l.wait(time.Duration(random.IntN(90)) * time.Minute)
				}
			}
			l.wait(60 * time.Hour)

			got := map[string]int{} // "message to recipient": times delivered or reported
			for _, address := range recipients {
				for _, m := range l.mail(address) {
					got["delivered "+m.header.Get("Message-ID")+" "+address]++
				}
			}
			for _, from := range senders {
				for _, m := range l.reports(from, dsn.Failed) {
					for _, r := range m.report.Recipients {
						address := strings.Replace(r.Address, "@contoso.mail.onmicrosoft.com", "@contoso.com", 1)
						got["reported "+m.report.Original.Get("Message-ID")+" "+address]++
					}
				}
			}
			lost := map[string]bool{} // messages about which a report was dropped
			for _, side := range bothSides {
				about := map[string]string{}
				for _, e := range l.events(side, relay.EventDSN) {
					about[e.MessageID] = e.SourceContext
				}
				for _, e := range l.events(side, relay.EventBadMail) {
					lost[about[e.MessageID]] = true
				}
			}
			expected, reported := 0, 0
			for m, to := range sent {
				for _, address := range to {
					delivered, ndr := "delivered "+m.id+" "+address, "reported "+m.id+" "+address
					switch n := got[delivered] + got[ndr]; {
					case n == 0 && lost[m.id]:
						continue
					case n != 1:
						t.Errorf("%s from %s to %s: delivered %d times, reported %d times", m.id, m.from, address, got[delivered], got[ndr])
					}
					expected, reported = expected+1, reported+got[ndr]
				}
			}
			total := 0
			for _, n := range got {
				total += n
			}
			if total != expected {
				t.Errorf("%d deliveries and reports for %d recipients", total, expected)
			}
			if reported < messages/10 || reported > expected-messages/10 {
				t.Errorf("%d of %d were reported; the test wants a mixture", reported, expected)
			}
			for _, side := range bothSides {
				if q := l.Side(side).Queues(); len(q) > 0 {
					t.Errorf("%s still has queues: %+v", side, q)
				}
			}
		})
	}
}

func TestEventsAreNumberedInOrder(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	for range 3 {
		l.post(alice, bob)
		l.post(erin, nobody)
		l.wait(time.Minute)
	}
	last := l.start
	for i, e := range l.Events() {
		if e.Sequence != i+1 || e.Time.Before(last) {
			t.Errorf("event %d has sequence %d and time %s, after %s", i+1, e.Sequence, e.Time, last)
		}
		last = e.Time
	}
}

func TestPublishedListsAndPlaces(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	if err := l.Publish("tomorrow"); err == nil {
		t.Error("an unknown list was published")
	}
	for place, want := range map[string]string{
		"203.0.113.10": "[203.0.113.10/32]", "40.92.1.7/15": "[40.92.0.0/15]", "onprem": "[203.0.113.10/32]", "mail.contoso.com": "[203.0.113.10/32]",
		"cloud": "[40.92.1.7/32 40.107.3.21/32 52.100.17.4/32 104.47.9.33/32]", "mx.fabrikam.com": "[198.51.100.25/32]",
	} {
		got, err := l.HostAddresses(place)
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("%s is %v, %v; want %s", place, got, err, want)
		}
	}
	if _, err := l.HostAddresses("nowhere.example"); err == nil || !strings.Contains(err.Error(), "mx.fabrikam.com") {
		t.Errorf("error %v, want one that lists the hosts", err)
	}
}
