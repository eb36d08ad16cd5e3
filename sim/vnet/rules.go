package vnet

import (
	"fmt"
	"net/netip"
	"slices"
)

// Action is what the firewall does with an attempt that a rule matches.
type Action int

// The actions of the firewall.
const (
	Refuse Action = iota // answer with a reset: the dialler sees "connection refused"
	Drop                 // answer nothing: the dialler times out
	Reset                // let the connection through, then reset it before the first byte
)

// String returns the action as an administrator would say it.
func (a Action) String() string {
	switch a {
	case Refuse:
		return "refuse"
	case Drop:
		return "drop"
	case Reset:
		return "reset"
	}
	return fmt.Sprintf("Action(%d)", int(a))
}

// outcome is what the action makes of an attempt.
func (a Action) outcome() Outcome {
	switch a {
	case Drop:
		return TimedOut
	case Reset:
		return WasReset
	default:
		return Refused
	}
}

// Rule is a rule of the firewall. A zero prefix stands for every address, port
// 0 for every port. The first rule that matches decides; what no rule matches
// passes.
type Rule struct {
	Src, Dst netip.Prefix
	Port     uint16 // of the destination
	Action   Action
}

// matches compares with the original source of an attempt.
func (r Rule) matches(src netip.Addr, dst netip.AddrPort) bool {
	return covers(r.Src, src) && covers(r.Dst, dst.Addr()) && (r.Port == 0 || r.Port == dst.Port())
}

// match is the rule without its action and with its prefixes in canonical form.
func (r Rule) match() Rule {
	return Rule{Src: r.Src.Masked(), Dst: r.Dst.Masked(), Port: r.Port}
}

// Block adds a rule after the existing ones. Connections that exist live on.
func (n *Network) Block(r Rule) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.rules = append(n.rules, r)
}

// Unblock removes the first rule that matches the same addresses and port as r,
// whatever its action, and reports whether there was one.
func (n *Network) Unblock(r Rule) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return deleteFirst(&n.rules, func(other Rule) bool { return other.match() == r.match() })
}

// Rules returns the rules in the order in which they are tried.
func (n *Network) Rules() []Rule {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.rules)
}

// firstRule returns a copy of the rule that decides, or nil: a rule that blocks
// before an allow list that does not name the source. The caller holds n.mu.
func (n *Network) firstRule(src netip.Addr, dst netip.AddrPort) *Rule {
	for _, r := range n.rules {
		if r.matches(src, dst) {
			return &r
		}
	}
	for _, l := range n.allowed {
		if l.covers(dst) && !slices.ContainsFunc(l.From, func(p netip.Prefix) bool { return covers(p, src) }) {
			return &Rule{Dst: l.Dst, Port: l.Port, Action: l.Else}
		}
	}
	return nil
}

// AllowList is a firewall before a destination that lets nobody through but the
// sources on its list: the list is the rule. Rules that block come first. A zero
// Dst stands for every address, port 0 for every port.
type AllowList struct {
	From []netip.Prefix
	Dst  netip.Prefix
	Port uint16
	Else Action // what everybody else meets
}

func (l AllowList) covers(dst netip.AddrPort) bool {
	return covers(l.Dst, dst.Addr()) && (l.Port == 0 || l.Port == dst.Port())
}

// before reports whether both lists stand before the same destination.
func (l AllowList) before(other AllowList) bool {
	return l.Dst.Masked() == other.Dst.Masked() && l.Port == other.Port
}

// Allow puts an allow list before its destination, in place of an older one. With several lists before one address, a
// source must be on all of them.
func (n *Network) Allow(l AllowList) {
	n.mu.Lock()
	defer n.mu.Unlock()
	l.From = slices.Clone(l.From)
	if i := slices.IndexFunc(n.allowed, l.before); i >= 0 {
		n.allowed[i] = l
		return
	}
	n.allowed = append(n.allowed, l)
}

// AllowAll takes the allow list away that stands before the same destination as l, and reports whether there was one.
func (n *Network) AllowAll(l AllowList) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return deleteFirst(&n.allowed, l.before)
}

// AllowLists returns the allow lists in the order in which they came.
func (n *Network) AllowLists() []AllowList {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.allowed)
}

// NAT is a source address translation: connections from Src to Dst arrive from
// To. A zero prefix stands for every address. The source port is kept. The
// dialling end does not notice.
type NAT struct {
	Src, Dst netip.Prefix
	To       netip.Addr
}

// masked returns the translation with its addresses in canonical form.
func (t NAT) masked() NAT {
	return NAT{Src: t.Src.Masked(), Dst: t.Dst.Masked(), To: t.To.Unmap()}
}

// AddNAT adds a translation after the existing ones; the first that matches a
// connection applies to it, and no second one does.
func (n *Network) AddNAT(t NAT) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.nats = append(n.nats, t)
}

// RemoveNAT removes the first translation that equals t and reports whether
// there was one.
func (n *Network) RemoveNAT(t NAT) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return deleteFirst(&n.nats, func(other NAT) bool { return other.masked() == t.masked() })
}

// NATs returns the translations in the order in which they are tried.
func (n *Network) NATs() []NAT {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.nats)
}

// translate returns the source that dst sees. The caller holds n.mu.
func (n *Network) translate(src, dst netip.Addr) netip.Addr {
	for _, t := range n.nats {
		if covers(t.Src, src) && covers(t.Dst, dst) && !t.staysInside(src, dst) {
			return t.To.Unmap()
		}
	}
	for _, s := range n.statics {
		if s.Inside == src && !dst.IsPrivate() {
			return s.Public
		}
	}
	return src
}

// staysInside reports whether a translation toward everywhere has nothing to do
// with a connection between two private addresses: it never leaves the site.
func (t NAT) staysInside(src, dst netip.Addr) bool {
	everywhere := !t.Dst.IsValid() || t.Dst.Bits() == 0
	return everywhere && src.IsPrivate() && dst.IsPrivate()
}

// covers reports whether a is in p; the zero prefix covers every address.
func covers(p netip.Prefix, a netip.Addr) bool { return !p.IsValid() || p.Contains(a) }

// deleteFirst deletes the first element that is wanted gone, if there is one.
func deleteFirst[E any](s *[]E, gone func(E) bool) bool {
	i := slices.IndexFunc(*s, gone)
	if i < 0 {
		return false
	}
	*s = slices.Delete(*s, i, i+1)
	return true
}
