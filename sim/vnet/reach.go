package vnet

import "net/netip"

// Reaches reports whether a connection from src would arrive at dst now: somebody listens there, and no rule is against
// it. Nothing is recorded.
func (n *Network) Reaches(src netip.Addr, dst netip.AddrPort) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	a := Attempt{Src: netip.AddrPortFrom(src, 0), Dst: dst}
	return n.route(&a) != nil && a.Outcome == Connected
}
