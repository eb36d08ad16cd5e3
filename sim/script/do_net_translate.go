package script

import (
	"net/netip"

	"hybridsim/sim/mistake"
	"hybridsim/sim/vnet"
)

// translateAction publishes a host with a private address under a public one.
type translateAction struct {
	public netip.Addr
	at     mistake.Column
	host   placed
}

var (
	_ = register(groupNet, "translate", "net> translate ADDRESS to HOST",
		"Static translation, one address for one: connections to the public address arrive at the host, with the "+
			"client's address as it was, and what the host sends to addresses that are not private leaves from the "+
			"public one. From outside the host's own address is out of reach.",
		func(c *Cursor) (any, error) {
			a := &translateAction{at: c.Here()}
			var err error
			if a.public, err = c.IPAddress("the public address"); err != nil {
				return nil, err
			}
			if err := c.Expect("to"); err != nil {
				return nil, err
			}
			a.host.at = c.Here()
			a.host.name, err = c.Word("the host")
			return a, err
		})
	_ = register(groupNet, "stop translating", "net> stop translating ADDRESS",
		"Takes the static translation of the public address away again.",
		func(c *Cursor) (any, error) {
			at := c.Here()
			public, err := c.IPAddress("the public address")
			return &placeAction{placed{at: at}, func(p *Player, at placed) error {
				if p.w.Net.RemoveStatic(public) {
					return nil
				}
				return at.at.Errorf("show network lists the translations", "nothing translates %s", public)
			}}, err
		})
)

func (a *translateAction) do(p *Player) error {
	inside, err := p.oneAddress(a.host, a.public.Is4())
	if err != nil {
		return err
	}
	return a.at.Blame(p.w.Net.SetStatic(vnet.Static{Public: a.public, Inside: inside}))
}
