package script

import (
	"net/netip"

	"hybridsim/sim/vnet"
)

// natAction replaces source addresses, or stops doing so.
type natAction struct {
	route
	to     netip.Addr
	remove bool
}

var (
	_ = register(groupNet, "nat", "net> nat PLACE -> PLACE to ADDRESS",
		"A firewall or load balancer replaces the source address of connections between the places.",
		func(c *Cursor) (any, error) {
			a := &natAction{}
			err := a.parse(c, false)
			if err != nil {
				return nil, err
			}
			if err := c.Expect("to"); err != nil {
				return nil, err
			}
			a.to, err = c.IPAddress("an address")
			return a, err
		})
	_ = register(groupNet, "preserve source", "net> preserve source PLACE -> PLACE",
		"Takes the address translation away again.",
		func(c *Cursor) (any, error) {
			a := &natAction{remove: true}
			return a, a.parse(c, false)
		})
)

func (a *natAction) do(p *Player) error {
	src, dst, err := a.networks(p)
	if err != nil {
		return err
	}
	for _, s := range src {
		for _, d := range dst {
			if !a.remove {
				p.w.Net.AddNAT(vnet.NAT{Src: s, Dst: d, To: a.to})
				continue
			}
			found := false
			for _, n := range p.w.Net.NATs() {
				found = found || n.Src == s && n.Dst == d && p.w.Net.RemoveNAT(n)
			}
			if !found {
				return a.srcAt.Errorf("write the places as the net> nat line does", "nothing translates %s -> %s",
					a.src, a.dst)
			}
		}
	}
	return nil
}
