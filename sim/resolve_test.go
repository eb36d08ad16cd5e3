package sim_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	typed "hybridsim/sim/script"
)

// reached is where a side's attempts to send went, in order: the names of the hosts.
func reached(l *lab, s relay.Side) (list []string) {
	for _, t := range l.Side(s).Sent() {
		list = append(list, t.RemoteHost)
	}
	return list
}

// TestWhereTheServiceGoesForASmartHost: which host each of several messages goes to.
func TestWhereTheServiceGoesForASmartHost(t *testing.T) {
	const (
		to  = `cloud> Get-OutboundConnector | Set-OutboundConnector -SmartHosts `
		two = "net> dns one.contoso.com A 203.0.113.10; net> dns two.contoso.com A 203.0.113.10"
	)
	for _, tt := range []struct {
		name, lines string
		want        []string
	}{
		{"several are begun with in turn (T8.1)", two + "; " + to + "one.contoso.com,two.contoso.com",
			[]string{"one.contoso.com", "two.contoso.com", "one.contoso.com"}},
		{"the next one follows where nobody answers (T8.1)", "net> dns one.contoso.com A 203.0.113.10; net> dns two.contoso.com A 203.0.113.88; " +
			to + "one.contoso.com,two.contoso.com",
			[]string{"one.contoso.com", "two.contoso.com", "one.contoso.com", "one.contoso.com"}},
		{"an MX of the name comes before its address (T8.2)", two + "; net> dns mail.contoso.com MX 10 one.contoso.com",
			[]string{"one.contoso.com", "one.contoso.com", "one.contoso.com"}},
		{"the lower preference is the standby (T8.2)", two + "; net> dns mail.contoso.com MX 20 two.contoso.com, 10 one.contoso.com",
			[]string{"one.contoso.com", "one.contoso.com", "one.contoso.com"}},
		{"equal preferences take turns (T8.9)", two + "; net> dns mail.contoso.com MX 10 two.contoso.com, 10 one.contoso.com",
			[]string{"one.contoso.com", "two.contoso.com", "one.contoso.com"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, "hybrid-2013")
			for _, line := range strings.Split(tt.lines, "; ") {
				if _, err := typed.NewConsole(l.World, nil).Do(line); err != nil {
					t.Fatal(err)
				}
			}
			for range 3 {
				l.post(alice, bob)
			}
			if diff := cmp.Diff(tt.want, reached(l, relay.Cloud)); diff != "" {
				t.Errorf("hosts (-want +got):\n%s", diff)
			}
		})
	}
}
