package vnet

import (
	"encoding/hex"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// ReverseName returns the name that holds the PTR record of an address, such as
// "5.2.0.192.in-addr.arpa" for 192.0.2.5.
func ReverseName(a netip.Addr) string {
	if a.Unmap().Is4() {
		return reversed(a) + ".in-addr.arpa"
	}
	return reversed(a) + ".ip6.arpa"
}

// ListedName returns the name under which a DNS block list has an address: its
// octets, or nibbles in the case of IPv6, in reverse order, and then the zone
// (RFC 5782, section 2).
func ListedName(a netip.Addr, zone string) string { return reversed(a) + "." + zone }

// List puts an address on the DNS block list of a zone: an A record of 127.0.0.2
// and a TXT record that says why. Listing it again replaces the text.
func (n *Network) List(a netip.Addr, zone, text string) {
	name := ListedName(a, zone)
	err := n.SetRecords(
		Record{Name: name, Type: A, Value: "127.0.0.2"},
		Record{Name: name, Type: TXT, Value: text},
	)
	if err != nil {
		panic(err) // unreachable: both records are well formed
	}
}

// Delist takes an address off the DNS block list of a zone and reports whether
// it was on it.
func (n *Network) Delist(a netip.Addr, zone string) bool {
	name := ListedName(a, zone)
	listed := n.RemoveRecords(name, A)
	return n.RemoveRecords(name, TXT) || listed
}

// reversed writes the parts of an address from the last to the first.
func reversed(a netip.Addr) string {
	var parts []string
	if a = a.Unmap(); a.Is4() {
		for _, octet := range a.As4() {
			parts = append(parts, strconv.Itoa(int(octet)))
		}
	} else {
		all := a.As16()
		parts = strings.Split(hex.EncodeToString(all[:]), "")
	}
	slices.Reverse(parts)
	return strings.Join(parts, ".")
}
