package connector

import (
	"net/netip"

	"hybridsim/relay"
)

// Source is what the lists of addresses say of a client.
type Source int

// What they can say.
const (
	SourcePasses  Source = iota
	SourceBlocked        // by the recipient's tenant
	SourceBanned         // by the service
	SourceHidden         // by the service; an allow list and a connector hide which list it is
)

// CheckSource asks the lists of addresses about a client, before everything else at RCPT (G2.65): the recipient's
// tenant's own, and the service's. The IP Allow List goes before both (G2.61, G2.62); but an address that is in
// an OnPremises connector too is not let off (G2.63), and a connector alone exempts from throttling only (S11.4; R3.13
// [D] JP3KEY, its scope [I]).
//
// Of a client that is listed only to be slowed down it says nothing: see [Throttles].
func CheckSource(tenants []*relay.Organization, banned []relay.Listing, filter relay.ConnectionFilterPolicy,
	a Arrival) (Source, relay.ServiceList, relay.Decision) {
	ip := a.IP.String()
	d := relay.Decision{Question: relay.IsBlocked, Subject: ip, Source: "S11.4", Chosen: "pass",
		Because: ip + " is not on the service's list"}
	allowed := filter.Allows(a.IP)
	if allowed {
		d.Candidates = append(d.Candidates, relay.Fitting(ip, "IPAllowList "+relay.Some(filter.IPAllowList),
			"the recipient's tenant allows it"))
	}
	if filter.Blocks(a.IP) {
		d.Chosen, d.Because, d.Source = "", ip+" is on the IP Block List of the recipient's tenant", "G2.60"
		d.Candidates = append(d.Candidates, relay.Rejected(ip, "IPBlockList "+relay.Some(filter.IPBlockList),
			"the recipient's tenant blocks it"))
		return SourceBlocked, "", d
	}
	for _, r := range banned {
		if r.List == relay.ThrottleList || !r.Contains(a.IP) {
			continue
		}
		known := ConnectorWith(tenants, a.IP)
		switch {
		case allowed && known == "":
			d.Because, d.Source = "the IP Allow List goes before the service's list of banned addresses", "G2.62"
			d.Candidates = append(d.Candidates, relay.Rejected(ip, "block list "+r.String(), "the tenant allows it"))
			return SourcePasses, "", d
		case allowed:
			d.Chosen, d.Source = "", "G2.63"
			d.Because = ip + " is banned, and an allow list does not help an address of the connector " + known
			d.Candidates = append(d.Candidates, relay.Rejected(ip, "block list "+r.String(),
				"no connector exempts from it"))
			return SourceHidden, r.List, d
		}
		d.Chosen, d.Because = "", ip+" is on the service's own list of banned addresses"
		if r.List != relay.OwnList {
			d.Because, d.Source = ip+" is on the service's list "+string(r.List), "L121"
		}
		d.Candidates = append(d.Candidates, relay.Rejected(ip, "block list "+r.String(),
			"no connector exempts from it"))
		return SourceBanned, r.List, d
	}
	return SourcePasses, "", d
}

// Throttles reports whether the front door puts a client off that is new or sends much more than before: unless a
// connector of either type knows whose mail it is (L121f [D]).
func Throttles(banned []relay.Listing, at relay.Attribution, a Arrival) (bool, relay.Decision) {
	ip := a.IP.String()
	d := relay.Decision{Question: relay.IsBlocked, Subject: ip, Source: "L121f"}
	for _, r := range banned {
		if r.List != relay.ThrottleList || !r.Contains(a.IP) {
			continue
		}
		if at.Connector != "" {
			d.Chosen, d.Because = "pass", "the connector "+at.Connector+" exempts from throttling"
			return false, d
		}
		d.Because = ip + " is slowed down: it is new, or sends more than it did"
		d.Candidates = append(d.Candidates, relay.Rejected(ip, "throttled "+r.String(), "no connector knows it"))
		return true, d
	}
	return false, relay.Decision{}
}

// ConnectorWith is the OnPremises connector of any tenant that has an address, or "".
func ConnectorWith(tenants []*relay.Organization, ip netip.Addr) (name string) {
	eachOnPremises(tenants, func(_ *relay.Organization, c *relay.InboundConnector) {
		if name == "" && relay.AnyContains(c.SenderIPAddresses, ip) {
			name = c.Name
		}
	})
	return name
}
