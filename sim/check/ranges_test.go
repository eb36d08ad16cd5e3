package check

import (
	"fmt"
	"hybridsim/sim/tested"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRangesThatMayRelay: a device is tried in each range, and where none is, the answer says so; a range is an open relay only
// when it is for everybody.
func TestRangesThatMayRelay(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	var many, fortyOne []string
	for i := range 43 {
		many = append(many, fmt.Sprintf("10.9.%d.7", i))
	}
	for _, a := range many[40:] {
		fortyOne = append(fortyOne, `EX01\Devices `+a)
	}
	for _, tt := range []struct {
		name, ranges string
		tried        []string // sources
		not          []string
		open         bool
	}{
		{"both ends of a range", "10.1.30.10-10.1.30.20", []string{"10.1.30.10", "10.1.30.20"}, nil, false},
		{"an address", "10.1.30.10", []string{"10.1.30.10"}, nil, false},
		{"the largest private network", "10.0.0.0/8", []string{"10.0.0.0", "10.255.255.255"}, nil, false},
		{"the stranger's own network is somebody's", "192.0.2.0/24", []string{"192.0.2.0", "192.0.2.255"}, nil, false},
		{"IPv6, which no client of a base has", "10.1.30.10,2001:db8:7::/64", []string{"10.1.30.10"}, []string{`EX01\Devices 2001:db8:7::/64`}, false},
		{"the server's own address is no device's", "203.0.113.10-203.0.113.14", []string{"203.0.113.11", "203.0.113.14"}, nil, false},
		{"nothing but the server's own address", "203.0.113.10", nil, []string{`EX01\Devices 203.0.113.10`}, false},
		{"more than are tried", strings.Join(many, ","), many[:40], fortyOne, false},
		{"everybody", "0.0.0.0-255.255.255.254", nil, nil, true},
		{"everybody but a network", "0.0.0.0-9.255.255.255,11.0.0.0-255.255.255.255", nil, []string{`EX01\Devices 0.0.0.0-9.255.255.255`}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := checked(t, "hybrid-2013", "onprem> New-ReceiveConnector Devices -Usage Custom -Bindings 0.0.0.0:25 -RemoteIPRanges "+tt.ranges,
				`onprem> Set-ReceiveConnector EX01\Devices -AuthMechanism ExternalAuthoritative -PermissionGroups ExchangeServers`)
			var tried []string
			for _, f := range r.Flows {
				switch {
				case f.Asked == nil:
				case f.Asked.What == DeviceRelays:
					tried = append(tried, f.Asked.Source)
					if !f.OK && !tt.open {
						t.Errorf("%s: %s", f.Flow, f.Outcome)
					}
				case f.Asked.What == StrangerRelays && f.OK == tt.open:
					t.Errorf("open relay: %s", f.Outcome)
				}
			}
			if diff := cmp.Diff(tt.tried, tried); diff != "" {
				t.Errorf("tried (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(append([]string{}, tt.not...), r.Played.Ranges.Not); diff != "" {
				t.Errorf("not played (-want +got):\n%s", diff)
			}
			open := false
			for _, f := range r.Findings {
				open = open || f.Code == "HS-C092"
			}
			if open != tt.open {
				t.Errorf("an open relay was found: %t", open)
			}
		})
	}
}
