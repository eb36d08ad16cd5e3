package cmdlet_test

import (
	"crypto/x509"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/mistake"
)

// admin is one side of a hybrid on the bench.
type admin struct {
	org      *relay.Organization
	other    *admin
	queues   []relay.QueueInfo
	messages []relay.MessageInfo
	events   []relay.Event
	retried  []string
	service  []relay.AddressRange
	public   []netip.Addr
	own      []netip.Addr // of each server
	now      time.Time
	outdated []relay.OutdatedServer
	replaced int

	neighbours []*relay.Organization
	held       []relay.QuarantinedMessage
	released   []string
}

func (a *admin) Organization() *relay.Organization       { return a.org }
func (a *admin) Replace(o *relay.Organization)           { a.org = o; a.replaced++ }
func (a *admin) Queues() []relay.QueueInfo               { return a.queues }
func (a *admin) Messages() []relay.MessageInfo           { return a.messages }
func (a *admin) Events() []relay.Event                   { return a.events }
func (a *admin) ServiceAddresses() []relay.AddressRange  { return a.service }
func (a *admin) Addresses(string) []netip.Addr           { return a.own }
func (a *admin) Now() time.Time                          { return a.now }
func (a *admin) OutdatedServers() []relay.OutdatedServer { return a.outdated }
func (a *admin) PublicAddresses() []netip.Addr           { return a.public }
func (a *admin) Neighbours() []*relay.Organization       { return a.neighbours }

func (a *admin) Edges() []cmdlet.Admin                    { return nil }
func (a *admin) SynchronizeEdge(string) ([]string, error) { return nil, nil }

func (a *admin) Validate(c *relay.OutboundConnector, recipients []string) (tasks []*cmdlet.ValidationTask, begin func()) {
	for _, to := range recipients {
		tasks = append(tasks, &cmdlet.ValidationTask{Task: c.Name, Target: to})
	}
	return tasks, func() {
		for _, task := range tasks {
			task.Conclude("")
		}
	}
}

func (a *admin) OtherSide() cmdlet.Admin {
	if a.other == nil {
		return nil
	}
	return a.other
}

func (a *admin) Quarantine() []relay.QuarantinedMessage { return a.held }

func (a *admin) Release(identity string) bool {
	a.released = append(a.released, identity)
	return true
}

func (a *admin) RetryQueue(identity string, resubmit bool) error {
	if resubmit {
		identity += " resubmit"
	}
	a.retried = append(a.retried, identity)
	return nil
}

func ranges(texts ...string) []relay.AddressRange {
	var list []relay.AddressRange
	for _, s := range texts {
		list = append(list, relay.MustParseAddressRange(s))
	}
	return list
}

func bindings(texts ...string) []relay.Binding {
	var list []relay.Binding
	for _, s := range texts {
		list = append(list, relay.Binding{AddrPort: netip.MustParseAddrPort(s)})
	}
	return list
}

var hybridCertificate = relay.CertificateName{Issuer: "CN=Example CA", Subject: "CN=mail.contoso.com"}

