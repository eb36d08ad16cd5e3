package sim_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/sim"
	"hybridsim/sim/outside"
)

// script is a reply that a host gives, always or some times.
func script(verb, reply string, times ...int) outside.Script {
	r, err := relay.ParseReply(reply)
	if err != nil {
		panic(err)
	}
	s := outside.Script{Verb: verb, Reply: r}
	if len(times) > 0 {
		s.Times = times[0]
	}
	return s
}

func TestScriptedHostIsTriedAgain(t *testing.T) {
	for _, c := range []struct {
		name    string
		script  outside.Script
		from    string
		minutes []int // of the deferrals
		at      time.Duration
	}{
		{"451 to RCPT twice, from the cloud", script("RCPT", "451 4.7.1 Try again later", 2), alice, []int{0, 15}, 45 * time.Minute},
		{"451 to RCPT twice, from on-premises", script("RCPT", "451 4.7.1 Try again later", 2), bob, []int{0, 15}, 30 * time.Minute},
		{"450 to MAIL once, from the cloud", script("MAIL", "450 4.1.8 Sender unknown for now", 1), alice, []int{0}, 15 * time.Minute},
		{"452 to DATA once, from on-premises", script("DATA", "452 4.3.1 Insufficient system storage", 1), bob, []int{0}, 15 * time.Minute},
		{"421 to CONNECT three times, from on-premises", script("CONNECT", "421 4.3.2 Service not available", 3), bob, []int{0, 1, 2}, 3 * time.Minute},
		{"421 to CONNECT once, from the cloud", script("CONNECT", "421 4.3.2 Service not available", 1), alice, []int{0}, 15 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t, "hybrid-2013")
			l.Host("mx.fabrikam.com").Answer(c.script)
			side := relay.Cloud
			if c.from == bob {
				side = relay.OnPremises
			}
			id := l.post(c.from, erin)
			l.wait(3 * time.Hour)
			if diff := cmp.Diff(c.minutes, l.minutes(l.events(side, relay.EventDefer))); diff != "" {
				t.Errorf("minutes of the deferrals (-want +got):\n%s", diff)
			}
			got := l.oneMail(erin)
			if got.after != c.at || got.header.Get("Message-ID") != id {
				t.Errorf("%s delivered after %s, want %s after %s", got.header.Get("Message-ID"), got.after, id, c.at)
			}
			if n := len(l.inbox(c.from)); n > 0 {
				t.Errorf("the sender was told %d things, want none", n)
			}
		})
	}
}

func TestScriptedRefusalIsReported(t *testing.T) {
	for _, c := range []struct{ verb, reply, cloud, onPremises string }{
		{"CONNECT", "554 5.3.2 Go away", "554 5.3.2 Go away", "554 5.3.2 Go away"},
		{"MAIL", "550 5.1.8 Sender unknown", "550 5.1.8 Sender unknown", "550 5.1.8 Sender unknown"},
		{"RCPT", "550 No such user here", "550 5.1.351 Remote server returned unknown recipient or mailbox unavailable -> 550 No such user here", "550 No such user here"},
		{"DATA", "554 5.6.0 Bad content", "554 5.6.0 Bad content", "554 5.6.0 Bad content"},
		{"DATA", "554 Transaction failed", "550 5.0.350 Remote server returned an error -> 554 Transaction failed", "554 Transaction failed"},
	} {
		for _, from := range []string{alice, bob} {
			t.Run(c.verb+" "+c.reply+" from "+from, func(t *testing.T) {
				l := newLab(t, "hybrid-2013")
				l.Host("mx.fabrikam.com").Answer(script(c.verb, c.reply))
				l.post(from, erin)
				_, rcpt := l.oneNDR(from)
				want := c.cloud
				if from == bob {
					want = c.onPremises
				}
				if rcpt.Reply.String() != want || rcpt.Remote != "mx.fabrikam.com" {
					t.Errorf("NDR %q, remote %q; want %q, remote mx.fabrikam.com", rcpt.Reply, rcpt.Remote, want)
				}
				if n := len(l.mail(erin)); n != 0 {
					t.Errorf("erin has %d messages, want none", n)
				}
			})
		}
	}
}

// TestEachRecipientHasItsOwnAnswer: one message, three recipients of one host: taken, refused, put off.
func TestEachRecipientHasItsOwnAnswer(t *testing.T) {
	for _, from := range []string{alice, bob} {
		l := newLab(t, "hybrid-2013")
		mx := l.Host("mx.fabrikam.com")
		l.must(mx.AddMailbox("slow@fabrikam.com"))
		slow := script("RCPT", "450 4.2.0 Greylisted", 1)
		slow.Address = "slow@fabrikam.com"
		mx.Answer(slow)
		l.post(from, erin, "unknown@fabrikam.com", "slow@fabrikam.com")
		l.oneMail(erin)
		if _, rcpt := l.oneNDR(from); rcpt.Address != "unknown@fabrikam.com" {
			t.Errorf("from %s: the NDR is about %s, want unknown@fabrikam.com", from, rcpt.Address)
		}
		if n := len(l.mail("slow@fabrikam.com")); n != 0 {
			t.Errorf("from %s: the greylisted recipient has %d messages already", from, n)
		}
		l.wait(time.Hour)
		l.oneMail(erin)
		l.oneMail("slow@fabrikam.com")
		l.oneNDR(from)
	}
}

