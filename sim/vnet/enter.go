package vnet

import (
	"net"
	"net/netip"
)

// Entered is the accepting end of a connection that came from outside the simulation: the bytes are those of a real
// connection, the addresses those of the simulated network.
type Entered struct {
	net.Conn               // the real connection
	local, remote net.Addr // simulated
}

// LocalAddr implements [net.Conn]: the address that was dialled.
func (e *Entered) LocalAddr() net.Addr { return e.local }

// RemoteAddr implements [net.Conn]: the source, as seen behind any NAT.
func (e *Entered) RemoteAddr() net.Addr { return e.remote }

// backlog is how many bytes of an outside connection may wait before a box; then its sender has to wait.
const backlog = 1 << 20

// Enter brings a real connection into the network, as if somebody at src had dialled dst: the firewall judges it, NAT and
// boxes see it, and it is recorded. src need not be the address of any host. Connected means that a listener has taken the
// connection over; with any other outcome it is still the caller's.
func (n *Network) Enter(conn net.Conn, src, dst netip.AddrPort) Attempt {
	n.mu.Lock()
	defer n.mu.Unlock()
	a := Attempt{
		Number: len(n.attempts) + 1,
		Src:    netip.AddrPortFrom(src.Addr().Unmap(), src.Port()),
		Dst:    netip.AddrPortFrom(dst.Addr().Unmap(), dst.Port()),
	}
	if a.Src.Port() == 0 {
		a.Src = netip.AddrPortFrom(a.Src.Addr(), n.ephemeral())
	}
	to := n.route(&a)
	if n.closed {
		a.Outcome = Refused
	}
	n.attempts = append(n.attempts, a)
	if a.Outcome != Connected {
		return a
	}
	if box, ok := n.boxFor(a); ok {
		accepting := n.insert(box, a, conn)
		accepting.in.limit(backlog)
		to.push(accepting)
	} else {
		to.push(&Entered{Conn: conn, local: tcpAddr(a.Dst), remote: tcpAddr(a.SrcSeen)})
	}
	return a
}
