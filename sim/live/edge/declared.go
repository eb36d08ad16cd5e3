package edge

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
)

// declare lets clients from a real address be another.
func (p *Plan) declare(client netip.Addr, address netip.AddrPort, text string) error {
	if address.Port() != 0 {
		return wrong("source", text, errors.New("a destination goes with a door"),
			"clients choose the door themselves; for one of their own write 127.0.0.1:PORT")
	}
	if client.IsLoopback() && client != netip.AddrFrom4([4]byte{127, 0, 0, 1}) && !ManyLoopbacks() {
		return wrong("source", text, fmt.Errorf("on this system no client can come from %s", client),
			"give the source a door: "+text[:strings.Index(text, "=")]+"=127.0.0.1:PORT")
	}
	if err := p.Clients.Declare(client, address.Addr()); err != nil {
		return wrong("source", text, err, "")
	}
	return nil
}

// source reads WHO[@DESTINATION]=AT. The port of the address is not 0 when there is a destination.
func (p *Plan) source(text string) (who netip.AddrPort, at string, err error) {
	left, at, ok := strings.Cut(text, "=")
	if !ok || at == "" {
		return who, at, wrong("source", text, errors.New("there is no ="),
			"want ADDRESS=127.92.0.5, or ADDRESS=127.0.0.1:PORT")
	}
	name, destination, directed := strings.Cut(left, "@")
	a, err := p.address(name)
	if err != nil {
		return who, at, wrong("source", text, err, "")
	}
	if who = netip.AddrPortFrom(a, 0); directed {
		to, err := p.destination(destination, a)
		if err != nil {
			return who, at, wrong("source", text, err, "")
		}
		who = netip.AddrPortFrom(a, to.Port())
	}
	return who, at, nil
}

// address finds a simulated address: one that is written, or a host's.
func (p *Plan) address(name string) (netip.Addr, error) {
	prefixes, err := p.world.HostAddresses(name)
	if err != nil {
		return netip.Addr{}, err
	}
	a := prefixes[0].Addr()
	if !prefixes[0].IsSingleIP() || a.IsUnspecified() || a.IsLoopback() || a.IsMulticast() {
		return a, fmt.Errorf("%s is no address of a host", name)
	}
	return a, nil
}

// destination finds a simulated port: of a side or host, 25 unless it says otherwise, of the source's address family.
// Without a name it is where mail from the source goes: from the service to on-premises, from all others to the
// cloud.
func (p *Plan) destination(name string, from netip.Addr) (netip.AddrPort, error) {
	host, port := name, "25"
	if h, number, err := net.SplitHostPort(name); err == nil {
		host, port = h, number
	}
	if host == "" {
		host = "cloud"
		for _, r := range p.world.Published() {
			if r.Contains(from) {
				host = "onprem"
			}
		}
	}
	prefixes, err := p.world.Destination(host)
	if err != nil {
		return netip.AddrPort{}, err
	}
	for _, prefix := range prefixes {
		if prefix.Addr().Is4() == from.Is4() {
			to, err := netip.ParseAddrPort(net.JoinHostPort(prefix.Addr().String(), port))
			if err != nil || to.Port() == 0 {
				return to, fmt.Errorf("%q is not a port", port)
			}
			return to, nil
		}
	}
	return netip.AddrPort{}, fmt.Errorf("%s has no address that %s could connect to", host, from)
}
