package script

import (
	"net/netip"
	"strings"

	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
	"hybridsim/sim/vnet"
)

// nameServerAction puts a DNS server on the network.
type nameServerAction struct {
	server vnet.NameServer
	at     mistake.Column
}

// adapterAction says which DNS servers a host's network adapters ask.
type adapterAction struct {
	host    placed
	servers []netip.Addr
	listAt  mistake.Column
}

var (
	_ = register(groupNet, "name server", "net> name server ADDRESS [for ZONE, ...] [public]",
		"A DNS server of somebody's own, which Set-TransportService and network adapters can name. For its zones it "+
			"answers by itself: with the records of net> dns ... at ADDRESS and the servers' own names, and nothing "+
			"else; what is outside of them it looks up. One that is public knows no server's own name.",
		func(c *Cursor) (any, error) {
			a := &nameServerAction{at: c.Here()}
			var err error
			if a.server.Addr, err = c.IPAddress("the DNS server's address"); err != nil {
				return nil, err
			}
			if c.Take("for") {
				if a.server.Zones, err = c.words("a zone"); err != nil {
					return nil, err
				}
			}
			a.server.Public = c.Take("public")
			return a, c.End()
		})
	_ = register(groupNet, "stop name server", "net> stop name server ADDRESS",
		"The DNS server is gone: who goes on asking it gets no answer.",
		func(c *Cursor) (any, error) {
			at := c.Here()
			address, err := c.IPAddress("the DNS server's address")
			return &placeAction{placed{at: at}, func(p *Player, at placed) error {
				if p.w.Net.RemoveNameServer(address) {
					return nil
				}
				return at.at.Errorf("show network lists them", "there is no DNS server at %s", address)
			}}, err
		})
	_ = register(groupNet, "adapters", "net> adapters of SERVER ask ADDRESS, ...",
		"The DNS servers that the server's network adapters name, in this order; the first that is there answers. At "+
			"first they ask the network's DNS, which knows everything.",
		func(c *Cursor) (any, error) {
			a := &adapterAction{}
			if err := c.Expect("of"); err != nil {
				return nil, err
			}
			a.host.at = c.Here()
			var err error
			if a.host.name, err = c.Word("a server"); err != nil {
				return nil, err
			}
			if err := c.Expect("ask"); err != nil {
				return nil, err
			}
			a.listAt = c.Here()
			a.servers, err = c.ipAddresses()
			return a, err
		})
)

func (a *nameServerAction) do(p *Player) error {
	if owner := p.w.Net.HostAt(a.server.Addr); owner != nil {
		return a.at.Errorf("give it an address of its own", "%s is the address of %s", a.server.Addr, owner.Name())
	}
	return a.at.Blame(p.w.Net.SetNameServer(a.server))
}

func (a *adapterAction) do(p *Player) error {
	for _, h := range p.w.Net.Hosts() {
		if strings.EqualFold(h.Name(), p.w.ServerName(a.host.name)) {
			p.w.Net.SetAdapter(h.Name(), a.servers...)
			return nil
		}
	}
	return a.host.at.Errorf(suggest.DidYouMean(a.host.name, p.w.ServerNames()), "there is no server %q", a.host.name)
}

// NameServerInWords is a DNS server as the line behind net> name server says it.
func NameServerInWords(s vnet.NameServer) string {
	text := s.Addr.String()
	if len(s.Zones) > 0 {
		text += " for " + strings.Join(s.Zones, ", ")
	}
	if s.Public {
		text += " public"
	}
	return text
}
