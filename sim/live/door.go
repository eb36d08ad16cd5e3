package live

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"

	"hybridsim/sim/vnet"
)

// Door is a real listener that stands for a port of a simulated host.
type Door struct {
	Name string         // what people call it: "cloud  EOP front door"
	To   netip.AddrPort // the simulated address and port
	From From           // tells who a client is
	// MayRename tells which peers may say XCLIENT, which makes them somebody else. Nil: none, and XCLIENT is for the simulated
	// host to answer.
	MayRename func(peer netip.Addr) bool

	listener net.Listener
}

// From tells who a client counts as in the simulated network. It may read the beginning of the connection and return a
// connection that goes on behind it. On error the client is turned away, with the error's text.
type From func(net.Conn) (netip.AddrPort, net.Conn, error)

// Addr is the real address that the door listens on.
func (d *Door) Addr() net.Addr { return d.listener.Addr() }

// Open opens a door at a real address, HOST:PORT. The errors name the address, and a port that is taken is told as such.
func (e *Engine) Open(d *Door, address string) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return ListenError(address, err)
	}
	d.listener = l
	e.mu.Lock()
	e.doors = append(e.doors, d)
	e.mu.Unlock()
	e.ended.Go(func() { e.attend(d) })
	return nil
}

// ListenError tells people what to do when an address cannot be listened on.
func ListenError(address string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s is taken by another program", address)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("%s needs rights that this user does not have: ports below 1024 are the system administrator's", address)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("%s is not an address of this machine", address)
	}
	return fmt.Errorf("listening on %s: %w", address, err)
}

// attend takes in the door's clients until it is closed.
func (e *Engine) attend(d *Door) {
	for {
		conn, err := d.listener.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil: // out of file descriptors, say: others may leave
			time.Sleep(50 * time.Millisecond)
			continue
		}
		g := e.welcome(conn)
		e.ended.Go(func() { e.receive(d, g) })
	}
}

// receive finds out who a client is and lets it in.
func (e *Engine) receive(d *Door, g *guest) {
	from, behind, err := d.From(g)
	most := e.bounds()
	g.Limit(most.inactivity, most.whole) // From may have had its own
	switch {
	case err != nil:
		g.turnAway(err)
	case d.MayRename != nil && d.MayRename(peerOf(g)):
		e.rename(g, behind, from, d.To)
	default:
		e.Admit(g, behind, from, d.To)
	}
}

// peerOf is the real address of a client.
func peerOf(c net.Conn) netip.Addr {
	if tcp, ok := c.RemoteAddr().(*net.TCPAddr); ok {
		return tcp.AddrPort().Addr().Unmap()
	}
	return netip.Addr{}
}

// Admit lets a client's connection into the simulated network, as one from a source to a destination. What the network
// refuses, the client sees as a connection that is reset at once; what it drops, as one on which nothing is ever said.
func (e *Engine) Admit(g *guest, conn net.Conn, from, to netip.AddrPort) {
	if outcome := e.World.Net.Enter(conn, from, to).Outcome; outcome != vnet.Connected {
		e.keepOut(g, outcome)
	}
}

// keepOut lets a client see what became of its attempt to connect.
func (e *Engine) keepOut(g *guest, outcome vnet.Outcome) {
	if outcome != vnet.TimedOut {
		g.reset()
		return
	}
	silence := e.bounds().silence
	g.Limit(silence, silence)
	for buffer := make([]byte, 512); ; {
		if _, err := g.Read(buffer); err != nil {
			break
		}
	}
	g.Close()
}
