package vnet_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/nettest"

	"hybridsim/sim/vnet"
)

// boxed is the lab with a box in the path to the server.
func boxed(t testing.TB, handle func(client, server net.Conn)) *lab {
	l := newLab(t)
	l.AddBox(vnet.Box{Dst: netip.PrefixFrom(onPrem, 32), Port: smtp, Handle: handle})
	return l
}

func TestConnThroughABoxBehavesAsPackageNetDemands(t *testing.T) {
	nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
		l := boxed(t, vnet.PassThrough)
		dialling, accepting := l.connect(t)
		return dialling, accepting, func() { l.Close() }, nil
	})
}

// shout is a direction that raises its voice.
func shout(dst io.Writer, src io.Reader) error {
	buffer := make([]byte, 7)
	for {
		n, err := src.Read(buffer)
		if _, failed := dst.Write(bytes.ToUpper(buffer[:n])); failed != nil {
			return failed
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func TestABoxHandlesWhatPasses(t *testing.T) {
	l := boxed(t, func(client, server net.Conn) { vnet.Pump(client, server, shout, vnet.Copy) })
	dialling, accepting := l.connect(t)
	write(t, accepting, "220 ready")
	accepting.Close()
	if got, err := io.ReadAll(dialling); string(got) != "220 ready" || err != nil {
		t.Errorf("the client read %q, %v, want the server's words as they were", got, err)
	}
	dialling.Close()

	dialling, accepting = l.connect(t)
	write(t, dialling, "ehlo there")
	dialling.Close()
	if got, err := io.ReadAll(accepting); string(got) != "EHLO THERE" || err != nil {
		t.Errorf("the server read %q, %v, want the client's words in capitals", got, err)
	}
}

func TestNeitherSideNoticesTheAddressesOfABox(t *testing.T) {
	l := boxed(t, vnet.PassThrough)
	l.AddNAT(vnet.NAT{Src: netip.PrefixFrom(cloud, 32), To: nobody})
	dialling, accepting := l.connect(t)
	if got, want := dialling.RemoteAddr().String(), netip.AddrPortFrom(onPrem, smtp).String(); got != want {
		t.Errorf("the client talks to %s, want %s", got, want)
	}
	if got := accepting.RemoteAddr().(*net.TCPAddr).AddrPort().Addr(); got != nobody {
		t.Errorf("the server talks to %s, want the translated %s", got, nobody)
	}
	if dialling.Attempt() != accepting.Attempt() {
		t.Errorf("the ends are of attempts %d and %d, want one attempt", dialling.Attempt(), accepting.Attempt())
	}
}

func TestAResetPassesABoxInBothDirections(t *testing.T) {
	for _, which := range []string{"dialling", "accepting"} {
		t.Run(which, func(t *testing.T) {
			dialling, accepting := boxed(t, vnet.PassThrough).connect(t)
			breaks, feels := dialling, accepting
			if which == "accepting" {
				breaks, feels = accepting, dialling
			}
			breaks.Reset()
			breaks.Close()
			if _, err := io.ReadAll(feels); !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("the other end read %v, want ECONNRESET", err)
			}
		})
	}
}

func TestOnlyMatchingConnectionsMeetABox(t *testing.T) {
	there, port := netip.PrefixFrom(onPrem, 32), uint16(smtp)
	tests := []struct {
		name string
		box  vnet.Box
		want bool
	}{
		{"everything", vnet.Box{}, true},
		{"source, destination and port", vnet.Box{Src: netip.PrefixFrom(cloud, 24), Dst: there, Port: port}, true},
		{"another source", vnet.Box{Src: netip.PrefixFrom(nobody, 32), Dst: there}, false},
		{"another destination", vnet.Box{Dst: netip.PrefixFrom(internal, 32)}, false},
		{"another port", vnet.Box{Dst: there, Port: 587}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t)
			tt.box.Handle = func(client, server net.Conn) { vnet.Pump(client, server, shout, shout) }
			l.AddBox(tt.box)
			dialling, accepting := l.connect(t)
			write(t, dialling, "x")
			dialling.Close()
			if got, _ := io.ReadAll(accepting); (string(got) == "X") != tt.want {
				t.Errorf("the server read %q; through the box: want %t", got, tt.want)
			}
			if !l.RemoveBox(vnet.Box{Src: tt.box.Src, Dst: tt.box.Dst, Port: tt.box.Port}) || l.RemoveBox(tt.box) {
				t.Error("the box could not be removed, or twice")
			}
		})
	}
}

func TestWaitIdleWaitsForBoxes(t *testing.T) {
	release := make(chan struct{})
	l := boxed(t, func(client, server net.Conn) {
		vnet.PassThrough(client, server)
		<-release
	})
	dialling, accepting := l.connect(t)
	dialling.Close()
	accepting.Close()
	idle := make(chan struct{})
	go func() { l.WaitIdle(); close(idle) }()
	select {
	case <-idle:
		t.Error("WaitIdle returned while a box was at work")
	case <-time.After(20 * time.Millisecond):
	}
	close(release)
	<-idle
}

func TestNoGoroutineOutlivesABox(t *testing.T) {
	before := runtime.NumGoroutine()
	l := boxed(t, vnet.PassThrough)
	for range 50 {
		dialling, accepting := l.connect(t)
		write(t, dialling, strings.Repeat("x", 1000))
		dialling.Close()
		io.Copy(io.Discard, accepting)
		accepting.Close()
	}
	l.WaitIdle()
	l.connect(t) // left open by both
	l.Close()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines, want the %d from before", runtime.NumGoroutine(), before)
}
