package vnet

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
)

// Balancer stands at an address of its own and spreads the connections to it over its members, one after another, on
// the port that was dialled. It looks at addresses and ports and reads nothing (T8.11); what reads is a [Box].
type Balancer struct {
	Name    string
	Addr    netip.Addr
	Members []netip.Addr
	// As is the source that members see; the zero address leaves the client's own (T8.12, T8.13).
	As netip.Addr
	// Blind is a balancer without a health probe: a member at which nobody listens gets its share of connections all
	// the same, as the addresses of a name do (T8.10). Otherwise such members are left out.
	Blind bool
	// Seed is how many turns it is ahead: at 0 the first connection goes to the first member.
	Seed int
}

// balancer is a balancer at work.
type balancer struct {
	Balancer
	turns int
}

// SetBalancer puts a balancer on the network, at an address that no host has, or changes the one of its name.
func (n *Network) SetBalancer(b Balancer) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	b.Addr, b.As = b.Addr.Unmap(), b.As.Unmap()
	if len(b.Members) == 0 {
		return fmt.Errorf("a balancer without members sends nobody anywhere")
	}
	old := n.balancerIndex(b.Name)
	if err := n.vacant(b.Addr, b.title()); err != nil {
		return err
	}
	for i, m := range b.Members {
		switch {
		case m == b.Addr:
			return fmt.Errorf("balancer %q cannot be its own member", b.Name)
		case m.Is4() != b.Addr.Is4():
			return fmt.Errorf("balancer %q and its member %s are not of one address family", b.Name, m)
		case slices.Contains(b.Members[:i], m):
			return fmt.Errorf("%s is a member of balancer %q twice", m, b.Name)
		}
	}
	b.Members = slices.Clone(b.Members)
	if old >= 0 {
		n.balancers[old] = balancer{b, b.Seed}
	} else {
		n.balancers = append(n.balancers, balancer{b, b.Seed})
	}
	return nil
}

// RemoveBalancer takes a balancer off the network and reports whether there was one.
func (n *Network) RemoveBalancer(name string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return deleteFirst(&n.balancers, func(b balancer) bool { return canonical(b.Name) == canonical(name) })
}

// Balancers returns the balancers in the order in which they came.
func (n *Network) Balancers() []Balancer {
	n.mu.Lock()
	defer n.mu.Unlock()
	var list []Balancer
	for _, b := range n.balancers {
		list = append(list, b.Balancer)
	}
	return list
}

func (n *Network) balancerIndex(name string) int {
	return slices.IndexFunc(n.balancers, func(b balancer) bool { return canonical(b.Name) == canonical(name) })
}

// Static is a static translation, of one address for one: connections to the public address arrive at the inside one,
// and those that the inside one makes to addresses that are not private leave from the public one (T12.2, T12.3). An
// inside address that has one is private: from outside it is reached by its public address alone.
type Static struct{ Public, Inside netip.Addr }

// SetStatic adds a static translation, in place of an older one of the public address. No host has that address.
func (n *Network) SetStatic(s Static) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	s.Public, s.Inside = s.Public.Unmap(), s.Inside.Unmap()
	switch {
	case s.Public == s.Inside:
		return fmt.Errorf("%s needs no translation to itself", s.Public)
	case s.Public.Is4() != s.Inside.Is4():
		return fmt.Errorf("%s and %s are not of one address family", s.Public, s.Inside)
	}
	old := slices.IndexFunc(n.statics, func(o Static) bool { return o.Public == s.Public })
	if err := n.vacant(s.Public, s.title()); err != nil {
		return err
	}
	if old >= 0 {
		n.statics[old] = s
	} else {
		n.statics = append(n.statics, s)
	}
	return nil
}

// RemoveStatic removes the static translation of a public address and reports whether there was one.
func (n *Network) RemoveStatic(public netip.Addr) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return deleteFirst(&n.statics, func(s Static) bool { return s.Public == public.Unmap() })
}

// Statics returns the static translations in the order in which they came.
func (n *Network) Statics() []Static {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.statics)
}

