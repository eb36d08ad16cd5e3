package sim

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/vnet"
)

// lead is a host's name that a next hop leads to. Those with a lower preference are tried first.
type lead struct {
	name       string
	preference int
}

// resolve turns the next hop of a dialogue into addresses, in the order in which they are tried. Smart hosts are tried
// in their order, a domain's MX by preference; without MX a domain stands for its own address (RFC 5321 section 5.1).
// Among equal preferences each conversation begins with another host (T8.9).
func (w *World) resolve(from speaker, d relay.Dialogue) ([]relay.Target, error) {
	asker, service := w.Net.Ask(from.name(), d.Resolvers...), isService(from)
	leads, err := leads(asker, d, service)
	if err != nil {
		return nil, err
	}
	var targets []relay.Target
	var failure error
	for _, l := range leads {
		target, err := w.demands(asker, from, d, l.name)
		if err != nil {
			failure = err
			continue
		}
		addrs, err := asker.LookupAddr(strings.Trim(l.name, "[]"))
		if err != nil {
			failure = err
			continue
		}
		if service {
			turn(addrs, d.Egress)
		}
		for _, a := range addrs {
			target.Addr = netip.AddrPortFrom(a, d.Hop.Port)
			targets = append(targets, target)
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

// isService reports whether a speaker is the service. It begins with another of several smart hosts, and with another
// of several addresses of one, at each conversation (T8.1; of addresses T8.3 [I]).
func isService(who speaker) bool {
	s, ok := who.(*Server)
	return ok && s.side.Name.Kind() == relay.Cloud
}

// leads are the hosts of a next hop. The service takes the name of a smart host for a domain first: where it has an MX,
// that is asked and its own address is not (T8.2).
func leads(asker vnet.Asking, d relay.Dialogue, service bool) ([]lead, error) {
	if len(d.Hop.SmartHosts) == 0 {
		return mxOf(asker, d.Hop.Domain, d.Egress)
	}
	hosts := slices.Clone(d.Hop.SmartHosts)
	if service {
		turn(hosts, d.Egress)
	}
	var list []lead
	for _, host := range hosts {
		if _, err := netip.ParseAddr(strings.Trim(host, "[]")); !service || err == nil {
			list = append(list, lead{name: host})
			continue
		}
		behind, err := mxOf(asker, host, d.Egress)
		if err != nil { // the address will tell
			behind = []lead{{name: host}}
		}
		list = append(list, behind...)
	}
	return list, nil
}

// mxOf are the mail hosts of a domain, or the domain itself when it has none. Of equal preference the one whose turn it
// is comes first.
func mxOf(asker vnet.Asking, domain string, egress int) ([]lead, error) {
	records, err := asker.LookupMX(domain)
	if errors.Is(err, vnet.ErrNoRecords) {
		return []lead{{name: domain}}, nil
	}
	if err != nil {
		return nil, err
	}
	var list []lead
	for _, mx := range records {
		list = append(list, lead{strings.TrimSuffix(mx.Host, "."), int(mx.Pref)})
	}
	for rest := list; len(rest) > 0; {
		end := slices.IndexFunc(rest, func(l lead) bool { return l.preference != rest[0].preference })
		if end < 0 {
			end = len(rest)
		}
		turn(rest[:end], egress)
		rest = rest[end:]
	}
	return list, nil
}

// turn makes a list begin with the one whose turn it is.
func turn[T any](list []T, n int) {
	if len(list) > 1 {
		copy(list, slices.Concat(list[n%len(list):], list[:n%len(list)]))
	}
}
