package cmdlet_test

import (
	"crypto/x509"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

// comparers tell go-cmp how to compare nouns that keep text to themselves.
var comparers = cmp.Options{
	cmp.Comparer(sameText),
	cmp.Comparer(func(a, b relay.Binding) bool { return a == b }),
}

const (
	inboundName  = "Inbound from c058e1c9-fd36-5306-9d51-42e102be3f67"
	outboundName = "Outbound to c058e1c9-fd36-5306-9d51-42e102be3f67"
)

// newDomain is a remote domain as New-RemoteDomain makes it (S8.1).
func newDomain(domain string, change func(*relay.RemoteDomain)) *relay.RemoteDomain {
	d := &relay.RemoteDomain{
		Name: "Hybrid Domain - " + domain, DomainName: domain, AllowedOOFType: "External", AutoReplyEnabled: true,
		AutoForwardEnabled: true, DeliveryReportEnabled: true, NDREnabled: true,
	}
	change(d)
	return d
}

var hybridAcceptedDomain = &relay.AcceptedDomain{
	Name: "contoso.mail.onmicrosoft.com", DomainName: "contoso.mail.onmicrosoft.com", DomainType: "Authoritative",
}

// wantSend is the table of S2.2, before the product's own way to keep organization headers.
func wantSend(change func(*relay.SendConnector)) []*relay.SendConnector {
	c := &relay.SendConnector{
		Name: "Outbound to Office 365", Enabled: true,
		AddressSpaces:          []relay.AddressSpace{{Type: "smtp", Domain: "contoso.mail.onmicrosoft.com", Cost: 1}},
		SourceTransportServers: []string{"EX01"}, DNSRoutingEnabled: true, Port: 25, Fqdn: "mail.contoso.com", RequireTLS: true,
		TlsAuthLevel: "DomainValidation", TlsDomain: "mail.protection.outlook.com", MaxMessageSize: 35 * relay.MB,
		ProtocolLoggingLevel: "None", SmtpMaxMessagesPerConnection: 20,
	}
	change(c)
	return []*relay.SendConnector{c}
}

// wantOutbound is the table of S2.4.
func wantOutbound(name string) *relay.OutboundConnector {
	return &relay.OutboundConnector{
		Name: name, Enabled: true, ConnectorType: "OnPremises", ConnectorSource: "HybridWizard",
		RecipientDomains: []string{"contoso.com"}, SmartHosts: []string{"mail.contoso.com"}, TlsSettings: "DomainValidation",
		TlsDomain: "mail.contoso.com", CloudServicesMailEnabled: true,
	}
}

func TestWizardSince2013(t *testing.T) {
	onprem, cloud := newLab(relay.Exchange2016)
	installed := *onprem.org.ReceiveConnectors[0]
	do(t, onprem, "Update-HybridConfiguration")

	receive := installed
	receive.PermissionGroups = []relay.PermissionGroup{"AnonymousUsers", "ExchangeServers", "ExchangeLegacyServers"}
	receive.TlsCertificateName = hybridCertificate
	receive.TlsDomainCapabilities = []relay.TlsDomainCapability{{Domain: "mail.protection.outlook.com", Capabilities: []string{"AcceptCloudServicesMail"}}}
	inbound := &relay.InboundConnector{
		Name: inboundName, Enabled: true, ConnectorType: "OnPremises", ConnectorSource: "HybridWizard",
		SenderDomains: []relay.AddressSpace{{Type: "smtp", Domain: "*", Cost: 1}}, TlsSenderCertificateName: "*.contoso.com",
		RequireTls: true, CloudServicesMailEnabled: true,
	}
	for _, check := range []struct {
		table     string
		want, got any
	}{
		{"S2.3", []*relay.ReceiveConnector{&receive}, onprem.org.ReceiveConnectors},
		{"S2.2", wantSend(func(c *relay.SendConnector) {
			c.TlsCertificateName, c.CloudServicesMailEnabled = hybridCertificate, true
		}), onprem.org.SendConnectors},
		{"S2.4 inbound", []*relay.InboundConnector{inbound}, cloud.org.InboundConnectors},
		{"S2.4 outbound", []*relay.OutboundConnector{wantOutbound(outboundName)}, cloud.org.OutboundConnectors},
		{"S2.5 accepted domain", hybridAcceptedDomain, onprem.org.AcceptedDomains[1]},
		{"S2.5 remote domains", []*relay.RemoteDomain{
			newDomain("contoso.mail.onmicrosoft.com", func(d *relay.RemoteDomain) { d.TargetDeliveryDomain = true }),
			newDomain("contoso.onmicrosoft.com", func(d *relay.RemoteDomain) { d.TrustedMailInboundEnabled = true }),
		}, onprem.org.RemoteDomains[1:]},
		{"S2.5 no remote domain in the cloud", 1, len(cloud.org.RemoteDomains)},
	} {
		if diff := cmp.Diff(check.want, check.got, comparers); diff != "" {
			t.Errorf("%s:\n%s", check.table, diff)
		}
	}
}

func TestWizard2010(t *testing.T) {
	onprem, cloud := newLab(relay.Exchange2010)
	installed := *onprem.org.ReceiveConnectors[0]
	do(t, onprem, "Update-HybridConfiguration")

	receive := &relay.ReceiveConnector{
		Name: "Inbound from Office 365", Server: "EX01", Enabled: true, TransportRole: relay.HubTransport,
		Bindings: bindings("0.0.0.0:25"), RemoteIPRanges: ranges("40.92.0.0/15", "52.100.0.0/14"), Fqdn: "mail.contoso.com",
		AuthMechanism: []relay.AuthMechanism{"Tls"}, PermissionGroups: []relay.PermissionGroup{"AnonymousUsers"}, RequireTLS: true,
		TlsCertificateName:    hybridCertificate,
		TlsDomainCapabilities: []relay.TlsDomainCapability{{Domain: "mail.protection.outlook.com", Capabilities: []string{"AcceptOorgProtocol"}}},
		ProtocolLoggingLevel:  "None", MaxMessageSize: 36 * relay.MB, MaxHeaderSize: 64 * relay.KB, MaxHopCount: 60, ChunkingEnabled: true, MaxRecipientsPerMessage: 200,
		MaxProtocolErrors: 5, ConnectionTimeout: 10 * time.Minute, ConnectionInactivityTimeout: 5 * time.Minute, TarpitInterval: 5 * time.Second, AuthTarpitInterval: 5 * time.Second,
		MaxInboundConnection: 5000, MaxInboundConnectionPerSource: 20, MaxInboundConnectionPercentagePerSource: 2, MessageRateLimit: relay.NoLimit, MessageRateSource: "IPAddress",
	}
	inbound := &relay.InboundConnector{
		Name: "Hybrid Mail Flow Inbound Connector", Enabled: true, ConnectorType: "OnPremises", ConnectorSource: "HybridWizard",
		SenderDomains: []relay.AddressSpace{{Type: "smtp", Domain: "*", Cost: 1}}, SenderIPAddresses: ranges("192.0.2.25"),
		RequireTls: true, CloudServicesMailEnabled: true,
	}
	for _, check := range []struct {
		table     string
		want, got any
	}{
		{"S2.3, 2010", []*relay.ReceiveConnector{&installed, receive}, onprem.org.ReceiveConnectors},
		{"S2.1 send", wantSend(func(c *relay.SendConnector) { c.MsExchSmtpSendFlags = 131136 }), onprem.org.SendConnectors},
		{"S2.1 inbound", []*relay.InboundConnector{inbound}, cloud.org.InboundConnectors},
		{"S2.1 outbound", []*relay.OutboundConnector{wantOutbound("Hybrid Mail Flow Outbound Connector")}, cloud.org.OutboundConnectors},
		{"S8.3 on-premises", []*relay.RemoteDomain{
			newDomain("contoso.mail.onmicrosoft.com", func(d *relay.RemoteDomain) {
				d.TargetDeliveryDomain, d.TrustedMailOutboundEnabled, d.IsInternal = true, true, true
			}),
			newDomain("contoso.onmicrosoft.com", func(d *relay.RemoteDomain) {
				d.TrustedMailInboundEnabled, d.TrustedMailOutboundEnabled = true, true
			}),
		}, onprem.org.RemoteDomains[1:]},
		{"S8.3 cloud", newDomain("mail.contoso.com", func(d *relay.RemoteDomain) { d.TrustedMailInboundEnabled = true }), cloud.org.RemoteDomains[1]},
	} {
		if diff := cmp.Diff(check.want, check.got, comparers); diff != "" {
			t.Errorf("%s:\n%s", check.table, diff)
		}
	}

	// Refresh of the service's addresses: only when the wizard runs again.
	onprem.service = ranges("40.92.0.0/15", "40.107.0.0/16")
	do(t, onprem, "Update-HybridConfiguration")
	if diff := cmp.Diff(onprem.service, onprem.org.ReceiveConnectors[1].RemoteIPRanges, comparers); diff != "" {
		t.Error(diff)
	}
}

func TestWizardIsIdempotent(t *testing.T) {
	for _, product := range []relay.Product{relay.Exchange2010, relay.Exchange2013, relay.Exchange2019} {
		onprem, cloud := newLab(product)
		do(t, onprem, "New-Mailbox bob", "Update-HybridConfiguration")
		if r := recipient(t, onprem, "bob"); !r.HasAddress("bob@contoso.mail.onmicrosoft.com") {
			t.Error("the policy gives existing mailboxes their address in the routing domain")
		}
		here, there := onprem.org, cloud.org
		out := do(t, onprem, "Update-HybridConfiguration")
		if onprem.org != here || cloud.org != there {
			t.Errorf("%v: a second run changed something:\n%s", product, out)
		}
	}
}

func TestWizardCentralizedTransport(t *testing.T) {
	onprem, cloud := newLab(relay.Exchange2019)
	do(t, onprem, "Update-HybridConfiguration", "Set-HybridConfiguration -Features CentralizedTransport", "Update-HybridConfiguration")
	if c := cloud.org.OutboundConnectors[0]; !c.RouteAllMessagesViaOnPremises || !slices.Equal(c.RecipientDomains, []string{"*"}) {
		t.Errorf("%+v", c)
	}
	do(t, onprem, "Set-HybridConfiguration -Features $null", "Update-HybridConfiguration")
	if diff := cmp.Diff(wantOutbound(outboundName), cloud.org.OutboundConnectors[0]); diff != "" {
		t.Error(diff)
	}
}

func TestWizardSenderCertificate(t *testing.T) {
	for _, test := range []struct{ name, subject, want, fqdn string }{
		{"the parent is an accepted domain of the tenant", "CN=mail.contoso.com, O=Contoso", "*.contoso.com", "mail.contoso.com"},
		{"the parent is not: the literal host, HCW8103", "CN=mail.fabrikam.com", "mail.fabrikam.com", "mail.fabrikam.com"},
		{"a wildcard certificate", "CN=*.contoso.com", "*.contoso.com", "mail.contoso.com"},
	} {
		t.Run(test.name, func(t *testing.T) {
			onprem, cloud := newLab(relay.Exchange2016)
			onprem.org.Certificates = append(onprem.org.Certificates, &relay.Certificate{
				Thumbprint: "CC33", Subject: test.subject, Issuer: "CN=Other CA", Services: []string{"SMTP"}, Server: "EX01", HasPrivateKey: true, Leaf: &x509.Certificate{},
			})
			do(t, onprem, "Set-HybridConfiguration -TlsCertificateName '<I>CN=Other CA<S>"+test.subject+"'", "Update-HybridConfiguration")
			if got := cloud.org.InboundConnectors[0].TlsSenderCertificateName; got != test.want {
				t.Errorf("TlsSenderCertificateName: want %s, got %s", test.want, got)
			}
			if got := onprem.org.SendConnectors[0].Fqdn; got != test.fqdn {
				t.Errorf("Fqdn: want %s, got %s", test.fqdn, got)
			}
		})
	}
}

func TestWizardMendsAndLeavesAlone(t *testing.T) {
	onprem, cloud := newLab(relay.Exchange2016)
	do(t, onprem, "Update-HybridConfiguration")
	want := []any{onprem.org.ReceiveConnectors, cloud.org.InboundConnectors, cloud.org.OutboundConnectors}
	do(t, onprem,
		`Set-ReceiveConnector "Default Frontend EX01" -TlsDomainCapabilities '<I>CN=MSIT Machine Auth CA 2<S>CN=mail.protection.outlook.com:AcceptCloudServicesMail' -TlsCertificateName $null`,
		`New-ReceiveConnector Printers -Usage Custom -RemoteIPRanges 10.0.0.0/24`,
		`Remove-ReceiveConnector Printers`,
		`Set-SendConnector "Outbound to Office 365" -Comment mine -RequireTLS $false -TlsAuthLevel $null -CloudServicesMailEnabled $false`)
	do(t, cloud, "Get-InboundConnector | Set-InboundConnector -TlsSenderCertificateName mail.fabrikam.com -CloudServicesMailEnabled $false",
		"Get-OutboundConnector | Set-OutboundConnector -UseMXRecord $true -SmartHosts $null",
		"Set-AcceptedDomain contoso.com -DomainType InternalRelay")
	do(t, onprem, "Update-HybridConfiguration")
	got := []any{onprem.org.ReceiveConnectors, cloud.org.InboundConnectors, cloud.org.OutboundConnectors}
	if diff := cmp.Diff(want, got, comparers); diff != "" {
		t.Error(diff)
	}
	if c := onprem.org.SendConnectors[0]; c.Comment != "mine" || !c.CloudServicesMailEnabled || c.TlsAuthLevel != relay.DomainValidation {
		t.Errorf("%+v", c)
	}
	if cloud.org.AcceptedDomain("contoso.com").DomainType != relay.InternalRelay {
		t.Error("the wizard does not switch the type of a domain")
	}
}

func TestWizardFailsKindly(t *testing.T) {
	for _, test := range []struct {
		name          string
		product       relay.Product
		setup         []string
		message, hint string
	}{
		{"no domains", 2016, []string{"Set-HybridConfiguration -Domains $null"}, "has no Domains", "Set-HybridConfiguration -Domains"},
		{"no smart host", 2016, []string{"Set-HybridConfiguration -OnPremisesSmartHost $null"}, "has no OnPremisesSmartHost", "Set-HybridConfiguration"},
		{"no receiving servers", 2016, []string{"Set-HybridConfiguration -ReceivingTransportServers $null"}, "has no ReceivingTransportServers", "EX01"},
		{"no certificate", 2016, []string{"Set-HybridConfiguration -TlsCertificateName $null"}, "has no TlsCertificateName", "<I>"},
		{"a foreign domain", 2016, []string{"Set-HybridConfiguration -Domains fabrikam.com"}, "fabrikam.com is not an accepted domain of on-premises", "New-AcceptedDomain"},
		{"a domain the tenant lacks", 2016, []string{"New-AcceptedDomain f -DomainName fabrikam.com", "Set-HybridConfiguration -Domains fabrikam.com"}, "not an accepted domain of the cloud", "New-AcceptedDomain"},
		{"certificate not in the store", 2016, []string{"Remove-ExchangeCertificate AA11"}, "not in the store of EX01", "Get-ExchangeCertificate"},
		{"certificate not bound to SMTP", 2016, []string{"Set-HybridConfiguration -TlsCertificateName '<I>CN=EX01<S>CN=EX01'"}, "not bound to SMTP", "Enable-ExchangeCertificate -Server EX01 -Thumbprint BB22"},
		{"HCW8010: no binding for IPv6", 2016, []string{`Set-ReceiveConnector "Default Frontend EX01" -Bindings 0.0.0.0:25`}, "HCW8010", "[::]:25"},
		{"HCW8010: no connector for all addresses", 2016, []string{`Set-ReceiveConnector "Default Frontend EX01" -RemoteIPRanges 10.0.0.0/8`}, "HCW8010", "0.0.0.0-255.255.255.255"},
		{"HCW8011: two connectors to the routing domain", 2016, []string{"New-SendConnector A -AddressSpaces contoso.mail.onmicrosoft.com", "New-SendConnector B -AddressSpaces contoso.mail.onmicrosoft.com"}, "HCW8011", ""},
		{"HCW8039: another address space", 2016, []string{"New-SendConnector A -AddressSpaces contoso.mail.onmicrosoft.com,fabrikam.com"}, "HCW8039", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := sideOf(t, test.product)
			do(t, a, test.setup...)
			there := a.other.org
			wantError(t, a, "Update-HybridConfiguration", 1, test.message, test.hint)
			if a.other.org != there {
				t.Error("the other side was changed")
			}
		})
	}
	t.Run("no external addresses", func(t *testing.T) {
		a := sideOf(t, 2010)
		a.public = nil
		wantError(t, a, "Update-HybridConfiguration", 1, "has no ExternalIPAddresses", "IPv4")
	})
	t.Run("no coexistence domain", func(t *testing.T) {
		a := sideOf(t, 2016)
		a.other.org.AcceptedDomains = a.other.org.AcceptedDomains[2:]
		wantError(t, a, "Update-HybridConfiguration", 1, "unable to determine the routing domain", "onmicrosoft")
	})
	t.Run("no other side", func(t *testing.T) {
		a := sideOf(t, 2016)
		a.other = nil
		wantError(t, a, "Update-HybridConfiguration", 1, "no other side", "")
	})
}

func TestWizardReports(t *testing.T) {
	onprem, _ := newLab(relay.Exchange2016)
	out := do(t, onprem, "Update-HybridConfiguration")
	for _, line := range []string{`onprem: Set-ReceiveConnector 'EX01\Default Frontend EX01'`, "cloud: New-InboundConnector '" + inboundName + "'"} {
		if !strings.Contains(out, line+"\n") {
			t.Errorf("want %q in\n%s", line, out)
		}
	}
	if out := do(t, onprem, "Update-HybridConfiguration"); out != "both sides are as the HybridConfiguration says\n" {
		t.Errorf("second run: %q", out)
	}
}
