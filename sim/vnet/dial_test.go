package vnet_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/vnet"
)

var everywhere = netip.MustParsePrefix("0.0.0.0/0")

func TestFailedDialsAreTheErrorsOfARealNetwork(t *testing.T) {
	l := newLab(t)
	dial := func(src, dst netip.Addr, port uint16) error {
		_, err := l.client.Dial(t.Context(), src, netip.AddrPortFrom(dst, port))
		return err
	}
	tests := []struct {
		name    string
		err     error
		want    error
		timeout bool
		text    string
	}{
		{"nobody listens: refused", dial(cloud, onPrem, 587), syscall.ECONNREFUSED, false,
			"dial tcp 52.100.0.1:49152->203.0.113.10:587: connect: connection refused"},
		{"nobody is there: timed out", dial(cloud, nobody, smtp), syscall.ETIMEDOUT, true,
			"dial tcp 52.100.0.1:49153->198.51.100.99:25: connect: connection timed out"},
		{"other address family: unreachable", dial(cloudV6, onPrem, smtp), syscall.EHOSTUNREACH, false,
			"dial tcp [2001:db8::1]:49154->203.0.113.10:25: connect: no route to host"},
		{"source of another host: not available", dial(onPrem, onPrem, smtp), syscall.EADDRNOTAVAIL, false,
			"dial tcp 203.0.113.10:0->203.0.113.10:25: bind: cannot assign requested address"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wantOpError(t, tt.err, "dial", tt.want)
			if network, ok := errors.AsType[net.Error](tt.err); !ok || network.Timeout() != tt.timeout {
				t.Errorf("Timeout() is not %v", tt.timeout)
			}
			if diff := cmp.Diff(tt.text, tt.err.Error()); diff != "" {
				t.Errorf("text mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestACancelledDialLeavesNoTrace(t *testing.T) {
	l := newLab(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := l.client.Dial(ctx, cloud, netip.AddrPortFrom(onPrem, smtp))
	wantOpError(t, err, "dial", context.Canceled)
	if got := l.Attempts(); len(got) != 0 {
		t.Errorf("Attempts = %v, want none", got)
	}
}

func TestSourcePortsWrapAround(t *testing.T) {
	l := newLab(t)
	for range 65535 - 49152 + 2 {
		l.dial(t, nobody, smtp)
	}
	attempts := l.Attempts()
	if got := attempts[len(attempts)-1].Src.Port(); got != 49152 {
		t.Errorf("port after the last = %d, want 49152", got)
	}
}

func TestTheFirstRuleThatMatchesDecides(t *testing.T) {
	l := newLab(t)
	l.Block(vnet.Rule{Src: netip.MustParsePrefix("52.0.0.0/8"), Dst: netip.MustParsePrefix("203.0.113.0/24"), Port: 587, Action: vnet.Refuse})
	l.Block(vnet.Rule{Dst: netip.PrefixFrom(onPrem, 32), Port: smtp, Action: vnet.Drop})
	l.Block(vnet.Rule{Action: vnet.Refuse})
	for _, tt := range []struct {
		to   netip.Addr
		port uint16
		want error
	}{
		{onPrem, 587, syscall.ECONNREFUSED},
		{onPrem, smtp, syscall.ETIMEDOUT},
		{internal, smtp, syscall.ECONNREFUSED},
	} {
		_, err := l.dial(t, tt.to, tt.port)
		wantOpError(t, err, "dial", tt.want)
	}
}

func TestUnblockIgnoresTheActionAndTheHostBits(t *testing.T) {
	n := vnet.New()
	first := vnet.Rule{Src: everywhere, Port: smtp, Action: vnet.Drop}
	second := vnet.Rule{Src: netip.MustParsePrefix("10.1.2.3/8"), Action: vnet.Reset}
	n.Block(first)
	n.Block(second)
	if n.Unblock(vnet.Rule{Src: everywhere, Port: 587, Action: vnet.Drop}) {
		t.Error("Unblock removed a rule for another port")
	}
	if !n.Unblock(vnet.Rule{Src: netip.MustParsePrefix("10.0.0.0/8"), Action: vnet.Drop}) {
		t.Error("Unblock did not remove the rule")
	}
	if diff := cmp.Diff([]vnet.Rule{first}, n.Rules(), cmp.Comparer(samePrefix)); diff != "" {
		t.Errorf("Rules mismatch (-want +got):\n%s", diff)
	}
}

func TestAResetRuleConnectsAndThenResetsBothEnds(t *testing.T) {
	l := newLab(t)
	l.Block(vnet.Rule{Port: smtp, Action: vnet.Reset})
	dialling, accepting := l.connect(t)
	_, err := accepting.Write([]byte("220 hello"))
	wantOpError(t, err, "write", syscall.ECONNRESET)
	_, err = dialling.Read(make([]byte, 1))
	wantOpError(t, err, "read", syscall.ECONNRESET)

	l.listener.Close()
	_, err = l.dial(t, onPrem, smtp)
	wantOpError(t, err, "dial", syscall.ECONNREFUSED) // nothing to reset
}

func TestOnlyTheAcceptingSideSeesTheTranslatedSource(t *testing.T) {
	l := newLab(t)
	nat := vnet.NAT{Src: everywhere, Dst: netip.PrefixFrom(onPrem, 32), To: netip.MustParseAddr("10.0.0.1")}
	l.AddNAT(nat)
	dialling, accepting := l.connect(t)
	if got, want := accepting.RemoteAddr().String(), "10.0.0.1:49152"; got != want {
		t.Errorf("accepting side sees %s, want %s", got, want)
	}
	if got, want := dialling.LocalAddr().String(), "52.100.0.1:49152"; got != want {
		t.Errorf("dialling side sees %s, want %s", got, want)
	}
	if !l.RemoveNAT(nat) || l.RemoveNAT(nat) || len(l.NATs()) != 0 {
		t.Error("RemoveNAT did not remove the translation exactly once")
	}
	_, accepting = l.connect(t)
	if got, want := accepting.RemoteAddr().String(), "52.100.0.1:49153"; got != want {
		t.Errorf("without NAT the accepting side sees %s, want %s", got, want)
	}
}

func TestTheFirewallSeesTheTrueSource(t *testing.T) {
	l := newLab(t)
	to := netip.MustParseAddr("10.0.0.1")
	l.AddNAT(vnet.NAT{To: to})
	l.Block(vnet.Rule{Src: netip.PrefixFrom(to, 32), Action: vnet.Refuse})
	if _, err := l.dial(t, onPrem, smtp); err != nil {
		t.Errorf("a rule for the translated source applied: %v", err)
	}
	l.Block(vnet.Rule{Src: netip.PrefixFrom(cloud, 32), Action: vnet.Drop})
	_, err := l.dial(t, onPrem, smtp)
	wantOpError(t, err, "dial", syscall.ETIMEDOUT)
}

func TestEveryAttemptIsRecorded(t *testing.T) {
	l := newLab(t)
	l.AddNAT(vnet.NAT{To: netip.MustParseAddr("10.0.0.1")})
	drop := vnet.Rule{Dst: netip.PrefixFrom(internal, 32), Action: vnet.Drop}
	l.Block(drop)
	l.dial(t, onPrem, smtp)
	l.dial(t, onPrem, 587)
	l.dial(t, internal, smtp)
	l.dial(t, nobody, smtp)
	l.dial(t, cloudV6, smtp)
	want := strings.Join([]string{
		"1 52.100.0.1:49152 10.0.0.1:49152 203.0.113.10:25 connected -",
		"2 52.100.0.1:49153 10.0.0.1:49153 203.0.113.10:587 refused -",
		"3 52.100.0.1:49154 invalid AddrPort 10.0.0.5:25 timed out drop",
		"4 52.100.0.1:49155 10.0.0.1:49155 198.51.100.99:25 timed out -",
		"5 52.100.0.1:49156 invalid AddrPort [2001:db8::1]:25 unreachable -",
	}, "\n")
	if diff := cmp.Diff(want, describe(l.Attempts())); diff != "" {
		t.Errorf("Attempts mismatch (-want +got):\n%s", diff)
	}
}

func describe(attempts []vnet.Attempt) string {
	var lines []string
	for _, a := range attempts {
		rule := "-"
		if a.Rule != nil {
			rule = a.Rule.Action.String()
		}
		lines = append(lines, fmt.Sprintf("%d %v %v %v %s %s", a.Number, a.Src, a.SrcSeen, a.Dst, a.Outcome, rule))
	}
	return strings.Join(lines, "\n")
}

func TestEqualRunsLookEqual(t *testing.T) {
	run := func() string {
		l := newLab(t)
		l.Block(vnet.Rule{Port: 26, Action: vnet.Reset})
		l.List(onPrem, "bl.example", "listed")
		go func() {
			for {
				c, err := l.listener.Accept()
				if err != nil {
					return
				}
				go func() { io.Copy(c, c); c.Close() }()
			}
		}()
		for port := range uint16(4) {
			if c, err := l.dial(t, onPrem, 24+port); err == nil {
				write(t, c, "hello")
				io.ReadFull(c, make([]byte, 5))
				c.Close()
				l.WaitIdle()
			}
			l.LookupAddr("cloud", vnet.ListedName(onPrem, "bl.example"))
			l.LookupMX("cloud", "nowhere.example")
		}
		return describe(l.Attempts()) + fmt.Sprint(l.Queries(), len(l.Connections()))
	}
	want := run()
	for range 20 {
		if diff := cmp.Diff(want, run()); diff != "" {
			t.Fatalf("two runs differ (-first +later):\n%s", diff)
		}
	}
}

func samePrefix(a, b netip.Prefix) bool { return a == b }
