package cmdlet_test

import (
	"fmt"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// ruleTests hold a line that breaks each rule; the name is the documented sentence.
var ruleTests = []struct {
	says    string
	product relay.Product // 0: the cloud
	setup   []string
	line    string
	message string
	hint    string
}{
	{"ExternalRelay exists on-premises only.", 0, nil,
		"Set-AcceptedDomain contoso.com -DomainType ExternalRelay", "on-premises", "InternalRelay"},
	{"MatchSubDomains in the cloud requires InternalRelay.", 0, nil,
		"Set-AcceptedDomain contoso.com -MatchSubDomains $true", "InternalRelay", "-DomainType InternalRelay"},
	{"The accepted domain * exists on-premises only.", 0, nil, "New-AcceptedDomain all -DomainName *", "a tenant accepts domains that it has proved to own", "want a domain"},
	{"A domain is accepted once.", 2016, nil,
		"New-AcceptedDomain again -DomainName CONTOSO.com", "already the domain of accepted domain 'contoso.com'", "Set-AcceptedDomain"},
	{"A domain is in one tenant.", 0, nil,
		"New-AcceptedDomain wg -DomainName Woodgrove.com", "woodgrove.com is a domain of the tenant woodgrove already", "remove it there first"},
	{"There is one policy for a domain.", 2016, nil,
		"New-RemoteDomain all -DomainName *", "'Default'", "Set-RemoteDomain"},

	{"Ranges of two connectors on one binding may overlap only by full containment, and may not be equal.", 2016,
		[]string{`New-ReceiveConnector A -Usage Custom -Bindings 0.0.0.0:25 -RemoteIPRanges 10.0.0.0-10.0.0.9`},
		`New-ReceiveConnector B -Usage Custom -Bindings 0.0.0.0:25 -RemoteIPRanges 10.0.0.5-10.0.0.15`, `'EX01\B' conflict with the settings on Receive connector 'EX01\A'`, "inside"},
	{"Ranges of two connectors on one binding may overlap only by full containment, and may not be equal.", 2016, nil,
		`New-ReceiveConnector B -Internet -Bindings 0.0.0.0:25`, `'EX01\B' conflict with the settings on Receive connector 'EX01\Default Frontend EX01': both list`, "inside"},
	{"A connector lists at most 1300 ranges.", 2016, nil,
		`New-ReceiveConnector B -Usage Custom -RemoteIPRanges ` + manyRanges(1301), "The administrative limit for this request was exceeded.", "1301"},
	{"ExternalAuthoritative may combine only with Tls.", 2016, nil,
		`Set-ReceiveConnector "Default Frontend EX01" -AuthMechanism Tls,BasicAuth,ExternalAuthoritative`, "only with Tls", "Tls,ExternalAuthoritative"},
	{"ExternalAuthoritative requires the permission group ExchangeServers.", 2016, nil,
		`Set-ReceiveConnector "Default Frontend EX01" -AuthMechanism ExternalAuthoritative -PermissionGroups AnonymousUsers`, "ExchangeServers", "-PermissionGroups"},
	{"RequireTLS $true needs Tls.", 2016, nil,
		`Set-ReceiveConnector "Default Frontend EX01" -RequireTLS $true -AuthMechanism None`, "needs Tls", "-AuthMechanism Tls"},
	{"BasicAuthRequireTLS needs BasicAuth and Tls.", 2016, nil,
		`Set-ReceiveConnector "Default Frontend EX01" -AuthMechanism Tls,BasicAuthRequireTLS`, "needs BasicAuth and Tls", ""},
	{"ConnectionTimeout is longer than ConnectionInactivityTimeout.", 2016, nil,
		`Set-ReceiveConnector "Default Frontend EX01" -ConnectionTimeout 00:04:00 -ConnectionInactivityTimeout 00:05:00`, "the ConnectionTimeout 00:04:00 is not longer", "to more"},
	{"MaxInboundConnectionPercentagePerSource is a percentage.", 2016, nil,
		`Set-ReceiveConnector "Default Frontend EX01" -MaxInboundConnectionPercentagePerSource 101`, "101 is no percentage", "up to 100"},
	{"A custom banner must begin with 220.", 2016, nil,
		`Set-ReceiveConnector "Default Frontend EX01" -Banner "hello"`, "220", ""},
	{"TlsDomainCapabilities grants AcceptOorgProtocol in Exchange 2010, and AcceptCloudServicesMail from 2013 on; on an Edge Transport server either.", 2010, nil,
		`Set-ReceiveConnector "Default EX01" -TlsDomainCapabilities mail.protection.outlook.com:AcceptCloudServicesMail`, "Exchange 2010", "AcceptOorgProtocol"},
	{"TlsDomainCapabilities grants AcceptOorgProtocol in Exchange 2010, and AcceptCloudServicesMail from 2013 on; on an Edge Transport server either.", 2016, nil,
		`Set-ReceiveConnector "Default Frontend EX01" -TlsDomainCapabilities mail.protection.outlook.com:AcceptOorgProtocol`, "Exchange 2016", "AcceptCloudServicesMail"},
	{"A binding names an address of the server, or every address.", 2016, nil,
		`New-ReceiveConnector Scanners -Usage Custom -Bindings 10.20.0.25:25 -RemoteIPRanges 10.20.0.7`, "EX01 has no address 10.20.0.25 to listen on", "it has 203.0.113.10; 0.0.0.0:25 is every address"},
	{"A binding names an address of the server, or every address.", 2016, nil,
		`Set-ReceiveConnector "Default Frontend EX01" -Bindings 0.0.0.0:25,[2001:db8::5]:587`, "no address 2001:db8::5", "[::]:587 is every address"},
	{"A connector listens somewhere.", 2016, nil,
		`Set-ReceiveConnector "Default Frontend EX01" -Bindings $null`, "at least one binding", "-Enabled $false"},

	{"TlsAuthLevel cannot be set when IgnoreSTARTTLS is $true or RequireTLS is $false.", 2016, nil,
		`New-SendConnector X -AddressSpaces * -TlsAuthLevel CertificateValidation`, "needs RequireTLS $true", "-TlsAuthLevel $null"},
	{"TlsAuthLevel cannot be set when IgnoreSTARTTLS is $true or RequireTLS is $false.", 2016,
		[]string{`New-SendConnector X -AddressSpaces * -RequireTLS $true -TlsAuthLevel EncryptionOnly`},
		`Set-SendConnector X -RequireTLS $false`, "needs RequireTLS $true", "-TlsAuthLevel $null"},
	{"RequireTLS and IgnoreSTARTTLS exclude each other.", 2016, nil,
		`New-SendConnector X -AddressSpaces * -RequireTLS $true -IgnoreSTARTTLS $true`, "both", ""},
	{"DomainValidation with smart hosts needs TlsDomain.", 2016, nil,
		`New-SendConnector X -AddressSpaces * -SmartHosts mail.fabrikam.com -DNSRoutingEnabled $false -RequireTLS $true -TlsAuthLevel DomainValidation`, "needs TlsDomain", "-TlsDomain"},
	{"DomainValidation with smart hosts needs TlsDomain.", 0, nil,
		`New-OutboundConnector X -RecipientDomains fabrikam.com -UseMXRecord $false -SmartHosts mail.fabrikam.com -TlsSettings DomainValidation`, "needs TlsDomain", "-TlsDomain"},
	{"DNSRoutingEnabled $false needs SmartHosts, and SmartHosts need DNSRoutingEnabled $false.", 2016, nil,
		`New-SendConnector X -AddressSpaces * -DNSRoutingEnabled $false`, "needs smart hosts", "-SmartHosts"},
	{"DNSRoutingEnabled $false needs SmartHosts, and SmartHosts need DNSRoutingEnabled $false.", 2016, nil,
		`New-SendConnector X -AddressSpaces * -SmartHosts mail.fabrikam.com`, "not used", "-DNSRoutingEnabled $false"},
	{"A port is a number from 1 to 65535.", 2016, nil,
		`New-SendConnector X -AddressSpaces * -Port 70000`, "70000", "25"},
	{"A send connector has an address space.", 2016,
		[]string{`New-SendConnector X -AddressSpaces *`}, `Set-SendConnector X -AddressSpaces $null`, "address space", ""},
	{"Source servers are servers of the organization.", 2016, nil,
		`New-SendConnector X -AddressSpaces * -SourceTransportServers EX10`, "no server 'EX10'", "EX01"},

	{"SenderIPAddresses are IPv4, single or CIDR from /24 to /32: there are none of IPv6 (T12.4).", 0, nil,
		`New-InboundConnector X -SenderDomains * -SenderIPAddresses 192.0.2.0/23`, "192.0.2.0/23", "/24"},
	{"SenderIPAddresses are IPv4, single or CIDR from /24 to /32: there are none of IPv6 (T12.4).", 0, nil,
		`New-InboundConnector X -SenderDomains * -SenderIPAddresses 2001:db8::1`, "2001:db8::1", "/24"},
	{"EFSkipIPs are public addresses: single, a range, or CIDR.", 0, nil,
		`New-InboundConnector X -SenderDomains * -EFSkipIPs 198.51.100.7,10.1.0.0/16`, "10.1.0.0/16 is private", "public"},
	{"EFSkipIPs are public addresses: single, a range, or CIDR.", 0, []string{"New-InboundConnector X -SenderDomains *"},
		`Set-InboundConnector X -EFSkipIPs 192.168.4.4`, "192.168.4.4 is private", "public"},
	{"Entries are IPv4: single, a range of up to 256 addresses, or CIDR from /24 to /32; at most 1,273.", 0, nil,
		`Set-HostedConnectionFilterPolicy Default -IPBlockList 198.51.100.1,198.51.0.0/16`, "198.51.0.0/16", "/24"},
	{"Entries are IPv4: single, a range of up to 256 addresses, or CIDR from /24 to /32; at most 1,273.", 0, nil,
		`Set-HostedConnectionFilterPolicy Default -IPAllowList 2001:db8::1`, "2001:db8::1", "IPv4"},
	{"SenderDomains take wildcards only as *.x.", 0, nil,
		`New-InboundConnector X -SenderDomains *contoso.com`, "*contoso.com", "*.contoso.com"},
	{"TreatMessagesAsInternal and CloudServicesMailEnabled exclude each other.", 0, nil,
		`New-InboundConnector X -ConnectorType OnPremises -SenderDomains * -TreatMessagesAsInternal $true -CloudServicesMailEnabled $true`, "both", ""},
	{"TreatMessagesAsInternal needs the connector type OnPremises.", 0, nil,
		`New-InboundConnector X -SenderDomains * -TreatMessagesAsInternal $true`, "OnPremises", "-ConnectorType OnPremises"},
	{"UseMXRecord $false needs SmartHosts.", 0, nil,
		`New-OutboundConnector X -RecipientDomains fabrikam.com -UseMXRecord $false`, "needs smart hosts", "-SmartHosts"},
	{"RouteAllMessagesViaOnPremises needs the connector type OnPremises.", 0, nil,
		`New-OutboundConnector X -RecipientDomains * -RouteAllMessagesViaOnPremises $true`, "OnPremises", "-ConnectorType OnPremises"},
	{"AllAcceptedDomains needs the connector type OnPremises.", 0, nil,
		`New-OutboundConnector X -AllAcceptedDomains $true`, "OnPremises", "-ConnectorType OnPremises"},

	{"Only a resource mailbox accepts meetings by itself.", 2016, []string{"New-Mailbox bob"},
		"Set-CalendarProcessing bob -AutomateProcessing AutoAccept", "'bob' is no resource mailbox", "New-Mailbox -Room"},
	{"A moderated recipient has moderators, and they are no groups.", 2016, []string{"New-Mailbox bob"},
		"Set-Mailbox bob -ModerationEnabled $true", "nobody moderates 'bob'", "-ModeratedBy"},
	{"A moderated recipient has moderators, and they are no groups.", 0, []string{"New-Mailbox dora", "New-DistributionGroup owners"},
		"Set-Mailbox dora -ModeratedBy owners", "'owners' is a group", "members"},
	{"Two objects of one side do not share an address.", 2016, []string{"New-Mailbox bob"},
		`New-Mailbox robert -PrimarySmtpAddress BOB@contoso.com`, "already belongs to UserMailbox 'bob'", "bob"},
	{"A rule names a policy that exists and is not the default one.", 0, []string{"New-HostedOutboundSpamFilterPolicy Strict"},
		`New-HostedOutboundSpamFilterRule r -HostedOutboundSpamFilterPolicy Strikt -SenderDomainIs contoso.com`, "no HostedOutboundSpamFilterPolicy 'Strikt'", "Strict"},
	{"A rule names a policy that exists and is not the default one.", 0, []string{"New-HostedOutboundSpamFilterPolicy Default"},
		`New-HostedOutboundSpamFilterRule r -HostedOutboundSpamFilterPolicy Default -SenderDomainIs contoso.com`, "for everybody", "New-HostedOutboundSpamFilterPolicy"},
	{"Reports about members go to the sender or to the manager, not to both.", 2016, []string{"New-DistributionGroup all"},
		`Set-DistributionGroup all -ReportToManagerEnabled $true`, "are both $true", "-ReportToOriginatorEnabled $false"},
	{"A dynamic group has a precanned filter or one of its own.", 2016, nil,
		`New-DynamicDistributionGroup all -IncludedRecipients MailUsers -RecipientFilter "Name -eq 'x'"`, "exclude each other", "leave one"},
	{"A dynamic group has a precanned filter or one of its own.", 2016, nil, `New-DynamicDistributionGroup all`, "no filter", "-IncludedRecipients"},
	{"A rule names a policy that exists and is not the default one.", 0, []string{"New-AntiPhishPolicy Mild"},
		`New-AntiPhishRule r -AntiPhishPolicy Milt -SentTo alice@contoso.com`, "no AntiPhishPolicy 'Milt'", "Mild"},
	{"A rule is about somebody.", 0, []string{"New-HostedContentFilterPolicy Strict"},
		`New-HostedContentFilterRule r -HostedContentFilterPolicy Strict -ExceptIfSentTo alice@contoso.com`, "about nobody", "-SentTo"},
	{"A rule is about somebody.", 0, []string{"New-HostedOutboundSpamFilterPolicy Strict"},
		`New-HostedOutboundSpamFilterRule r -HostedOutboundSpamFilterPolicy Strict`, "about nobody", "-From"},
	{"In the cloud a journaling mailbox is no mailbox of the cloud.", 0, []string{"New-Mailbox vault -PrimarySmtpAddress vault@contoso.com"},
		"New-JournalRule All -JournalEmailAddress vault@contoso.com", "vault@contoso.com is a mailbox of the cloud, and none can be a journaling mailbox", "an archive outside"},
	{"In the cloud a journaling mailbox is no mailbox of the cloud.", 0, []string{"New-Mailbox vault -PrimarySmtpAddress vault@contoso.com", "New-JournalRule All -JournalEmailAddress j@vault.example"},
		"Set-JournalRule All -JournalEmailAddress vault@contoso.com", "none can be a journaling mailbox", "an archive outside"},
	{"Recipient is an object of the same side.", 2016, nil,
		"New-JournalRule All -JournalEmailAddress j@vault.example -Recipient gone@contoso.com", "nobody of this side has the address gone@contoso.com", "leave -Recipient out"},
	{"Recipient is an object of the same side.", 2016, []string{"New-JournalRule All -JournalEmailAddress j@vault.example"},
		"Set-JournalRule All -Recipient gone@contoso.com", "nobody of this side has the address gone@contoso.com", "leave -Recipient out"},
	{"A header name and its words or patterns go together.", 0, nil,
		`New-TransportRule Sign -ExceptIfHeaderContainsMessageHeader X-Signed`, "both its name and what it holds", "-HeaderContainsWords"},
	{"SetHeaderName and SetHeaderValue go together.", 2016, nil,
		`New-TransportRule Sign -SetHeaderName X-Signed`, "go together", "both"},
	{"A rejection has the status code 5.7.1 or one from 5.7.900 to 5.7.999.", 2016, nil,
		`New-TransportRule No -RejectMessageEnhancedStatusCode 5.1.1`, "5.1.1 is not a status code", "5.7.900"},
	{"RouteMessageOutboundConnector names an outbound connector of the tenant.", 0, []string{`New-OutboundConnector Signatures -IsTransportRuleScoped $true`},
		`New-TransportRule Sign -RouteMessageOutboundConnector Signature`, "no outbound connector 'Signature'", "Signatures"},
	{"MessageExpiration is from 12 to 24 hours.", 0, nil,
		`Set-TransportConfig -MessageExpiration 11:59:59`, "between", "12:00:00"},
	{"MessageExpiration is from 12 to 24 hours.", 0, nil,
		`Set-TransportConfig -MessageExpiration 2.00:00:00`, "between", "12:00:00"},
	{"RejectDirectSend came in 2025.", 0, nil,
		`Set-OrganizationConfig -RejectDirectSend $true`, "does not know RejectDirectSend", "Cloud-Era: today"},
	{"A retry interval is longer than nothing.", 2016, nil,
		`Set-TransportService EX01 -MessageRetryInterval 00:00:00`, "one second", ""},
	{"Hybrid transport servers are servers of the organization.", 2016, nil,
		`Set-HybridConfiguration -ReceivingTransportServers EX02`, "no server 'EX02'", "EX01"},
	{"EdgeTransportServers exclude the other two lists (HCW8043).", 2016, []string{"New-EdgeSubscription EDGE01", "Set-HybridConfiguration -ReceivingTransportServers EX01"},
		`Set-HybridConfiguration -EdgeTransportServers EDGE01`, "HCW8043", "-ReceivingTransportServers $null"},
	{"EdgeTransportServers are subscribed Edges.", 2016, nil,
		`Set-HybridConfiguration -EdgeTransportServers EDGE07 -SendingTransportServers $null -ReceivingTransportServers $null`, "no server 'EDGE07'", ""},
	{"The sources of a connector are servers or Edge Subscriptions, not both.", 2016, []string{"New-EdgeSubscription EDGE01"},
		`New-SendConnector X -AddressSpaces '*' -SourceTransportServers EX01,EDGE01`, "servers and Edge Subscriptions", "connector of its own"},
	{"ExternalIPAddresses are IPv4.", 2010, nil,
		`Set-HybridConfiguration -ExternalIPAddresses 2001:db8::1`, "not IPv4", ""},
}

func manyRanges(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("10.1.%d.%d", i/256, i%256)
	}
	return strings.Join(list, ",")
}

