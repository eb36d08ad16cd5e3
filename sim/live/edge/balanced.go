package edge

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/sim/vnet"
)

// balancers are the names of the balancers in front of on-premises servers that clients of IPv4 can connect to.
func (p *Plan) balancers() (names []string) {
	for _, b := range p.world.Net.Balancers() {
		if b.Addr.Is4() && p.behind(b) != "" {
			names = append(names, b.Name)
		}
	}
	return names
}

// balancer finds one of them.
func (p *Plan) balancer(name string) (vnet.Balancer, bool) {
	if !slices.ContainsFunc(p.balancers(), func(other string) bool { return strings.EqualFold(other, name) }) {
		return vnet.Balancer{}, false
	}
	list := p.world.Net.Balancers()
	i := slices.IndexFunc(list, func(b vnet.Balancer) bool { return strings.EqualFold(b.Name, name) })
	return list[i], true
}

// behind is the organization whose servers the first member of a balancer with servers is one of; empty: none has any.
func (p *Plan) behind(b vnet.Balancer) string {
	for _, member := range b.Members {
		for _, o := range p.world.Sides() {
			for _, s := range o.Servers() {
				if slices.Contains(s.Inbound().Addrs(), member) {
					return string(o.Name)
				}
			}
		}
	}
	return ""
}

// openBalancer opens a declared door to a balancer. Which member a connection is handed to, and from which source, the
// network says, as in virtual time.
func (e *Edge) openBalancer(p *Plan, d Declared, b vnet.Balancer) error {
	entry := Entry{Side: p.behind(b), Title: fmt.Sprintf("balancer %s port %d", b.Name, d.Port),
		More: fmt.Sprintf("%d servers in turn", len(b.Members)), From: "client address", Option: d.Option,
		Before: d.Server + "="}
	if len(b.Members) == 1 {
		entry.More = "1 server"
	}
	if b.As.IsValid() {
		entry.More += ", which see " + b.As.String()
	}
	to := netip.AddrPortFrom(b.Addr, d.Port)
	return e.openEntry(p, entry, d.At, &Door{Name: entry.Title, To: to, From: p.Clients.From})
}
