package sim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/smtpio"
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
	targets, err := w.resolve(c.from.name(), c.dialogue.Hop)
	if rotates(c.from) {
		turn(targets, c.dialogue.Egress)
	}
	if err != nil {
		return relay.Outcome{Phase: relay.PhaseDNS, Failure: dnsFailure(err), Err: err,
			Target: relay.Target{Host: c.dialogue.Hop.Name()}}
	}
	c.dialogue.Targets = targets
	source := c.from.host().Addrs()
	egress := source[c.dialogue.Egress%len(source)]
	client := smtpio.Client{
		Dial: func(ctx context.Context, dst netip.AddrPort) (net.Conn, error) {
			return c.from.host().Dial(ctx, egress, dst)
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
	return outcome
}

// rotates reports whether a speaker begins with another address of a smart host at each conversation, as the service is
// taken to do with several A records (T8.3 [I]).
func rotates(who speaker) bool {
	s, ok := who.(*Server)
	return ok && s.side.Name.Kind() == relay.Cloud
}

// turn begins with another target of those that the first host's name led to.
func turn(targets []relay.Target, n int) {
	same := 0
	for same < len(targets) && targets[same].Host == targets[0].Host {
		same++
	}
	if same > 1 {
		first := targets[:same]
		copy(first, slices.Concat(first[n%same:], first[:n%same]))
	}
}

// quiesce waits until the answering side has finished its part of a conversation. A world with a [Pace] goes on
// meanwhile, and other conversations with it.
func (w *World) quiesce() {
	if w.pace != nil {
		return
	}
	w.Net.WaitIdle()
	w.serving.Wait()
}

// resolve turns a next hop into addresses: smart hosts by their names in order, a domain by its MX, or by its own
// address when it has none (RFC 5321 section 5.1).
func (w *World) resolve(asker string, hop relay.NextHop) ([]relay.Target, error) {
	names := hop.SmartHosts
	if len(names) == 0 {
		records, err := w.Net.LookupMX(asker, hop.Domain)
		switch {
		case errors.Is(err, vnet.ErrNoRecords):
			names = []string{hop.Domain}
		case err != nil:
			return nil, err
		}
		for _, mx := range records {
			names = append(names, strings.TrimSuffix(mx.Host, "."))
		}
	}
	var targets []relay.Target
	var failure error
	for _, name := range names {
		addrs, err := w.Net.LookupAddr(asker, strings.Trim(name, "[]"))
		if err != nil {
			failure = err
			continue
		}
		for _, a := range addrs {
			targets = append(targets, relay.Target{Host: name, Addr: netip.AddrPortFrom(a, hop.Port)})
		}
	}
	switch {
	case len(targets) > 0:
		return targets, nil
	case errors.Is(failure, vnet.ErrNoDomain):
		// A mail host that does not exist is somebody's typing error and no reason to give up: only a recipient's
		// domain that does not exist is (N44).
		return nil, fmt.Errorf("%w: %v", vnet.ErrNoRecords, failure)
	default:
		return nil, failure
	}
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