// sideOf opens the side that a test is about: an on-premises product, or the cloud for 0.
func sideOf(t *testing.T, product relay.Product) *admin {
	t.Helper()
	if product == 0 {
		_, cloud := newLab(relay.Exchange2016)
		cloud.neighbours = []*relay.Organization{{Name: "woodgrove", Side: relay.Cloud.Named("woodgrove"),
			AcceptedDomains: []*relay.AcceptedDomain{{Name: "woodgrove.com", DomainName: "woodgrove.com"}}}}
		return cloud
	}
	p, err := relay.ParseProduct(fmt.Sprint(int(product)))
	if err != nil {
		t.Fatal(err)
	}
	onprem, _ := newLab(p)
	return onprem
}

func TestRules(t *testing.T) {
	tested := make(map[string]bool)
	for _, test := range ruleTests {
		tested[test.says] = true
		t.Run(test.says, func(t *testing.T) {
			a := sideOf(t, test.product)
			do(t, a, test.setup...)
			wantError(t, a, test.line, 0, test.message, test.hint)
		})
	}
	for _, doc := range cmdlet.Reference() {
		for _, rule := range doc.Rules {
			if !tested[rule.Says] {
				t.Errorf("no test breaks the rule %q of %s", rule.Says, doc.Name)
			}
			if rule.Source == "" {
				t.Errorf("the rule %q has no source", rule.Says)
			}
		}
	}
}

