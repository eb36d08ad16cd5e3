package vnet

import (
	"net"
	"net/netip"
	"slices"
)

// Box is a device in the path of connections: it holds the far end of the
// dialler's connection and the near end of the listener's, and does between them
// as it likes. Neither side notices: the addresses of both ends are those of a
// connection without a box. A zero prefix stands for every address, port 0 for
// every port; like a rule of the firewall it is matched with the original source,
// and behind a balancer or a static translation with what leads there.
type Box struct {
	Src, Dst netip.Prefix
	Port     uint16 // of the destination
	// Handle carries one connection, on a goroutine of its own; [Pump] is what it is
	// made of. It returns soon after both ends are closed, with no goroutine left, and
	// both ends are closed when it has returned.
	Handle func(client, server net.Conn)
}

// PassThrough is a box's Handle that changes nothing.
func PassThrough(client, server net.Conn) { Pump(client, server, Copy, Copy) }

// inPath compares with the original source and destination of an attempt, and with those behind what leads on.
func (b Box) inPath(a Attempt) bool {
	way := Rule{Src: b.Src, Dst: b.Dst, Port: b.Port}
	return way.matches(a.Src.Addr(), a.Dst) || way.matches(a.Src.Addr(), a.Reached) ||
		way.matches(a.SrcSeen.Addr(), a.Reached)
}

// match is what the box is matched by, in canonical form.
func (b Box) match() Rule { return Rule{Src: b.Src, Dst: b.Dst, Port: b.Port}.match() }

// AddBox puts a box into the path of the connections that come from now on. The
// first that matches a connection handles it, and no second one does.
func (n *Network) AddBox(b Box) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.boxes = append(n.boxes, b)
}

// Boxes returns the boxes in their order.
func (n *Network) Boxes() []Box {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.boxes)
}

// RemoveBox takes the first box that matches the same addresses and port as b out
// of the path of new connections, and reports whether there was one.
func (n *Network) RemoveBox(b Box) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return deleteFirst(&n.boxes, func(other Box) bool { return other.match() == b.match() })
}

// boxFor returns the box that handles a connection. The caller holds n.mu.
func (n *Network) boxFor(a Attempt) (Box, bool) {
	i := slices.IndexFunc(n.boxes, func(b Box) bool { return b.inPath(a) })
	if i < 0 {
		return Box{}, false
	}
	return n.boxes[i], true
}

// insert puts a box between a dialling end and an accepting end to come: it
// returns the accepting end that the listener gets. The caller holds n.mu.
func (n *Network) insert(b Box, a Attempt, near net.Conn) (accepting *Conn) {
	far, accepting := newConns(a, n.opening(Way{Attempt: a, Behind: true}), n.forget)
	far.leg, accepting.leg = 1, 1
	if c, simulated := near.(*Conn); simulated {
		far.trusting, accepting.trusting = c.trusting, c.trusting
	}
	n.remember(far)
	n.remember(accepting)
	n.handling++
	go func() {
		defer n.handled()
		defer far.Close()
		defer near.Close()
		b.Handle(near, far)
	}()
	return accepting
}

// handled counts one box less at work.
func (n *Network) handled() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.handling--
	n.idle.Broadcast()
}
