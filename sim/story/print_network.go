package story

import (
	"fmt"
	"strings"
)

// network is what a network administrator sees, rules in the words in which they are typed.
func (p *play) network() string {
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
		fmt.Fprintf(&b, "block %s -> %s%s %s\n", inWords(r.Src), inWords(r.Dst), port, r.Action)
	}
	for _, n := range p.w.Net.NATs() {
		fmt.Fprintf(&b, "nat %s -> %s to %s\n", inWords(n.Src), inWords(n.Dst), n.To)
	}
	for _, box := range p.w.Net.Boxes() {
		fmt.Fprintf(&b, "inspect %s -> %s\n", inWords(box.Src), inWords(box.Dst))
	}
	return b.String()
}
