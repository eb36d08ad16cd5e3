package sim

import (
	"crypto/x509"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/labca"
)

// The names and addresses of the simulated service. Host names follow the shapes of S9.3 with a datacenter that does
// not exist; addresses lie in the blocks that the service publishes, so that real lists can be tried on them.
const (
	mailboxHost  = "SIM1PR01MB0001.simprd01.prod.outlook.com"
	frontDoor    = "SIM1EUR01FT001.mail.protection.outlook.com"
	outboundHost = "SIM1EUR01-obe.outbound.protection.outlook.com"
	serviceCA    = "CN=Simulated Cloud Services CA 1, O=hybridsim"
	// serviceSubject is what the service shows as server and as client (S9.2 [O]).
	serviceSubject = "CN=mail.protection.outlook.com, O=Microsoft Corporation, L=Redmond, S=Washington, C=US"
)

var (
	frontDoorAddress = netip.MustParseAddr("104.47.2.36")
	defaultEgress    = []netip.Addr{
		netip.MustParseAddr("40.92.1.7"), netip.MustParseAddr("40.107.3.21"),
		netip.MustParseAddr("52.100.17.4"), netip.MustParseAddr("104.47.9.33"),
	}
)

// installOnPremises sets up the first server of an organization as its setup program does: default connectors (S1.2,
// S1.3), the forest's domain as accepted domain (R6.6), the remote domain "Default", a self-signed certificate.
func (w *World) installOnPremises(in *Inside) error {
	name, domain, ok := strings.Cut(w.Config.Server, ".")
	if !ok {
		return fmt.Errorf("the on-premises server %q is not a fully qualified name", w.Config.Server)
	}
	host, err := w.Net.AddHost(w.Config.Server, w.Config.Address)
	if err != nil {
		return err
	}
	o := &relay.Organization{
		Name: w.Config.Tenant, Side: relay.OnPremises, Product: w.Config.OnPremises, Era: w.Config.Era,
		Servers:         []*relay.Server{{Name: name, Fqdn: w.Config.Server}},
		AcceptedDomains: []*relay.AcceptedDomain{{Name: domain, DomainName: domain, DomainType: relay.Authoritative, Default: true}},
		RemoteDomains:   []*relay.RemoteDomain{{Name: "Default", DomainName: "*", AllowedOOFType: "External", DeliveryReportEnabled: true, NDREnabled: true}},
		TransportConfig: relay.NewTransportConfig(0),
		TransportService: relay.TransportService{ // S10.1 [D] INTERVALS
			QueueGlitchRetryCount: 4, QueueGlitchRetryInterval: time.Minute,
			TransientFailureRetryCount: 6, TransientFailureRetryInterval: 5 * time.Minute,
			OutboundConnectionFailureRetryInterval: 10 * time.Minute, MessageRetryInterval: 15 * time.Minute,
			DelayNotificationTimeout: 4 * time.Hour, MessageExpirationTimeout: 48 * time.Hour,
		},
		ReceiveConnectors: defaultReceiveConnectors(w.Config.OnPremises, name, w.Config.Server),
	}
	side := newSide(in, w, o, host, host)
	w.sides = append(w.sides, side)
	cert, err := w.at(in).ca.selfSigned(w.Config.Server, w.Clock.Now())
	if err != nil {
		return err
	}
	o.Certificates = []*relay.Certificate{storeEntry(cert, name, true, "SMTP")}
	w.trust(in) // replaces the snapshot
	return side.servers[0].at(in).start(25, 587)
}

// defaultReceiveConnectors is the table of S1.2 for 2013 and later, S1.3 for 2010. The back-end connectors on 2525 and
// 465 are left out: the hop inside the server is not simulated.
func defaultReceiveConnectors(p relay.Product, server, fqdn string) []*relay.ReceiveConnector {
	base := relay.ReceiveConnector{ // object defaults of S1.5 [O] E19DUMP
		Server: server, Enabled: true, Fqdn: fqdn, TransportRole: relay.FrontendTransport,
		RemoteIPRanges:       []relay.AddressRange{relay.AllIPv6, relay.AllIPv4},
		ProtocolLoggingLevel: relay.LoggingNone, MaxMessageSize: 36 * relay.MB, MaxHopCount: 60,
		MaxRecipientsPerMessage: 200, MaxProtocolErrors: 5, ConnectionTimeout: 10 * time.Minute, ConnectionInactivityTimeout: 5 * time.Minute,
		MaxInboundConnection: 5000, MaxInboundConnectionPerSource: 20, MaxInboundConnectionPercentagePerSource: 2,
		AuthMechanism: []relay.AuthMechanism{relay.AuthTls, relay.AuthIntegrated, relay.AuthBasic, relay.AuthBasicRequireTLS, relay.AuthExchangeServer},
	}
	mail, client := base, base
	mail.Bindings, client.Bindings = anyAddress(25), anyAddress(587)
	mail.PermissionGroups = []relay.PermissionGroup{relay.AnonymousUsers, relay.ExchangeServers, relay.ExchangeLegacyServers}
	client.PermissionGroups = []relay.PermissionGroup{relay.ExchangeUsers}
	client.AuthMechanism = base.AuthMechanism[:4:4]
	mail.Name, client.Name = "Default Frontend "+server, "Client Frontend "+server
	mail.ProtocolLoggingLevel = relay.LoggingVerbose
	if p == relay.Exchange2010 {
		mail.Name, client.Name = "Default "+server, "Client "+server
		mail.TransportRole, client.TransportRole = relay.HubTransport, relay.HubTransport
		mail.ProtocolLoggingLevel = relay.LoggingNone
		mail.PermissionGroups = []relay.PermissionGroup{relay.ExchangeUsers, relay.ExchangeServers, relay.ExchangeLegacyServers}
	}
	return []*relay.ReceiveConnector{&mail, &client}
}

