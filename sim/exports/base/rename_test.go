package base_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
)

// shown makes an object as Get- prints it, from names and values; a list is divided by "|".
func shown(side relay.Side, noun string, pairs ...string) *exports.Object {
	return made("Get", side, noun, pairs...)
}

func made(verb string, side relay.Side, noun string, pairs ...string) *exports.Object {
	o := &exports.Object{Noun: noun, Verb: verb, Side: side, At: exports.Place{File: "litware/" + noun + ".txt", Line: 1}}
	for i := 0; i < len(pairs); i += 2 {
		v := exports.Value{Text: pairs[i+1]}
		switch {
		case strings.Contains(pairs[i+1], "|"):
			v = exports.Value{List: strings.Split(pairs[i+1], "|")}
		case pairs[i+1] == "":
			v = exports.Value{Null: true}
		}
		o.Properties = append(o.Properties, exports.Property{Name: pairs[i], At: exports.Place{File: o.At.File, Line: 2 + i/2}, Value: v})
	}
	return o
}

const (
	publicCertificate = "<I>CN=Litware Issuing CA, DC=corp, DC=litware, DC=local<S>CN=mail.litware.com, O=Litware GmbH, L=Aachen, C=DE"
	thumbprint        = "0123456789ABCDEF0123456789ABCDEF01234567"
)

