package script

import (
	"fmt"
	"net/netip"

	"hybridsim/sim/mistake"
)

// listAction puts an address on a DNS block list or takes it off.
type listAction struct {
	addr   netip.Addr
	at     mistake.Column
	zone   string
	delist bool
}

var (
	_ = register(groupNet, "list", "net> list ADDRESS on ZONE", "The address is on the DNS block list.",
		func(c *Cursor) (any, error) { return parseList(c, "on", false) })
	_ = register(groupNet, "delist", "net> delist ADDRESS from ZONE", "The address is off the DNS block list.",
		func(c *Cursor) (any, error) { return parseList(c, "from", true) })
)

func parseList(c *Cursor, preposition string, delist bool) (any, error) {
	a := &listAction{delist: delist, at: c.Here()}
	var err error
	if a.addr, err = c.IPAddress("an address"); err != nil {
		return nil, err
	}
	a.zone, err = c.WordAfter(preposition, "a block list's zone")
	return a, err
}

func (a *listAction) do(p *Player) error {
	if !a.delist {
		p.w.Net.List(a.addr, a.zone, fmt.Sprintf("%s is on this list", a.addr))
	} else if !p.w.Net.Delist(a.addr, a.zone) {
		return a.at.Errorf("", "%s is not on %s", a.addr, a.zone)
	}
	return nil
}
