package script

import (
	"net/netip"

	"hybridsim/sim/mistake"
	"hybridsim/sim/vnet"
)

// balancerAction puts a load balancer before servers, or changes it.
type balancerAction struct {
	balancer vnet.Balancer
	at       mistake.Column // of its address
	members  []placed
}

// placed is a place on the network, as it is named in a line.
type placed struct {
	name string
	at   mistake.Column
}

var (
	_ = register(groupNet, "balancer",
		"net> balancer NAME ADDRESS -> HOST, ... [hiding source [as ADDRESS]] [without probe] [seed NUMBER]",
		"A load balancer at the address, which is NAME's from now on, spreads connections over the hosts: each in "+
			"its turn, the first one first unless a seed says how many turns it is ahead. Hosts see the client's "+
			"address; hiding source, they see the balancer's own or the one given. It probes: a host at whose "+
			"port nobody listens is left out; without probe it gets its share all the same. A second line for "+
			"the name replaces the first.", parseBalancer)
	_ = register(groupNet, "stop balancing", "net> stop balancing NAME",
		"Takes the load balancer away again, and NAME's address record with it.",
		func(c *Cursor) (any, error) {
			at := c.Here()
			name, err := c.Word("a balancer's name")
			return &placeAction{placed{name, at}, func(p *Player, at placed) error {
				if p.w.RemoveBalancer(at.name) {
					return nil
				}
				return at.at.Errorf("show network lists the balancers", "there is no balancer %q", at.name)
			}}, err
		})
)

// placeAction is done at one place.
type placeAction struct {
	placed
	act func(p *Player, at placed) error
}

func (a *placeAction) do(p *Player) error { return a.act(p, a.placed) }

func parseBalancer(c *Cursor) (any, error) {
	a := &balancerAction{}
	b := &a.balancer
	var err error
	if b.Name, err = c.Word("the balancer's name"); err != nil {
		return nil, err
	}
	a.at = c.Here()
	if b.Addr, err = c.IPAddress("the balancer's address"); err != nil {
		return nil, err
	}
	if err := c.Expect("->"); err != nil {
		return nil, err
	}
	if c.Done() {
		return nil, c.Errorf("a balancer without members sends nobody anywhere").
			Hinting("name the hosts behind it: net> balancer " + b.Name + " " + b.Addr.String() + " -> EX01, EX02")
	}
	if a.members, err = c.places("a host behind the balancer"); err != nil {
		return nil, err
	}
	return a, a.options(c)
}

// places takes places with commas between.
func (c *Cursor) places(what string) (list []placed, err error) {
	err = c.list(func() error {
		p := placed{at: c.Here()}
		if c.Peek() == "->" {
			return c.Errorf("%s is missing", what)
		}
		var err error
		p.name, err = c.Word(what)
		list = append(list, p)
		return err
	})
	return list, err
}

func (a *balancerAction) options(c *Cursor) (err error) {
	b := &a.balancer
	for !c.Done() && err == nil {
		switch {
		case c.Take("hiding source"):
			if b.As = b.Addr; c.Take("as") {
				b.As, err = c.IPAddress("the address that the hosts see")
			}
		case c.Take("without probe"):
			b.Blind = true
		case c.Take("seed"):
			b.Seed, err = c.number("a seed", maxMessages)
		default:
			return c.Errorf("expected hiding source, without probe or seed, not %s", c.next())
		}
	}
	return err
}

func (a *balancerAction) do(p *Player) error {
	b := a.balancer
	for _, m := range a.members {
		addr, err := p.oneAddress(m, b.Addr.Is4())
		if err != nil {
			return err
		}
		b.Members = append(b.Members, addr)
	}
	p.names = append(p.names, b.Name)
	return a.at.Blame(p.w.SetBalancer(b))
}

// oneAddress is the address of a place that has one of the family.
func (p *Player) oneAddress(at placed, v4 bool) (netip.Addr, error) {
	prefixes, err := p.destinations(at.name, at.at)
	if err != nil {
		return netip.Addr{}, err
	}
	var found []netip.Addr
	for _, prefix := range prefixes {
		if prefix.IsSingleIP() && prefix.Addr().Is4() == v4 {
			found = append(found, prefix.Addr())
		}
	}
	family := "IPv6"
	if v4 {
		family = "IPv4"
	}
	switch len(found) {
	case 0:
		return netip.Addr{}, at.at.Errorf("", "%s has no %s address of its own", at.name, family)
	case 1:
		return found[0], nil
	}
	return netip.Addr{}, at.at.Errorf("name one of them", "%s has several %s addresses", at.name, family)
}
