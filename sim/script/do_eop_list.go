package script

import (
	"errors"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
)

// banAction puts addresses on one of the service's lists or takes them off.
type banAction struct {
	relay.Listing
	at     mistake.Column
	delist relay.Removal // empty: they are put on
}

var (
	_ = register(groupEOP, "ban", "eop> ban RANGE [on own|spamhaus|senders|ranges|reputation]",
		"The service puts client addresses on a list: its front door refuses every recipient. Its own list is the one "+
			"with a portal for removal; the others are Spamhaus's, that of banned senders, of ranges from which abuse "+
			"came, and of addresses without reputation.", parseBan)
	_ = register(groupEOP, "throttle", "eop> throttle RANGE",
		"The service slows clients down that are new or send more than before: every recipient is put off, except "+
			"where a connector knows whose mail it is.", parseThrottle)
	_ = register(groupEOP, "delist", "eop> delist RANGE [by portal|spamhaus|mail|support|history]",
		"Addresses come off a list of the service: by its portal, which only its own list has; by Spamhaus; by mail "+
			"to the address that the refusal names; by support; or, where they were slowed down, by days of good mail.",
		parseDelist)
)

// listing takes the addresses.
func listing(c *Cursor) (*banAction, error) {
	a := &banAction{at: c.Here()}
	start := c.Mark()
	word, err := c.Word("an address or a range of addresses")
	if err != nil {
		return a, err
	}
	if a.AddressRange, err = relay.ParseAddressRange(word); err != nil {
		return a, c.ErrorAt(start, "", "%v", err)
	}
	return a, nil
}

func parseThrottle(c *Cursor) (any, error) {
	a, err := listing(c)
	a.List = relay.ThrottleList
	return a, err
}

func parseBan(c *Cursor) (any, error) {
	a, err := listing(c)
	a.List = relay.OwnList
	if err != nil || !c.Take("on") {
		return a, err
	}
	word, err := c.oneOf("a list of the service", wordsIn(relay.ServiceLists)...)
	a.List = relay.ServiceList(word)
	return a, err
}

func parseDelist(c *Cursor) (any, error) {
	a, err := listing(c)
	a.delist = relay.ByPortal
	if err != nil || !c.Take("by") {
		return a, err
	}
	word, err := c.oneOf("a way off a list", wordsIn(relay.Removals)...)
	a.delist = relay.Removal(word)
	return a, err
}

func wordsIn[T ~string](list []T) (words []string) {
	for _, w := range list {
		words = append(words, string(w))
	}
	return words
}

// DelistLine is what takes addresses off the list that they are on.
func DelistLine(l relay.Listing) string {
	line := "eop> delist " + l.String()
	if way := l.List.Removal(); way != relay.ByPortal {
		line += " by " + string(way)
	}
	return line
}

func (a *banAction) do(p *Player) error {
	if a.delist == "" {
		p.w.Ban(a.Listing)
		return nil
	}
	err := p.w.Delist(a.AddressRange, a.delist)
	if other := (*sim.NotByThisWay)(nil); errors.As(err, &other) {
		return a.at.Errorf("eop> delist "+a.String()+" by "+string(other.Way)+" does", "%v", err)
	}
	return err
}
