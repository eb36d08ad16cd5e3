package script

import (
	"net/netip"

	"hybridsim/sim/mistake"
)

// hostAction adds an outside mail host.
type hostAction struct {
	name    string
	at      mistake.Column
	addrs   []netip.Addr
	domains []string
}

var _ = register(groupNet, "host", "net> host NAME ADDRESS, ... [for DOMAIN, ...]",
	"Adds an outside mail host with its A record, and an MX record for each of its domains.",
	func(c *Cursor) (any, error) {
		a := &hostAction{at: c.Here()}
		var err error
		if a.name, err = c.Word("a host name"); err != nil {
			return nil, err
		}
		if a.addrs, err = c.ipAddresses(); err != nil {
			return nil, err
		}
		if c.Take("for") {
			a.domains, err = c.words("a domain")
		}
		return a, err
	})

func (a *hostAction) do(p *Player) error {
	_, err := p.w.AddHost(a.name, a.addrs, a.domains)
	return a.at.Blame(err)
}
