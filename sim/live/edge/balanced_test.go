package edge_test

import (
	"bufio"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/live"
	"hybridsim/sim/live/edge"
	"hybridsim/sim/vnet"
)

// TestABalancerHasADoor: who connects to a balancer's door is handed to its members in turn, dead ones left out, and seen as
// the client or as the balancer, as the balancer says (T8.11 to T8.14).
func TestABalancerHasADoor(t *testing.T) {
	first, second := netip.MustParseAddr("203.0.113.10"), netip.MustParseAddr("203.0.113.11")
	at := netip.MustParseAddr("203.0.113.99")
	for _, tt := range []struct {
		name    string
		b       vnet.Balancer
		dead    string // a server whose front end is out of service
		door    string
		greeted []string
	}{
		{"its members in turn, which see the client", vnet.Balancer{Members: []netip.Addr{first, second}}, "", "127.0.0.1:0",
			[]string{"EX01 192.0.2.10", "EX02 192.0.2.10", "EX01 192.0.2.10"}},
		{"members that see the balancer", vnet.Balancer{Members: []netip.Addr{second, first}, As: at}, "", "127.0.0.1:0",
			[]string{"EX02 203.0.113.99", "EX01 203.0.113.99"}},
		{"a dead member is left out", vnet.Balancer{Members: []netip.Addr{first, second}}, "EX02", "127.0.0.1:0",
			[]string{"EX01 192.0.2.10", "EX01 192.0.2.10"}},
		{"no door is wanted", vnet.Balancer{Members: []netip.Addr{first}}, "", "off", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, "hybrid-2016-pair")
			tt.b.Name, tt.b.Addr = "lb.contoso.com", at
			if err := w.SetBalancer(tt.b); err != nil {
				t.Fatal(err)
			}
			if tt.dead != "" {
				if _, err := w.Run(relay.OnPremises, "Get-ReceiveConnector -Server "+tt.dead+" | Set-ReceiveConnector -Enabled $false"); err != nil {
					t.Fatal(err)
				}
			}
			plan, err := edge.Prepare(w, edge.Options{Doors: []edge.Declared{
				{Option: "onprem", Side: relay.OnPremises, Port: 25, At: "127.0.0.1:0"},
				{Option: "onprem", Side: relay.OnPremises, Server: "LB.contoso.com", Port: 25, At: tt.door},
			}})
			if err != nil {
				t.Fatal(err)
			}
			engine := live.Start(w, 1)
			e := edge.New(engine)
			t.Cleanup(func() {
				e.Close(5 * time.Second)
				engine.Stop()
			})
			if err := e.OpenAll(plan); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range plan.Told.Doors {
				if d.Name == "onprem balancer lb.contoso.com port 25" && d.To == "203.0.113.99:25" {
					for range tt.greeted {
						got = append(got, greetedBy(t, d.Listens))
					}
				}
			}
			if diff := cmp.Diff(tt.greeted, got); diff != "" {
				t.Errorf("who greets, and whom (-want +got):\n%s", diff)
			}
		})
	}
}

// TestABalancerNeedsNoDeclaration: its door stands beside those of the servers.
func TestABalancerNeedsNoDeclaration(t *testing.T) {
	w := newWorld(t, "hybrid-2016-pair")
	for name, member := range map[string]string{"lb.contoso.com": "203.0.113.11", "lb.fabrikam.com": "198.51.100.25"} {
		b := vnet.Balancer{Name: name, Addr: netip.MustParseAddr(member).Next().Next().Next(), Members: []netip.Addr{netip.MustParseAddr(member)}}
		if err := w.SetBalancer(b); err != nil {
			t.Fatal(err)
		}
	}
	plan, err := edge.Prepare(w, edge.Options{Doors: []edge.Declared{{Option: "onprem", Side: relay.OnPremises, Port: 25, At: "127.0.0.1:0"}}})
	if err != nil {
		t.Fatal(err)
	}
	engine := live.Start(w, 1)
	e := edge.New(engine)
	t.Cleanup(func() {
		e.Close(time.Second)
		engine.Stop()
	})
	if err := e.OpenAll(plan); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range plan.Told.Doors {
		got = append(got, d.Name+" -> "+d.To)
	}
	want := []string{"onprem EX01 port 25 -> 203.0.113.10:25", "onprem EX02 port 25 -> 203.0.113.11:25",
		"onprem balancer lb.contoso.com port 25 -> 203.0.113.14:25"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("doors (-want +got):\n%s", diff)
	}
}

// greetedBy connects to a door and returns which server answers EHLO, and whom it sees.
func greetedBy(t *testing.T, door string) string {
	t.Helper()
	conn, err := net.Dial("tcp", door)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err := conn.Write([]byte("EHLO client.example\r\n")); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		host, client, found := strings.Cut(strings.TrimPrefix(lines.Text(), "250-"), " Hello [")
		if found {
			server, _, _ := strings.Cut(host, ".")
			return server + " " + strings.TrimSuffix(client, "]")
		}
	}
	t.Fatal("nobody greets")
	return ""
}
