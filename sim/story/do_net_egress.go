package story

import (
	"net/netip"

	"hybridsim/relay"
)

// egressAction moves a side's sending addresses.
type egressAction struct {
	side  relay.Side
	addrs []netip.Addr
}

var _ = register(groupNet, "egress", "net> egress cloud ADDRESS, ...",
	"The cloud sends from these addresses: message counter plus attempt, modulo their number, picks one.",
	func(c *cursor) (any, error) {
		side, err := c.side()
		if err != nil {
			return nil, err
		}
		addrs, err := c.addresses("an address")
		return &egressAction{side, addrs}, err
	})

func (a *egressAction) do(p *play) error { return p.w.SetEgress(a.side, a.addrs) }
