package sim

import (
	"net"
	"net/netip"

	"hybridsim/relay/mailauth"
	"hybridsim/sim/vnet"
)

// resolver is the network's DNS as one host asks it.
type resolver struct {
	net     *vnet.Network
	asker   string
	servers []netip.Addr // nil: those of its network adapters
}

var _ mailauth.Resolver = resolver{}

func (e environment) Resolver(servers ...netip.Addr) mailauth.Resolver {
	return resolver{e.s.side.w.Net, e.s.inbound.Name(), servers}
}

func (r resolver) ask() vnet.Asking { return r.net.Ask(r.asker, r.servers...) }

func (r resolver) LookupTXT(name string) ([]string, error) { return r.ask().LookupTXT(name) }
func (r resolver) LookupMX(name string) ([]*net.MX, error) { return r.ask().LookupMX(name) }
func (r resolver) LookupAddr(name string) ([]netip.Addr, error) {
	return r.ask().LookupAddr(name)
}
func (r resolver) LookupPTR(a netip.Addr) ([]string, error) { return r.ask().LookupPTR(a) }

// SignedBy is a domain whose DKIM signature holds, with the key that the Internet's DNS has; empty: none holds.
func (w *World) SignedBy(content []byte) string {
	for _, s := range mailauth.Signatures(content, resolver{net: w.Net}) {
		if s.Result == mailauth.Pass {
			return s.Domain
		}
	}
	return ""
}
