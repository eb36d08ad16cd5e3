package live

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"

	"hybridsim/sim/vnet"
)

// Door is a real listener that stands for a port of a simulated host.
type Door struct {
	Name string         // what people call it: "cloud  EOP front door"
	To   netip.AddrPort // the simulated address and port
	// From tells who a client counts as in the simulated network. It may read the beginning of the connection and return a
	// connection that goes on behind it. On error the client is turned away.
	From func(net.Conn) (netip.AddrPort, net.Conn, error)

	listener net.Listener
}

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
		e.ended.Go(func() {
			g := e.welcome(conn)
			from, behind, err := d.From(g)
			if err != nil {
				g.Close()
				return
			}
			e.Admit(g, behind, from, d.To)
		})
	}
}

// Admit lets a client's connection into the simulated network, as one from a source to a destination. What the network
// refuses, the client sees as a connection that is reset at once; what it drops, as one on which nothing is ever said.
func (e *Engine) Admit(g *guest, conn net.Conn, from, to netip.AddrPort) {
	switch e.World.Net.Enter(conn, from, to).Outcome {
	case vnet.Connected:
	case vnet.TimedOut:
		g.Limit(silence, silence)
		for buffer := make([]byte, 512); ; {
			if _, err := g.Read(buffer); err != nil {
				break
			}
		}
		g.Close()
	default:
		g.reset()
	}
}

// silence is how long a client whose packets would be dropped is left without an answer.
const silence = 2 * time.Minute

// The limits of a connection before its receive connector is known, and of one whose connector has none: Exchange's own
// (semantics 1.5: ConnectionInactivityTimeout and ConnectionTimeout).
const (
	defaultInactivity = 5 * time.Minute
	defaultWhole      = 10 * time.Minute
)

// guest is the real connection of an outside client, bounded in time.
type guest struct {
	net.Conn
	e *Engine

	mu         sync.Mutex
	inactivity time.Duration
	end        time.Time
	closing    sync.Once
}

func (e *Engine) welcome(conn net.Conn) *guest {
	g := &guest{Conn: conn, e: e}
	g.Limit(defaultInactivity, defaultWhole)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.guests[g] = true
	return g
}

// Limit says how long the client may be silent, and how long the connection may last from now.
func (g *guest) Limit(inactivity, whole time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inactivity, g.end = inactivity, time.Now().Add(whole)
}

// deadline is when the present read or write has to be over.
func (g *guest) deadline() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	if d := time.Now().Add(g.inactivity); d.Before(g.end) {
		return d
	}
	return g.end
}

// Read implements [net.Conn].
func (g *guest) Read(p []byte) (int, error) {
	if err := g.Conn.SetReadDeadline(g.deadline()); err != nil {
		return 0, err
	}
	return g.Conn.Read(p)
}

// Write implements [net.Conn].
func (g *guest) Write(p []byte) (int, error) {
	if err := g.Conn.SetWriteDeadline(g.deadline()); err != nil {
		return 0, err
	}
	return g.Conn.Write(p)
}

// Close implements [net.Conn].
func (g *guest) Close() error {
	err := os.ErrClosed
	g.closing.Do(func() {
		err = g.Conn.Close()
		g.e.mu.Lock()
		delete(g.e.guests, g)
		g.e.change.Broadcast()
		g.e.mu.Unlock()
	})
	return err
}

// reset ends the connection as a refusal looks to a client that is connected already.
func (g *guest) reset() {
	if tcp, ok := g.Conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	g.Close()
}
