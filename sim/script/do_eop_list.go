package script

import "hybridsim/relay"

// banAction puts addresses on the service's own block list or takes them off.
type banAction struct {
	addresses relay.AddressRange
	delist    bool
}

var (
	_ = register(groupEOP, "ban", "eop> ban RANGE",
		"The service puts client addresses on its own block list: its front door refuses every recipient.",
		parseBan(false))
	_ = register(groupEOP, "delist", "eop> delist RANGE",
		"The service takes addresses off its block list, as its removal portal does.", parseBan(true))
)

func parseBan(delist bool) func(c *Cursor) (any, error) {
	return func(c *Cursor) (any, error) {
		start := c.Mark()
		word, err := c.Word("an address or a range of addresses")
		if err != nil {
			return nil, err
		}
		r, err := relay.ParseAddressRange(word)
		if err != nil {
			return nil, c.ErrorAt(start, "", "%v", err)
		}
		return &banAction{r, delist}, nil
	}
}

func (a *banAction) do(p *Player) error {
	if a.delist {
		return p.w.Delist(a.addresses)
	}
	p.w.Ban(a.addresses)
	return nil
}
