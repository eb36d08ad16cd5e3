package script

import "net/netip"

// moveAction moves one of the service's sending addresses.
type moveAction struct{ from, to netip.Addr }

var _ = register(groupEOP, "move", "eop> move ADDRESS to ADDRESS",
	"The service moves one of the addresses that it sends from. What it publishes is eop> publish; all its "+
		"addresses at once is net> egress.",
	func(c *Cursor) (any, error) {
		a := &moveAction{}
		for _, place := range []*netip.Addr{&a.from, &a.to} {
			start := c.Mark()
			word, err := c.Word("an address")
			if err != nil {
				return nil, err
			}
			if *place, err = netip.ParseAddr(word); err != nil {
				return nil, c.ErrorAt(start, "", "%q is not an address", word)
			}
			if place == &a.from {
				if err := c.Expect("to"); err != nil {
					return nil, err
				}
			}
		}
		return a, nil
	})

func (a *moveAction) do(p *Player) error { return p.w.MoveEgress(a.from, a.to) }
