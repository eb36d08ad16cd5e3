package sim

import (
	"cmp"
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
	var found []candidate
	var failure error
	mx := len(d.Hop.SmartHosts) == 0
	for i, l := range leads {
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
		reached := 0
		for _, a := range addrs {
			if !speaks(from, a) {
				continue
			}
			target.Addr = netip.AddrPortFrom(a, d.Hop.Port)
			c := candidate{target, i, a.Is6() == (service && !mx)}
			if service && mx { // of all hosts of a preference (T8.7)
				c.turn = l.preference
			}
			found = append(found, c)
			reached++
		}
		if reached == 0 {
			failure = fmt.Errorf("%w: %s has no address of a family that %s has", vnet.ErrNoRecords, l.name,
				from.name())
		}
	}
	switch {
	case len(found) > 0:
		return inTurn(found), nil
	case errors.Is(failure, vnet.ErrNoDomain):
		// A mail host that does not exist is somebody's typing error and no reason to give up: only a recipient's
		// domain that does not exist is (N44).
		return nil, fmt.Errorf("%w: %v", vnet.ErrNoRecords, failure)
	default:
		return nil, failure
	}
}

// candidate is an address that may be tried, in its turn, before or behind those of the other family.
type candidate struct {
	target relay.Target
	turn   int
	behind bool
}

// inTurn are the addresses in the order in which they are tried. Who has both families takes IPv6 first (T12.5: senders
// change over silently): the service at the MX of a domain all hosts of one preference by IPv6, then by IPv4, then the
// next preference (T8.7 [D] IPV6TC), and anybody else each host. To smart hosts the service goes over IPv4 first, of
// which no source tells.
func inTurn(list []candidate) []relay.Target {
	slices.SortStableFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.turn, b.turn), cmp.Compare(b2i(a.behind), b2i(b.behind)))
	})
	targets := make([]relay.Target, len(list))
	for i, c := range list {
		targets[i] = c.target
	}
	return targets
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// speaks reports whether somebody has an address of another's family: without one there is no use in trying.
func speaks(who speaker, to netip.Addr) bool {
	return slices.ContainsFunc(who.host().Addrs(), func(a netip.Addr) bool { return a.Is4() == to.Is4() })
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
