package vnet

import (
	"io"
	"net"
	"net/netip"
	"time"
)

// Entered is the accepting end of a connection that came from outside the simulation: the bytes are those of a real
// connection, the addresses those of the simulated network.
type Entered struct {
	net.Conn               // the real connection
	local, remote net.Addr // simulated
	wire          *wire    // nil: nobody listens
}

// Keys does what [Conn.Keys] does.
func (e *Entered) Keys() io.Writer { return e.wire.keys() }

// LocalAddr implements [net.Conn]: the address that was dialled.
func (e *Entered) LocalAddr() net.Addr { return e.local }

// RemoteAddr implements [net.Conn]: the source, as seen behind any NAT.
func (e *Entered) RemoteAddr() net.Addr { return e.remote }

// Limit bounds the real connection in time, if it can be: how long the client may say nothing, and how long all may
// last.
func (e *Entered) Limit(inactivity, whole time.Duration) { limit(e.Conn, inactivity, whole) }

// Outside reports whether the connection, accepted behind a box, came from outside the simulation.
func (c *Conn) Outside() bool { return c.entered != nil }

// Limit does what [Entered.Limit] does when the connection, accepted behind a box, came from outside the simulation;
// else nothing.
func (c *Conn) Limit(inactivity, whole time.Duration) { limit(c.entered, inactivity, whole) }

func limit(conn net.Conn, inactivity, whole time.Duration) {
	if real, ok := conn.(interface {
		Limit(inactivity, whole time.Duration)
	}); ok {
		real.Limit(inactivity, whole)
	}
}

// backlog is how many bytes of an outside connection may wait before a box; then its sender has to wait.
const backlog = 1 << 20

// Enter brings a real connection into the network, as if somebody at src had dialled dst: the firewall judges it, NAT
// and boxes see it, and it is recorded. src need not be the address of any host. Connected means that a listener has
// taken the connection over; with any other outcome it is still the caller's.
func (n *Network) Enter(conn net.Conn, src, dst netip.AddrPort) Attempt {
	n.mu.Lock()
	defer n.mu.Unlock()
	a := Attempt{
		Src: netip.AddrPortFrom(src.Addr().Unmap(), src.Port()),
		Dst: netip.AddrPortFrom(dst.Addr().Unmap(), dst.Port()),
	}
	if a.Src.Port() == 0 {
		a.Src = netip.AddrPortFrom(a.Src.Addr(), n.ephemeral())
	}
	to := n.route(&a)
	if n.closed {
		a.Outcome = Refused
	}
	server, forward := n.reach(&a, to)
	n.recordAttempt(&a)
	box, boxed := n.boxFor(a)
	on := n.opening(Way{Attempt: a, Boxed: boxed && a.Outcome == Connected})
	if a.Outcome != Connected {
		return a
	}
	real := conn
	if on != nil {
		conn = &tapped{Conn: conn, wire: on}
	}
	if boxed {
		accepting := n.insert(box, a, conn)
		accepting.in.limit(backlog)
		accepting.entered = real
		n.arrive(to, accepting, server, forward)
	} else {
		entered := &Entered{Conn: conn, local: tcpAddr(a.Reached), remote: tcpAddr(a.SrcSeen), wire: on}
		n.arrive(to, entered, server, forward)
	}
	return a
}
