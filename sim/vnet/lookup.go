package vnet

import (
	"cmp"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// Lookup returns the records of a name and of one type, as they are. A type that
// the network's DNS does not know has no records. Names of records are as they
// were added. The asker is recorded with the query, here as in the other lookups.
func (n *Network) Lookup(asker, name string, t RecordType) ([]Record, error) {
	return n.dns.lookup(asker, name, t)
}

// LookupMX returns the MX records of a name, sorted by preference and then by
// host. Hosts come without a dot at their end, except the null MX of RFC 7505,
// which is ".".
func (n *Network) LookupMX(asker, name string) ([]*net.MX, error) {
	records, err := n.dns.lookup(asker, name, MX)
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
func (n *Network) LookupAddr(asker, name string) ([]netip.Addr, error) {
	if literal, err := netip.ParseAddr(name); err == nil {
		return []netip.Addr{literal}, nil
	}
	v4, err := n.dns.lookup(asker, name, A)
	if err != nil && !errors.Is(err, ErrNoRecords) {
		return nil, err // asking for the other type would not help
	}
	v6, errV6 := n.dns.lookup(asker, name, AAAA)
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
func (n *Network) LookupTXT(asker, name string) ([]string, error) {
	records, err := n.dns.lookup(asker, name, TXT)
	return values(records, func(s string) string { return s }), err
}

// LookupPTR returns the names of an address, without dots at their ends.
func (n *Network) LookupPTR(asker string, a netip.Addr) ([]string, error) {
	records, err := n.dns.lookup(asker, ReverseName(a), PTR)
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
