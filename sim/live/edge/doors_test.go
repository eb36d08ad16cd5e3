package edge

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim"
)

// Every on-premises server has a door of port 25: the declared one, or one at a free port beside the first's.
func TestEachServerHasADoor(t *testing.T) {
	w, err := sim.New(sim.Config{
		Clock: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), OnPremises: relay.Exchange2019, Server: "EX01.contoso.com",
		Address: netip.MustParseAddr("203.0.113.10"), Tenant: "contoso",
		More: []sim.Machine{
			{Fqdn: "EX02.contoso.com", Address: netip.MustParseAddr("203.0.113.11")},
			{Fqdn: "EX03.contoso.com", Address: netip.MustParseAddr("203.0.113.12")},
			{Fqdn: "EDGE01.contoso.com", Address: netip.MustParseAddr("203.0.113.20"), Edge: true},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	declared := []Declared{
		{"cloud", relay.Cloud, "", 25, "127.0.0.1:2525"}, {"onprem", relay.OnPremises, "", 25, "127.0.0.1:2526"},
		{"onprem", relay.OnPremises, "ex02", 25, "127.0.0.1:2600"}, {"onprem", relay.OnPremises, "EX03", 25, "off"},
		{"client", relay.OnPremises, "", 587, "127.0.0.1:2587"},
	}
	p := &Plan{world: w, Options: Options{Doors: declared}}
	want := []Declared{
		declared[0], declared[1], {"onprem", relay.OnPremises, "EDGE01", 25, "127.0.0.1:0"}, declared[2], declared[4],
	}
	if diff := cmp.Diff(want, p.doors()); diff != "" {
		t.Errorf("doors (-want +got):\n%s", diff)
	}
	for _, d := range p.doors() {
		if _, server := p.server(d); server == nil || d.Server != "" && server.Name != d.Server && d.Server != "ex02" {
			t.Errorf("the door of %q leads to %v", d.Server, server)
		}
	}
}
