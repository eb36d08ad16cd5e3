package vnet

import (
	"context"
	"net"
	"net/netip"
	"os"
	"slices"
	"syscall"
)

// Outcome is how an attempt to connect ended.
type Outcome string

// The outcomes of an attempt.
const (
	Connected   Outcome = "connected"
	Refused     Outcome = "refused"     // nobody listens, or the firewall refuses
	TimedOut    Outcome = "timed out"   // nobody is there, or the firewall drops
	WasReset    Outcome = "reset"       // connected, then reset by the firewall before the first byte
	Unreachable Outcome = "unreachable" // the address families differ
)

// errno is the error a dialler gets; zero when it gets a connection.
func (o Outcome) errno() syscall.Errno {
	switch o {
	case Refused:
		return syscall.ECONNREFUSED
	case TimedOut:
		return syscall.ETIMEDOUT
	case Unreachable:
		return syscall.EHOSTUNREACH
	}
	return 0
}

// Attempt is the record of one attempt to connect; the failed ones are what a
// firewall's drop log shows.
type Attempt struct {
	Number  int            // from 1
	Src     netip.AddrPort // the true source
	SrcSeen netip.AddrPort // the source after NAT; zero if the attempt never got that far
	Dst     netip.AddrPort // as dialled
	Reached netip.AddrPort // where Dst leads, behind a balancer or a static translation; zero if it never got that far
	Outcome Outcome
	Rule    *Rule // a copy of the firewall rule that decided; nil if none did
}

// Attempts returns every attempt so far that is not forgotten, in order.
func (n *Network) Attempts() []Attempt {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.attempts.Known()
}

// Forget forgets all attempts and all queries but the newest of each.
func (n *Network) Forget(butNewest int) {
	n.mu.Lock()
	first := n.attempts.Count() - butNewest
	n.attempts.Forget(func(a Attempt) bool { return a.Number > first })
	n.mu.Unlock()
	n.dns.mu.Lock()
	first = n.dns.queries.Count() - butNewest
	n.dns.queries.Forget(func(q Query) bool { return q.Number > first })
	n.dns.mu.Unlock()
}

// maxOpenAttempts is how many attempts may have been made since one that is being answered.
const maxOpenAttempts = 1000

// TranslatedFrom is the true source of the latest connection between two ends as they see each other, where address
// translation hides it; else the zero address.
func (n *Network) TranslatedFrom(seen, dst netip.AddrPort) netip.Addr {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, a := range slices.Backward(n.attempts.Since(n.attempts.Count() - maxOpenAttempts)) {
		if a.SrcSeen == seen && a.Reached == dst {
			if a.Src.Addr() == seen.Addr() {
				return netip.Addr{}
			}
			return a.Src.Addr()
		}
	}
	return netip.Addr{}
}

// The range of ephemeral ports, as IANA has it (RFC 6335, section 6).
const firstEphemeral, lastEphemeral uint16 = 49152, 65535

// ephemeral returns the next source port. The caller holds n.mu.
func (n *Network) ephemeral() uint16 {
	if n.lastPort < firstEphemeral || n.lastPort == lastEphemeral {
		n.lastPort = firstEphemeral
	} else {
		n.lastPort++
	}
	return n.lastPort
}

