package script

import (
	"fmt"
	"net/netip"
	"strings"
)

// network is what a network administrator sees, rules in the words in which they are typed.
func (p *Player) network() string {
	var b strings.Builder
	for _, h := range p.w.Net.Hosts() {
		var addrs []string
		for _, a := range h.Addrs() {
			addrs = append(addrs, a.String())
		}
		fmt.Fprintf(&b, "%-45s %s\n", h.Name(), strings.Join(addrs, ", "))
	}
	for _, r := range p.w.Net.Rules() {
		port := ""
		if r.Port != 0 {
			port = fmt.Sprintf(":%d", r.Port)
		}
		fmt.Fprintf(&b, "block %s -> %s%s %s\n", InWords(r.Src), InWords(r.Dst), port, r.Action)
	}
	for _, n := range p.w.Net.NATs() {
		fmt.Fprintf(&b, "nat %s -> %s to %s\n", InWords(n.Src), InWords(n.Dst), n.To)
	}
	for _, box := range p.w.Net.Boxes() {
		fmt.Fprintf(&b, "inspect %s -> %s\n", InWords(box.Src), InWords(box.Dst))
	}
	return b.String()
}

// InWords is a network, or an address if it holds only one.
func InWords(p netip.Prefix) string {
	switch {
	case !p.IsValid():
		return "anywhere"
	case p.IsSingleIP():
		return p.Addr().String()
	default:
		return p.String()
	}
}
