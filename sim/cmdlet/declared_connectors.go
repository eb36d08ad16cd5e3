package cmdlet

import (
	"slices"
	"strings"

	"hybridsim/relay"
)

// What the connectors' cmdlets take and nothing here reads. Defaults are those of the cmdlet's page (PS) and, where a
// source stands beside them, of object dumps; R1.18 and S1.5, S2.2, S2.4 have both.

const (
	ehlo   = "what EHLO offers"
	madeBy = "it says who made the connector"
	label  = "it is a remark or a label"
)

// bySetup reports whether setup made a receive connector with one of the names.
func bySetup(names ...string) func(any) bool {
	return func(x any) bool {
		c := x.(*relay.ReceiveConnector)
		return slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(c.Name, n) })
	}
}

var (
	frontEnds = bySetup("Default Frontend ", "Outbound Proxy Frontend ")
	clients   = bySetup("Client Frontend ", "Client Proxy ", "Client ")
	hubs      = func(x any) bool { return bySetup("Default ")(x) && !frontEnds(x) }
)

var receiveConnectorKept = slices.Concat([]property{
	kept("AdvertiseClientSettings", flag, "what clients may read of their settings", "False"),
	kept("BinaryMimeEnabled", flag, ehlo, "True"),
	kept("DefaultDomain", word, "the domain that an address without one gets", nothing),
	kept("DeliveryStatusNotificationEnabled", flag, ehlo, "True"),
	kept("DomainSecureEnabled", flag, "mutual TLS with the domains of TLSReceiveDomainSecureList", "False").when(frontEnds, "True").from("S1.5"),
	kept("EightBitMimeEnabled", flag, ehlo, "True"),
	kept("EnableAuthGSSAPI", flag, "which logons EHLO offers", "False").when(clients, "True").from("S1.5"),
	kept("EnhancedStatusCodesEnabled", flag, ehlo, "True"),
	kept("ExtendedProtectionPolicy", oneOf("None", "Allow", "Require"), "which logons succeed", "None"),
	kept("LiveCredentialEnabled", flag, "which logons succeed", "False"),
	kept("LongAddressesEnabled", flag, "how long an address may be", "False"),
	kept("MaxAcknowledgementDelay", span, "when the reply to a message comes", "00:00:30"),
	kept("MaxLocalHopCount", number, "messages that passed more local hops are refused", "5", "8", "12").from("S1.5"),
	kept("MaxLogonFailures", number, "after how many failed logons the session ends", "3"),
	kept("OrarEnabled", flag, ehlo, "False"),
	kept("PipeliningEnabled", flag, ehlo, "True"),
	kept("ProxyEnabled", flag, "sessions are handed on", "False"),
	kept("RejectSingleLabelRecipientDomains", flag, "recipients at domains without a dot are refused", "False"),
	kept("RequireEHLODomain", flag, "a client that gives no name is refused", "False"),
	kept("ServiceDiscoveryFqdn", word, "what clients may read of their settings", nothing),
	kept("SizeEnabled", oneOf("Disabled", "Enabled", "EnabledWithoutValue"), ehlo, "Enabled").
		when(hubs, "EnabledWithoutValue").from("S1.5"),
	kept("SmtpUtf8Enabled", flag, ehlo).initially(since2019, "True").initially(until2016, "False").in(since2013).from("S1.5"),
	kept("SuppressXAnonymousTls", flag, "how servers encrypt among themselves", "False"),
}, ignored(label, "AdminDisplayName"))