// newLab returns both sides of contoso before the wizard ran: one server with the product's default connectors.
func newLab(product relay.Product) (onprem, cloud *admin) {
	frontEnd := &relay.ReceiveConnector{
		Name: "Default Frontend EX01", Server: "EX01", Enabled: true, TransportRole: relay.FrontendTransport,
		Bindings: bindings("[::]:25", "0.0.0.0:25"), RemoteIPRanges: []relay.AddressRange{relay.AllIPv6, relay.AllIPv4},
		Fqdn:             "ex01.contoso.com",
		AuthMechanism:    []relay.AuthMechanism{"Tls", "Integrated", "BasicAuth", "BasicAuthRequireTLS", "ExchangeServer"},
		PermissionGroups: []relay.PermissionGroup{"AnonymousUsers", "ExchangeLegacyServers", "ExchangeServers"},
		MaxMessageSize:   36 * relay.MB,
	}
	if product == relay.Exchange2010 {
		frontEnd.Name, frontEnd.TransportRole = "Default EX01", relay.HubTransport
		frontEnd.PermissionGroups = []relay.PermissionGroup{"ExchangeUsers", "ExchangeServers", "ExchangeLegacyServers"}
	}
	onprem = &admin{
		own: []netip.Addr{netip.MustParseAddr("203.0.113.10")},
		org: &relay.Organization{
			Name: "contoso", Side: relay.OnPremises, Product: product,
			Servers: []*relay.Server{{Name: "EX01", Fqdn: "ex01.contoso.com", TransportService: relay.TransportService{
				QueueGlitchRetryCount: 4, QueueGlitchRetryInterval: time.Minute, TransientFailureRetryCount: 6,
				TransientFailureRetryInterval: 5 * time.Minute, OutboundConnectionFailureRetryInterval: 10 * time.Minute,
				MessageRetryInterval: 15 * time.Minute, DelayNotificationTimeout: 4 * time.Hour, MessageExpirationTimeout: 48 * time.Hour,
			}}},
			AcceptedDomains:   []*relay.AcceptedDomain{{Name: "contoso.com", DomainName: "contoso.com", DomainType: "Authoritative", Default: true}},
			RemoteDomains:     []*relay.RemoteDomain{{Name: "Default", DomainName: "*", AllowedOOFType: "External"}},
			ReceiveConnectors: []*relay.ReceiveConnector{frontEnd},
			Certificates: []*relay.Certificate{{
				Thumbprint: "AA11", Subject: "CN=mail.contoso.com", Issuer: "CN=Example CA", Services: []string{"IIS", "SMTP"},
				HasPrivateKey: true, Server: "EX01", Leaf: &x509.Certificate{DNSNames: []string{"mail.contoso.com", "autodiscover.contoso.com"}},
			}, {
				Thumbprint: "BB22", Subject: "CN=EX01", Issuer: "CN=EX01", SelfSigned: true,
				HasPrivateKey: true, Server: "EX01", Leaf: &x509.Certificate{DNSNames: []string{"ex01", "ex01.contoso.com"}},
			}},
			Hybrid: &relay.HybridConfiguration{
				Domains: []string{"contoso.com"}, OnPremisesSmartHost: "mail.contoso.com",
				ReceivingTransportServers: []string{"EX01"}, SendingTransportServers: []string{"EX01"},
				TlsCertificateName: hybridCertificate,
			},
		},
		queues: []relay.QueueInfo{
			{Identity: `EX01\3`, DeliveryType: relay.DnsConnectorDelivery, Status: relay.QueueRetry, MessageCount: 2, NextHopDomain: "fabrikam.com"},
			{Identity: `EX01\4`, DeliveryType: relay.SmartHostConnectorDelivery, Status: relay.QueueReady, NextHopDomain: "[mail.contoso.com]"},
		},
		service: ranges("40.92.0.0/15", "52.100.0.0/14"),
		public:  []netip.Addr{netip.MustParseAddr("192.0.2.25")},
	}
	cloud = &admin{org: &relay.Organization{
		Name: "contoso", Side: relay.Cloud, ConnectionFilters: []*relay.ConnectionFilterPolicy{{Name: relay.DefaultPolicy}}, Product: relay.ExchangeOnline,
		AcceptedDomains: []*relay.AcceptedDomain{
			{Name: "contoso.onmicrosoft.com", DomainName: "contoso.onmicrosoft.com", DomainType: "Authoritative", InitialDomain: true},
			{Name: "contoso.mail.onmicrosoft.com", DomainName: "contoso.mail.onmicrosoft.com", DomainType: "Authoritative", IsCoexistenceDomain: true},
			{Name: "contoso.com", DomainName: "contoso.com", DomainType: "Authoritative", Default: true},
		},
		RemoteDomains:   []*relay.RemoteDomain{{Name: "Default", DomainName: "*", AllowedOOFType: "External"}},
		TransportConfig: relay.TransportConfig{MessageExpiration: 24 * time.Hour},
	}}
	onprem.other, cloud.other = cloud, onprem
	return onprem, cloud
}

// do runs lines that must succeed and returns what the last printed.
func do(t *testing.T, a *admin, lines ...string) string {
	t.Helper()
	var out string
	for _, line := range lines {
		var err error
		if out, err = cmdlet.Run(a, line); err != nil {
			t.Fatalf("%s\n%v", line, err)
		}
	}
	return out
}

// refused runs a line that must fail, checks that nothing changed, and returns the error.
func refused(t *testing.T, a *admin, line string) *mistake.Error {
	t.Helper()
	before, count := a.org, a.replaced
	_, err := cmdlet.Run(a, line)
	var e *mistake.Error
	if !errors.As(err, &e) {
		t.Fatalf("%s\nerror %v, want a *mistake.Error", line, err)
	}
	if a.org != before || a.replaced != count {
		t.Errorf("%s\nfailed but changed the organization", line)
	}
	if e.Column < 1 || e.Column > len([]rune(line))+1 {
		t.Errorf("%s\ncolumn %d is outside of the line", line, e.Column)
	}
	return e
}

// wantError checks a refusal: its column, words of its message and of its hint.
func wantError(t *testing.T, a *admin, line string, column int, message, hint string) {
	t.Helper()
	e := refused(t, a, line)
	if column != 0 && e.Column != column {
		t.Errorf("%s\nwant column %d, got %d: %v", line, column, e.Column, e)
	}
	if !strings.Contains(e.Message, message) || !strings.Contains(e.Hint, hint) {
		t.Errorf("%s\nwant %q, hint %q\ngot  %q, hint %q", line, message, hint, e.Message, e.Hint)
	}
}
