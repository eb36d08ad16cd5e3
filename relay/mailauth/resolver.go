package mailauth

import (
	"context"
	"net"
	"net/netip"
)

// Resolver is the DNS that the checks need. Failures are [*net.DNSError]s, in which IsNotFound and IsTemporary tell a
// name without records from servers without an answer.
type Resolver interface {
	LookupTXT(name string) ([]string, error)
	LookupMX(name string) ([]*net.MX, error)
	LookupAddr(name string) ([]netip.Addr, error)
	LookupPTR(addr netip.Addr) ([]string, error)
}

// forSPF is a Resolver as the SPF library wants it.
type forSPF struct{ r Resolver }

func (f forSPF) LookupTXT(_ context.Context, name string) ([]string, error) {
	return f.r.LookupTXT(name)
}

func (f forSPF) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	return f.r.LookupMX(name)
}

func (f forSPF) LookupIPAddr(_ context.Context, host string) ([]net.IPAddr, error) {
	addrs, err := f.r.LookupAddr(host)
	list := make([]net.IPAddr, len(addrs))
	for i, a := range addrs {
		list[i] = net.IPAddr{IP: a.AsSlice()}
	}
	return list, err
}

func (f forSPF) LookupAddr(_ context.Context, addr string) ([]string, error) {
	a, err := netip.ParseAddr(addr)
	if err != nil {
		return nil, &net.DNSError{Name: addr, Err: "not an address", IsNotFound: true}
	}
	return f.r.LookupPTR(a)
}
