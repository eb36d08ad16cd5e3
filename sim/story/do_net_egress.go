package story

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
	func(c *cursor) (any, error) {
		start := c.mark()
		side, err := c.side()
		if err != nil {
			return nil, err
		}
		if side == relay.OnPremises {
			return nil, c.errorAt(start, "use net> nat for another", "the on-premises server sends from the address it receives on")
		}
		a := &egressAction{at: c.here()}
		a.addrs, err = c.ipAddresses()
		return a, err
	})

func (a *egressAction) do(p *play) error { return a.at.Blame(p.w.SetEgress(relay.Cloud, a.addrs)) }
