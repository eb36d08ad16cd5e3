package vnet_test

import (
	"net"
	"net/netip"
	"testing"

	"hybridsim/sim/vnet"
)

// TestOnlySimulatedEndsTrust: word is taken on connections both of whose ends are simulated, also through a box and in a fork, and
// never where one end is a real one.
func TestOnlySimulatedEndsTrust(t *testing.T) {
	trusting := func(conn net.Conn) bool {
		c, ok := conn.(interface{ Trusting() bool })
		return ok && c.Trusting()
	}
	accepted := func(t *testing.T, l *lab) net.Conn {
		t.Helper()
		conn, err := l.listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
	enter := func(t *testing.T, l *lab) net.Conn {
		t.Helper()
		near, far := net.Pipe()
		t.Cleanup(func() { near.Close(); far.Close() })
		src := netip.MustParseAddrPort("198.51.100.7:4711")
		if a := l.Enter(far, src, netip.AddrPortFrom(onPrem, smtp)); a.Outcome != vnet.Connected {
			t.Fatal(a.Outcome)
		}
		return accepted(t, l)
	}
	dialled := func(t *testing.T, l *lab) []net.Conn {
		t.Helper()
		conn, err := l.dial(t, onPrem, smtp)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return []net.Conn{conn}
	}
	rows := []struct {
		name string
		ends func(*testing.T, *lab) []net.Conn
		want bool
	}{
		{"nobody said so", func(t *testing.T, l *lab) []net.Conn { return append(dialled(t, l), accepted(t, l)) }, false},
		{"two simulated hosts", func(t *testing.T, l *lab) []net.Conn {
			l.Trust()
			return append(dialled(t, l), accepted(t, l))
		}, true},
		{"through a box", func(t *testing.T, l *lab) []net.Conn {
			l.Trust()
			l.AddBox(vnet.Box{Handle: vnet.PassThrough})
			return append(dialled(t, l), accepted(t, l))
		}, true},
		{"a connection from outside", func(t *testing.T, l *lab) []net.Conn {
			l.Trust()
			return []net.Conn{enter(t, l)}
		}, false},
		{"from outside through a box", func(t *testing.T, l *lab) []net.Conn {
			l.Trust()
			l.AddBox(vnet.Box{Handle: vnet.PassThrough})
			return []net.Conn{enter(t, l)}
		}, false},
		{"to a server outside", func(t *testing.T, l *lab) []net.Conn {
			l.Trust()
			if err := l.server.Forward(smtp, &vnet.Forward{Open: outside, Handle: vnet.PassThrough}); err != nil {
				t.Fatal(err)
			}
			return dialled(t, l)
		}, false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			for i, end := range row.ends(t, newLab(t)) {
				if got := trusting(end); got != row.want {
					t.Errorf("end %d takes the other's word: %t, want %t", i, got, row.want)
				}
			}
		})
	}
}
