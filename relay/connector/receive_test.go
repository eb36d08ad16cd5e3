package connector_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/connector"
)

// The example of Microsoft's "Receive connectors" page: three connectors on one binding, of which the one with the most
// specific remote range takes the connection.
func ExampleChooseReceive() {
	on := func(name, remote string) *relay.ReceiveConnector {
		return &relay.ReceiveConnector{
			Name: name, Server: "EX01", Enabled: true,
			Bindings:       []relay.Binding{{AddrPort: netip.MustParseAddrPort("0.0.0.0:25")}},
			RemoteIPRanges: []relay.AddressRange{relay.MustParseAddressRange(remote)},
		}
	}
	o := &relay.Organization{ReceiveConnectors: []*relay.ReceiveConnector{
		on("Everybody", "0.0.0.0-255.255.255.255"),
		on("Network", "192.168.1.0-192.168.1.255"),
		on("Host", "192.168.1.75"),
	}}
	for _, client := range []string{"192.168.1.75", "192.168.1.76", "203.0.113.1"} {
		_, why := connector.ChooseReceive(o, "EX01", netip.MustParseAddrPort("10.0.0.1:25"), netip.MustParseAddrPort(client+":50000"))
		fmt.Println(why.Chosen, "because", why.Because)
	}
	// Output:
	// EX01\Host because 192.168.1.75 is the most specific range that contains 192.168.1.75
	// EX01\Network because 192.168.1.0-192.168.1.255 is the most specific range that contains 192.168.1.76
	// EX01\Everybody because 0.0.0.0-255.255.255.255 is the most specific range that contains 203.0.113.1
}

