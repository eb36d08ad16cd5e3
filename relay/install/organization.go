package install

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"hybridsim/relay"
)

// OnPremises is an organization as the setup of its first server leaves it: default connectors (S1.2, S1.3), the
// forest's domain as accepted domain (R6.6), the remote domain "Default" (S8.1). Certificates are the caller's.
func OnPremises(name string, p relay.Product, fqdn string) (*relay.Organization, error) {
	_, domain, _ := strings.Cut(fqdn, ".")
	general := NewRemoteDomain()
	general.Name, general.DomainName = "Default", "*"
	general.AutoReplyEnabled, general.AutoForwardEnabled = false, false
	o := &relay.Organization{
		Name: name, Side: relay.OnPremises, Product: p,
		AcceptedDomains: []*relay.AcceptedDomain{{Name: domain, DomainName: domain, DomainType: relay.Authoritative,
			Default: true}},
		RemoteDomains:   []*relay.RemoteDomain{general},
		TransportConfig: relay.NewTransportConfig(0),
	}
	return o, AddServer(o, p, fqdn)
}

// AddServer adds to an organization what the setup of another server adds: the server and its default connectors.
func AddServer(o *relay.Organization, p relay.Product, fqdn string) error {
	name, _, ok := strings.Cut(fqdn, ".")
	if !ok {
		return fmt.Errorf("the on-premises server %q is not a fully qualified name", fqdn)
	}
	if o.Server(name) != nil {
		return fmt.Errorf("there is a server %s already", name)
	}
	o.Servers = append(o.Servers, &relay.Server{Name: name, Fqdn: fqdn, Product: p, TransportService: queueIntervals()})
	o.ReceiveConnectors = append(o.ReceiveConnectors, ReceiveConnectors(p, name, fqdn)...)
	return nil
}

// Edge is an Edge Transport server as its setup leaves it: one receive connector, IPv4 only, for the Internet and the
// servers inside alike (T2.3 [D] RCV); no accepted domain and no way out (T9.15 [D]).
func Edge(p relay.Product, fqdn string) (*relay.Organization, error) {
	o, err := OnPremises("", p, fqdn)
	if err != nil {
		return nil, err
	}
	server := o.Servers[0]
	o.Name, server.Edge, o.AcceptedDomains = server.Name, true, nil
	c := NewReceiveConnector(p, server.Name)
	FrontEnd(c)
	c.Name, c.Fqdn, c.TransportRole = "Default internal receive connector "+server.Name, fqdn, relay.HubTransport
	c.Bindings = anyAddress(25)[1:] // T9.21
	c.RemoteIPRanges = []relay.AddressRange{relay.AllIPv4}
	c.MessageRateLimit = 600 // a minute, of each address (T2.3, T9.19)
	c.AuthMechanism = []relay.AuthMechanism{relay.AuthTls, relay.AuthExchangeServer}
	c.PermissionGroups = []relay.PermissionGroup{relay.AnonymousUsers, relay.ExchangeServers, relay.Partners}
	o.ReceiveConnectors = []*relay.ReceiveConnector{c}
	return o, nil
}

// Tenant is an organization in the cloud as it begins: its initial and coexistence domains (R6.8), and the remote
// domain "Default" (S8.1). Servers and certificates are the service's, and the caller's.
func Tenant(name string, day relay.Era) *relay.Organization {
	initial, coexistence := name+".onmicrosoft.com", name+".mail.onmicrosoft.com"
	expiration := 24 * time.Hour
	if !relay.OneDay.Holds(day) { // S10.2 [O]
		expiration = 48 * time.Hour
	}
	general := NewRemoteDomain()
	general.Name, general.DomainName = "Default", "*"
	config := relay.NewTransportConfig(expiration)
	config.SmtpClientAuthenticationDisabled = relay.SubmissionOff.Holds(day)
	return &relay.Organization{
		Name: name, Side: relay.Cloud, Product: relay.ExchangeOnline,
		AcceptedDomains: []*relay.AcceptedDomain{
			{Name: initial, DomainName: initial, DomainType: relay.Authoritative, Default: true, InitialDomain: true},
			{Name: coexistence, DomainName: coexistence, DomainType: relay.Authoritative, IsCoexistenceDomain: true},
		},
		RemoteDomains:     []*relay.RemoteDomain{general},
		TransportConfig:   config,
		ConnectionFilters: []*relay.ConnectionFilterPolicy{{Name: relay.DefaultPolicy}},
		OutboundSpamPolicies: []*relay.OutboundSpamPolicy{
			{Name: relay.DefaultPolicy, IsDefault: true, AutoForwardingMode: relay.AutoForwardingAutomatic}},
		ContentFilterPolicies: []*relay.ContentFilterPolicy{relay.NewContentFilterPolicy(relay.DefaultPolicy)},
		AntiPhishPolicies:     []*relay.AntiPhishPolicy{relay.NewAntiPhishPolicy(relay.DefaultAntiPhishPolicy)},
	}
}

