package sim_test

import (
	"net/netip"
	"strings"
	"testing"

	"hybridsim/sim/story"
	"hybridsim/sim/vnet"
)

const (
	dualHost   = "2001:db8::10"
	serviceSix = "2a01:111:f403::7"
)

// bothFamilies gives EX01 an IPv6 address beside its own.
func bothFamilies(h *story.Headers) { h.Also = netip.MustParseAddr(dualHost) }

// attempts are the sources and destinations of connections that were tried since there were so many.
func attempts(l *lab, since int) (list []string) {
	for _, a := range l.Net.Attempts()[since:] {
		list = append(list, a.Src.Addr().String()+" "+a.Dst.Addr().String())
	}
	return list
}

// A sender with both families takes IPv6 as soon as a mail host has it; one without does not try it.
func TestWhoUsesIPv6(t *testing.T) {
	for _, tt := range []struct {
		name     string
		dual     bool
		lines    []string
		from, to string
		want     string // source and destination of the last attempt; empty: no attempt was made
	}{
		{"an address of IPv6 is nothing for a server of IPv4", false, []string{"net> dns mx.fabrikam.com AAAA 2001:db8::25"}, bob, erin, "203.0.113.10 198.51.100.25"},
		{"T12.5: a server that has both changes over silently", true, []string{"cloud> Enable-IPv6ForAcceptedDomain contoso.mail.onmicrosoft.com"}, bob, alice, dualHost + " 2a01:111:f400:7e02::36"},
		{"T12.5: a domain that has not been enabled has no AAAA", true, nil, bob, alice, "203.0.113.10 104.47.2.36"},
		{"T8.7: the service goes to a smart host over IPv4 first", true, []string{"net> dns mail.contoso.com AAAA " + dualHost, "net> egress cloud 40.92.1.7, " + serviceSix}, alice, bob, "40.92.1.7 203.0.113.10"},
		{"T12.1: and where IPv4 is blocked over IPv6, from an address of that family", true, []string{"net> dns mail.contoso.com AAAA " + dualHost, "net> egress cloud 40.92.1.7, " + serviceSix, "net> block 40.92.0.0/15 -> 203.0.113.10:25 refuse"}, alice, bob, serviceSix + " " + dualHost},
		{"T12.5: a mail host with AAAA alone is out of reach of IPv4", false, []string{"net> remove dns mail.contoso.com A", "net> dns mail.contoso.com AAAA " + dualHost}, alice, bob, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			change := []func(*story.Headers){}
			if tt.dual {
				change = append(change, bothFamilies)
			}
			l := newLab(t, "hybrid-2019", change...)
			for _, line := range tt.lines {
				l.at(line)
			}
			since := len(l.Net.Attempts())
			l.post(tt.from, tt.to)
			got := attempts(l, since)
			if last := strings.Join(got[max(len(got)-1, 0):], ""); last != tt.want {
				t.Errorf("attempts %v, want the last one %q", got, tt.want)
			}
		})
	}
}

// T8.7: to the MX of a domain the service collects the IPv6 addresses of all hosts of a preference, then their IPv4 addresses, then the
// next preference.
func TestTheServiceAtAnMXWithBothFamilies(t *testing.T) {
	l := newLab(t, "hybrid-2019")
	for _, line := range []string{
		"net> egress cloud 40.92.1.7, " + serviceSix, "net> dns fabrikam.com MX 10 a.fabrikam.com, 10 b.fabrikam.com, 20 c.fabrikam.com",
		"net> dns a.fabrikam.com A 192.0.2.1", "net> dns a.fabrikam.com AAAA 2001:db8::1", "net> dns b.fabrikam.com A 192.0.2.2", "net> dns b.fabrikam.com AAAA 2001:db8::2",
		"net> dns c.fabrikam.com AAAA 2001:db8::3",
	} {
		l.at(line)
	}
	since := len(l.Net.Attempts())
	l.post(alice, erin)
	var to []string
	for _, a := range attempts(l, since) {
		to = append(to, strings.Fields(a)[1])
	}
	if len(to) < 5 {
		t.Fatalf("attempts at %v, want all five addresses", to)
	}
	families := ""
	for _, a := range to[:4] {
		families += map[bool]string{true: "6", false: "4"}[strings.Contains(a, ":")]
	}
	if families != "6644" || to[4] != "2001:db8::3" {
		t.Errorf("attempts at %v, want both of IPv6, both of IPv4, then the next preference", to)
	}
}

// T12.6: over IPv6 the service takes mail for domains that were enabled, from addresses with a name, that passes SPF or DKIM.
func TestWhatTheServiceAsksOverIPv6(t *testing.T) {
	const sixHost = "2001:db8::66"
	enable := "cloud> Enable-IPv6ForAcceptedDomain contoso.com"
	ptr, spf := "net> dns "+vnet.ReverseName(netip.MustParseAddr(sixHost))+" PTR six.fabrikam.com", `net> dns six.fabrikam.com TXT "v=spf1 ip6:2001:db8::66 -all"`
	for _, tt := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"a domain that was not enabled", []string{ptr, spf}, "550 5.7.510 Access denied, [contoso.com] does not accept email over IPv6"},
		{"an address without a name", []string{enable, spf}, "450 4.7.25 Service unavailable, sending IPv6 address [2001:db8::66] must have reverse DNS record."},
		{"neither SPF nor DKIM", []string{enable, ptr}, "450 4.7.26 Access denied, a message sent over IPv6 [2001:db8::66] must pass either SPF or DKIM validation, this message is not signed"},
		{"all of it", []string{enable, ptr, spf}, ""},
		{"disabled again", []string{enable, ptr, spf, "cloud> Disable-IPv6ForAcceptedDomain contoso.com"}, "550 5.7.510"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, "hybrid-2019")
			l.at("net> host six.fabrikam.com " + sixHost + " for six.fabrikam.com")
			for _, line := range tt.lines {
				l.at(line)
			}
			replies, err := l.Host("six.fabrikam.com").Talk("[2a01:111:f400:7e02::36]", []string{"EHLO six.fabrikam.com", "MAIL FROM:<fred@six.fabrikam.com>",
				"RCPT TO:<alice@contoso.com>", "DATA", "Subject: six", "From: <fred@six.fabrikam.com>", "", "six", ".", "QUIT"})
			l.must(err)
			l.must(l.Settle())
			all := strings.Join(replies, "\n")
			if n := len(l.mail(alice)); (tt.want == "") != (n == 1) || !strings.Contains(all, tt.want) {
				t.Errorf("%d messages arrived, and the service said\n%s\nwant %s", n, all, tt.want)
			}
		})
	}
}

// T9.21, T12.7: an Edge's own connector is bound to IPv4 alone, and a server's to both.
func TestWhoListensOnIPv6(t *testing.T) {
	for base, want := range map[string]vnet.Outcome{"hybrid-edge": vnet.Refused, "hybrid-2019": vnet.Connected} {
		l := newLab(t, base, func(h *story.Headers) {
			if len(h.More) > 0 {
				h.More = append(h.More[:0:0], h.More...)
				h.More[0].Also = netip.MustParseAddr(dualHost)
				return
			}
			bothFamilies(h)
		})
		l.at("net> host six.fabrikam.com 2001:db8::66 for six.fabrikam.com")
		_, _ = l.Host("six.fabrikam.com").Talk("["+dualHost+"]", []string{"QUIT"})
		all := l.Net.Attempts()
		if got := all[len(all)-1]; got.Outcome != want {
			t.Errorf("%s: %+v, want %v", base, got, want)
		}
	}
}
