package relay

import (
	"net/netip"
	"slices"
	"strings"
)

// FrontEndService is the noun of a front end's settings. The object is carried, and what it says of DNS is read.
const FrontEndService = "FrontendTransportService"

// ChoosesDNS reports whether a setting of a front end says which DNS servers it asks.
func ChoosesDNS(property string) bool {
	return slices.ContainsFunc([]string{"InternalDNSAdapterEnabled", "InternalDNSServers", "ExternalDNSAdapterEnabled",
		"ExternalDNSServers"}, func(name string) bool { return strings.EqualFold(name, property) })
}

// DNSServersOf are the DNS servers that a server's transport service, or its front end, asks by its internal or its
// external settings: nil stands for those of the machine's network adapters, which the adapter flag prefers to the
// list, whatever is in it (G1.4.1 to G1.4.3). Without the adapters and with an empty list there is one at no address,
// which does not answer; what Exchange does then is [I].
func (o *Organization) DNSServersOf(server string, frontEnd, external bool) []netip.Addr {
	which := "Internal"
	if external {
		which = "External"
	}
	adapters, list := true, []string(nil)
	switch s := o.Server(server); {
	case frontEnd:
		if x := o.Carries(FrontEndService, server); x != nil {
			adapters = !slices.Contains(x.Kept.value(which+"DNSAdapterEnabled").Texts, "False")
			list = x.Kept.value(which + "DNSServers").Texts
		}
	case s == nil:
	case external:
		adapters, list = s.TransportService.ExternalDNSAdapterEnabled, s.TransportService.ExternalDNSServers
	default:
		adapters, list = s.TransportService.InternalDNSAdapterEnabled, s.TransportService.InternalDNSServers
	}
	if adapters {
		return nil
	}
	servers := []netip.Addr{}
	for _, text := range list {
		if a, err := netip.ParseAddr(text); err == nil {
			servers = append(servers, a)
		}
	}
	if len(servers) == 0 {
		servers = append(servers, netip.Addr{})
	}
	return servers
}

// value is that of a property, however it was spelled.
func (k Kept) value(name string) Value {
	for own, v := range k {
		if strings.EqualFold(own, name) {
			return v
		}
	}
	return Value{}
}