var sendConnectorKept = slices.Concat([]property{
	kept("AuthenticationCredential", word, "with which name it logs on", nothing).by(writeOnly),
	kept("ConnectionInactivityTimeOut", span, "how long a silent connection stays", "00:10:00"),
	kept("ConnectorType", oneOf("Default", "XPremises"), "its meaning is not documented", "Default").when(keepsHeaders, "Default").when(keepsHeaders, "XPremises").by(newOnly),
	kept("DomainSecureEnabled", flag, "mutual TLS with the domains of TLSSendDomainSecureList", "False").when(edgeSync, "True").from("S2.2"),
	kept("ErrorPolicies", oneOf("Default", "DowngradeDnsFailures", "DowngradeCustomFailures", "UpgradeCustomFailures"),
		"which failures are final", "Default"),
	kept("ForceHELO", flag, "it greets with HELO, so there is no TLS", "False"),
	kept("IsCoexistenceConnector", flag, "the connector is one of a hybrid", "False"),
	kept("LinkedReceiveConnector", word, "which mail may leave by it", nothing),
	kept("RequireOorg", flag, "mail leaves only when the other side speaks XOORG", "False"),
	kept("SmartHostAuthMechanism", oneOf("None", "BasicAuth", "BasicAuthRequireTLS", "ExchangeServer", "ExternalAuthoritative"),
		"how it logs on to the smart hosts", "None").when(edgeSync, "ExchangeServer").from("S2.2"),
	kept("SourceIPAddress", word, "the address that mail leaves from", "0.0.0.0"),
	kept("Usage", oneOf("Custom", "Internal", "Internet", "Partner"), "which headers leave by it", "Custom", "Internet").by(onceOnly),
	kept("Internal", flag, "which headers leave by it", "False").by(onceOnly | flagged),
	kept("Partner", flag, "which headers leave by it, and mutual TLS", "False").by(onceOnly | flagged),
}, all(onceOnly|flagged, ignored("it is how every connector is made here", "Custom Internet")),
	ignored(label, "AdminDisplayName"))

// keepsHeaders reports whether a send connector is one of a hybrid.
func keepsHeaders(x any) bool { return x.(*relay.SendConnector).CloudServicesMailEnabled }

// edgeSync reports whether a subscription made a send connector.
func edgeSync(x any) bool { return strings.HasPrefix(x.(*relay.SendConnector).Name, "EdgeSync - ") }

const enhanced = "which of the Received fields is taken for the source (enhanced filtering)"

var inboundConnectorKept = slices.Concat([]property{
	kept("ClientHostNames", words, "mail of the hosts named is taken for the organization's", nothing),
	kept("DetectSenderIPBySkippingLastIP", flag, enhanced, "False"),
	kept("EFSkipMailGateway", words, enhanced, nothing),
	kept("EFTestMode", flag, enhanced, "False"),
	kept("ScanAndDropRecipients", words, "mail for these recipients is scanned and dropped", nothing),
	kept("TrustedOrganizations", words, "mail of other tenants is taken for the organization's", nothing),
}, ignored(label, "AdminDisplayName"))

var outboundConnectorKept = slices.Concat([]property{
	kept("MtaStsMode", oneOf("Opportunistic", "None"), "a policy of the recipient's domain is obeyed", "Opportunistic").from("S2.4").byDefault(),
	acting("SenderRewritingEnabled", "False"),
	kept("SmtpDaneMode", oneOf("Opportunistic", "Mandatory", "None"), "TLSA records of the next hop are obeyed", "Opportunistic").from("S2.4").byDefault(),
	kept("TestMode", flag, "the connector only pretends", "False"),
}, ignored("validation is a trial from the admin center",
	"IsValidated LastValidationTimestamp ValidationRecipients LinkForModifiedConnector"),
	ignored(label, "AdminDisplayName"))

var acceptedDomainKept = append(noted("a state that the service or Enable-SmtpDaneInbound sets, rather "+
	"than a parameter",
	kept("PerimeterDuplicateDetected", flag, "another tenant claims the domain", "False").in(inTheCloud).by(changeOnly),
	kept("SmtpDaneStatus", word, "senders who obey TLSA records may refuse the service", nothing, "Disabled",
		"None").in(inTheCloud).by(changeOnly),
), []property{
	kept("AddressBookEnabled", flag, "unknown recipients are refused at SMTP where an agent filters recipients").in(onPremises).by(changeOnly).
		when(isAuthoritative, "True").initially(everywhere, "False"),
	kept("CanHaveCloudCache", flag, "which recipients are known at the edge", "False").in(inTheCloud).by(changeOnly),
	kept("CatchAllRecipientID", word, "mail for unknown recipients has a mailbox", nothing).in(onPremises).by(changeOnly),
	kept("EmailOnly", flag, "nothing but mail uses the domain", "False").by(changeOnly),
	kept("EnableNego2Authentication", flag, "how people log on", "False").by(changeOnly),
	kept("MailFlowPartner", word, "which partner's connectors carry its mail", nothing).in(onPremises),
	kept("OutboundOnly", flag, "its mail only leaves: what comes in is sent on", "False").by(changeOnly),
	kept("PendingCompletion", flag, "the domain is not yet in use", "False").by(changeOnly),
	kept("PendingRemoval", flag, "the domain is no longer in use", "False").by(changeOnly),
	kept("SendingFromDomainDisabled", flag, "mail from the domain is refused", "False").in(inTheCloud).by(changeOnly),
	kept("SendingToDomainDisabled", flag, "mail for the domain is refused", "False").in(inTheCloud).by(changeOnly),
}...)