// Dial connects to dst from src, which must be an address of the host. It never
// blocks, unless the port is forwarded. The connection is a [*Conn]; a failure is the [*net.OpError] that a
// real network would give: ECONNREFUSED, ETIMEDOUT or EHOSTUNREACH from connect,
// EADDRNOTAVAIL from bind.
func (h *Host) Dial(ctx context.Context, src netip.Addr, dst netip.AddrPort) (net.Conn, error) {
	n := h.network
	n.mu.Lock()
	defer n.mu.Unlock()
	src = src.Unmap()
	dst = netip.AddrPortFrom(dst.Addr().Unmap(), dst.Port())
	fail := func(from netip.AddrPort, err error) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Source: tcpAddr(from), Addr: tcpAddr(dst), Err: err}
	}

	// These fail inside the host: the network sees no attempt.
	bound := netip.AddrPortFrom(src, 0)
	switch {
	case ctx.Err() != nil:
		return fail(bound, ctx.Err())
	case n.closed:
		return fail(bound, net.ErrClosed)
	case !slices.Contains(h.addrs, src):
		return fail(bound, os.NewSyscallError("bind", syscall.EADDRNOTAVAIL))
	}

	attempt := Attempt{
		Src: netip.AddrPortFrom(src, n.ephemeral()),
		Dst: dst,
	}
	to := n.route(&attempt)
	server, forward := n.reach(&attempt, to)
	n.recordAttempt(&attempt)
	if errno := attempt.Outcome.errno(); errno != 0 {
		n.opening(Way{Attempt: attempt})
		return fail(attempt.Src, os.NewSyscallError("connect", errno))
	}
	return n.connect(attempt, to, server, forward), nil
}

// recordAttempt numbers an attempt and keeps it. The caller holds n.mu.
func (n *Network) recordAttempt(a *Attempt) {
	a.Number = n.attempts.Count() + 1
	n.attempts.Add(*a)
}

// route decides an attempt and returns the listener it arrives at, if it does.
// The caller holds n.mu.
//
// The firewall comes before NAT. The rules are those of the perimeter firewall,
// which stands outside the NAT device and sees true Internet sources: a rule
// that admits only certain peers still works when everything behind the NAT
// appears to come from one inside address. What leads on to another address, a
// balancer or a static translation, is judged a second time on its way there.
func (n *Network) route(a *Attempt) *listener {
	src, dst := a.Src.Addr(), a.Dst.Addr()
	if src.Is4() != dst.Is4() {
		a.Outcome = Unreachable
		return nil
	}
	rule := n.firstRule(src, a.Dst)
	if rule != nil && rule.Action != Reset {
		a.Rule, a.Outcome = rule, rule.Action.outcome()
		return nil
	}
	if n.beyond(src, a.Dst) {
		a.Outcome = TimedOut
		return nil
	}
	seen := n.translate(src, dst)
	to, seen, inside := n.leadOn(a.Dst, seen)
	a.SrcSeen, a.Reached = netip.AddrPortFrom(seen, a.Src.Port()), to
	if inside != nil {
		rule = inside
	}
	if rule != nil && rule.Action != Reset {
		a.Rule, a.Outcome = rule, rule.Action.outcome()
		return nil
	}
	l, outcome := n.listening(to)
	switch {
	case l == nil:
		a.Outcome = outcome
		return nil
	case rule != nil:
		a.Rule, a.Outcome = rule, rule.Action.outcome()
	default:
		a.Outcome = Connected
	}
	return l
}

// listening returns the listener at an address and port, or what a dialler meets without one. The caller holds n.mu.
func (n *Network) listening(at netip.AddrPort) (*listener, Outcome) {
	host := n.byAddr[at.Addr()]
	if host == nil {
		return nil, TimedOut
	}
	if l := host.listener(at.Port()); l != nil && (l.bound == nil || l.bound(at)) {
		return l, Connected
	}
	return nil, Refused
}

// connect makes the two ends, lets the accepting one arrive and returns the other.
// The caller holds n.mu.
func (n *Network) connect(a Attempt, to *listener, server net.Conn, f *Forward) *Conn {
	box, boxed := n.boxFor(a)
	boxed = boxed && a.Outcome != WasReset
	dialling, accepting := newConns(a, n.opening(Way{Attempt: a, Boxed: boxed}), n.forget)
	dialling.trusting, accepting.trusting = n.trusting && f == nil, n.trusting && f == nil
	n.remember(dialling)
	n.remember(accepting)
	if a.Outcome == WasReset {
		dialling.Reset() // before anybody can write
	} else if boxed {
		accepting = n.insert(box, a, accepting)
	}
	n.arrive(to, accepting, server, f)
	return dialling
}
