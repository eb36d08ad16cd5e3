package check

import (
	"fmt"
	"net/netip"

	"hybridsim/relay"
	"hybridsim/sim"
)

// stranger finds a mailbox on the Internet, in a domain that neither side accepts, or adds a host with one. It also
// looks for somebody outside who sends in the name of a domain of the tenant, as devices do.
func (c *cast) stranger(w *sim.World) {
	local, cloud := c.hybrid.both(w)
	for _, m := range w.Mailboxes() {
		part, domain := internet, relay.DomainOf(m.Address)
		switch {
		case w.Host(m.At) == nil:
			continue
		case cloud.AcceptedDomain(domain) != nil:
			part = device
		case local.AcceptedDomain(domain) != nil:
			continue
		}
		if _, there := c.players[part]; !there {
			c.players[part] = player{address: m.Address}
		}
	}
	if _, there := c.players[internet]; there {
		return
	}
	domain := prefix + "internet.example"
	address, ok := freeAddress(w)
	if !ok {
		c.players[internet] = player{why: "every address of 192.0.2.0/24 is taken"}
		return
	}
	made := probe{add: func(w *sim.World) error {
		h, err := w.AddHost("mail."+domain, []netip.Addr{address}, []string{domain})
		if err != nil {
			return err
		}
		return h.AddMailbox("erin@" + domain)
	}}
	if err := made.apply(w); err != nil {
		c.players[internet] = player{why: fmt.Sprintf("adding a host of the Internet: %v", err)}
		return
	}
	c.probes = append(c.probes, made)
	c.players[internet] = player{address: "erin@" + domain, probe: true}
}

// freeAddress is an address for documentation that no host has.
func freeAddress(w *sim.World) (netip.Addr, bool) {
	for a := netip.MustParseAddr("192.0.2.200"); a != netip.MustParseAddr("192.0.2.255"); a = a.Next() {
		if w.Net.HostAt(a) == nil {
			return a, true
		}
	}
	return netip.Addr{}, false
}