func isAuthoritative(x any) bool { return x.(*relay.AcceptedDomain).DomainType == relay.Authoritative }

const rendering = "how a message that leaves is encoded"

var remoteDomainKept = all(changeOnly, []property{
	kept("ByteEncoderTypeFor7BitCharsets", word, rendering, "Undefined", "0", "Use7Bit"),
	kept("CharacterSet", word, rendering, nothing).when(isDefaultDomain, "iso-8859-1"),
	kept("ContentType", oneOf("MimeHtmlText", "MimeText", "MimeHtml"), rendering, "MimeHtmlText"),
	kept("DisplaySenderName", flag, "which name of the sender others see", "True"),
	kept("LineWrapSize", limit, rendering, "unlimited"),
	kept("MeetingForwardNotificationEnabled", flag, "notices of forwarded meetings leave", "False").from("S8.1"),
	kept("MessageCountThreshold", limit, "how many messages may leave", "unlimited", "2147483647"),
	kept("NDRDiagnosticInfoEnabled", flag, "what a report to the domain tells", "True"),
	kept("NonMimeCharacterSet", word, rendering, nothing).when(isDefaultDomain, "iso-8859-1"),
	kept("PreferredInternetCodePageForShiftJis", word, rendering, "Undefined", "0"),
	kept("RequiredCharsetCoverage", number, rendering, nothing, "100", "95"),
	kept("SmtpDaneMandatoryModeEnabled", flag, "TLSA records of the domain's hosts are demanded", "False").in(inTheCloud),
	kept("UseSimpleDisplayName", flag, "which name of the sender others see", "False"),
})

// autoForwardEnabled is off for the domain that an on-premises installation has (P2.19).
var autoForwardEnabled = func() property {
	p := property{name: "AutoForwardEnabled", access: changeOnly, typ: flag.typ}.from("P2.19")
	p.usual = []usual{{on: onPremises, value: "False", when: isDefaultDomain},
		{value: "True", when: not(isDefaultDomain)}, {on: inTheCloud, value: "True"}}
	return p
}()

// trustedMail is a flag by which Exchange 2010 trusts the other organization, and 2013 under centralized transport;
// whoever is newer asks connectors (R7.4). The wizard sets it for the tenant's first domain, and in the cloud for the
// host of a 2010 hybrid (S2.5, S8.3). On the way out 2013 does not ask: the wizard leaves the flag off there, and what
// comes back is promoted all the same (S2.5 [O]; that this decides is [I]).
func trustedMail(name string) property {
	p := property{name: name, access: changeOnly, typ: flag.typ, asked: true, usual: []usual{{value: "False"}},
		source: "S8.3", except: []except{
			{since2016, EffectIgnored, "connectors say whom Exchange 2016 and later trust (R7.4)"},
			{inTheCloud, EffectKept, "the service may trust the domain by it"},
		}}
	if name == "TrustedMailInboundEnabled" {
		return p.when(setByWizard, "True")
	}
	p.except = append(p.except, except{only2013, EffectKept,
		"under centralized transport Exchange 2013 may trust the domain by it"})
	return p
}

// setByWizard reports whether a remote domain is one of those that the wizard trusts.
func setByWizard(x any) bool {
	d := x.(*relay.RemoteDomain)
	routing := strings.HasSuffix(d.DomainName, ".mail.onmicrosoft.com")
	tenant := strings.HasSuffix(d.DomainName, ".onmicrosoft.com")
	return strings.HasPrefix(d.Name, "Hybrid Domain - ") && !routing && (tenant || d.TrustedMailInboundEnabled)
}

// isInternal follows AllowedOOFType InternalLegacy (S8.1).
var isInternal = noted("$false makes AllowedOOFType ExternalLegacy",
	keptField("IsInternal", flag, "recipients count as the organization's", "False").by(changeOnly).
		when(func(x any) bool { return x.(*relay.RemoteDomain).AllowedOOFType == "InternalLegacy" }, "True"))[0]

func not(holds func(any) bool) func(any) bool { return func(x any) bool { return !holds(x) } }

func isDefaultDomain(x any) bool { return x.(*relay.RemoteDomain).DomainName == "*" }
