package script

import (
	"fmt"
	"net/netip"

	"hybridsim/sim"
	"hybridsim/sim/mistake"
	"hybridsim/sim/vnet"
)

// route is from where to where, as the network administrator says it.
type route struct {
	src, dst     string
	srcAt, dstAt mistake.Column
	port         uint16
}

// blockAction adds or removes firewall rules between two places.
type blockAction struct {
	route
	action vnet.Action
	remove bool
}

var firewallActions = map[string]vnet.Action{"refuse": vnet.Refuse, "drop": vnet.Drop, "reset": vnet.Reset}

var (
	_ = register(groupNet, "block", "net> block PLACE -> PLACE[:PORT] refuse|drop|reset",
		"The firewall refuses (10061), silently drops (10060) or resets connections. A place is an address, a "+
			"network, a host name, cloud or onprem.",
		func(c *Cursor) (any, error) {
			a := &blockAction{}
			if err := a.parse(c, true); err != nil {
				return nil, err
			}
			word, err := c.oneOf("what a firewall does", "refuse", "drop", "reset")
			a.action = firewallActions[word]
			return a, err
		})
	_ = register(groupNet, "unblock", "net> unblock PLACE -> PLACE[:PORT]", "Takes a firewall rule away again.",
		func(c *Cursor) (any, error) {
			a := &blockAction{remove: true}
			return a, a.parse(c, true)
		})
)

// parse reads "PLACE -> PLACE", with a port if one is possible.
func (a *route) parse(c *Cursor, port bool) (err error) {
	a.srcAt = c.Here()
	if a.src, err = c.Word("a place"); err != nil {
		return err
	}
	if err := c.Expect("->"); err != nil {
		return err
	}
	start := c.Mark()
	a.dstAt = c.Here()
	if a.dst, err = c.Word("a place"); err != nil {
		return err
	}
	if port {
		a.dst, a.port, err = hostAndPort(c, start, a.dst)
	}
	return err
}

func (a route) String() string {
	if a.port == 0 {
		return a.src + " -> " + a.dst
	}
	return fmt.Sprintf("%s -> %s:%d", a.src, a.dst, a.port)
}

// networks looks up both ends.
func (a *route) networks(p *Player) (src, dst []netip.Prefix, err error) {
	if src, err = p.sources(a.src, a.srcAt); err != nil {
		return nil, nil, err
	}
	dst, err = p.destinations(a.dst, a.dstAt)
	return src, dst, err
}

func (a *blockAction) do(p *Player) error {
	src, dst, err := a.networks(p)
	if err != nil {
		return err
	}
	for _, r := range sim.Rules(src, dst, a.port, a.action) {
		if !a.remove {
			p.w.Net.Block(r)
		} else if !p.w.Net.Unblock(r) {
			return a.srcAt.Errorf("write places and port as the net> block line does", "no rule blocks %s", a.route)
		}
	}
	return nil
}
