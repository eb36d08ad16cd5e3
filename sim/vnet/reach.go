package vnet

import "net/netip"

// Permits reports whether no rule is against a connection from src to dst, whoever listens there. Nothing is recorded.
func (n *Network) Permits(src netip.Addr, dst netip.AddrPort) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.firstRule(src, dst) == nil
}

// Reaches reports whether a connection from src would arrive at dst now: somebody listens there, and no rule is against
// it. Nothing is recorded.
func (n *Network) Reaches(src netip.Addr, dst netip.AddrPort) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	a := Attempt{Src: netip.AddrPortFrom(src, 0), Dst: dst}
	return n.route(&a) != nil && a.Outcome == Connected
}
