package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/install"
)

// domains makes the accepted domain and the remote domains that are missing (S2.5; for 2010 with the flags of S8.3).
// The policy that comes with the accepted domain gives mailboxes their addresses in it.
func (w *wizard) domains() error {
	if !slices.ContainsFunc(w.local.now.AcceptedDomains, func(d *relay.AcceptedDomain) bool {
		return strings.EqualFold(d.DomainName, w.Routing)
	}) {
		err := acceptedDomains.ensure(w.local, nil, func(d *relay.AcceptedDomain) {
			d.Name, d.DomainName = w.Routing, w.Routing
		})
		if err != nil {
			return err
		}
		w.addRoutingAddresses()
	}
	for _, d := range w.RemoteDomains() {
		side := w.local
		if d.Side == relay.Cloud {
			side = w.cloud
		}
		if slices.ContainsFunc(side.now.RemoteDomains, func(other *relay.RemoteDomain) bool {
			return strings.EqualFold(other.DomainName, d.DomainName)
		}) {
			continue
		}
		if err := remoteDomains.ensure(side, nil, func(x *relay.RemoteDomain) { *x = *d.RemoteDomain }); err != nil {
			return err
		}
	}
	return nil
}

// addRoutingAddresses applies the policy smtp:%m@<tenant>.mail.onmicrosoft.com to the mailboxes that exist.
func (w *wizard) addRoutingAddresses() {
	for _, old := range mailboxes.all(w.local.now) {
		x := *old
		x.EmailAddresses = withAddresses(old.EmailAddresses, free(w.local.now, aliasOf(old)+"@"+w.Routing)...)
		mailboxes.put(w.local, old, &x)
	}
}

// receiveConnectors prepares every receiving server: 2010 gets a connector of its own for the service's addresses,
// later products trust the service on their default front end (S2.1, S2.3).
func (w *wizard) receiveConnectors() error {
	if edges := w.Configuration.EdgeTransportServers; len(edges) > 0 { // it does not touch those (T7.7)
		w.warnings = append(w.warnings, "HCW8056: the receive connectors of these Edge Transport servers have to be "+
			"configured by hand: "+strings.Join(edges, ", "))
		return nil
	}
	for _, name := range w.Configuration.ReceivingTransportServers {
		server := w.local.now.Server(name)
		prepare := w.frontEnd
		if w.old {
			prepare = w.scopedConnector
		}
		if err := prepare(server); err != nil {
			return err
		}
	}
	return nil
}

// frontEnd modifies the connector that takes mail from everywhere on port 25 (S2.3). Its Fqdn stays.
func (w *wizard) frontEnd(server *relay.Server) error {
	var found *relay.ReceiveConnector
	for _, c := range w.local.now.ReceiveConnectors {
		if strings.EqualFold(c.Server, server.Name) && listensTo25Only(c) && takesAll(c) && found == nil {
			found = c
		}
	}
	if found == nil || !slices.Contains(found.Bindings, bindings("[::]:25")[0]) {
		return refuse("", fmt.Sprintf("%s has no receive connector for hybrid mail: HCW8010", server.Name),
			fmt.Sprintf("one connector of the server must have the bindings [::]:25 and 0.0.0.0:25 and the "+
				"remote ranges %s and %s", relay.AllIPv4, relay.AllIPv6))
	}
	return receiveConnectors.ensure(w.local, found, w.FrontEnd)
}

// scopedConnector makes or updates 2010's connector for the service's addresses (S2.3, reconstructed: U18).
func (w *wizard) scopedConnector(server *relay.Server) error {
	found := firstNamed(receiveConnectors, w.local.now, server.Name+`\`+install.ReceiveConnectorName)
	return receiveConnectors.ensure(w.local, found, func(c *relay.ReceiveConnector) {
		w.Scoped(c, server.Name, w.local.admin.ServiceAddresses())
	})
}

func listensTo25Only(c *relay.ReceiveConnector) bool {
	return len(c.Bindings) > 0 && !slices.ContainsFunc(c.Bindings, func(b relay.Binding) bool { return b.Port() != 25 })
}

func takesAll(c *relay.ReceiveConnector) bool {
	has := func(all relay.AddressRange) bool {
		return slices.ContainsFunc(c.RemoteIPRanges, func(r relay.AddressRange) bool {
			return r.Overlap(all) == relay.Equal
		})
	}
	return has(relay.AllIPv4) && has(relay.AllIPv6)
}

// sendConnector leads mail for the routing domain to the service (S2.2).
func (w *wizard) sendConnector() error {
	found, err := w.findSendConnector()
	if err != nil {
		return err
	}
	return sendConnectors.ensure(w.local, found, w.Send)
}

// findSendConnector finds the connector that an earlier run made, or that already leads to the routing domain. Two of
// those are too many (HCW8011), and no other address space may stand there except * (HCW8039).
func (w *wizard) findSendConnector() (*relay.SendConnector, error) {
	var found []*relay.SendConnector
	for _, c := range w.local.now.SendConnectors {
		if slices.ContainsFunc(c.AddressSpaces, w.IsRouting) {
			found = append(found, c)
		}
	}
	if len(found) > 1 {
		return nil, refuse("", fmt.Sprintf("the send connectors %s and %s both lead to %s: HCW8011",
			quote(found[0].Name), quote(found[1].Name), w.Routing), "keep one of them")
	}
	if len(found) == 0 {
		for _, c := range w.local.now.SendConnectors {
			if strings.EqualFold(c.Name, install.SendConnectorName) ||
				strings.HasPrefix(c.Name, install.SendConnectorName+" - ") {
				found = append(found, c)
			}
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	for _, s := range found[0].AddressSpaces {
		if s.Domain != "*" && !w.IsRouting(s) {
			return nil, refuse("", fmt.Sprintf("the send connector %s also leads to %s: HCW8039", quote(found[0].Name),
				s.Domain), "give other domains a connector of their own")
		}
	}
	return found[0], nil
}
