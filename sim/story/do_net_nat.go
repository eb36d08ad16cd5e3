package story

import (
	"fmt"
	"net/netip"

	"hybridsim/sim/vnet"
)

// natAction replaces source addresses, or stops doing so.
type natAction struct {
	src, dst string
	to       netip.Addr
	remove   bool
}

var (
	_ = register(groupNet, "nat", "net> nat PLACE -> PLACE to ADDRESS",
		"A firewall or load balancer replaces the source address of connections between the places.",
		func(c *cursor) (any, error) { return parseNAT(c, false) })
	_ = register(groupNet, "preserve source", "net> preserve source PLACE -> PLACE", "Takes the address translation away again.",
		func(c *cursor) (any, error) { return parseNAT(c, true) })
)

func parseNAT(c *cursor, remove bool) (any, error) {
	a := &natAction{remove: remove}
	var err error
	if a.src, err = c.word("a place"); err != nil {
		return nil, err
	}
	if err := c.expect("->"); err != nil {
		return nil, err
	}
	if a.dst, err = c.word("a place"); err != nil {
		return nil, err
	}
	if remove {
		return a, nil
	}
	if err := c.expect("to"); err != nil {
		return nil, err
	}
	list, err := c.addresses("an address")
	if err == nil && len(list) != 1 {
		return nil, c.errorf("one address is wanted")
	}
	if err != nil {
		return nil, err
	}
	a.to = list[0]
	return a, nil
}

func (a *natAction) do(p *play) error {
	src, dst, err := p.places(a.src, a.dst)
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
				return fmt.Errorf("nothing translates %s -> %s", a.src, a.dst)
			}
		}
	}
	return nil
}
