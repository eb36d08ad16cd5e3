package vnet_test

import (
	"net"
	"net/netip"
	"testing"

	"hybridsim/sim/vnet"
)

var (
	onPrem   = netip.MustParseAddr("203.0.113.10")
	internal = netip.MustParseAddr("10.0.0.5")
	cloud    = netip.MustParseAddr("52.100.0.1")
	cloudV6  = netip.MustParseAddr("2001:db8::1")
	nobody   = netip.MustParseAddr("198.51.100.99")
)

const smtp = 25

// lab is a small network: a client in the cloud and a server that listens on
// port 25.
type lab struct {
	*vnet.Network
	client, server *vnet.Host
	listener       net.Listener
}

func newLab(t testing.TB) *lab {
	t.Helper()
	n := vnet.New()
	l := &lab{
		Network: n,
		client:  addHost(t, n, "cloud.example", cloud, cloudV6),
		server:  addHost(t, n, "mail.contoso.com", onPrem, internal),
	}
	var err error
	if l.listener, err = l.server.Listen(smtp); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	return l
}

func addHost(t testing.TB, n *vnet.Network, name string, addrs ...netip.Addr) *vnet.Host {
	t.Helper()
	h, err := n.AddHost(name, addrs...)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// dial connects from the client's IPv4 address.
func (l *lab) dial(t testing.TB, to netip.Addr, port uint16) (net.Conn, error) {
	t.Helper()
	return l.client.Dial(t.Context(), cloud, netip.AddrPortFrom(to, port))
}

// connect dials the server and accepts.
func (l *lab) connect(t testing.TB) (dialling, accepting *vnet.Conn) {
	t.Helper()
	d, err := l.dial(t, onPrem, smtp)
	if err != nil {
		t.Fatal(err)
	}
	a, err := l.listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	return d.(*vnet.Conn), a.(*vnet.Conn)
}