// vacant complains when a host has the address, or something that leads on from it and is not the one that moves. The
// caller holds n.mu.
func (n *Network) vacant(a netip.Addr, moves string) error {
	if h := n.byAddr[a]; h != nil {
		return fmt.Errorf("address %s belongs to host %q", a, h.name)
	}
	if owner := n.leader(a); owner != "" && owner != moves {
		return fmt.Errorf("address %s belongs to %s", a, owner)
	}
	return nil
}

// leader names what leads on from an address; nothing is the empty string. The caller holds n.mu.
func (n *Network) leader(a netip.Addr) string {
	for _, b := range n.balancers {
		if b.Addr == a {
			return b.title()
		}
	}
	for _, s := range n.statics {
		if s.Public == a {
			return s.title()
		}
	}
	return ""
}

func (b Balancer) title() string { return fmt.Sprintf("balancer %q", b.Name) }
func (s Static) title() string   { return "the translation of " + s.Public.String() }

// LeadsTo returns the addresses that a connection to an address can arrive at: its own unless something leads on from
// there.
func (n *Network) LeadsTo(a netip.Addr) []netip.Addr {
	n.mu.Lock()
	defer n.mu.Unlock()
	a = n.staticOf(a.Unmap())
	for _, b := range n.balancers {
		if b.Addr == a {
			return slices.Clone(b.Members)
		}
	}
	return []netip.Addr{a}
}

// SeenAs returns the source that a host at dst sees of connections from src, when no balancer stands between.
func (n *Network) SeenAs(src, dst netip.Addr) netip.Addr {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.translate(src.Unmap(), dst.Unmap())
}

// staticOf is the inside address of a public one. The caller holds n.mu, here and below.
func (n *Network) staticOf(a netip.Addr) netip.Addr {
	for _, s := range n.statics {
		if s.Public == a {
			return s.Inside
		}
	}
	return a
}

// beyond reports whether a source outside dials an inside address that is known outside by its public one.
func (n *Network) beyond(src netip.Addr, dst netip.AddrPort) bool {
	inside := func(s Static) bool { return s.Inside == dst.Addr() }
	return !src.IsPrivate() && slices.ContainsFunc(n.statics, inside)
}

// leadOn follows a destination through a static translation and a balancer. It returns where the connection arrives,
// the source that is seen there, and the rule of the firewall that decides on this part of its way, or nil.
func (n *Network) leadOn(dst netip.AddrPort, seen netip.Addr) (netip.AddrPort, netip.Addr, *Rule) {
	to := netip.AddrPortFrom(n.staticOf(dst.Addr()), dst.Port())
	for i := range n.balancers {
		if b := &n.balancers[i]; b.Addr == to.Addr() {
			from := cmp.Or(b.As, seen)
			to = netip.AddrPortFrom(n.take(b, to.Port()), to.Port())
			return to, from, n.firstRule(from, to)
		}
	}
	if to == dst {
		return to, seen, nil
	}
	return to, seen, n.firstRule(seen, to)
}

// Turn moves each balancer on by n members, as if so many connections had come.
func (n *Network) Turn(by int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for i := range n.balancers {
		n.balancers[i].turns += by
	}
}

// take returns the member whose turn it is.
func (n *Network) take(b *balancer, port uint16) netip.Addr {
	for range b.Members {
		m := b.Members[b.turns%len(b.Members)]
		b.turns++
		if b.Blind || n.answers(b, netip.AddrPortFrom(m, port)) {
			return m
		}
	}
	m := b.Members[b.turns%len(b.Members)] // all are dead, and this one is as good as any
	b.turns++
	return m
}

// answers is the health probe of a balancer: a connection from its own address. What is behind the listener it does not
// see (T8.14).
func (n *Network) answers(b *balancer, member netip.AddrPort) bool {
	rule := n.firstRule(b.Addr, member)
	l, _ := n.listening(member)
	return l != nil && (rule == nil || rule.Action == Reset)
}
