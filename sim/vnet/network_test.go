package vnet_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/vnet"
)

func TestNamesAndAddressesOfHostsAreUnique(t *testing.T) {
	n := newLab(t).Network
	tests := []struct {
		name  string
		host  string
		addrs []netip.Addr
		want  string
	}{
		{"name in another case", "MAIL.contoso.com.", nil, "already exists"},
		{"address of another host", "new", []netip.Addr{onPrem}, `belongs to host "mail.contoso.com"`},
		{"address of another host, mapped to IPv6", "new", []netip.Addr{netip.AddrFrom16(onPrem.As16())}, "belongs to host"},
		{"address twice", "new", []netip.Addr{nobody, nobody}, "given twice"},
		{"zero address", "new", []netip.Addr{{}}, "not an address"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := n.AddHost(tt.host, tt.addrs...); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("AddHost = %v, want an error with %q", err, tt.want)
			}
			if n.Host("new") != nil {
				t.Error("the host was added all the same")
			}
		})
	}
}

func TestHostsAreFoundByNameAndAddressAndListedInOrder(t *testing.T) {
	l := newLab(t)
	if got := l.Host("Mail.Contoso.COM"); got != l.server {
		t.Errorf("Host = %v, want the server", got)
	}
	if got := l.HostAt(internal); got != l.server {
		t.Errorf("HostAt = %v, want the server", got)
	}
	if got := l.HostAt(nobody); got != nil {
		t.Errorf("HostAt of an unused address = %q, want nil", got.Name())
	}
	addHost(t, l.Network, "a.example")
	var got []string
	for _, h := range l.Hosts() {
		got = append(got, h.Name())
	}
	if diff := cmp.Diff([]string{"cloud.example", "mail.contoso.com", "a.example"}, got); diff != "" {
		t.Errorf("Hosts mismatch (-want +got):\n%s", diff)
	}
}

func TestTheAcceptingEndKnowsTheDialledAddress(t *testing.T) {
	l := newLab(t)
	for _, to := range []netip.Addr{onPrem, internal} {
		d, err := l.dial(t, to, smtp)
		if err != nil {
			t.Fatal(err)
		}
		a, err := l.listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		want := [4]string{d.RemoteAddr().String(), d.LocalAddr().String(), netip.AddrPortFrom(to, smtp).String(), "tcp"}
		got := [4]string{a.LocalAddr().String(), a.RemoteAddr().String(), a.LocalAddr().String(), a.LocalAddr().Network()}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("addresses mismatch (-want +got):\n%s", diff)
		}
	}
}

func TestListenersFollowTheirHostToNewAddresses(t *testing.T) {
	l := newLab(t)
	if err := l.server.SetAddrs(nobody); err != nil {
		t.Fatal(err)
	}
	if _, err := l.dial(t, onPrem, smtp); !errors.Is(err, syscall.ETIMEDOUT) {
		t.Errorf("dialling the old address: %v, want ETIMEDOUT", err)
	}
	if _, err := l.dial(t, nobody, smtp); err != nil {
		t.Errorf("dialling the new address: %v", err)
	}
	if got, want := l.listener.Addr().String(), "198.51.100.99:25"; got != want {
		t.Errorf("Addr = %s, want %s", got, want)
	}
}

func TestAFailedMoveChangesNothing(t *testing.T) {
	l := newLab(t)
	if err := l.server.SetAddrs(nobody, cloud); err == nil {
		t.Error("SetAddrs took the address of another host")
	}
	if diff := cmp.Diff([]netip.Addr{onPrem, internal}, l.server.Addrs(), cmp.Comparer(sameAddr)); diff != "" {
		t.Errorf("Addrs mismatch (-want +got):\n%s", diff)
	}
	if l.HostAt(nobody) != nil {
		t.Error("the free address was taken all the same")
	}
}

func TestAPortIsListenedOnOnce(t *testing.T) {
	l := newLab(t)
	_, err := l.server.Listen(smtp)
	wantOpError(t, err, "listen", syscall.EADDRINUSE)
	if _, err := l.server.Listen(0); err == nil {
		t.Error("Listen(0) succeeded")
	}
	l.listener.Close()
	if _, err := l.server.Listen(smtp); err != nil {
		t.Errorf("Listen after Close = %v", err)
	}
}