// queueIntervals are a new server's (S10.1 [D] INTERVALS).
func queueIntervals() relay.TransportService {
	return relay.TransportService{
		InternalDNSAdapterEnabled: true, ExternalDNSAdapterEnabled: true,
		QueueGlitchRetryCount: 4, QueueGlitchRetryInterval: time.Minute,
		TransientFailureRetryCount: 6, TransientFailureRetryInterval: 5 * time.Minute,
		OutboundConnectionFailureRetryInterval: 10 * time.Minute, MessageRetryInterval: 15 * time.Minute,
		DelayNotificationTimeout: 4 * time.Hour, MessageExpirationTimeout: 48 * time.Hour,
	}
}

// BackEnd are the receive connectors that the services of a server have for each other and for other servers, where it
// is not the only one: transport service 2525, client proxy 465, outbound proxy 717 (S1.2, T2.1 [D] RCV). 2010 has none
// (T1.4).
func BackEnd(p relay.Product, server, fqdn string) []*relay.ReceiveConnector {
	if p == relay.Exchange2010 {
		return nil
	}
	var list []*relay.ReceiveConnector
	for _, kind := range []struct {
		name   string
		role   relay.TransportRole
		port   uint16
		groups []relay.PermissionGroup
	}{
		{"Default ", relay.HubTransport, 2525, []relay.PermissionGroup{relay.ExchangeUsers, relay.ExchangeServers,
			relay.ExchangeLegacyServers}},
		{"Client Proxy ", relay.HubTransport, 465, []relay.PermissionGroup{relay.ExchangeUsers, relay.ExchangeServers}},
		{"Outbound Proxy Frontend ", relay.FrontendTransport, 717, []relay.PermissionGroup{relay.ExchangeServers}},
	} {
		c := NewReceiveConnector(p, server)
		FrontEnd(c)
		c.Name, c.Fqdn, c.TransportRole, c.Bindings = kind.name+server, fqdn, kind.role, anyAddress(kind.port)
		c.PermissionGroups = kind.groups
		if kind.role == relay.HubTransport { // S1.5
			c.MaxInboundConnectionPerSource, c.MaxInboundConnectionPercentagePerSource = relay.NoLimit, 100
		}
		if kind.port == 717 { // S1.5
			c.TarpitInterval = 0
		}
		list = append(list, c)
	}
	return list
}

// ReceiveConnectors is the table of S1.2 for servers of 2013 and later, S1.3 for 2010. The back-end connectors on 2525
// and 465 are left out where there is one server: the hop inside it is not simulated.
func ReceiveConnectors(p relay.Product, server, fqdn string) []*relay.ReceiveConnector {
	mail, client := NewReceiveConnector(p, server), NewReceiveConnector(p, server)
	mail.Fqdn, client.Fqdn = fqdn, fqdn
	FrontEnd(mail)
	FrontEnd(client)
	client.Bindings = anyAddress(587)
	client.MessageRateLimit, client.MessageRateSource = 5, relay.RateOfUser // S1.5
	client.PermissionGroups = []relay.PermissionGroup{relay.ExchangeUsers}
	client.AuthMechanism = client.AuthMechanism[:4:4] // without ExchangeServer
	mail.Name, client.Name = "Default Frontend "+server, "Client Frontend "+server
	mail.ProtocolLoggingLevel = relay.LoggingVerbose
	if p == relay.Exchange2010 {
		mail.Name, client.Name = "Default "+server, "Client "+server
		mail.TransportRole, client.TransportRole = relay.HubTransport, relay.HubTransport
		mail.ProtocolLoggingLevel = relay.LoggingNone
		mail.PermissionGroups = []relay.PermissionGroup{relay.ExchangeUsers, relay.ExchangeServers,
			relay.ExchangeLegacyServers}
	}
	return []*relay.ReceiveConnector{mail, client}
}

// FrontEnd makes a connector the one that takes mail from everybody on port 25, as setup makes it and the wizard mends
// it (S1.2, S2.3).
func FrontEnd(c *relay.ReceiveConnector) {
	c.TransportRole = relay.FrontendTransport
	c.Bindings = anyAddress(25)
	c.RemoteIPRanges = []relay.AddressRange{relay.AllIPv6, relay.AllIPv4}
	c.AuthMechanism = []relay.AuthMechanism{relay.AuthTls, relay.AuthIntegrated, relay.AuthBasic,
		relay.AuthBasicRequireTLS, relay.AuthExchangeServer}
	c.PermissionGroups = []relay.PermissionGroup{relay.AnonymousUsers, relay.ExchangeServers,
		relay.ExchangeLegacyServers}
}

func anyAddress(port uint16) []relay.Binding {
	return []relay.Binding{
		{AddrPort: netip.AddrPortFrom(netip.IPv6Unspecified(), port)},
		{AddrPort: netip.AddrPortFrom(netip.IPv4Unspecified(), port)},
	}
}