// litware is an organization that wants to stay unknown.
func litware() []*exports.Object {
	const on, cloud = relay.OnPremises, relay.Cloud
	return []*exports.Object{
		shown(on, "ExchangeServer", "Name", "LWEX1", "Fqdn", "LWEX1.corp.litware.local", "AdminDisplayVersion", "Version 15.2 (Build 1544.4)"),
		shown(on, "AcceptedDomain", "Name", "Litware", "DomainName", "litware.com", "DomainType", "Authoritative", "Default", "True", "MatchSubDomains", "False"),
		shown(on, "AcceptedDomain", "Name", "sales.litware.com", "DomainName", "sales.litware.com", "DomainType", "Authoritative", "Default", "False", "MatchSubDomains", "False"),
		shown(cloud, "AcceptedDomain", "Name", "litwarede.onmicrosoft.com", "DomainName", "litwarede.onmicrosoft.com", "DomainType", "Authoritative", "InitialDomain", "True", "MatchSubDomains", "False", "Default", "False"),
		shown(cloud, "AcceptedDomain", "Name", "litwarede.mail.onmicrosoft.com", "DomainName", "litwarede.mail.onmicrosoft.com", "DomainType", "Authoritative", "MatchSubDomains", "False", "Default", "False"),
		shown(cloud, "AcceptedDomain", "Name", "litware.com", "DomainName", "litware.com", "DomainType", "Authoritative", "Default", "True", "MatchSubDomains", "False"),
		shown(cloud, "AcceptedDomain", "Name", "sales.litware.com", "DomainName", "sales.litware.com", "DomainType", "Authoritative", "MatchSubDomains", "False", "Default", "False"),
		shown(on, "ReceiveConnector", "Name", "Default Frontend LWEX1", "Identity", `LWEX1\Default Frontend LWEX1`, "Server", "LWEX1", "Enabled", "True", "TransportRole", "FrontendTransport",
			"Bindings", "[::]:25|0.0.0.0:25", "RemoteIPRanges", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff|0.0.0.0-255.255.255.255", "Fqdn", "LWEX1.corp.litware.local",
			"AuthMechanism", "Tls, Integrated, BasicAuth, BasicAuthRequireTLS, ExchangeServer", "PermissionGroups", "AnonymousUsers, ExchangeServers, ExchangeLegacyServers",
			"RequireTLS", "False", "TlsCertificateName", publicCertificate, "TlsDomainCapabilities", "mail.protection.outlook.com:AcceptCloudServicesMail"),
		shown(on, "ReceiveConnector", "Name", "Scanner of Jane Doe", "Identity", `LWEX1\Scanner of Jane Doe`, "Server", "LWEX1", "Enabled", "True", "TransportRole", "FrontendTransport",
			"Bindings", "0.0.0.0:25", "RemoteIPRanges", "10.37.4.17|10.37.4.0/25", "Fqdn", "LWEX1.corp.litware.local", "AuthMechanism", "Tls", "PermissionGroups", "AnonymousUsers", "RequireTLS", "False",
			"Comment", "for Jane, see ticket 4711"),
		shown(on, "SendConnector", "Name", "Outbound to Office 365 - f565e85a-4ca9-f9a0-a7f8-d8240ced7d17", "AddressSpaces", "smtp:litwarede.mail.onmicrosoft.com;1", "DNSRoutingEnabled", "True",
			"RequireTLS", "True", "TlsAuthLevel", "DomainValidation", "TlsDomain", "mail.protection.outlook.com", "TlsCertificateName", publicCertificate, "CloudServicesMailEnabled", "True",
			"SourceTransportServers", "LWEX1", "Fqdn", "mail.litware.com", "Enabled", "True", "IgnoreSTARTTLS", "False", "IsScopedConnector", "False"),
		shown(on, "SendConnector", "Name", "To Proseware", "AddressSpaces", "smtp:proseware.net;5", "DNSRoutingEnabled", "False", "SmartHosts", "[131.107.2.200]", "SourceTransportServers", "LWEX1",
			"Enabled", "True", "RequireTLS", "False", "CloudServicesMailEnabled", "False", "IgnoreSTARTTLS", "False", "IsScopedConnector", "False"),
		shown(on, "SendConnector", "Name", "Tenant", "AddressSpaces", "smtp:*;1", "DNSRoutingEnabled", "False", "SmartHosts", "litware-com.mail.protection.outlook.com", "SourceTransportServers", "LWEX1",
			"Enabled", "True", "RequireTLS", "False", "CloudServicesMailEnabled", "False", "IgnoreSTARTTLS", "False", "IsScopedConnector", "False"),
		shown(cloud, "InboundConnector", "Name", "Inbound from f4527c65-0e6f-2e75-2aa2-80e1a7b9b10b", "ConnectorType", "OnPremises", "ConnectorSource", "HybridWizard", "SenderDomains", "smtp:*;1",
			"RequireTls", "True", "CloudServicesMailEnabled", "True", "TlsSenderCertificateName", "*.litware.com", "Enabled", "True"),
		shown(cloud, "InboundConnector", "Name", "Proseware partner", "ConnectorType", "Partner", "SenderDomains", "smtp:proseware.net;1", "SenderIPAddresses", "131.107.2.200|131.107.2.0/24", "RequireTls", "False", "Enabled", "True"),
		shown(cloud, "OutboundConnector", "Name", "Outbound to f4527c65-0e6f-2e75-2aa2-80e1a7b9b10b", "ConnectorType", "OnPremises", "RecipientDomains", "litware.com|sales.litware.com",
			"SmartHosts", "mail.litware.com", "TlsSettings", "DomainValidation", "TlsDomain", "mail.litware.com", "UseMXRecord", "False", "CloudServicesMailEnabled", "True", "Enabled", "True"),
		shown(on, "ExchangeCertificate", "Thumbprint", thumbprint, "Subject", "CN=mail.litware.com, O=Litware GmbH, L=Aachen, C=DE", "Issuer", "CN=Litware Issuing CA, DC=corp, DC=litware, DC=local",
			"CertificateDomains", "mail.litware.com|autodiscover.litware.com|fileserver.litware.com", "Services", "IIS, SMTP", "NotBefore", "1/5/2026 8:00:00 AM", "NotAfter", "1/5/2027 8:00:00 AM", "HasPrivateKey", "True", "IsSelfSigned", "False"),
		shown(on, "Mailbox", "Name", "Jane Doe", "DisplayName", "Doe, Jane (IT)", "Alias", "jdoe", "PrimarySmtpAddress", "jane.doe@litware.com", "EmailAddresses", "SMTP:jane.doe@litware.com|smtp:jdoe@sales.litware.com", "RequireSenderAuthenticationEnabled", "False"),
		shown(on, "RemoteMailbox", "Name", "rroe", "DisplayName", "Richard Roe", "Alias", "rroe", "PrimarySmtpAddress", "rroe@litware.com", "EmailAddresses", "SMTP:rroe@litware.com|smtp:rroe@litwarede.mail.onmicrosoft.com",
			"RemoteRoutingAddress", "SMTP:rroe@litwarede.mail.onmicrosoft.com", "RequireSenderAuthenticationEnabled", "False"),
	}
}

// labels are the words, addresses and identifiers by which litware could be told.
var labels = strings.Fields(`litware lwex1 proseware jane jdoe rroe richard aachen gmbh fileserver scanner ticket 4711 131.107 10.37
	f565e85a f4527c65 80e1a7b9b10b ` + strings.ToLower(thumbprint))

func TestRenamingLeavesNoTrace(t *testing.T) {
	b := build(t, litware(), base.Options{Rename: true})
	if len(b.Report.Refused) > 0 {
		t.Errorf("refused: %+v\n%s", b.Report.Refused, b.Text)
	}
	text := strings.ToLower(b.Text + strings.Join(b.Report.Details(), "\n"))
	for _, label := range labels {
		if found := regexp.MustCompile(`(?m)^.*` + regexp.QuoteMeta(label) + `.*$`).FindString(text); found != "" {
			t.Errorf("%q is still there: %s", label, found)
		}
	}
	plain := strings.ToLower(build(t, litware(), base.Options{}).Text)
	for _, label := range labels {
		if label != strings.ToLower(thumbprint) && label != "ticket" && label != "4711" && !strings.Contains(plain, label) {
			t.Errorf("%q was not there before either, so the test cannot fail about it", label)
		}
	}
}

