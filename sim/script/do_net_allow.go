package script

import (
	"net/netip"

	"hybridsim/sim/mistake"
	"hybridsim/sim/vnet"
)

// allowAction puts an allow list before a place, or takes it away.
type allowAction struct {
	from   []placed
	dst    placed
	port   uint16
	action vnet.Action
	remove bool
}

// publishedPlace is a place that stands for the addresses that the service publishes at the moment.
const publishedPlace = "published"

var (
	_ = register(groupNet, "allow only", "net> allow only PLACE, ... -> PLACE[:PORT] else refuse|drop",
		"A firewall with an allow list: it lets these places through and refuses (10061) or silently drops (10060) "+
			"everybody else. A second list for the place and port replaces the first; net> block comes before it. "+
			"The place "+publishedPlace+" is what eop> publish makes the service publish, as it stands now.",
		parseAllow(false))
	_ = register(groupNet, "allow all", "net> allow all -> PLACE[:PORT]", "Takes the allow list away again.",
		parseAllow(true))
)

func parseAllow(remove bool) func(c *Cursor) (any, error) {
	return func(c *Cursor) (any, error) {
		a := &allowAction{remove: remove}
		var err error
		if !remove {
			if a.from, err = c.places("a place that is let through"); err != nil {
				return nil, err
			}
		}
		if err := c.Expect("->"); err != nil {
			return nil, err
		}
		start := c.Mark()
		a.dst.at = c.Here()
		if a.dst.name, err = c.Word("a place"); err != nil {
			return nil, err
		}
		if a.dst.name, a.port, err = hostAndPort(c, start, a.dst.name); err != nil || remove {
			return a, err
		}
		if err := c.Expect("else"); err != nil {
			return nil, err
		}
		word, err := c.oneOf("what the firewall does with others", "refuse", "drop")
		a.action = firewallActions[word]
		return a, err
	}
}

func (a *allowAction) do(p *Player) error {
	var from []netip.Prefix
	for _, at := range a.from {
		prefixes, err := p.allowedFrom(at)
		if err != nil {
			return err
		}
		from = append(from, prefixes...)
	}
	to, err := p.destinations(a.dst.name, a.dst.at)
	if err != nil {
		return err
	}
	for _, dst := range to {
		list := vnet.AllowList{From: from, Dst: dst, Port: a.port, Else: a.action}
		if !a.remove {
			p.w.Net.Allow(list)
		} else if !p.w.Net.AllowAll(list) {
			return a.dst.at.Errorf("write place and port as the net> allow only line does",
				"there is no allow list before %s", a.dst.name)
		}
	}
	return nil
}

// allowedFrom are the networks of a place that an allow list names.
func (p *Player) allowedFrom(at placed) (list []netip.Prefix, err error) {
	if at.name != publishedPlace {
		return p.sources(at.name, at.at)
	}
	for _, r := range p.w.Published() {
		prefix, err := netip.ParsePrefix(r.String())
		if err != nil {
			return nil, mistakeOfList(at.at, err)
		}
		list = append(list, prefix)
	}
	return list, nil
}

func mistakeOfList(at mistake.Column, err error) error {
	return at.Errorf("", "the published list cannot be read: %v", err)
}
