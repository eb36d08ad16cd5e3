package vnet

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"syscall"
)

// Host is a machine on the network. Make one with [Network.AddHost]. The
// network's lock guards it.
type Host struct {
	network   *Network
	name      string
	addrs     []netip.Addr
	listeners []*listener
}

// Name returns the name under which the host was added.
func (h *Host) Name() string { return h.name }

// Addrs returns the addresses of the host, in the order given.
func (h *Host) Addrs() []netip.Addr {
	h.network.mu.Lock()
	defer h.network.mu.Unlock()
	return slices.Clone(h.addrs)
}

// SetAddrs replaces the addresses of the host, as when a site moves to another
// provider. Its listeners listen on the new ones from now on; connections that
// exist are not disturbed. On error nothing changes.
func (h *Host) SetAddrs(addrs ...netip.Addr) error {
	h.network.mu.Lock()
	defer h.network.mu.Unlock()
	return h.assign(addrs)
}

// assign gives the host exactly these addresses. The caller holds the lock.
func (h *Host) assign(addrs []netip.Addr) error {
	unmapped := make([]netip.Addr, 0, len(addrs))
	for _, a := range addrs {
		a = a.Unmap()
		switch owner := h.network.byAddr[a]; {
		case !a.IsValid():
			return fmt.Errorf("host %q: the zero address is not an address", h.name)
		case owner != nil && owner != h:
			return fmt.Errorf("host %q: address %s belongs to host %q", h.name, a, owner.name)
		case slices.Contains(unmapped, a):
			return fmt.Errorf("host %q: address %s is given twice", h.name, a)
		}
		if owner := h.network.leader(a); owner != "" {
			return fmt.Errorf("host %q: address %s belongs to %s", h.name, a, owner)
		}
		unmapped = append(unmapped, a)
	}
	for _, a := range h.addrs {
		delete(h.network.byAddr, a)
	}
	for _, a := range unmapped {
		h.network.byAddr[a] = h
	}
	h.addrs = unmapped
	return nil
}

// Listen accepts connections to the port on all addresses of the host, present
// and future. The local address of an accepted connection is the one dialled.
// A port in use fails with EADDRINUSE; port 0 is not a choice here.
func (h *Host) Listen(port uint16) (net.Listener, error) { return h.ListenWhere(port, nil) }

// ListenWhere listens on those addresses of the host only that bound allows when somebody dials: elsewhere the port is
// refused, as if nobody listened. bound is called with the network's lock, and asks nothing of the network; nil allows
// all.
func (h *Host) ListenWhere(port uint16, bound func(netip.AddrPort) bool) (net.Listener, error) {
	n := h.network
	n.mu.Lock()
	defer n.mu.Unlock()
	fail := func(err error) (net.Listener, error) {
		return nil, &net.OpError{Op: "listen", Net: "tcp", Addr: h.endpoint(port), Err: err}
	}
	switch {
	case n.closed:
		return fail(net.ErrClosed)
	case port == 0:
		return fail(&net.AddrError{Err: "a listener needs a port", Addr: h.name})
	case h.listener(port) != nil:
		return fail(os.NewSyscallError("bind", syscall.EADDRINUSE))
	}
	l := newListener(h, port)
	l.bound = bound
	h.listeners = append(h.listeners, l)
	return l, nil
}

// listener returns the listener on the port, or nil. The caller holds the lock.
func (h *Host) listener(port uint16) *listener {
	i := slices.IndexFunc(h.listeners, func(l *listener) bool { return l.port == port })
	if i < 0 {
		return nil
	}
	return h.listeners[i]
}

// endpoint names a port of the host by the host's first address, if it has any.
// The caller holds the lock.
func (h *Host) endpoint(port uint16) net.Addr {
	first := netip.IPv6Unspecified()
	if len(h.addrs) > 0 {
		first = h.addrs[0]
	}
	return tcpAddr(netip.AddrPortFrom(first, port))
}

func tcpAddr(a netip.AddrPort) net.Addr { return net.TCPAddrFromAddrPort(a) }
