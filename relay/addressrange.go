package relay

import (
	"fmt"
	"math/big"
	"net/netip"
	"strings"
)

// AddressRange is one entry of RemoteIPRanges: a single address, "first-last", or CIDR (R1.8). It keeps the text it
// was written as.
type AddressRange struct {
	First, Last netip.Addr
	text        string
}

// The two ranges that every default connector lists (R1.9).
var (
	AllIPv4 = MustParseAddressRange("0.0.0.0-255.255.255.255")
	AllIPv6 = MustParseAddressRange("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
)

// ParseAddressRange reads one range in any of Exchange's three notations.
func ParseAddressRange(s string) (AddressRange, error) {
	s = strings.TrimSpace(s)
	r, err := parseAddressRange(s)
	if err == nil && (r.First.Is4In6() || r.Last.Is4In6()) {
		return AddressRange{}, fmt.Errorf("%q writes IPv4 addresses as IPv6; want 192.0.2.1, not ::ffff:192.0.2.1", s)
	}
	return r, err
}

func parseAddressRange(s string) (AddressRange, error) {
	if p, err := netip.ParsePrefix(s); err == nil {
		p = p.Masked()
		return AddressRange{p.Addr(), lastAddr(p), s}, nil
	}
	low, high, isPair := strings.Cut(s, "-")
	first, err := netip.ParseAddr(strings.TrimSpace(low))
	if err != nil || first.Zone() != "" {
		return AddressRange{},
			fmt.Errorf("%q is not an address range; want 192.0.2.1, 192.0.2.1-192.0.2.9 or 192.0.2.0/24", s)
	}
	if !isPair {
		return AddressRange{first, first, s}, nil
	}
	last, err := netip.ParseAddr(strings.TrimSpace(high))
	switch {
	case err != nil || last.Zone() != "":
		return AddressRange{}, fmt.Errorf("%q does not end in an address", s)
	case first.BitLen() != last.BitLen():
		return AddressRange{}, fmt.Errorf("%q mixes IPv4 and IPv6", s)
	case last.Less(first):
		return AddressRange{}, fmt.Errorf("%q ends before it begins", s)
	}
	return AddressRange{first, last, s}, nil
}

// MustParseAddressRange is ParseAddressRange for constants; it panics on an error.
func MustParseAddressRange(s string) AddressRange {
	r, err := ParseAddressRange(s)
	if err != nil {
		panic(err)
	}
	return r
}

func lastAddr(p netip.Prefix) netip.Addr {
	bytes := p.Addr().AsSlice()
	for bit := p.Bits(); bit < len(bytes)*8; bit++ {
		bytes[bit/8] |= 0x80 >> (bit % 8)
	}
	last, _ := netip.AddrFromSlice(bytes)
	return last
}

// UnmarshalText reads a range; it makes AddressRange usable as a cmdlet parameter.
func (r *AddressRange) UnmarshalText(text []byte) (err error) {
	*r, err = ParseAddressRange(string(text))
	return err
}

func (r AddressRange) String() string { return r.text }

// Contains reports whether the address lies in the range. IPv4 mapped into IPv6 counts as IPv4.
func (r AddressRange) Contains(a netip.Addr) bool {
	a = a.Unmap()
	return a.BitLen() == r.First.BitLen() && !a.Less(r.First) && !r.Last.Less(a)
}

// Size is the number of addresses in the range; the most specific range is the smallest (R1.3).
func (r AddressRange) Size() *big.Int {
	first, last := new(big.Int).SetBytes(r.First.AsSlice()), new(big.Int).SetBytes(r.Last.AsSlice())
	return last.Sub(last, first).Add(last, big.NewInt(1))
}

// Overlap tells how two ranges lie to each other.
func (r AddressRange) Overlap(o AddressRange) Overlap {
	switch {
	case r.First.BitLen() != o.First.BitLen() || r.Last.Less(o.First) || o.Last.Less(r.First):
		return Disjoint
	case r.First == o.First && r.Last == o.Last:
		return Equal
	case r.Contains(o.First) && r.Contains(o.Last), o.Contains(r.First) && o.Contains(r.Last):
		return Nested
	default:
		return Partial
	}
}

// Overlap is how two ranges lie to each other. Connectors on one binding may nest, but not overlap in part (R1.4) nor
// be equal (R1.5).
type Overlap int

// Ways two ranges can lie to each other.
const (
	Disjoint Overlap = iota
	Nested
	Equal
	Partial
)
