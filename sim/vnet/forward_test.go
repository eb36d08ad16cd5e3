package vnet_test

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/vnet"
)

// outside is a server that is not on the network: it says a word and ends.
func outside() (net.Conn, error) {
	near, far := net.Pipe()
	go func() {
		io.WriteString(far, "outside")
		far.Close()
	}()
	return near, nil
}

func TestAForwardedPortIsAnsweredByWhatStandsBehindIt(t *testing.T) {
	l := newLab(t)
	if err := l.server.Forward(smtp, &vnet.Forward{Open: outside, Handle: vnet.PassThrough}); err != nil {
		t.Fatal(err)
	}
	conn, err := l.dial(t, onPrem, smtp)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(conn); string(got) != "outside" || err != nil {
		t.Errorf("read %q, %v", got, err)
	}
	conn.Close()
	l.WaitIdle()
	if err := l.server.Forward(smtp, nil); err != nil {
		t.Fatal(err)
	}
	back, err := l.dial(t, onPrem, smtp)
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	if accepted, err := l.listener.Accept(); err != nil {
		t.Error("the port was not given back:", err)
	} else {
		accepted.Close()
	}
	if err := l.server.Forward(587, nil); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a port on which nobody listens is forwarded: %v", err)
	}
}

func TestAServerThatCannotBeReachedIsAFailureOfTheNetwork(t *testing.T) {
	tests := []struct {
		name    string
		err     error
		outcome vnet.Outcome
		want    error
	}{
		{"refused", os.NewSyscallError("connect", syscall.ECONNREFUSED), vnet.Refused, syscall.ECONNREFUSED},
		{"no route", syscall.ENETUNREACH, vnet.Unreachable, syscall.EHOSTUNREACH},
		{"silence", os.ErrDeadlineExceeded, vnet.TimedOut, syscall.ETIMEDOUT},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t)
			l.server.Forward(smtp, &vnet.Forward{Open: func() (net.Conn, error) { return nil, tt.err }})
			_, err := l.dial(t, onPrem, smtp)
			wantOpError(t, err, "dial", tt.want)
			if diff := cmp.Diff(tt.outcome, l.Attempts()[0].Outcome); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheFirewallStandsBeforeAForwardedPort(t *testing.T) {
	l := newLab(t)
	l.Block(vnet.Rule{Src: netip.PrefixFrom(cloud, 32), Action: vnet.Refuse})
	l.server.Forward(smtp, &vnet.Forward{Open: func() (net.Conn, error) {
		t.Error("what the firewall refuses has reached the server")
		return outside()
	}, Handle: vnet.PassThrough})
	_, err := l.dial(t, onPrem, smtp)
	wantOpError(t, err, "dial", syscall.ECONNREFUSED)
}
