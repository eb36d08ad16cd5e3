package vnet

import (
	"errors"
	"net"
	"syscall"
)

// Forward is what stands behind a port in place of a listener: a server outside the simulation, say.
type Forward struct {
	// Open reaches the server before a connection to the port comes about. When it fails, the dialler gets the failure
	// of the network that the error is most like: refused, unreachable, reset, or timed out. It may take its time.
	Open func() (net.Conn, error)
	// Handle carries one connection, as that of a [Box] does.
	Handle func(client, server net.Conn)
}

// Forward puts f behind a port on which the host listens, for the connections that come from now on; nil puts the
// listener back. Without such a listener it fails with [net.ErrClosed].
func (h *Host) Forward(port uint16, f *Forward) error {
	h.network.mu.Lock()
	defer h.network.mu.Unlock()
	l := h.listener(port)
	if l == nil {
		return &net.OpError{Op: "forward", Net: "tcp", Addr: h.endpoint(port), Err: net.ErrClosed}
	}
	l.forward = f
	return nil
}

// reach opens what a port is forwarded to, if it is and the attempt came that far; its failure is the attempt's. The
// caller holds n.mu, which is let go meanwhile.
func (n *Network) reach(a *Attempt, to *listener) (server net.Conn, f *Forward) {
	if a.Outcome != Connected || to.forward == nil {
		return nil, nil
	}
	f = to.forward
	n.mu.Unlock()
	server, err := f.Open()
	n.mu.Lock()
	switch {
	case err != nil:
		a.Outcome = outcomeOf(err)
		return nil, nil
	case n.closed:
		server.Close()
		a.Outcome = Refused
		return nil, nil
	}
	return server, f
}

// outcomeOf is the failure of this network that a real one's is most like.
func outcomeOf(err error) Outcome {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return Refused
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return Unreachable
	case errors.Is(err, syscall.ECONNRESET): // it may be there before the dialler is
		return WasReset
	default:
		return TimedOut
	}
}

// arrive gives a connection to the listener, or to what it is forwarded to. The caller holds n.mu.
func (n *Network) arrive(to *listener, client, server net.Conn, f *Forward) {
	if f == nil {
		to.push(client)
		return
	}
	n.handling++
	go func() {
		defer n.handled()
		defer server.Close()
		defer client.Close()
		f.Handle(client, server)
	}()
}