func TestClosingAListenerResetsWhatItDidNotAccept(t *testing.T) {
	l := newLab(t)
	c, err := l.dial(t, onPrem, smtp)
	if err != nil {
		t.Fatal(err)
	}
	l.listener.Close()
	_, err = c.Read(make([]byte, 1))
	wantOpError(t, err, "read", syscall.ECONNRESET)
	_, err = l.listener.Accept()
	wantOpError(t, err, "accept", net.ErrClosed)
	l.WaitIdle()
}

func TestWaitIdleWaitsForTheOwnersOfAcceptedConnections(t *testing.T) {
	l := newLab(t)
	var finished bool // guarded by the order that WaitIdle makes
	go func() {
		c, err := l.listener.Accept()
		if err != nil {
			return
		}
		io.Copy(io.Discard, c)
		finished = true
		c.Close()
	}()
	c, err := l.dial(t, onPrem, smtp)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	l.WaitIdle()
	if !finished {
		t.Error("WaitIdle returned before the server had finished")
	}
}

func TestConnectionsListsWhatIsStillOpenOnTheAcceptingSide(t *testing.T) {
	l := newLab(t)
	var accepted []*vnet.Conn
	for range 3 {
		d, a := l.connect(t)
		d.Close()
		accepted = append(accepted, a)
	}
	accepted[1].Close()
	var got []int
	for _, c := range l.Connections() {
		got = append(got, c.Attempt())
	}
	if diff := cmp.Diff([]int{1, 3}, got); diff != "" {
		t.Errorf("attempts of open connections mismatch (-want +got):\n%s", diff)
	}
}

func TestClosingTheNetworkClosesEverything(t *testing.T) {
	l := newLab(t)
	dialling, accepting := l.connect(t)
	l.Close()
	l.Close()
	l.WaitIdle()
	for _, c := range []net.Conn{dialling, accepting} {
		_, err := c.Read(make([]byte, 1))
		wantOpError(t, err, "read", net.ErrClosed)
	}
	_, err := l.listener.Accept()
	wantOpError(t, err, "accept", net.ErrClosed)
	_, err = l.dial(t, onPrem, smtp)
	wantOpError(t, err, "dial", net.ErrClosed)
	_, err = l.server.Listen(587)
	wantOpError(t, err, "listen", net.ErrClosed)
}

func BenchmarkConnectAndExchange(b *testing.B) {
	l := newLab(b)
	go func() {
		for {
			c, err := l.listener.Accept()
			if err != nil {
				return
			}
			io.Copy(c, c)
			c.Close()
		}
	}()
	line := []byte("EHLO mail.contoso.com\r\n")
	for b.Loop() {
		c, err := l.client.Dial(context.Background(), cloud, netip.AddrPortFrom(onPrem, smtp))
		if err != nil {
			b.Fatal(err)
		}
		c.Write(line)
		if _, err := io.ReadFull(c, make([]byte, len(line))); err != nil {
			b.Fatal(err)
		}
		c.Close()
		l.WaitIdle()
	}
}

func sameAddr(a, b netip.Addr) bool { return a == b }

// Where a listener is not bound the port is refused, as long as it is not (ListenWhere).
func TestAListenerListensWhereItIsBound(t *testing.T) {
	n := vnet.New()
	client, server := addHost(t, n, "client", netip.MustParseAddr("192.0.2.1")), addHost(t, n, "server", netip.MustParseAddr("192.0.2.2"), netip.MustParseAddr("192.0.2.3"))
	bound := true
	_, err := server.ListenWhere(smtp, func(at netip.AddrPort) bool { return bound && at.Addr() == netip.MustParseAddr("192.0.2.3") })
	if err != nil {
		t.Fatal(err)
	}
	dials := func(to string) error {
		_, err := client.Dial(context.Background(), client.Addrs()[0], netip.AddrPortFrom(netip.MustParseAddr(to), smtp))
		return err
	}
	if err := dials("192.0.2.2"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("at the other address: %v, want refused", err)
	}
	if err := dials("192.0.2.3"); err != nil {
		t.Errorf("where it is bound: %v", err)
	}
	if bound = false; !errors.Is(dials("192.0.2.3"), syscall.ECONNREFUSED) {
		t.Error("it answers where it is bound no more")
	}
}