func TestAllowed(t *testing.T) {
	for _, test := range []struct {
		name    string
		product relay.Product
		lines   []string
	}{
		{"a binding to the server's own address", 2016, []string{`New-ReceiveConnector B -Usage Custom -Bindings 203.0.113.10:25,127.0.0.1:25 -RemoteIPRanges 10.0.0.7`}},
		{"nested ranges give a total order", 2016, []string{`New-ReceiveConnector B -Usage Custom -Bindings 0.0.0.0:25 -RemoteIPRanges 192.168.1.0-192.168.1.255,192.168.1.75`}},
		{"equal ranges on another port", 2016, []string{`New-ReceiveConnector B -Client`}},
		{"1300 ranges", 2016, []string{`New-ReceiveConnector B -Usage Custom -RemoteIPRanges ` + manyRanges(1300)}},
		{"anonymous relay, second recipe", 2016, []string{`New-ReceiveConnector B -Usage Custom -RemoteIPRanges 10.0.0.1 -AuthMechanism ExternalAuthoritative -PermissionGroups ExchangeServers`}},
		{"ExternalRelay on-premises", 2016, []string{"Set-AcceptedDomain contoso.com -DomainType ExternalRelay"}},
		{"MatchSubDomains on-premises", 2016, []string{"Set-AcceptedDomain contoso.com -MatchSubDomains $true"}},
		{"MatchSubDomains with InternalRelay", 0, []string{"Set-AcceptedDomain contoso.com -MatchSubDomains $true -DomainType InternalRelay"}},
		{"a rule is not judged when another property is set", 2016, []string{
			`New-SendConnector X -AddressSpaces * -RequireTLS $true -TlsAuthLevel EncryptionOnly`,
			`Set-SendConnector X -RequireTLS $false -TlsAuthLevel $null`}},
		{"sender addresses single and CIDR", 0, []string{`New-InboundConnector X -SenderDomains * -SenderIPAddresses 192.0.2.1,192.0.2.0/24`}},
		{"the values of -AuthMechanism in one text, as the wizard writes them", 2016, []string{`Set-ReceiveConnector "EX01\Default Frontend EX01" -AuthMechanism 'Tls, Integrated, BasicAuth'`}},
	} {
		t.Run(test.name, func(t *testing.T) { do(t, sideOf(t, test.product), test.lines...) })
	}
}
