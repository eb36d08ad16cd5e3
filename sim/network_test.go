package sim_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/headers"
	"hybridsim/sim/vnet"
)

func TestBrokenConnectionsAreWordedByProductAndEra(t *testing.T) {
	const (
		failover = ` Attempted failover to alternate host, but that did not succeed. Either there are no alternate hosts, or delivery failed to all alternate hosts.`
		toEX     = `[LastAttemptedServerName=mail.contoso.com] [LastAttemptedIP=203.0.113.10:25]`
	)
	for _, c := range []struct {
		action   vnet.Action
		side     relay.Side
		product  relay.Product
		era      relay.Era
		deferral string // S4.3 and S5.2
		expiry   string
	}{
		{vnet.Refuse, relay.Cloud, 0, relay.Era2015, "450 4.4.316 Connection refused", "550 4.4.7 QUEUE.Expired; message expired"},
		{vnet.Refuse, relay.Cloud, 0, relay.Era2017, "{LED=450 4.4.316 Connection refused};{MSG=Socket error code 10061}", "550 5.4.316 Message expired, connection refused"},
		{vnet.Refuse, relay.Cloud, 0, relay.Era2019, "450 4.4.316 Connection refused [Message=Socket error code 10061] " + toEX, "550 5.4.316 Message expired, connection refused"},
		{vnet.Refuse, relay.Cloud, 0, relay.EraToday, "450 4.4.316 Connection refused [Message=Socket error code 10061] " + toEX, "550 5.4.316 Message expired, connection refused"},
		{vnet.Drop, relay.Cloud, 0, relay.Era2015, "450 4.4.315 Connection timed out", "550 4.4.7 QUEUE.Expired; message expired"},
		{vnet.Drop, relay.Cloud, 0, relay.Era2017, "{LED=450 4.4.315 Connection timed out};{MSG=Socket error code 10060}", "550 5.4.315 Message expired, connection timed out"},
		{vnet.Drop, relay.Cloud, 0, relay.Era2019, "450 4.4.315 Connection timed out [Message=Socket error code 10060] " + toEX, "550 5.4.315 Message expired, connection timed out"},
		{vnet.Drop, relay.Cloud, 0, relay.EraToday, "450 4.4.317 Cannot connect to remote server [Message=SocketError: TimedOut] " + toEX, "550 5.4.317 Message expired, cannot connect to remote server"},
		{vnet.Reset, relay.Cloud, 0, relay.Era2015, "450 4.4.318 Connection was closed abruptly (SuspiciousRemoteServerError)", "550 4.4.7 QUEUE.Expired; message expired"},
		{vnet.Reset, relay.Cloud, 0, relay.EraToday, "450 4.4.318 Connection was closed abruptly (SuspiciousRemoteServerError)", "550 5.4.318 Message expired, connection reset (SuspiciousRemoteServerError)"},
		{vnet.Refuse, relay.OnPremises, relay.Exchange2010, 0, `451 4.4.0 Primary target IP address responded with: "421 4.2.1 Unable to connect."` + failover, "550 4.4.7 QUEUE.Expired; message expired"},
		{vnet.Refuse, relay.OnPremises, relay.Exchange2016, 0, "451 4.4.397 Error communicating with target host. -> 421 4.2.1 Unable to connect -> SocketConnectionRefused: Socket error code 10061", "550 5.4.300 Message expired -> 451 4.4.397"},
		{vnet.Drop, relay.OnPremises, relay.Exchange2010, 0, `451 4.4.0 Primary target IP address responded with: "421 4.4.1 Connection timed out."` + failover, "550 4.4.7 QUEUE.Expired; message expired"},
		{vnet.Drop, relay.OnPremises, relay.Exchange2013, 0, `441 4.4.1 Error encountered while communicating with primary target IP address: "Failed to connect. Winsock error code: 10060, Win32 error code: 10060."` + failover + " The last endpoint attempted was 104.47.2.36:25", "550 4.4.7 QUEUE.Expired; message expired"},
		{vnet.Drop, relay.OnPremises, relay.Exchange2019, 0, "451 4.4.397 Error communicating with target host. -> 421 4.2.1 Unable to connect -> SocketTimedout: Socket error code 10060", "550 5.4.300 Message expired -> 451 4.4.397"},
		{vnet.Reset, relay.OnPremises, relay.Exchange2013, 0, `"421 4.4.2 Connection dropped due to SocketError."`, "550 4.4.7 QUEUE.Expired; message expired"},
		{vnet.Reset, relay.OnPremises, relay.Exchange2019, 0, "421 4.4.2 Connection dropped due to ConnectionReset", "550 5.4.300 Message expired -> 451 4.4.397"},
	} {
		from, to, src, dst, base := alice, bob, "cloud", "mail.contoso.com", "hybrid-2013"
		change := era(c.era)
		name := c.action.String() + " " + c.era.String()
		if c.side == relay.OnPremises {
			from, to, src, dst = bob, alice, "onprem", frontDoor
			change, name = product(c.product), c.action.String()+" "+c.product.String()
			if c.product == relay.Exchange2010 {
				base = "hybrid-2010"
			}
		}
		t.Run(name, func(t *testing.T) {
			l := newLab(t, base, change)
			l.block(src, dst, c.action)
			l.post(from, to)
			deferred := l.events(c.side, relay.EventDefer)
			if len(deferred) != 1 || !strings.Contains(deferred[0].RecipientStatus, c.deferral) {
				t.Errorf("deferrals: %+v\nwant one with %s", deferred, c.deferral)
			}
			l.wait(50 * time.Hour)
			_, rcpt := l.oneNDR(from)
			if !strings.HasPrefix(rcpt.Reply.String(), c.expiry) {
				t.Errorf("NDR: %s\nwant   %s", rcpt.Reply, c.expiry)
			}
			if rcpt.Remote != "" {
				t.Errorf("the NDR names the remote host %s; nobody there said anything", rcpt.Remote)
			}
		})
	}
}

