package vnet

import (
	"cmp"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// Asking is somebody who asks DNS: as the asker's network adapters do, or certain servers.
type Asking struct {
	n       *Network
	asker   string
	servers []netip.Addr
}

// Ask is who asks; the asker is recorded with each query. Without servers it asks those of its adapters
// ([Network.SetAdapter]). An address at which there is no DNS server gives no answer.
func (n *Network) Ask(asker string, servers ...netip.Addr) Asking { return Asking{n, asker, servers} }

func (a Asking) lookup(name string, t RecordType) ([]Record, error) {
	return a.n.dns.lookup(a.asker, a.servers, name, t)
}

// Lookup returns the records of a name and of one type, as they are. A type that
// the network's DNS does not know has no records. Names of records are as they
// were added.
func (n *Network) Lookup(asker, name string, t RecordType) ([]Record, error) {
	return n.Ask(asker).lookup(name, t)
}

// LookupMX asks as the asker's adapters do, as the other lookups of a network do; see [Asking.LookupMX].
func (n *Network) LookupMX(asker, name string) ([]*net.MX, error) { return n.Ask(asker).LookupMX(name) }

// LookupAddr is [Asking.LookupAddr].
func (n *Network) LookupAddr(asker, name string) ([]netip.Addr, error) {
	return n.Ask(asker).LookupAddr(name)
}

// LookupTXT is [Asking.LookupTXT].
func (n *Network) LookupTXT(asker, name string) ([]string, error) {
	return n.Ask(asker).LookupTXT(name)
}

// LookupPTR is [Asking.LookupPTR].
func (n *Network) LookupPTR(asker string, a netip.Addr) ([]string, error) {
	return n.Ask(asker).LookupPTR(a)
}

// LookupMX returns the MX records of a name, sorted by preference and then by
// host. Hosts come without a dot at their end, except the null MX of RFC 7505,
// which is ".".
func (a Asking) LookupMX(name string) ([]*net.MX, error) {
	records, err := a.lookup(name, MX)
	if err != nil {
		return nil, err
	}
	hosts := make([]*net.MX, len(records))
	for i, r := range records {
		hosts[i] = &net.MX{Host: hostName(r.Value), Pref: r.Preference}
	}
	slices.SortStableFunc(hosts, func(a, b *net.MX) int {
		return cmp.Or(cmp.Compare(a.Pref, b.Pref), cmp.Compare(canonical(a.Host), canonical(b.Host)))
	})
	return hosts, nil
}

// LookupAddr returns the addresses of a name, A before AAAA, each in the order
// of its records. An address in place of a name stands for itself and is not
// looked up.
func (a Asking) LookupAddr(name string) ([]netip.Addr, error) {
	if literal, err := netip.ParseAddr(name); err == nil {
		return []netip.Addr{literal}, nil
	}
	v4, err := a.lookup(name, A)
	if err != nil && !errors.Is(err, ErrNoRecords) {
		return nil, err // asking for the other type would not help
	}
	v6, errV6 := a.lookup(name, AAAA)
	if len(v4) == 0 && errV6 != nil {
		if errors.Is(errV6, ErrNoRecords) {
			return nil, err
		}
		return nil, errV6
	}
	var addrs []netip.Addr
	for _, r := range slices.Concat(v4, v6) {
		addrs = append(addrs, netip.MustParseAddr(r.Value)) // checked when it was added
	}
	return addrs, nil
}

// LookupTXT returns the texts of a name, each in one piece, in the order of the
// records.
func (a Asking) LookupTXT(name string) ([]string, error) {
	records, err := a.lookup(name, TXT)
	return values(records, func(s string) string { return s }), err
}

// LookupTLSA returns the TLSA records of a name, as they are.
func (a Asking) LookupTLSA(name string) ([]string, error) {
	records, err := a.lookup(name, TLSA)
	return values(records, func(s string) string { return s }), err
}

// LookupPTR returns the names of an address, without dots at their ends.
func (a Asking) LookupPTR(of netip.Addr) ([]string, error) {
	records, err := a.lookup(ReverseName(of), PTR)
	return values(records, hostName), err
}

func values(records []Record, form func(string) string) []string {
	var vs []string
	for _, r := range records {
		vs = append(vs, form(r.Value))
	}
	return vs
}

// hostName returns a name without a dot at its end, unless it is the root.
func hostName(name string) string {
	if name == "." {
		return name
	}
	return strings.TrimSuffix(name, ".")
}
