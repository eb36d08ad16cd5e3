package install

import (
	"slices"
	"strings"

	"hybridsim/relay"
)

// Names that the wizard gives (S2.1 to S2.5, S9.2).
const (
	SendConnectorName    = "Outbound to Office 365"
	ReceiveConnectorName = "Inbound from Office 365"     // 2010 only
	ServiceName          = "mail.protection.outlook.com" // in the service's certificate
	hybridSource         = "HybridWizard"
	preserveHeadersFlags = 131136 // msExchSmtpSendFlags (KB3212872)
)

// Hybrid is what the Hybrid Configuration Wizard was told and has found out. Its methods write what the tables of S2.1
// to S2.5 list, and leave the rest of an object alone, so a second run changes nothing.
type Hybrid struct {
	Product       relay.Product // on-premises
	Configuration *relay.HybridConfiguration
	Host          string // in the hybrid certificate
	Routing       string // tenant.mail.onmicrosoft.com
	Initial       string // tenant.onmicrosoft.com
}

func (h Hybrid) old() bool { return h.Product == relay.Exchange2010 }

// Centralized reports whether all mail of the cloud shall pass through on-premises (R4.8).
func (h Hybrid) Centralized() bool { return h.Configuration.Has("CentralizedTransport") }

// HybridDomain is a remote domain on one side.
type HybridDomain struct {
	Side relay.Side
	*relay.RemoteDomain
}

// RemoteDomains are the policies between the two sides (S2.5; for 2010 with the flags of S8.3, and one in the cloud).
func (h Hybrid) RemoteDomains() []HybridDomain {
	named := func(side relay.Side, domain string) HybridDomain {
		d := HybridDomain{side, NewRemoteDomain()}
		d.Name, d.DomainName = "Hybrid Domain - "+domain, domain
		return d
	}
	routing, initial := named(relay.OnPremises, h.Routing), named(relay.OnPremises, h.Initial)
	routing.TargetDeliveryDomain, routing.TrustedMailOutboundEnabled, routing.IsInternal = true, h.old(), h.old()
	initial.TrustedMailInboundEnabled, initial.TrustedMailOutboundEnabled = true, h.old()
	if !h.old() {
		return []HybridDomain{routing, initial}
	}
	back := named(relay.Cloud, h.Configuration.OnPremisesSmartHost)
	back.TrustedMailInboundEnabled = true
	return []HybridDomain{routing, initial, back}
}

// FrontEnd lets the connector that takes mail from everywhere on port 25 trust the service (S2.3). Its Fqdn stays.
func (h Hybrid) FrontEnd(c *relay.ReceiveConnector) {
	FrontEnd(c)
	c.RequireTLS = false
	h.trustService(c)
}

// Scoped makes 2010's connector of a server for the service's addresses (S2.3, reconstructed: U18).
func (h Hybrid) Scoped(c *relay.ReceiveConnector, server string, service []relay.AddressRange) {
	c.Name, c.Server = ReceiveConnectorName, server
	c.TransportRole = relay.HubTransport
	c.Bindings = anyAddress(25)[1:]
	c.RemoteIPRanges = service
	c.AuthMechanism = []relay.AuthMechanism{relay.AuthTls}
	c.PermissionGroups = []relay.PermissionGroup{relay.AnonymousUsers}
	c.RequireTLS = true
	c.Fqdn = h.Configuration.OnPremisesSmartHost
	h.trustService(c)
}

// trustService names our certificate and what the service may do with its own (R1.13, R1.18).
func (h Hybrid) trustService(c *relay.ReceiveConnector) {
	c.TlsCertificateName = h.Configuration.TlsCertificateName
	c.TlsDomainCapabilities = []relay.TlsDomainCapability{{Domain: ServiceName,
		Capabilities: []string{CapabilityOf(h.Product)}}}
}

// CapabilityOf is the capability by which a product trusts the cloud (R1.18).
func CapabilityOf(p relay.Product) string {
	if p == relay.Exchange2010 {
		return relay.AcceptOorgProtocol
	}
	return relay.AcceptCloudServicesMail
}

// Send leads mail for the routing domain to the service (S2.2).
func (h Hybrid) Send(c *relay.SendConnector) {
	if c.Name == "" {
		c.Name = SendConnectorName
	}
	if !slices.ContainsFunc(c.AddressSpaces, h.IsRouting) {
		c.AddressSpaces = append(slices.Clone(c.AddressSpaces),
			relay.AddressSpace{Type: "smtp", Domain: h.Routing, Cost: 1})
	}
	c.SourceTransportServers = h.Configuration.SendingTransportServers
	if len(h.Configuration.EdgeTransportServers) > 0 { // T7.7
		c.SourceTransportServers = h.Configuration.EdgeTransportServers
	}
	c.DNSRoutingEnabled, c.SmartHosts = true, nil
	c.RequireTLS, c.IgnoreSTARTTLS = true, false
	c.TlsAuthLevel, c.TlsDomain = relay.DomainValidation, ServiceName
	c.Fqdn = h.Host
	if strings.HasPrefix(h.Host, "*.") {
		c.Fqdn = h.Configuration.OnPremisesSmartHost // a wildcard is no host name
	}
	if h.old() {
		c.MsExchSmtpSendFlags = preserveHeadersFlags
		return
	}
	c.TlsCertificateName, c.CloudServicesMailEnabled = h.Configuration.TlsCertificateName, true
}

// IsRouting reports whether an address space is the routing domain's.
func (h Hybrid) IsRouting(s relay.AddressSpace) bool { return strings.EqualFold(s.Domain, h.Routing) }

// Inbound tells the cloud how to recognize on-premises: 2013 and later by certificate, 2010 by address (S2.1, S2.4).
// The name is for a new connector.
func (h Hybrid) Inbound(c *relay.InboundConnector, name, certificate string, addresses []relay.AddressRange) {
	if c.Name == "" {
		c.Name = name
	}
	c.ConnectorType, c.ConnectorSource = relay.TypeOnPremises, hybridSource
	c.SenderDomains = []relay.AddressSpace{{Type: "smtp", Domain: "*", Cost: 1}}
	c.RequireTls = true
	c.TlsSenderCertificateName, c.SenderIPAddresses = certificate, addresses
	c.RestrictDomainsToIPAddresses, c.RestrictDomainsToCertificate = false, false
	c.CloudServicesMailEnabled, c.TreatMessagesAsInternal = true, false
	c.AssociatedAcceptedDomains = nil
}

// Outbound sends the hybrid domains, or with centralized transport everything, to on-premises (S2.4).
func (h Hybrid) Outbound(c *relay.OutboundConnector, name string) {
	if c.Name == "" {
		c.Name = name
	}
	c.ConnectorType, c.ConnectorSource = relay.TypeOnPremises, hybridSource
	c.RecipientDomains = h.Configuration.Domains
	if h.Centralized() {
		c.RecipientDomains = []string{"*"}
	}
	c.RouteAllMessagesViaOnPremises = h.Centralized()
	c.SmartHosts, c.UseMXRecord = []string{h.Configuration.OnPremisesSmartHost}, false
	c.TlsSettings, c.TlsDomain = relay.TlsSettings(relay.DomainValidation), h.Host
	c.CloudServicesMailEnabled = true
	c.IsTransportRuleScoped, c.AllAcceptedDomains = false, false
}
