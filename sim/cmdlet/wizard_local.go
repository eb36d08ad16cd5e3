package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
)

// domains makes the accepted domain and the remote domains that are missing (S2.5; for 2010 with the flags of S8.3). The
// policy that comes with the accepted domain gives mailboxes their addresses in it.
func (w *wizard) domains() error {
	if !slices.ContainsFunc(w.local.now.AcceptedDomains, func(d *relay.AcceptedDomain) bool { return strings.EqualFold(d.DomainName, w.routing) }) {
		err := acceptedDomains.ensure(w.local, nil, func(d *relay.AcceptedDomain) { d.Name, d.DomainName = w.routing, w.routing })
		if err != nil {
			return err
		}
		w.addRoutingAddresses()
	}
	steps := []struct {
		side   *workspace
		domain string
		set    func(*relay.RemoteDomain)
	}{
		{w.local, w.routing, func(d *relay.RemoteDomain) {
			d.TargetDeliveryDomain, d.TrustedMailOutboundEnabled, d.IsInternal = true, w.old, w.old
		}},
		{w.local, w.initial, func(d *relay.RemoteDomain) {
			d.TrustedMailInboundEnabled, d.TrustedMailOutboundEnabled = true, w.old
		}},
		{w.cloud, w.hybrid.OnPremisesSmartHost, func(d *relay.RemoteDomain) { d.TrustedMailInboundEnabled = true }},
	}
	if !w.old {
		steps = steps[:2] // S2.5: no remote domain in the cloud
	}
	for _, step := range steps {
		if slices.ContainsFunc(step.side.now.RemoteDomains, func(d *relay.RemoteDomain) bool { return strings.EqualFold(d.DomainName, step.domain) }) {
			continue
		}
		err := remoteDomains.ensure(step.side, nil, func(d *relay.RemoteDomain) {
			d.Name, d.DomainName = "Hybrid Domain - "+step.domain, step.domain
			step.set(d)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// addRoutingAddresses applies the policy smtp:%m@<tenant>.mail.onmicrosoft.com to the mailboxes that exist.
func (w *wizard) addRoutingAddresses() {
	for _, old := range mailboxes.all(w.local.now) {
		x := *old
		x.EmailAddresses = withAddresses(old.EmailAddresses, free(w.local.now, aliasOf(old)+"@"+w.routing)...)
		mailboxes.put(w.local, old, &x)
	}
}

// receiveConnectors prepares every receiving server: 2010 gets a connector of its own for the service's addresses, later
// products trust the service on their default front end (S2.1, S2.3).
func (w *wizard) receiveConnectors() error {
	for _, name := range w.hybrid.ReceivingTransportServers {
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
			fmt.Sprintf("one connector of the server must have the bindings [::]:25 and 0.0.0.0:25 and the remote ranges %s and %s", relay.AllIPv4, relay.AllIPv6))
	}
	return receiveConnectors.ensure(w.local, found, func(c *relay.ReceiveConnector) {
		c.TransportRole = relay.FrontendTransport
		c.Bindings = bindings("[::]:25", "0.0.0.0:25")
		c.RemoteIPRanges = []relay.AddressRange{relay.AllIPv6, relay.AllIPv4}
		c.AuthMechanism = []relay.AuthMechanism{relay.AuthTls, relay.AuthIntegrated, relay.AuthBasic, relay.AuthBasicRequireTLS, relay.AuthExchangeServer}
		c.PermissionGroups = []relay.PermissionGroup{relay.AnonymousUsers, relay.ExchangeServers, relay.ExchangeLegacyServers}
		c.RequireTLS = false
		w.trustService(c)
	})
}

// scopedConnector makes or updates 2010's connector for the service's addresses (S2.3, reconstructed: U18).
func (w *wizard) scopedConnector(server *relay.Server) error {
	found := firstNamed(receiveConnectors, w.local.now, server.Name+`\`+receiveConnectorName)
	return receiveConnectors.ensure(w.local, found, func(c *relay.ReceiveConnector) {
		c.Name, c.Server = receiveConnectorName, server.Name
		c.TransportRole = relay.HubTransport
		c.Bindings = bindings("0.0.0.0:25")
		c.RemoteIPRanges = w.local.admin.ServiceAddresses()
		c.AuthMechanism = []relay.AuthMechanism{relay.AuthTls}
		c.PermissionGroups = []relay.PermissionGroup{relay.AnonymousUsers}
		c.RequireTLS = true
		c.Fqdn = w.hybrid.OnPremisesSmartHost
		w.trustService(c)
	})
}

// trustService names our certificate and what the service may do with its own (R1.13, R1.18).
func (w *wizard) trustService(c *relay.ReceiveConnector) {
	c.TlsCertificateName = w.hybrid.TlsCertificateName
	c.TlsDomainCapabilities = []relay.TlsDomainCapability{{
		Domain: serviceName, Capabilities: []string{capabilityOf(w.local.now.Product)},
	}}
}

func listensTo25Only(c *relay.ReceiveConnector) bool {
	return len(c.Bindings) > 0 && !slices.ContainsFunc(c.Bindings, func(b relay.Binding) bool { return b.Port() != 25 })
}

func takesAll(c *relay.ReceiveConnector) bool {
	has := func(all relay.AddressRange) bool {
		return slices.ContainsFunc(c.RemoteIPRanges, func(r relay.AddressRange) bool { return r.Overlap(all) == relay.Equal })
	}
	return has(relay.AllIPv4) && has(relay.AllIPv6)
}

// sendConnector leads mail for the routing domain to the service (S2.2).
func (w *wizard) sendConnector() error {
	found, err := w.findSendConnector()
	if err != nil {
		return err
	}
	return sendConnectors.ensure(w.local, found, func(c *relay.SendConnector) {
		if c.Name == "" {
			c.Name = sendConnectorName
		}
		if !slices.ContainsFunc(c.AddressSpaces, w.isRouting) {
			c.AddressSpaces = append(slices.Clone(c.AddressSpaces), relay.AddressSpace{Type: "smtp", Domain: w.routing, Cost: 1})
		}
		c.SourceTransportServers = w.hybrid.SendingTransportServers
		c.DNSRoutingEnabled, c.SmartHosts = true, nil
		c.RequireTLS, c.IgnoreSTARTTLS = true, false
		c.TlsAuthLevel, c.TlsDomain = relay.DomainValidation, serviceName
		c.Fqdn = w.host
		if strings.HasPrefix(w.host, "*.") {
			c.Fqdn = w.hybrid.OnPremisesSmartHost // a wildcard is no host name
		}
		if w.old {
			c.MsExchSmtpSendFlags = preserveHeadersFlags
			return
		}
		c.TlsCertificateName, c.CloudServicesMailEnabled = w.hybrid.TlsCertificateName, true
	})
}

func (w *wizard) isRouting(s relay.AddressSpace) bool { return strings.EqualFold(s.Domain, w.routing) }

// findSendConnector finds the connector that an earlier run made, or that already leads to the routing domain. Two of those
// are too many (HCW8011), and no other address space may stand there except * (HCW8039).
func (w *wizard) findSendConnector() (*relay.SendConnector, error) {
	var found []*relay.SendConnector
	for _, c := range w.local.now.SendConnectors {
		if slices.ContainsFunc(c.AddressSpaces, w.isRouting) {
			found = append(found, c)
		}
	}
	if len(found) > 1 {
		return nil, refuse("", fmt.Sprintf("the send connectors %s and %s both lead to %s: HCW8011", quote(found[0].Name), quote(found[1].Name), w.routing), "keep one of them")
	}
	if len(found) == 0 {
		for _, c := range w.local.now.SendConnectors {
			if strings.EqualFold(c.Name, sendConnectorName) || strings.HasPrefix(c.Name, sendConnectorName+" - ") {
				found = append(found, c)
			}
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	for _, s := range found[0].AddressSpaces {
		if s.Domain != "*" && !w.isRouting(s) {
			return nil, refuse("", fmt.Sprintf("the send connector %s also leads to %s: HCW8039", quote(found[0].Name), s.Domain), "give other domains a connector of their own")
		}
	}
	return found[0], nil
}
