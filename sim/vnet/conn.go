package vnet

import (
	"io"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"
)

// Conn is one end of a connection; it implements [net.Conn]. Writes never block:
// what the peer has not read yet is kept, however much it is. After the peer has
// closed, reads return what is left and then io.EOF, and writes succeed without
// effect, as after a TCP FIN. Failures are [*net.OpError]s.
type Conn struct {
	local, remote net.Addr
	in, out       *stream
	attempt       int
	leg           int // 0 from the dialler, 1 behind a box
	accepting     bool
	trusting      bool
	entered       net.Conn // the real connection before the box; nil: there is none
	wire          *wire    // nil: nobody listens
	closing       sync.Once
	onClose       func(*Conn)
}

// newConns makes the two ends of a connection. They disagree about the source if
// it was translated, and about the destination if that leads on to another.
func newConns(a Attempt, on *wire, onClose func(*Conn)) (dialling, accepting *Conn) {
	there, back := newStream(), newStream()
	there.told, back.told = func(p []byte) { on.passing(true, p) }, func(p []byte) { on.passing(false, p) }
	end := func(local, remote netip.AddrPort, in, out *stream) *Conn {
		return &Conn{
			local: tcpAddr(local), remote: tcpAddr(remote),
			in: in, out: out,
			attempt: a.Number, onClose: onClose, wire: on,
		}
	}
	dialling = end(a.Src, a.Dst, back, there)
	accepting = end(a.Reached, a.SrcSeen, there, back)
	accepting.accepting = true
	return dialling, accepting
}

// Attempt returns the number of the [Attempt] that made the connection. Both
// ends have the same.
func (c *Conn) Attempt() int { return c.attempt }

// Trusting reports whether both ends are simulated and take each other's word ([Network.Trust]): for keys, say, in a
// handshake that otherwise would be arithmetic.
func (c *Conn) Trusting() bool { return c.trusting }

// Keys is where the secrets of a TLS session over the connection go; nil: nowhere.
func (c *Conn) Keys() io.Writer { return c.wire.keys() }

// LocalAddr implements [net.Conn]. It is a [*net.TCPAddr].
func (c *Conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr implements [net.Conn]. It is a [*net.TCPAddr].
func (c *Conn) RemoteAddr() net.Addr { return c.remote }

// Read implements [net.Conn].
func (c *Conn) Read(p []byte) (int, error) {
	n, err := c.in.read(p)
	return n, c.opError("read", err)
}

// Write implements [net.Conn].
func (c *Conn) Write(p []byte) (int, error) {
	n, err := c.out.write(p)
	return n, c.opError("write", err)
}

// Close implements [net.Conn]. Closing again does nothing.
func (c *Conn) Close() error {
	c.closing.Do(func() {
		c.in.closeReader()
		c.out.closeWriter()
		c.wire.closing(!c.accepting)
		c.onClose(c)
	})
	return nil
}

// Reset breaks the connection, as a TCP RST injected into it does: at both ends
// writes fail with ECONNRESET from now on, and so do reads, after what had
// already arrived. The owners still have to close their ends.
func (c *Conn) Reset() {
	c.wire.resetting()
	c.in.fail(syscall.ECONNRESET)
	c.out.fail(syscall.ECONNRESET)
}

// Stall makes the peer silent for good, as seen from this end: reads return
// os.ErrDeadlineExceeded at once, where on a real network they would wait for
// their deadline. Writes still succeed, and the peer still gets them.
func (c *Conn) Stall() { c.in.silence() }

// Silence makes this end silent for good, as seen by the peer: what [Conn.Stall] does from the other end.
func (c *Conn) Silence() { c.out.silence() }

// SetDeadline implements [net.Conn]. Deadlines are the one thing here that is
// measured by the wall clock.
func (c *Conn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

// SetReadDeadline implements [net.Conn].
func (c *Conn) SetReadDeadline(t time.Time) error {
	return c.opError("set", c.in.setReadDeadline(t))
}

// SetWriteDeadline implements [net.Conn].
func (c *Conn) SetWriteDeadline(t time.Time) error {
	return c.opError("set", c.out.setWriteDeadline(t))
}

// opError dresses an error as package net does; io.EOF goes bare.
func (c *Conn) opError(op string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	return &net.OpError{Op: op, Net: "tcp", Source: c.local, Addr: c.remote, Err: err}
}
