package script

import (
	"fmt"
	"net/netip"
	"strings"

	"hybridsim/sim"
	"hybridsim/sim/vnet"
)

// network is what a network administrator sees, rules in the words in which they are typed.
func (p *Player) network() string {
	var b strings.Builder
	for _, h := range p.w.Net.Hosts() {
		fmt.Fprintf(&b, "%-45s %s\n", h.Name(), addressesInWords(h.Addrs()))
	}
	for _, line := range Between(p.w) {
		b.WriteString(line + "\n")
	}
	return b.String()
}

// Between is what stands between the hosts of a world, in the words in which it is typed.
func Between(w *sim.World) (lines []string) {
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for _, balancer := range w.Net.Balancers() {
		add("balancer %s", BalancerInWords(balancer))
	}
	for _, s := range w.Net.Statics() {
		add("translate %s to %s", s.Public, s.Inside)
	}
	for _, r := range w.Net.Rules() {
		add("block %s -> %s%s %s", InWords(r.Src), InWords(r.Dst), portInWords(r.Port), r.Action)
	}
	for _, l := range w.Net.AllowLists() {
		add("allow only %s", AllowListInWords(l))
	}
	for _, n := range w.Net.NATs() {
		add("nat %s -> %s to %s", InWords(n.Src), InWords(n.Dst), n.To)
	}
	for _, box := range w.Net.Boxes() {
		port := ""
		if box.Port != 25 {
			port = portInWords(box.Port)
		}
		add("inspect %s -> %s%s", InWords(box.Src), InWords(box.Dst), port)
	}
	return append(lines, nameServers(w)...)
}

// nameServers are the DNS servers of a world, their records, and whom network adapters ask.
func nameServers(w *sim.World) (lines []string) {
	for _, s := range w.Net.NameServers() {
		lines = append(lines, "name server "+NameServerInWords(s))
		for _, r := range w.Net.RecordsAt(s.Addr) {
			value := r.Value
			if r.Type == vnet.MX {
				value = fmt.Sprintf("%d %s", r.Preference, value)
			}
			lines = append(lines, fmt.Sprintf("dns %s %s %s at %s", r.Name, r.Type, value, s.Addr))
		}
	}
	for _, h := range w.Net.Hosts() {
		if asked := w.Net.Adapter(h.Name()); len(asked) > 0 {
			lines = append(lines, fmt.Sprintf("adapters of %s ask %s", h.Name(), addressesInWords(asked)))
		}
	}
	return lines
}

// BalancerInWords is a balancer as the line behind net> balancer says it.
func BalancerInWords(b vnet.Balancer) string {
	text := fmt.Sprintf("%s %s -> %s", b.Name, b.Addr, addressesInWords(b.Members))
	if b.As.IsValid() {
		text += " hiding source"
		if b.As != b.Addr {
			text += " as " + b.As.String()
		}
	}
	if b.Blind {
		text += " without probe"
	}
	if b.Seed != 0 {
		text += fmt.Sprintf(" seed %d", b.Seed)
	}
	return text
}

// AllowListInWords is an allow list as the line behind net> allow only says it.
func AllowListInWords(l vnet.AllowList) string {
	var from []string
	for _, p := range l.From {
		from = append(from, InWords(p))
	}
	return fmt.Sprintf("%s -> %s%s else %s", strings.Join(from, ", "), InWords(l.Dst), portInWords(l.Port), l.Else)
}

func addressesInWords(addrs []netip.Addr) string {
	var list []string
	for _, a := range addrs {
		list = append(list, a.String())
	}
	return strings.Join(list, ", ")
}

// portInWords is a port behind a place; none for all.
func portInWords(port uint16) string {
	if port == 0 {
		return ""
	}
	return fmt.Sprintf(":%d", port)
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
