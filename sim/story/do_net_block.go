package story

import (
	"fmt"
	"net/netip"
	"strings"

	"hybridsim/sim"
	"hybridsim/sim/vnet"
)

// blockAction adds or removes firewall rules between two places.
type blockAction struct {
	src, dst string
	port     uint16
	action   vnet.Action
	remove   bool
}

var firewallActions = map[string]vnet.Action{"refuse": vnet.Refuse, "drop": vnet.Drop, "reset": vnet.Reset}

var (
	_ = register(groupNet, "block", "net> block PLACE -> PLACE[:PORT] refuse|drop|reset",
		"The firewall refuses (10061), silently drops (10060) or resets connections. A place is an address, a network, a host name, cloud or onprem.",
		func(c *cursor) (any, error) { return parseBlock(c, false) })
	_ = register(groupNet, "unblock", "net> unblock PLACE -> PLACE[:PORT]", "Takes a firewall rule away again.",
		func(c *cursor) (any, error) { return parseBlock(c, true) })
)

func parseBlock(c *cursor, remove bool) (any, error) {
	a := &blockAction{remove: remove}
	var err error
	if a.src, err = c.word("a place"); err != nil {
		return nil, err
	}
	if err := c.expect("->"); err != nil {
		return nil, err
	}
	if a.dst, err = c.word("a place"); err != nil {
		return nil, err
	}
	if i := strings.LastIndexByte(a.dst, ':'); i > 0 && strings.Count(a.dst, ":") == 1 {
		var port uint16
		if _, err := fmt.Sscanf(a.dst[i+1:], "%d", &port); err != nil {
			return nil, c.errorf("%q is not a port", a.dst[i+1:])
		}
		a.dst, a.port = a.dst[:i], port
	}
	if remove {
		return a, nil
	}
	start := c.mark()
	word, err := c.word("what the firewall does: refuse, drop or reset")
	if err != nil {
		return nil, err
	}
	action, ok := firewallActions[word]
	if !ok {
		return nil, c.errorAt(start, didYouMean(word, []string{"refuse", "drop", "reset"}), "%q is nothing a firewall does", word)
	}
	a.action = action
	return a, nil
}

func (a *blockAction) do(p *play) error {
	src, dst, err := p.places(a.src, a.dst)
	if err != nil {
		return err
	}
	for _, r := range sim.Rules(src, dst, a.port, a.action) {
		if !a.remove {
			p.w.Net.Block(r)
		} else if !p.w.Net.Unblock(r) {
			return fmt.Errorf("no rule blocks %s -> %s", a.src, a.dst)
		}
	}
	return nil
}

// places looks up two places.
func (p *play) places(src, dst string) (s, d []netip.Prefix, err error) {
	if s, err = p.w.HostAddresses(src); err != nil {
		return nil, nil, err
	}
	d, err = p.w.Destination(dst)
	return s, d, err
}
