package relay

import "net/netip"

// ConnectionFilterPolicy is a tenant's own list of addresses (Set-HostedConnectionFilterPolicy; P8.8). There is one.
type ConnectionFilterPolicy struct {
	Name        string
	IPAllowList []AddressRange
	IPBlockList []AddressRange
	Kept        Kept
}

// ConnectionFilter is the tenant's policy; an empty one when it has none.
func (o *Organization) ConnectionFilter() ConnectionFilterPolicy {
	for _, p := range o.ConnectionFilters {
		return *p
	}
	return ConnectionFilterPolicy{Name: DefaultPolicy}
}

// Allows reports whether an address is on the IP Allow List.
func (p ConnectionFilterPolicy) Allows(a netip.Addr) bool { return AnyContains(p.IPAllowList, a) }

// Blocks reports whether an address is on the IP Block List. One that is on both is allowed (G2.61).
func (p ConnectionFilterPolicy) Blocks(a netip.Addr) bool {
	return AnyContains(p.IPBlockList, a) && !p.Allows(a)
}

// AnyContains reports whether one of the ranges holds an address.
func AnyContains(ranges []AddressRange, a netip.Addr) bool {
	for _, r := range ranges {
		if r.Contains(a) {
			return true
		}
	}
	return false
}