func TestRenamingKeepsRelations(t *testing.T) {
	b := build(t, litware(), base.Options{Rename: true})
	s := parse(t, b.Text)
	local, cloud := organizations(t, s)[0], organizations(t, s)[1]
	if local.AcceptedDomain("contoso.com") == nil || cloud.AcceptedDomain("contoso.com") == nil || cloud.InitialDomain() != "contoso.onmicrosoft.com" {
		t.Errorf("the main domain and the tenant are not contoso:\n%s", b.Text)
	}
	sub := ""
	for _, d := range local.AcceptedDomains {
		if strings.HasSuffix(d.DomainName, ".contoso.com") {
			sub = d.DomainName
		}
	}
	if sub == "" || cloud.AcceptedDomain(sub) == nil || cloud.AcceptedDomain(sub).DomainName != sub {
		t.Errorf("the subdomain is not the same on both sides: %q", sub)
	}
	for _, c := range local.SendConnectors {
		if c.CloudServicesMailEnabled && !hasCertificate(local, c.TlsCertificateName) {
			t.Errorf("%s names no certificate of the store: %s", c.Name, c.TlsCertificateName)
		}
		for _, host := range c.SmartHosts {
			if strings.HasSuffix(host, ".outlook.com") && host != "contoso-com.mail.protection.outlook.com" {
				t.Errorf("the service's name for the domain is not of the domain: %s", host)
			}
		}
	}
	for _, c := range cloud.InboundConnectors {
		if len(c.SenderIPAddresses) == 2 && !c.SenderIPAddresses[1].Contains(c.SenderIPAddresses[0].First) {
			t.Errorf("an address left its network: %v", c.SenderIPAddresses)
		}
	}
	for _, c := range local.ReceiveConnectors {
		if len(c.RemoteIPRanges) == 2 && c.RemoteIPRanges[1].String()[:3] == "10." && !c.RemoteIPRanges[1].Contains(c.RemoteIPRanges[0].First) {
			t.Errorf("an address left its network: %v", c.RemoteIPRanges)
		}
	}
	again := build(t, litware(), base.Options{Rename: true})
	if diff := cmp.Diff(b.Text, again.Text); diff != "" {
		t.Errorf("the same exports were renamed differently (-first +second):\n%s", diff)
	}
}

func hasCertificate(o *relay.Organization, name relay.CertificateName) bool {
	for _, c := range o.Certificates {
		if c.Name() == name {
			return true
		}
	}
	return false
}

func build(t *testing.T, objects []*exports.Object, options base.Options) *base.Base {
	t.Helper()
	b, err := base.Build(&exports.Export{Objects: objects}, options)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestNamesInAnyLanguageAreReplaced: domains, people and places as they are spelt, and as DNS has them.
func TestNamesInAnyLanguageAreReplaced(t *testing.T) {
	const on, cloud = relay.OnPremises, relay.Cloud
	b := build(t, []*exports.Object{
		shown(on, "AcceptedDomain", "Name", "mühlrad.at", "DomainName", "mühlrad.at", "DomainType", "Authoritative", "Default", "True"),
		shown(on, "AcceptedDomain", "Name", "Rad 2", "DomainName", "xn--mhlrad-3ya.at", "DomainType", "Authoritative"),
		shown(on, "AcceptedDomain", "Name", "колесо", "DomainName", "колесо.рф", "DomainType", "Authoritative"),
		shown(on, "AcceptedDomain", "Name", "水車", "DomainName", "水車.jp", "DomainType", "InternalRelay"),
		shown(on, "Mailbox", "Name", "jörg", "DisplayName", "Jörg Hölzl", "PrimarySmtpAddress", "jörg.hölzl@mühlrad.at", "EmailAddresses", "SMTP:jörg.hölzl@mühlrad.at"),
		shown(cloud, "InboundConnector", "Name", "от колесо", "ConnectorType", "Partner", "SenderDomains", "smtp:*.hölzl-gruß.ch;1", "RequireTls", "True"),
	}, base.Options{Rename: true})
	for _, original := range []string{"mühlrad", "mhlrad", "колесо", "рф", "水車", "jörg", "hölzl", "gruß"} {
		if strings.Contains(strings.ToLower(b.Text), original) {
			t.Errorf("%s is still there:\n%s", original, b.Text)
		}
	}
}
