package cmdlet

import (
	"strings"

	"hybridsim/relay"
)

// firstNamed returns the first object that has one of the names, in the order of the names.
func firstNamed[T any](n *noun[T], o *relay.Organization, names ...string) *T {
	for _, name := range names {
		for _, x := range n.all(o) {
			if strings.EqualFold(n.identity(x), name) {
				return x
			}
		}
	}
	return nil
}

// names of a cloud connector, the one to give first: modern wizards still look for the legacy name (S2.1).
func (w *wizard) names(modern, legacy string) []string {
	if w.old {
		return []string{legacy}
	}
	return []string{modern + " " + guid(w.local.now.Name), legacy}
}

// inboundConnector tells the cloud how to recognize on-premises: 2013 and later by certificate, 2010 by address (S2.1,
// S2.4).
func (w *wizard) inboundConnector() error {
	names := w.names("Inbound from", legacyInboundName)
	addresses, certificate := []relay.AddressRange(nil), w.senderCertificate()
	if w.old {
		certificate = ""
		if addresses = w.externalAddresses(); len(addresses) == 0 {
			return refuse("", "the HybridConfiguration has no ExternalIPAddresses",
				"Set-HybridConfiguration -ExternalIPAddresses with the public IPv4 addresses of the Hub servers")
		}
	}
	return inboundConnectors.ensure(w.cloud, firstNamed(inboundConnectors, w.cloud.now, names...),
		func(c *relay.InboundConnector) {
			w.Inbound(c, names[0], certificate, addresses)
		})
}

// externalAddresses are the public IPv4 addresses of the Hub servers: as configured, else as the Internet sees them.
func (w *wizard) externalAddresses() []relay.AddressRange {
	if len(w.Configuration.ExternalIPAddresses) > 0 {
		return w.Configuration.ExternalIPAddresses
	}
	var ranges []relay.AddressRange
	for _, a := range w.local.admin.PublicAddresses() {
		if a.Is4() {
			ranges = append(ranges, relay.MustParseAddressRange(a.String()))
		}
	}
	return ranges
}

// outboundConnector sends the hybrid domains, or with centralized transport everything, to on-premises (S2.4).
func (w *wizard) outboundConnector() error {
	names := w.names("Outbound to", legacyOutboundName)
	return outboundConnectors.ensure(w.cloud, firstNamed(outboundConnectors, w.cloud.now, names...),
		func(c *relay.OutboundConnector) {
			w.Outbound(c, names[0])
		})
}
