package check

import (
	"math/big"
	"net/netip"
	"slices"

	"hybridsim/relay"
)

// maxRanges is how many ranges of one relay connector are tried; [Played] names the others.
const maxRanges = 40

// devices are the clients to try for a range of a relay connector: at both ends, as far as no server of the two sides
// has the address. There is none in an IPv6 range: the server of a base has IPv4 addresses only.
func (s *scene) devices(r relay.AddressRange) []netip.Addr {
	if wide(r) || !r.First.Is4() {
		return nil
	}
	first, last := r.First, r.Last
	for s.isServer(first) && first.Less(last) {
		first = first.Next()
	}
	for s.isServer(last) && first.Less(last) {
		last = last.Prev()
	}
	if s.isServer(first) {
		return nil
	}
	return slices.Compact([]netip.Addr{first, last})
}

// isServer reports whether an address is that of a host which is not one of the outside.
func (s *scene) isServer(a netip.Addr) bool {
	at := s.w.Net.HostAt(a)
	return at != nil && s.w.Host(at.Name()) == nil
}

// widest is how many addresses a range may have that names somebody: the largest private network is 10.0.0.0/8, and a
// site has a /32 of IPv6 at most. What is wider is for everybody.
var widest = map[int]*big.Int{32: new(big.Int).Lsh(big.NewInt(1), 24), 128: new(big.Int).Lsh(big.NewInt(1), 96)}

// wide reports whether a range is for everybody, as far as it goes.
func wide(r relay.AddressRange) bool {
	size := new(big.Int).Sub(number(r.Last), number(r.First))
	return size.Cmp(widest[r.First.BitLen()]) >= 0
}

func number(a netip.Addr) *big.Int { return new(big.Int).SetBytes(a.AsSlice()) }

// unheardOf are where clients are looked for that nobody has heard of: the networks for documentation (RFC 5737).
var unheardOf = []netip.Addr{netip.MustParseAddr("192.0.2.199"), netip.MustParseAddr("198.51.100.199"),
	netip.MustParseAddr("203.0.113.199")}

// elsewhere is an address of a client that no range names and that nobody has.
func (s *scene) elsewhere(ranges []relay.AddressRange) string {
	for _, start := range unheardOf {
		for a := start; a.As4()[3] > 100; a = a.Prev() {
			taken := s.w.Net.HostAt(a) != nil || slices.ContainsFunc(ranges, func(r relay.AddressRange) bool {
				return !wide(r) && r.Contains(a)
			})
			if !taken {
				return a.String()
			}
		}
	}
	return ""
}

// admitted are the ranges of all connectors of the cloud that know clients by addresses.
func (s *scene) admitted() (list []relay.AddressRange) {
	for _, c := range s.cloud.InboundConnectors {
		list = append(list, c.SenderIPAddresses...)
	}
	return list
}

// trusted are the ranges of all connectors on-premises that let clients without credentials relay.
func (s *scene) trusted() (list []relay.AddressRange) {
	for _, c := range s.local.ReceiveConnectors {
		if relaysAnonymous(c) {
			list = append(list, c.RemoteIPRanges...)
		}
	}
	return list
}

// ranges tells which ranges of the relay connectors a device was tried in, or a stranger where a range is for
// everybody.
func (r *Report) ranges(s *scene, share *Share) {
	for _, c := range s.local.ReceiveConnectors {
		if !s.relays(c) {
			continue
		}
		for _, at := range c.RemoteIPRanges {
			tried := slices.ContainsFunc(r.Flows, func(f Result) bool {
				if f.Asked == nil || f.Outcome.Kind == NotPlayed {
					return false
				}
				a, err := netip.ParseAddr(f.Asked.Source)
				everybody := wide(at) && f.Asked.What == StrangerRelays && f.Asked.Server == s.further(c.Server)
				one := !wide(at) && f.Asked.What == DeviceRelays && f.Asked.Object == c.Identity()
				return err == nil && (everybody || one) && at.Contains(a)
			})
			share.add(tried, c.Identity()+" "+at.String())
		}
	}
}

// relays reports whether devices are let relay by a receive connector, so that they are tried.
func (s *scene) relays(c *relay.ReceiveConnector) bool {
	return c.Enabled && onPort25(c) && relaysAnonymous(c)
}