func TestBlockListOfAHost(t *testing.T) {
	const zone = "ips.backscatterer.org"
	listed := netip.MustParseAddr("40.92.1.7")
	prepare := func(t *testing.T, mode outside.ListMode) *lab {
		l := newLab(t, "hybrid-2013", era(relay.EraToday))
		l.admin(relay.Cloud, "New-DistributionGroup staff -PrimarySmtpAddress staff@contoso.com -RequireSenderAuthenticationEnabled $true")
		l.Net.List(listed, zone, "Sorry 40.92.1.7 is blacklisted")
		l.must(l.SetEgress(relay.Cloud, []netip.Addr{listed}))
		l.Host("mx.fabrikam.com").Use(zone, mode)
		return l
	}
	t.Run("reject refuses everybody", func(t *testing.T) {
		l := prepare(t, outside.ListReject)
		l.post(alice, erin)
		_, rcpt := l.oneNDR(alice)
		want := "554 5.7.1 Service unavailable; Client host [40.92.1.7] blocked using ips.backscatterer.org; Sorry 40.92.1.7 is blacklisted"
		if !strings.HasSuffix(rcpt.Reply.String(), want) || rcpt.Remote != "mx.fabrikam.com" {
			t.Errorf("NDR %s, remote %s; want ... %s, remote mx.fabrikam.com", rcpt.Reply, rcpt.Remote, want)
		}
	})
	t.Run("reject refuses only who is listed", func(t *testing.T) {
		l := prepare(t, outside.ListReject)
		l.post(bob, erin)
		l.must(l.SetEgress(relay.Cloud, []netip.Addr{netip.MustParseAddr("40.92.1.8")}))
		l.post(alice, erin)
		if n := len(l.mail(erin)); n != 2 {
			t.Errorf("erin has %d messages, want 2:\n%s", n, l.lately())
		}
	})
	t.Run("safe passes ordinary mail and refuses reports", func(t *testing.T) {
		l := prepare(t, outside.ListSafe)
		l.post(alice, erin)
		l.oneMail(erin)
		l.post(erin, "staff@contoso.com") // which the cloud reports with a null sender
		if n := len(l.reports(erin, dsn.Failed)); n != 0 {
			t.Errorf("erin got %d reports, want none", n)
		}
		dropped := l.events(relay.Cloud, relay.EventBadMail)
		if len(dropped) != 1 || dropped[0].Disposition != relay.Dropped || !strings.Contains(dropped[0].RecipientStatus, "blocked using") {
			t.Errorf("dropped %+v; want the one report", dropped)
		}
	})
	t.Run("safe refuses postmaster", func(t *testing.T) {
		l := prepare(t, outside.ListSafe)
		l.admin(relay.Cloud, "New-Mailbox postmaster -PrimarySmtpAddress postmaster@contoso.com")
		l.post("postmaster@contoso.com", erin)
		if _, rcpt := l.oneNDR("postmaster@contoso.com"); !strings.Contains(rcpt.Reply.String(), "blocked using") {
			t.Errorf("NDR %s, want the list's refusal", rcpt.Reply)
		}
	})
	t.Run("an exemption and off let everybody pass", func(t *testing.T) {
		for _, pass := range []func(*sim.Host){
			func(h *sim.Host) { h.Allow(relay.MustParseAddressRange("40.92.0.0/15")) },
			func(h *sim.Host) { h.Use(zone, outside.ListOff) },
		} {
			l := prepare(t, outside.ListReject)
			pass(l.Host("mx.fabrikam.com"))
			l.post(alice, erin)
			l.post(erin, "staff@contoso.com")
			l.oneMail(erin)
			l.oneNDR(erin)
		}
	})
	t.Run("delisted passes", func(t *testing.T) {
		l := prepare(t, outside.ListReject)
		l.Net.Delist(listed, zone)
		l.post(alice, erin)
		l.oneMail(erin)
	})
	t.Run("a broken list passes", func(t *testing.T) {
		l := prepare(t, outside.ListReject)
		l.Net.BreakDNS(zone)
		l.post(alice, erin)
		l.oneMail(erin)
	})
}

func TestOutsideHostRetriesGivesUpAndBounces(t *testing.T) {
	l := newLab(t, "hybrid-2010")
	l.Net.BreakDNS("contoso.com")
	l.post(erin, bob)
	l.wait(10 * time.Hour)
	l.Net.MendDNS("contoso.com")
	l.wait(time.Hour)
	if got := l.oneMail(bob).after; got != 10*time.Hour+30*time.Minute && got != 10*time.Hour {
		t.Errorf("delivered after %s, want the next half hour behind the repair", got)
	}

	l.Net.BreakDNS("contoso.com")
	l.post(erin, bob)
	l.wait(47 * time.Hour)
	if n := len(l.inbox(erin)); n != 0 {
		t.Fatalf("%d bounces after 47 hours, want none", n)
	}
	l.wait(2 * time.Hour)
	l.oneNDR(erin)
	l.oneMail(bob)
}

func TestOutsideHostAcceptsOnlyItsOwn(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	replies, err := l.addHost("client.example.net", "198.51.100.60", "example.net").Talk("mx.fabrikam.com", []string{
		"EHLO client.example.net", "MAIL FROM:<user@example.net>", "RCPT TO:<nobody@fabrikam.com>", "RCPT TO:<x@example.org>", "QUIT",
	})
	l.must(err)
	want := []string{"220 mx.fabrikam.com", "250", "250", "550 5.1.1", "554 5.7.1", "221"}
	if len(replies) != len(want) {
		t.Fatalf("replies %q, want %d", replies, len(want))
	}
	for i, r := range replies {
		if !strings.HasPrefix(r, want[i]) {
			t.Errorf("reply %d is %q, want %s ...", i, r, want[i])
		}
	}
	if _, err := l.Host("mx.fabrikam.com").Talk("missing.example.net", nil); err == nil {
		t.Error("talking to a host that does not exist was no error")
	}
	if err := l.Host("mx.fabrikam.com").AddMailbox("user@example.net"); err == nil {
		t.Error("a mailbox in somebody else's domain was accepted")
	}
}
