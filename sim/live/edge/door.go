package edge

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// Door is a real listener that stands for a port of a simulated host.
type Door struct {
	Name string         // what people call it: "cloud  EOP front door"
	To   netip.AddrPort // the simulated address and port
	From From           // tells who a client is
	// MayRename tells which peers may say XCLIENT, which makes them somebody else. Nil: none, and XCLIENT is for the
	// simulated host to answer.
	MayRename func(peer netip.Addr) bool

	listener net.Listener
}

// From tells who a client counts as in the simulated network. It may read the beginning of the connection and return a
// connection that goes on behind it. On error the client is turned away, with the error's text.
type From func(net.Conn) (netip.AddrPort, net.Conn, error)

// Addr is the real address that the door listens on.
func (d *Door) Addr() net.Addr { return d.listener.Addr() }

// ListenError tells people what to do when an address cannot be listened on.
func ListenError(address string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s is taken by another program", address)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("%s needs rights that this user does not have: "+
			"ports below 1024 are the system administrator's", address)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("%s is not an address of this machine", address)
	}
	return fmt.Errorf("listening on %s: %w", address, err)
}

// peerOf is the real address of a client.
func peerOf(c net.Conn) netip.Addr {
	if tcp, ok := c.RemoteAddr().(*net.TCPAddr); ok {
		return tcp.AddrPort().Addr().Unmap()
	}
	return netip.Addr{}
}