func TestBlockedAddressLeavesNothingInTheReceiveLog(t *testing.T) {
	// "Nothing in the log = the connection never reached Exchange" (S1.8 [D] MNF)
	l := newLab(t, "hybrid-2013")
	l.block("cloud", "mail.contoso.com", vnet.Drop)
	l.post(alice, bob)
	if got := l.Side(relay.OnPremises).Received(); len(got) != 0 {
		t.Errorf("%d connections in the log, want none", len(got))
	}
	if sent := l.Side(relay.Cloud).Sent(); len(sent) != 1 || sent[0].Remote.String() != "203.0.113.10:25" {
		t.Errorf("the sender saw %+v, want its one attempt", sent)
	}
}

func TestEgressRotatesOverTheAddresses(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	var want, got []string
	for i := range 8 {
		l.post(alice, erin)
		want = append(want, []string{"104.47.9.33", "40.92.1.7", "40.107.3.21", "52.100.17.4"}[(i+3)%4])
	}
	for _, m := range l.Host("mx.fabrikam.com").Mail() {
		got = append(got, m.Source.String())
	}
	if len(got) == 8 && got[0] != want[0] { // where the round begins does not matter
		for want[0] != got[0] {
			want = append(want[1:], want[0])
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}

	t.Run("a retry comes from the next one", func(t *testing.T) {
		l := newLab(t, "hybrid-2013")
		l.block("cloud", "mx.fabrikam.com", vnet.Drop)
		l.post(alice, erin)
		l.wait(4 * time.Hour)
		deferred := l.events(relay.Cloud, relay.EventDefer)
		seen := map[netip.Addr]bool{}
		for i, e := range deferred {
			seen[e.ClientIP] = true
			if i > 0 && e.ClientIP == deferred[i-1].ClientIP {
				t.Errorf("attempts %d and %d both came from %s", i, i+1, e.ClientIP)
			}
		}
		if len(seen) != 4 {
			t.Errorf("%d attempts came from %d addresses, want all 4", len(deferred), len(seen))
		}
	})
	t.Run("at least one is needed", func(t *testing.T) {
		if err := newLab(t, "hybrid-2013").SetEgress(relay.Cloud, nil); err == nil {
			t.Error("a side without sending addresses was accepted")
		}
	})
}

func TestSourceTranslationHidesThePeer(t *testing.T) {
	inside := netip.MustParseAddr("10.0.0.1")
	for _, c := range []struct {
		base    string
		receive string
		as      string
	}{
		{"hybrid-2010", `EX01\Default EX01`, "Anonymous"},         // selected by address (S11.2)
		{"hybrid-2013", `EX01\Default Frontend EX01`, "Internal"}, // "2013+ cert-based: selection and trust unaffected"
	} {
		t.Run(c.base, func(t *testing.T) {
			l := newLab(t, c.base)
			for _, src := range l.Side(relay.Cloud).Egress() {
				l.Net.AddNAT(vnet.NAT{Src: netip.PrefixFrom(src, 32), To: inside})
			}
			l.post(alice, bob)
			if as := l.oneMail(bob).header.Get(headers.AuthAs); as != c.as {
				t.Errorf("AuthAs is %s, want %s", as, c.as)
			}
			received := l.events(relay.OnPremises, relay.EventReceive)
			if len(received) != 1 || received[0].ClientIP != inside || received[0].ConnectorID != c.receive {
				t.Errorf("received %+v, want once from %s on %s", received, inside, c.receive)
			}
			sent := l.events(relay.Cloud, relay.EventSend)
			if len(sent) != 1 || sent[0].ClientIP == inside {
				t.Errorf("sent %+v, want once, the sender not noticing", sent)
			}
		})
	}
}

func TestMailRoutesByDNS(t *testing.T) {
	set := func(l *lab, records ...vnet.Record) { l.must(l.Net.SetRecords(records...)) }
	mx := func(name, host string, preference uint16) vnet.Record {
		return vnet.Record{Name: name, Type: vnet.MX, Value: host, Preference: preference}
	}
	for _, c := range []struct {
		name    string
		prepare func(l *lab)
		arrives string // host that takes it at once
		ndr     string // beginning of the NDR at once, cloud's and on-premises'
		ndrOnp  string
		waits   string // text of the deferral, cloud's and on-premises'
		waitsOn string
	}{
		{name: "the lowest preference is tried first", arrives: "a.example.net", prepare: func(l *lab) {
			set(l, mx("example.net", "b.example.net", 20), mx("example.net", "a.example.net", 10))
		}},
		{name: "the next one when it refuses", arrives: "b.example.net", prepare: func(l *lab) {
			set(l, mx("example.net", "b.example.net", 20), mx("example.net", "a.example.net", 10))
			l.Net.Block(vnet.Rule{Dst: netip.MustParsePrefix("198.51.100.50/32"), Action: vnet.Refuse})
		}},
		{name: "the next one when it puts off", arrives: "b.example.net", prepare: func(l *lab) {
			set(l, mx("example.net", "b.example.net", 20), mx("example.net", "a.example.net", 10))
			l.Host("a.example.net").Answer(script("CONNECT", "421 4.3.2 Service not available"))
		}},
		{name: "the next one when it has no address", arrives: "b.example.net", prepare: func(l *lab) {
			set(l, mx("example.net", "b.example.net", 20), mx("example.net", "missing.example.net", 10))
		}},
		{name: "without MX the domain's own address", arrives: "a.example.net", prepare: func(l *lab) {
			set(l, vnet.Record{Name: "example.net", Type: vnet.A, Value: "198.51.100.50"})
		}},
		{name: "a domain that does not exist is reported at once", prepare: func(*lab) {},
			ndr: "550 5.4.310 DNS domain example.net does not exist [Message=InfoDomainNonexistent]", ndrOnp: "554 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain"},
		{name: "a name server that does not answer is waited for", prepare: func(l *lab) {
			set(l, mx("example.net", "a.example.net", 10))
			l.Net.BreakDNS("example.net")
		}, waits: "450 4.4.312 DNS query failed", waitsOn: "451 4.4.0 DNS query failed. The error was: DNS query failed with error ErrorRetry."},
		{name: "a domain without any mail host is waited for", prepare: func(l *lab) {
			set(l, vnet.Record{Name: "example.net", Type: vnet.TXT, Value: "nothing here"})
		}, waits: "InfoNoRecords", waitsOn: "451 4.4.0 DNS query failed."},
		{name: "a mail host that does not exist is not a domain that does not exist", prepare: func(l *lab) {
			set(l, mx("example.net", "missing.example.org", 10))
		}, waits: "450 4.4.312 DNS query failed", waitsOn: "451 4.4.0 DNS query failed."},
	} {
		for _, from := range []string{alice, bob} {
			t.Run(c.name+" from "+from, func(t *testing.T) {
				l := newLab(t, "hybrid-2013")
				for i, name := range []string{"a.example.net", "b.example.net"} {
					h := l.addHost(name, []string{"198.51.100.50", "198.51.100.51"}[i], "")
					h.Domains = []string{"example.net"}
					l.must(h.AddMailbox("user@example.net"))
				}
				if c.ndr != "" { // the hosts are beneath the domain: it exists as long as they do
					l.Net.RemoveRecords("a.example.net", vnet.A)
					l.Net.RemoveRecords("b.example.net", vnet.A)
				}
				c.prepare(l)
				side, ndr, waits := relay.Cloud, c.ndr, c.waits
				if from == bob {
					side, ndr, waits = relay.OnPremises, c.ndrOnp, c.waitsOn
				}
				l.post(from, "user@example.net")
				for _, h := range l.Hosts() {
					want := 0
					if h.Name == c.arrives {
						want = 1
					}
					if got := len(h.Mail()); got != want {
						t.Errorf("%s took %d messages, want %d", h.Name, got, want)
					}
				}
				deferred := l.events(side, relay.EventDefer)
				switch {
				case waits != "" && (len(deferred) != 1 || !strings.Contains(deferred[0].RecipientStatus, waits)):
					t.Errorf("deferrals: %+v\nwant one with %s", deferred, waits)
				case waits == "" && len(deferred) > 0:
					t.Errorf("deferred: %s", deferred[0].RecipientStatus)
				}
				if ndr == "" {
					if n := len(l.reports(from, dsn.Failed)); n > 0 {
						t.Errorf("%d NDRs, want none", n)
					}
				} else if _, rcpt := l.oneNDR(from); !strings.HasPrefix(rcpt.Reply.String(), ndr) {
					t.Errorf("NDR %s, want %s", rcpt.Reply, ndr)
				}
			})
		}
	}
}

func TestMendedDNSLetsMailGo(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	l.Net.BreakDNS("fabrikam.com")
	l.post(alice, erin)
	l.post(bob, erin)
	l.wait(10 * time.Minute)
	l.Net.MendDNS("fabrikam.com")
	l.wait(time.Hour)
	if n := len(l.mail(erin)); n != 2 {
		t.Errorf("erin has %d messages, want 2:\n%s", n, l.lately())
	}
}

// TestSmartHostThatDoesNotExistIsWaitedFor: the administrator's typing error is no reason to give up at once.
func TestSmartHostThatDoesNotExistIsWaitedFor(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	l.Net.RemoveRecords("mail.contoso.com", vnet.A)
	l.post(alice, bob)
	deferred := l.events(relay.Cloud, relay.EventDefer)
	if len(deferred) != 1 || !strings.Contains(deferred[0].RecipientStatus, "450 4.4.312 DNS query failed") {
		t.Errorf("deferrals: %+v\nwant one with 450 4.4.312 DNS query failed", deferred)
	}
	l.must(l.Net.AddRecord(vnet.Record{Name: "mail.contoso.com", Type: vnet.A, Value: "203.0.113.10"}))
	l.wait(time.Hour)
	l.oneMail(bob)

	l.admin(relay.OnPremises, `Set-SendConnector Internet -DNSRoutingEnabled $false -SmartHosts missing.example.net`)
	l.post(bob, erin)
	deferred = l.events(relay.OnPremises, relay.EventDefer)
	if len(deferred) != 1 || !strings.Contains(deferred[0].RecipientStatus, "451 4.4.0 DNS query failed.") {
		t.Errorf("deferrals: %+v\nwant one with 451 4.4.0 DNS query failed.", deferred)
	}
}
