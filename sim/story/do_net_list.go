package story

import (
	"fmt"
	"net/netip"
)

// listAction puts an address on a DNS block list or takes it off.
type listAction struct {
	addr   netip.Addr
	zone   string
	delist bool
}

var (
	_ = register(groupNet, "list", "net> list ADDRESS on ZONE", "The address is on the DNS block list.",
		func(c *cursor) (any, error) { return parseList(c, "on", false) })
	_ = register(groupNet, "delist", "net> delist ADDRESS from ZONE", "The address is off the DNS block list.",
		func(c *cursor) (any, error) { return parseList(c, "from", true) })
)

func parseList(c *cursor, preposition string, delist bool) (any, error) {
	start := c.mark()
	word, err := c.word("an address")
	if err != nil {
		return nil, err
	}
	addr, err := netip.ParseAddr(word)
	if err != nil {
		return nil, c.errorAt(start, "", "%q is not an address", word)
	}
	if err := c.expect(preposition); err != nil {
		return nil, err
	}
	zone, err := c.word("a block list's zone")
	return &listAction{addr, zone, delist}, err
}

func (a *listAction) do(p *play) error {
	if !a.delist {
		p.w.Net.List(a.addr, a.zone, fmt.Sprintf("%s is on this list", a.addr))
	} else if !p.w.Net.Delist(a.addr, a.zone) {
		return fmt.Errorf("%s is not on %s", a.addr, a.zone)
	}
	return nil
}
