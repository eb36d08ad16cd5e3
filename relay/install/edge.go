package install

import (
	"slices"
	"strings"

	"hybridsim/relay"
)

// Names and limits of an Edge Subscription.
const (
	EdgeToInternet = "EdgeSync - %s to Internet" // with the site's name
	EdgeInbound    = "EdgeSync - Inbound to %s"  // with the site's name
	DefaultSite    = relay.DefaultSite           // that setup makes
	edgeNameLimit  = 256                         // of TlsCertificateName in the Edge's directory (G1.2.19)
	hubs           = "--"                        // as smart host: the servers of the site; as domain: the accepted ones
)

// ToInternet is the connector by which an Edge sends mail out, unless the subscription is made without it (T9, section
// 9.2).
func ToInternet(site, edge string) *relay.SendConnector {
	c := NewSendConnector(edge)
	c.Name = strings.Replace(EdgeToInternet, "%s", site, 1)
	c.AddressSpaces = []relay.AddressSpace{{Type: "smtp", Domain: "*", Cost: 100}}
	c.MaxMessageSize = 10 * relay.MB
	return c
}

// InboundTo is the connector by which an Edge hands mail for accepted domains to the servers inside.
func InboundTo(site, edge string) *relay.SendConnector {
	c := NewSendConnector(edge)
	c.Name = strings.Replace(EdgeInbound, "%s", site, 1)
	c.AddressSpaces = []relay.AddressSpace{{Type: "smtp", Domain: hubs, Cost: 100}}
	c.DNSRoutingEnabled, c.SmartHosts, c.MaxMessageSize = false, []string{hubs}, relay.Unlimited
	return c
}

// Sync is what EdgeSync takes to an Edge, each at its own pace (T9.2).
type Sync struct{ Configuration, Recipients bool }

// Synchronize returns an Edge as EdgeSync leaves it: with the organization's accepted domains, remote domains, the send
// connectors whose source it is, the servers of its site, and the recipients that may receive from outside. Receive
// connectors, certificates and TransportConfig stay its own (T9.3). refused are connectors of which it does not take
// all: the certificate's name is longer than its directory allows; it keeps what it had, and takes a new one without
// (G1.2.17 to G1.2.19).
func Synchronize(inside, edge *relay.Organization, what Sync) (_ *relay.Organization, refused []string) {
	subscription := inside.EdgeSubscription(edge.Servers[0].Name)
	e := edge.Clone()
	known := relay.EdgeInside{Site: subscription.Site}
	if e.Inside != nil {
		known = *e.Inside
	}
	if what.Configuration {
		e.AcceptedDomains, e.RemoteDomains = slices.Clone(inside.AcceptedDomains), slices.Clone(inside.RemoteDomains)
		e.SendConnectors, refused = edgeConnectors(inside, edge, subscription.Name)
		known.Servers = nil
		for _, s := range siteServers(inside, subscription.Site) {
			hub := relay.EdgeHub{Fqdn: s.Fqdn, Product: inside.ProductOf(s.Name)}
			if c := inside.InternalCertificate(s.Name); c != nil {
				hub.Thumbprint = c.Thumbprint
			}
			known.Servers = append(known.Servers, hub)
		}
	}
	if what.Recipients {
		known.Known = map[string]bool{}
		for _, r := range inside.Recipients {
			if r.RequireSenderAuthenticationEnabled {
				continue
			}
			for _, a := range append([]string{r.PrimarySmtpAddress}, r.EmailAddresses...) {
				known.Known[relay.KnownAs(a)] = true
			}
		}
	}
	e.Inside = &known
	return e, refused
}

// siteServers are those that an Edge hands mail to: of the site that it is bound to (T9.1, G1.2.14). A site without
// servers here stands for all of them.
func siteServers(o *relay.Organization, site string) []*relay.Server {
	if list := o.ServersIn(site); len(list) > 0 {
		return list
	}
	return o.Servers
}

// edgeConnectors are the send connectors whose source the Edge is.
func edgeConnectors(inside, edge *relay.Organization, name string) (list []*relay.SendConnector, refused []string) {
	for _, c := range inside.SendConnectors {
		if !slices.ContainsFunc(c.SourceTransportServers, func(s string) bool { return strings.EqualFold(s, name) }) {
			continue
		}
		if len(c.TlsCertificateName.String()) > edgeNameLimit {
			refused = append(refused, c.Name)
			if old := connectorNamed(edge, c.Name); old != nil {
				list = append(list, old)
				continue
			}
			x := *c
			x.TlsCertificateName = relay.CertificateName{}
			c = &x
		}
		list = append(list, c)
	}
	return list, refused
}

func connectorNamed(o *relay.Organization, name string) *relay.SendConnector {
	for _, c := range o.SendConnectors {
		if strings.EqualFold(c.Name, name) {
			return c
		}
	}
	return nil
}
