package sim_test

import (
	"net/netip"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/vnet"
)

// A device that ends TLS on the way: what each side sees, and what becomes of the mail (T12.9).
func TestADeviceThatEndsTLS(t *testing.T) {
	everywhere := netip.MustParsePrefix("0.0.0.0/0")
	tests := []struct {
		name, shows, from, to string
		wire                  bool // the ends shake hands with keys
		as                    string
		deferral              string
	}{
		{"T12.9: with the name that the cloud expects the mail arrives, external", "mail.contoso.com", alice, bob, true, "Anonymous", ""},
		{"T12.9: by word it comes to the same", "mail.contoso.com", alice, bob, false, "Anonymous", ""},
		{"T12.9: with another name the cloud waits", "proxy.litware.com", alice, bob, true, "", "4.4.317"},
		{"T12.9: on the way out the server wants the service's name", "proxy.litware.com", bob, alice, true, "", "454 4.7.5"},
		{"T12.9: between strangers nobody notices", "proxy.litware.com", bob, erin, true, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := newLab(t, "hybrid-2019")
			if !test.wire {
				l.Net.Trust()
			}
			shown, err := l.IssueOutside(test.shows, "CN=Example Public CA")
			l.must(err)
			l.EndTLS(vnet.Box{Src: everywhere, Dst: everywhere, Port: 25}, shown)
			l.post(test.from, test.to)
			as, deferral := "", ""
			for _, m := range l.mail(test.to) {
				as = m.header.Get("X-MS-Exchange-Organization-AuthAs")
			}
			for _, side := range bothSides {
				for _, e := range l.events(side, relay.EventDefer) {
					deferral = e.RecipientStatus
				}
			}
			if arrived := len(l.mail(test.to)) == 1; arrived != (test.deferral == "") || as != test.as || !strings.Contains(deferral, test.deferral) || test.deferral == "" && deferral != "" {
				t.Errorf("it arrives as %q, want %q; deferred with %q, want %q; what happened:\n%s", as, test.as, deferral, test.deferral, l.lately())
			}
		})
	}
}
