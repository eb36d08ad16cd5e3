package script

import (
	"net/netip"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// egressAction moves the cloud's sending addresses.
type egressAction struct {
	addrs []netip.Addr
	at    mistake.Column
}

var _ = register(groupNet, "egress", "net> egress cloud ADDRESS, ...",
	"The cloud sends from these addresses: message counter plus attempt, modulo their number, picks one.",
	func(c *Cursor) (any, error) {
		start := c.Mark()
		side, err := c.side()
		if err != nil {
			return nil, err
		}
		if side.Kind() == relay.OnPremises {
			return nil, c.ErrorAt(start, "use net> nat for another",
				"an on-premises server sends from the address it receives on")
		}
		a := &egressAction{at: c.Here()}
		a.addrs, err = c.ipAddresses()
		return a, err
	})

func (a *egressAction) do(p *Player) error { return a.at.Blame(p.w.SetEgress(relay.Cloud, a.addrs)) }