func TestChooseReceive(t *testing.T) {
	const local, eop = "10.0.0.1:25", "104.47.0.10:50000"
	type listener struct {
		name, server string
		disabled     bool
		bindings     []string
		ranges       []string
	}
	everybody := listener{name: "Default", server: "EX01", bindings: []string{"[::]:25", "0.0.0.0:25"},
		ranges: []string{"::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "0.0.0.0-255.255.255.255"}}
	hybrid := listener{name: "Inbound from Office 365", server: "EX01", bindings: []string{"0.0.0.0:25"}, ranges: []string{"40.92.0.0/15", "104.47.0.0/17"}}
	tests := []struct {
		name          string
		listeners     []listener
		local, remote string
		want          string
		property      string // that decided about the last listener
	}{
		{"R1.1: 0.0.0.0:25 takes any local IPv4 address", []listener{everybody}, local, eop, "Default", "* RemoteIPRanges 0.0.0.0-255.255.255.255"},
		{"R1.1: [::]:25 takes any local IPv6 address", []listener{everybody}, "[2001:db8::1]:25", "[2a01:111:f400::1]:50000", "Default", "* RemoteIPRanges ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
		{"R1.1: a binding of the other family does not count", []listener{hybrid}, "[2001:db8::1]:25", eop, "", "Bindings 0.0.0.0:25"},
		{"R1.1: nor does one of another port", []listener{everybody}, "10.0.0.1:587", eop, "", "Bindings [::]:25, 0.0.0.0:25"},
		{"R1.1: nor one of another local address", []listener{{name: "Internal", server: "EX01", bindings: []string{"10.0.0.2:25"}, ranges: []string{"0.0.0.0/0"}}}, local, eop, "", "Bindings 10.0.0.2:25"},
		{"R1.1: a disabled connector is no candidate", []listener{everybody, {name: "Inbound from Office 365", server: "EX01", disabled: true, bindings: []string{"0.0.0.0:25"}, ranges: []string{"104.47.0.0/17"}}}, local, eop, "Default", "Enabled $false"},
		{"R1.1: connectors of another server do not take part", []listener{{name: "Default", server: "EX02", bindings: []string{"0.0.0.0:25"}, ranges: []string{"0.0.0.0/0"}}}, local, eop, "", ""},
		{"R1.2: RemoteIPRanges must hold the address of the TCP peer", []listener{hybrid}, local, "192.0.2.1:50000", "", "RemoteIPRanges 40.92.0.0/15, 104.47.0.0/17"},
		{"R1.2: an IPv4 address inside IPv6 is an IPv4 address", []listener{hybrid}, "[::ffff:10.0.0.1]:25", "[::ffff:104.47.0.10]:50000", "Inbound from Office 365", "* RemoteIPRanges 104.47.0.0/17"},
		{"R1.3: the most specific range wins, first or last in the list", []listener{hybrid, everybody}, local, eop, "Inbound from Office 365", "RemoteIPRanges 0.0.0.0-255.255.255.255"},
		{"R1.3: of one connector's ranges the smallest that holds the address counts", []listener{
			{name: "Relay", server: "EX01", bindings: []string{"0.0.0.0:25"}, ranges: []string{"10.0.0.0/8", "10.1.1.1"}},
			{name: "Branch", server: "EX01", bindings: []string{"0.0.0.0:25"}, ranges: []string{"10.1.0.0/16"}},
		}, local, "10.1.1.1:50000", "Relay", "RemoteIPRanges 10.1.0.0/16"},
		{"KB2750145: an address that the old list lacks falls to the default connector", []listener{everybody, hybrid}, local, "40.107.200.1:50000", "Default", "RemoteIPRanges 40.92.0.0/15, 104.47.0.0/17"},
		{"S2.3: a custom connector that covers EOP wins over the one the wizard prepared", []listener{everybody, {name: "Printers", server: "EX01", bindings: []string{"0.0.0.0:25"}, ranges: []string{"104.0.0.0/8"}}}, local, eop, "Printers", "* RemoteIPRanges 104.0.0.0/8"},
		{"R1.6: nothing matches, nobody answers", nil, local, eop, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o, last := &relay.Organization{}, ""
			for _, l := range tt.listeners {
				o.ReceiveConnectors = append(o.ReceiveConnectors, &relay.ReceiveConnector{
					Name: l.name, Server: l.server, Enabled: !l.disabled, Bindings: bindings(t, l.bindings...), RemoteIPRanges: ranges(l.ranges...),
				})
				last = l.server + `\` + l.name
			}
			chosen, why := connector.ChooseReceive(o, "EX01", port(tt.local), port(tt.remote))
			got := ""
			if chosen != nil {
				got = chosen.Name
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("connector (-want +got):\n%s%+v", diff, why)
			}
			if diff := cmp.Diff(tt.property, ruledBy(why)[last]); diff != "" {
				t.Errorf("what decided about %s (-want +got):\n%s", last, diff)
			}
			if (chosen == nil) != (why.Chosen == "") || why.Because == "" {
				t.Errorf("the decision does not tell what was chosen: %+v", why)
			}
		})
	}
}

// R1.4: connectors on one binding may only nest, so however they are listed, the choice is the same.
func TestSelectionNeverTies(t *testing.T) {
	nested := []string{"0.0.0.0/0", "10.0.0.0/8", "10.1.0.0-10.1.255.255", "10.1.2.0/24", "10.1.2.3", "10.2.0.0/16", "192.0.2.0/24"}
	for i, a := range nested {
		for _, b := range nested[i+1:] {
			if kind := relay.MustParseAddressRange(a).Overlap(relay.MustParseAddressRange(b)); kind != relay.Nested && kind != relay.Disjoint {
				t.Fatalf("%s and %s may not stand on one binding", a, b)
			}
		}
	}
	shuffle := rand.New(rand.NewPCG(1, 2))
	for _, client := range []string{"10.1.2.3:1", "10.1.2.4:1", "10.1.3.1:1", "10.2.0.1:1", "10.3.0.1:1", "192.0.2.255:1", "198.51.100.1:1"} {
		chosen := map[string]bool{}
		for range 20 {
			o := &relay.Organization{}
			for _, i := range shuffle.Perm(len(nested)) {
				o.ReceiveConnectors = append(o.ReceiveConnectors, &relay.ReceiveConnector{
					Name: nested[i], Server: "EX01", Enabled: true, Bindings: bindings(t, "0.0.0.0:25"), RemoteIPRanges: ranges(nested[i]),
				})
			}
			c, why := connector.ChooseReceive(o, "EX01", port("10.0.0.1:25"), port(client))
			chosen[c.Name] = true
			marked := slices.DeleteFunc(slices.Clone(why.Candidates), func(c relay.Candidate) bool { return !c.Chosen })
			if len(marked) != 1 || !strings.HasSuffix(marked[0].Name, c.Name) {
				t.Errorf("for %s the decision marks %v, the choice is %s", client, marked, c.Name)
			}
		}
		if len(chosen) != 1 {
			t.Errorf("for %s the choice depends on the order of the connectors: %v", client, chosen)
		}
	}
}