func anyAddress(port uint16) []relay.Binding {
	return []relay.Binding{
		{AddrPort: netip.AddrPortFrom(netip.IPv6Unspecified(), port)},
		{AddrPort: netip.AddrPortFrom(netip.IPv4Unspecified(), port)},
	}
}

// installCloud sets up a tenant: its initial and coexistence domains (R6.8), the service's hosts and certificate.
func (w *World) installCloud(in *Inside) error {
	inbound, err := w.Net.AddHost(frontDoor, frontDoorAddress)
	if err != nil {
		return err
	}
	outbound, err := w.Net.AddHost(outboundHost, defaultEgress...)
	if err != nil {
		return err
	}
	initial := w.Config.Tenant + ".onmicrosoft.com"
	coexistence := w.Config.Tenant + ".mail.onmicrosoft.com"
	expiration := 24 * time.Hour
	if w.Config.Era < relay.Era2019 { // S10.2 [O]
		expiration = 48 * time.Hour
	}
	o := &relay.Organization{
		Name: w.Config.Tenant, Side: relay.Cloud, Product: relay.ExchangeOnline, Era: w.Config.Era,
		Servers: []*relay.Server{{Name: firstLabel(mailboxHost), Fqdn: mailboxHost, Hosts: []relay.Host{
			{Name: firstLabel(frontDoor), Fqdn: frontDoor, Role: relay.RoleFrontDoor},
			{Name: firstLabel(outboundHost), Fqdn: outboundHost, Role: relay.RoleOutbound},
		}}},
		AcceptedDomains: []*relay.AcceptedDomain{
			{Name: initial, DomainName: initial, DomainType: relay.Authoritative, Default: true, InitialDomain: true},
			{Name: coexistence, DomainName: coexistence, DomainType: relay.Authoritative, IsCoexistenceDomain: true},
		},
		RemoteDomains:   []*relay.RemoteDomain{{Name: "Default", DomainName: "*", AllowedOOFType: "External", AutoReplyEnabled: true, AutoForwardEnabled: true, DeliveryReportEnabled: true, NDREnabled: true}},
		TransportConfig: relay.NewTransportConfig(expiration),
	}
	side := newSide(in, w, o, inbound, outbound)
	w.sides = append(w.sides, side)
	cert, err := w.at(in).ca.named(serviceCA).Issue(labca.Request{Subject: serviceSubject, DNSNames: []string{"mail.protection.outlook.com", "*.mail.protection.outlook.com"}})
	if err != nil {
		return err
	}
	o.Certificates = []*relay.Certificate{storeEntry(cert, firstLabel(frontDoor), false, "SMTP")}
	w.trust(in)
	return side.servers[0].at(in).start(25)
}

func firstLabel(host string) string {
	label, _, _ := strings.Cut(host, ".")
	return label
}

// trust gives every server a pool of all trusted authorities, as it stands now.
func (w *World) trust(in *Inside) {
	pool := x509.NewCertPool()
	for _, a := range w.at(in).ca.trusted() {
		pool.AddCert(a.Root())
	}
	for _, side := range w.sides {
		here := side.at(in)
		configured := here.configured.Clone()
		for i, server := range configured.Servers {
			trusting := *server
			trusting.TrustedRoots = pool
			configured.Servers[i] = &trusting
		}
		here.configured = configured
		side.effective.Store(withTrust(side.Organization(), configured))
	}
}

// withTrust is a configuration whose servers trust whom they trust in another.
func withTrust(o, trusting *relay.Organization) *relay.Organization {
	same := func(s *relay.Server) bool {
		other := trusting.Server(s.Name)
		return other == nil || other.TrustedRoots == s.TrustedRoots
	}
	if !slices.ContainsFunc(o.Servers, func(s *relay.Server) bool { return !same(s) }) {
		return o
	}
	o = o.Clone()
	for i, s := range o.Servers {
		if !same(s) {
			changed := *s
			changed.TrustedRoots = trusting.Server(s.Name).TrustedRoots
			o.Servers[i] = &changed
		}
	}
	return o
}
