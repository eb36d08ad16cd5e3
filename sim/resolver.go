package sim

import (
	"net"
	"net/netip"

	"hybridsim/relay/mailauth"
	"hybridsim/sim/vnet"
)

// resolver is the network's DNS as one host asks it.
type resolver struct {
	net   *vnet.Network
	asker string
}

var _ mailauth.Resolver = resolver{}

func (e environment) Resolver() mailauth.Resolver {
	return resolver{e.s.side.w.Net, e.s.inbound.Name()}
}

func (r resolver) LookupTXT(name string) ([]string, error) { return r.net.LookupTXT(r.asker, name) }
func (r resolver) LookupMX(name string) ([]*net.MX, error) { return r.net.LookupMX(r.asker, name) }
func (r resolver) LookupAddr(name string) ([]netip.Addr, error) {
	return r.net.LookupAddr(r.asker, name)
}
func (r resolver) LookupPTR(a netip.Addr) ([]string, error) { return r.net.LookupPTR(r.asker, a) }
