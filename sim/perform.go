package sim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/smtpio"
	"hybridsim/relay/transport"
	"hybridsim/sim/vnet"
)

// speaker is whoever opens connections: an organization's server or an outside host.
type speaker interface {
	name() string
	host() *vnet.Host
	// open returns where the lines of an outgoing connection go.
	open(in *Inside, d relay.Dialogue, target relay.Target, local netip.AddrPort) *Transcript
}

// silence is how long, in real time, a simulated conversation may take before it counts as hung: a bug, not a story. It
// is not for worlds with a [Pace]: a real server may stand in the way of those.
const silence = time.Minute

// perform holds a conversation: names are resolved, the dialogue spoken. In virtual time every goroutine behind it is
// done when perform returns.
func (w *World) perform(c *Conversation) relay.Outcome {
	if w.pace == nil {
		watchdog := time.AfterFunc(silence, func() {
			panic(fmt.Sprintf("sim: the conversation of %s with %v does not end", c.from.name(), c.dialogue.Hop))
		})
		defer watchdog.Stop()
	}
	targets, err := w.resolve(c.from, c.dialogue)
	if reason, is := unmet[err]; is {
		return relay.Outcome{Phase: relay.PhaseDNS, Err: err, Target: relay.Target{Host: c.dialogue.Hop.Name()},
			TLSFailure: &relay.TLSFailure{Reason: reason, Expected: c.dialogue.Hop.Name()}}
	}
	if err != nil {
		return relay.Outcome{Phase: relay.PhaseDNS, Failure: dnsFailure(err), Err: err,
			Target: relay.Target{Host: c.dialogue.Hop.Name()}}
	}
	c.dialogue.Targets = targets
	client := smtpio.Client{
		Dial: func(ctx context.Context, dst netip.AddrPort) (net.Conn, error) {
			host, err := w.hostOf(c)
			if err != nil {
				return nil, err
			}
			source := ofFamily(host.Addrs(), dst.Addr())
			return host.Dial(ctx, source[c.dialogue.Egress%len(source)], dst)
		},
		Transcript: func(d relay.Dialogue, target relay.Target, local netip.AddrPort) relay.Transcript {
			var t *Transcript
			w.Do(func(in *Inside) {
				t = c.from.open(in, d, target, local)
				c.tries = append(c.tries, t)
			})
			return t
		},
	}
	outcome := client.Send(c.dialogue)
	w.quiesce()
	if outcome.Failure == relay.NetworkRefused && outcome.Phase == relay.PhaseConnect {
		w.Do(func(in *Inside) { w.unbound(in, outcome.Local, outcome.Target.Addr) })
	}
	return outcome
}

// hostOf is the host that a conversation's connections come from: the service's relay pool, or whoever speaks.
func (w *World) hostOf(c *Conversation) (*vnet.Host, error) {
	if c.dialogue.Pool != relay.RelayPool {
		return c.from.host(), nil
	}
	pool := relay.RelayPoolHost()
	if h := w.Net.Host(pool.Fqdn); h != nil {
		return h, nil
	}
	h, err := w.Net.AddHost(pool.Fqdn, pool.Bound)
	if there := w.Net.Host(pool.Fqdn); there != nil { // somebody else was first
		return there, nil
	}
	return h, err
}

// ofFamily are the addresses that can reach another: those of its family. Without one they are all of them, and none
// can. A firewall sees the one that is used (T12.1).
func ofFamily(own []netip.Addr, to netip.Addr) []netip.Addr {
	var list []netip.Addr
	for _, a := range own {
		if a.Is4() == to.Is4() {
			list = append(list, a)
		}
	}
	if len(list) == 0 {
		return own
	}
	return list
}

// unbound lets the server whose port refused a connection say why nothing is bound there; it is none of the server's
// business when the network refused.
func (w *World) unbound(in *Inside, from, to netip.AddrPort) {
	at := netip.AddrPortFrom(w.Net.LeadsTo(to.Addr())[0], to.Port())
	if !w.Net.Permits(from.Addr(), to) || !w.Net.Permits(from.Addr(), at) {
		return
	}
	for _, server := range w.servers() {
		if slices.Contains(server.inbound.Addrs(), at.Addr()) {
			server.at(in).transport.Refused(transport.Connection{Local: at, Remote: from})
		}
	}
}

// quiesce waits until the answering side has finished its part of a conversation. A world with a [Pace] goes on
// meanwhile, and other conversations with it.
func (w *World) quiesce() {
	if w.pace != nil {
		return
	}
	w.WaitIdle()
}

// WaitIdle blocks until every conversation has ended and each server has written the last row about it, which it does
// when its connection is closed. Where others go on talking, it may wait for ever.
func (w *World) WaitIdle() {
	w.Net.WaitIdle()
	w.serving.Wait()
}

func dnsFailure(err error) relay.NetworkFailure {
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns) && dns.IsTemporary:
		return relay.DNSNoAnswer
	case errors.Is(err, vnet.ErrNoDomain):
		return relay.DNSNoDomain
	default:
		return relay.DNSNoRecords
	}
}
