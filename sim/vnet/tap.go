package vnet

import (
	"io"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// Tap is told what passes on a network, as it passes. It is told one thing of a connection at a time, in an order in
// which things can have caused each other; of several connections at once from several goroutines. It asks nothing of
// the network.
type Tap interface {
	// Opening tells of an attempt to connect, and once more of the way behind a [Box]. name says how an address is
	// called, if it is; it is good for this call only.
	Opening(w Way, name func(netip.Addr) string)
	// Passing tells of bytes that one end sends to the other: the dialler's up, the others down.
	Passing(w Way, up bool, p []byte)
	// Closing tells that an end was closed, and Resetting that a connection broke.
	Closing(w Way, up bool)
	Resetting(w Way)
	// Keys takes the secrets of TLS sessions on the network, in the lines that crypto/tls writes.
	Keys() io.Writer
}

// Way is a connection, or one half of it when a [Box] stands in between.
type Way struct {
	Attempt
	Boxed  bool // it leads to a box
	Behind bool // it leads from a box to where the connection arrives
}

// Tap lets t be told of connections from now on.
func (n *Network) Tap(t Tap) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.tap = t
}

// wire is where a way is told of. A nil wire tells nobody.
type wire struct {
	tap Tap
	way Way
}

// opening makes the wire of a way, if anybody listens. The caller holds n.mu.
func (n *Network) opening(w Way) *wire {
	if n.tap == nil {
		return nil
	}
	n.tap.Opening(w, n.called)
	return &wire{n.tap, w}
}

func (w *wire) passing(up bool, p []byte) {
	if w != nil && len(p) > 0 {
		w.tap.Passing(w.way, up, p)
	}
}

func (w *wire) closing(up bool) {
	if w != nil {
		w.tap.Closing(w.way, up)
	}
}

func (w *wire) resetting() {
	if w != nil {
		w.tap.Resetting(w.way)
	}
}

func (w *wire) keys() io.Writer {
	if w == nil {
		return nil
	}
	return w.tap.Keys()
}

// called is the name of an address: that of its host, else one whose A or AAAA record has it, else that of what leads
// on from it. The caller holds n.mu.
func (n *Network) called(a netip.Addr) string {
	if h := n.byAddr[a]; h != nil {
		return h.name
	}
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	var names []string
	for name, records := range n.dns.records {
		if slices.ContainsFunc(records, func(r Record) bool {
			return (r.Type == A || r.Type == AAAA) && r.Value == a.String()
		}) {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		return slices.Min(names)
	}
	for _, b := range n.balancers {
		if b.Addr == a {
			return strings.ReplaceAll(b.Name, " ", "-")
		}
	}
	return ""
}

// tapped is a real connection that came in, as the network saw it: what its client sends goes up. It is told once the
// server does something again: the secrets that belong to it are known then.
type tapped struct {
	net.Conn
	wire *wire

	mu   sync.Mutex
	read []byte // and not told yet
}

func (t *tapped) Read(p []byte) (int, error) {
	t.tell()
	n, err := t.Conn.Read(p)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.read = append(t.read, p[:n]...)
	return n, err
}

func (t *tapped) tell() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wire.passing(true, t.read)
	t.read = t.read[:0]
}

func (t *tapped) Write(p []byte) (int, error) {
	t.tell()
	t.wire.passing(false, p)
	return t.Conn.Write(p)
}

func (t *tapped) Limit(inactivity, whole time.Duration) { limit(t.Conn, inactivity, whole) }

func (t *tapped) Keys() io.Writer { return t.wire.keys() }

// Close ends both directions: of the client's own end nothing is heard but that there are no more bytes.
func (t *tapped) Close() error {
	t.tell()
	t.wire.closing(true)
	t.wire.closing(false)
	return t.Conn.Close()
}
