package vnet

import (
	"net"
	"net/netip"
	"slices"
	"sync"
)

// listener is a port of a host with its queue of connections not yet accepted.
// The queue has no limit. The network's lock guards it, so that a connection is
// either queued or refused, with nothing in between.
type listener struct {
	host   *Host
	port   uint16
	change *sync.Cond // on the network's lock: something queued, or closed
	queue  []net.Conn // *Conn or *Entered
	closed bool
	bound  func(netip.AddrPort) bool // where it listens; nil: everywhere

	forward *Forward // nil: connections are queued
}

func newListener(h *Host, port uint16) *listener {
	return &listener{host: h, port: port, change: sync.NewCond(&h.network.mu)}
}

// Accept implements [net.Listener].
func (l *listener) Accept() (net.Conn, error) {
	l.host.network.mu.Lock()
	defer l.host.network.mu.Unlock()
	for !l.closed && len(l.queue) == 0 {
		l.change.Wait()
	}
	if l.closed {
		return nil, &net.OpError{Op: "accept", Net: "tcp", Addr: l.host.endpoint(l.port), Err: net.ErrClosed}
	}
	c := l.queue[0]
	l.queue = slices.Delete(l.queue, 0, 1)
	return c, nil
}

// Addr implements [net.Listener]. Of the host's addresses it names the first.
func (l *listener) Addr() net.Addr {
	l.host.network.mu.Lock()
	defer l.host.network.mu.Unlock()
	return l.host.endpoint(l.port)
}

// Close implements [net.Listener]. Connections that nobody accepted are reset.
func (l *listener) Close() error {
	for _, c := range l.shut() {
		if inside, ok := c.(*Conn); ok {
			inside.Reset()
		}
		c.Close()
	}
	return nil
}

// shut takes the listener off its host and hands over its queue.
func (l *listener) shut() []net.Conn {
	l.host.network.mu.Lock()
	defer l.host.network.mu.Unlock()
	l.host.listeners = slices.DeleteFunc(l.host.listeners, func(other *listener) bool { return other == l })
	l.closed = true
	l.change.Broadcast()
	left := l.queue
	l.queue = nil
	return left
}

// push queues a connection. The caller holds the network's lock.
func (l *listener) push(c net.Conn) {
	l.queue = append(l.queue, c)
	l.change.Signal()
}
