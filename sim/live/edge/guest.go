package edge

import (
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"hybridsim/relay"
)

// bounded is a real connection that is bounded in time: how long the peer may be silent, and how long all may last.
type bounded struct {
	net.Conn

	mu         sync.Mutex
	inactivity time.Duration
	end        time.Time
	heard      time.Time // when the peer last sent something
}

func bound(conn net.Conn, inactivity, whole time.Duration) *bounded {
	b := &bounded{Conn: conn, heard: time.Now()}
	b.Limit(inactivity, whole)
	return b
}

// Limit says how long the peer may be silent, and how long the connection may last from now.
func (b *bounded) Limit(inactivity, whole time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.inactivity, b.end = inactivity, time.Now().Add(whole)
}

// deadline is when the present read or write has to be over, so long after the end at most.
func (b *bounded) deadline(after time.Duration) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	end := b.end.Add(after)
	if d := time.Now().Add(b.inactivity); d.Before(end) {
		return d
	}
	return end
}

// Read implements [net.Conn]. Beyond the end it fails with [relay.ErrConnectionTimeout], too.
func (b *bounded) Read(p []byte) (int, error) {
	if err := b.Conn.SetReadDeadline(b.deadline(0)); err != nil {
		return 0, err
	}
	n, err := b.Conn.Read(p)
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if n > 0 {
		b.heard = now
	}
	if errors.Is(err, os.ErrDeadlineExceeded) && !now.Before(b.end) {
		err = fmt.Errorf("%w: %w", relay.ErrConnectionTimeout, err)
	}
	return n, err
}

// farewell is how long after the end something can still be said.
const farewell = 5 * time.Second

// Write implements [net.Conn].
func (b *bounded) Write(p []byte) (int, error) {
	if err := b.Conn.SetWriteDeadline(b.deadline(farewell)); err != nil {
		return 0, err
	}
	return b.Conn.Write(p)
}

func (b *bounded) lastHeard() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.heard
}

// guest is the real connection of an outside client.
type guest struct {
	*bounded
	crowd   *crowd
	closing sync.Once
}

// limits bound what a client can take of this process.
type limits struct {
	// Of a connection before its receive connector is known, and of one whose connector has none: Exchange's own (S1.5:
	// ConnectionInactivityTimeout and ConnectionTimeout).
	inactivity, whole time.Duration
	silence           time.Duration // how long a client whose packets would be dropped is left without an answer
}

var defaultLimits = limits{inactivity: 5 * time.Minute, whole: 10 * time.Minute, silence: 2 * time.Minute}

// maxGuests is how many clients are connected to all doors together.
const maxGuests = 2000

func (e *Edge) bounds() limits {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.limits
}

// welcome takes a client in.
func (e *Edge) welcome(conn net.Conn) *guest {
	most := e.bounds()
	g := &guest{bounded: bound(conn, most.inactivity, most.whole), crowd: e.guests}
	e.guests.add(g)
	return g
}

// Close implements [net.Conn].
func (g *guest) Close() error {
	err := os.ErrClosed
	g.closing.Do(func() {
		err = g.Conn.Close()
		g.crowd.remove(g)
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

// turnAway tells a client why it does not come in. The words are this program's own, no simulated server's.
func (g *guest) turnAway(why error) {
	fmt.Fprintf(g, "554 5.7.1 hybridsim: %s\r\n", why)
	g.Close()
}
