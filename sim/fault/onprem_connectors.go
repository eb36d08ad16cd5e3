package fault

import (
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// toCloud reports whether a send connector is the hybrid's.
func toCloud(_ *site, x object) bool {
	return x.is("CloudServicesMailEnabled", "True") || strings.Contains(x.text("AddressSpaces"), "onmicrosoft.com")
}

// send are mistakes at the ways out of on-premises.
var send = []*Operator{
	{"send-cloud-services-mail-off", "The send connector strips the headers that make mail internal.", Send, Often, "S2.1", Customer,
		sets(relay.OnPremises, "SendConnector", toCloud, "CloudServicesMailEnabled", "$false")},
	{"send-tls-not-required", "The send connector to the cloud demands no TLS.", Send, Seen, "S2.1", Customer,
		sets(relay.OnPremises, "SendConnector", toCloud, "RequireTLS", "$false", "TlsAuthLevel", "$null", "TlsDomain", "$null")},
	{"send-tls-encryption-only", "The send connector looks at no name of the service.", Send, Seen, "S2.1", Customer,
		sets(relay.OnPremises, "SendConnector", toCloud, "TlsAuthLevel", "EncryptionOnly", "TlsDomain", "$null")},
	{"send-tls-domain-other", "The send connector expects another name in the service's certificate.", Send, Seen, "S2.1", Customer,
		sets(relay.OnPremises, "SendConnector", filled("TlsDomain"), "TlsDomain", "elsewhere.example")},
	{"send-ignores-starttls", "The send connector does not use STARTTLS.", Send, Seen, "PS:Set-SendConnector", Customer,
		sets(relay.OnPremises, "SendConnector", nil, "RequireTLS", "$false", "TlsAuthLevel", "$null", "TlsDomain", "$null", "IgnoreSTARTTLS", "$true")},
	{"send-certificate-other", "The send connector names a certificate that no server has.", Send, Often, "KB2989382", Customer,
		sets(relay.OnPremises, "SendConnector", filled("TlsCertificateName"), "TlsCertificateName", `"<I>CN=Former Public CA<S>CN=former.example"`)},
	{"send-certificate-none", "The send connector names no certificate.", Send, Seen, "R1.14", Customer,
		sets(relay.OnPremises, "SendConnector", filled("TlsCertificateName"), "TlsCertificateName", "$null")},
	{"send-spaces-other", "The send connector to the cloud is for other addresses.", Send, Often, "S2.1", Customer,
		sets(relay.OnPremises, "SendConnector", toCloud, "AddressSpaces", `"smtp:elsewhere.example;1"`)},
	{"send-connector-disabled", "The send connector is switched off.", Send, Often, "PS:Set-SendConnector", Customer,
		sets(relay.OnPremises, "SendConnector", nil, "Enabled", "$false")},
	{"send-connector-removed", "The send connector is gone.", Send, Seen, "PS:Remove-SendConnector", Customer,
		removes(relay.OnPremises, "SendConnector", nil)},
	{"send-by-smart-host", "The send connector hands mail to a host that is no more.", Send, Seen, "T8.2", Customer,
		sets(relay.OnPremises, "SendConnector", nil, "DNSRoutingEnabled", "$false", "SmartHosts", "old-gateway.example")},
	{"send-too-small", "The send connector takes small messages alone.", Send, Seen, "G2.87", Customer,
		sets(relay.OnPremises, "SendConnector", nil, "MaxMessageSize", "64KB")},
	{"send-port-other", "The send connector dials another port.", Send, Rare, "PS:Set-SendConnector", Customer,
		sets(relay.OnPremises, "SendConnector", nil, "Port", "2526")},
	{"send-takes-cloud-by-internet", "A second connector with a better cost takes the cloud's mail without TLS.", Send, Seen, "S5.1", Customer,
		computesLines(relay.OnPremises, "SendConnector", func(s *site, x object) (lines, undo []string) {
			spaces, ok := x.Value("AddressSpaces")
			if !toCloud(s, x) || !ok || spaces.Empty() {
				return nil, nil
			}
			domain := strings.TrimPrefix(strings.ToLower(spaces.Texts[0]), "smtp:")
			domain, _, _ = strings.Cut(domain, ";")
			return one(`%sNew-SendConnector "Direct" -AddressSpaces "smtp:sub.%s;1","smtp:%s;1" `+
					`-DNSRoutingEnabled $true`, x.prompt, domain, domain),
				one(`%sRemove-SendConnector "Direct"`, x.prompt)
		})},
	{"send-by-gateway", "The send connector hands mail to a gateway, which passes it on.", Send, Often, "T10.12", Customer,
		byGateway("SendConnector", relay.OnPremises, "AddressSpaces", "DNSRoutingEnabled", "$false")},
}

// frontDoor reports whether a receive connector takes mail from other organizations.
func frontDoor(_ *site, x object) bool {
	return !x.is("TransportRole", "HubTransport") && strings.Contains(x.text("Bindings"), ":25") ||
		strings.Contains(x.text("Bindings"), ":25,") || strings.HasSuffix(x.text("Bindings"), ":25}")
}

// without is a list's literal with one value left out; empty when the value is not in it.
func without(x object, property, value string) string {
	v, ok := x.Value(property)
	if !ok {
		return ""
	}
	var kept []string
	for _, t := range v.Texts {
		if !strings.EqualFold(t, value) {
			kept = append(kept, t)
		}
	}
	if len(kept) == len(v.Texts) || len(kept) == 0 {
		return ""
	}
	return quoted(kept)
}

// lacks makes a place of front doors whose list has a value: it is taken out.
func lacks(property, value string) func(*site, object) []string {
	return func(s *site, x object) []string {
		if rest := without(x, property, value); rest != "" && frontDoor(s, x) {
			return []string{property, rest}
		}
		return nil
	}
}

// receive are mistakes at the doors of on-premises.
var receive = []*Operator{
	{"receive-capabilities-lost", "The receive connector does not trust the service's certificate with headers.", Receive, Often, "S1.4", Customer,
		sets(relay.OnPremises, "ReceiveConnector", filled("TlsDomainCapabilities"), "TlsDomainCapabilities", "$null")},
	{"receive-capabilities-other", "The receive connector trusts another cloud's certificate.", Receive, Seen, "S1.4", Customer,
		sets(relay.OnPremises, "ReceiveConnector", filled("TlsDomainCapabilities"), "TlsDomainCapabilities", "mail.protection.elsewhere.example:AcceptCloudServicesMail")},
	{"receive-certificate-other", "The receive connector names a certificate that the server does not have.", Receive, Often, "R1.13", Customer,
		sets(relay.OnPremises, "ReceiveConnector", filled("TlsCertificateName"), "TlsCertificateName", `"<I>CN=Former Public CA<S>CN=former.example"`)},
	{"receive-certificate-none", "The receive connector names no certificate, and another is shown.", Receive, Often, "R1.13", Customer,
		sets(relay.OnPremises, "ReceiveConnector", filled("TlsCertificateName"), "TlsCertificateName", "$null")},
	{"receive-ranges-narrowed", "The receive connector is for addresses that the service does not use.", Receive, Often, "KB2750145", Customer,
		sets(relay.OnPremises, "ReceiveConnector", frontDoor, "RemoteIPRanges", "10.0.0.0/8")},
	{"receive-without-anonymous", "The receive connector has no anonymous users.", Receive, Often, "S1.4", Customer,
		computes(relay.OnPremises, "ReceiveConnector", lacks("PermissionGroups", "AnonymousUsers"))},
	{"receive-without-tls", "The receive connector does not offer TLS.", Receive, Seen, "S1.4", Customer,
		computes(relay.OnPremises, "ReceiveConnector", lacks("AuthMechanism", "Tls"))},
	{"receive-requires-tls", "The receive connector takes mail over TLS alone.", Receive, Seen, "S1.4", Customer,
		sets(relay.OnPremises, "ReceiveConnector", frontDoor, "RequireTLS", "$true")},
	{"receive-connector-disabled", "The receive connector is switched off.", Receive, Seen, "G1.4.7", Customer,
		sets(relay.OnPremises, "ReceiveConnector", nil, "Enabled", "$false")},
	{"receive-connector-removed", "The receive connector is gone.", Receive, Seen, "PS:Remove-ReceiveConnector", Customer,
		removes(relay.OnPremises, "ReceiveConnector", nil)},
	{"receive-port-other", "The receive connector listens at another port.", Receive, Seen, "G1.4.7", Customer,
		sets(relay.OnPremises, "ReceiveConnector", frontDoor, "Bindings", "0.0.0.0:2526")},
	{"receive-too-small", "The receive connector takes small messages alone.", Receive, Seen, "G2.84", Customer,
		sets(relay.OnPremises, "ReceiveConnector", frontDoor, "MaxMessageSize", "64KB")},
	{"receive-few-hops", "The receive connector takes messages of few hops.", Receive, Rare, "R6.22", Customer,
		sets(relay.OnPremises, "ReceiveConnector", frontDoor, "MaxHopCount", "1")},
	{"receive-small-headers", "The receive connector takes small headers alone.", Receive, Rare, "G2.91", Customer,
		sets(relay.OnPremises, "ReceiveConnector", frontDoor, "MaxHeaderSize", "1KB")},
	{"receive-relay-swallows", "A connector for devices takes whatever comes from other addresses too.", Receive, Often, "T4.7", Customer,
		swallows("FrontendTransport", "0.0.0.0:25")},
	{"receive-relay-swallows-internal-hops", "A connector for devices takes the hops between the organization's own servers.", Receive, Seen, "T4.7", Customer,
		swallows("HubTransport", "0.0.0.0:2525")},
	{"receive-rejects-reserved-domains", "The receive connector takes no mail for domains that are reserved for tests.", Receive, Rare, "B56", Customer,
		sets(relay.OnPremises, "ReceiveConnector", frontDoor, "RejectReservedTopLevelRecipientDomains", "$true")},
}

// swallows makes a relay connector whose ranges are too wide at each server.
func swallows(role, binding string) func(*site, *Operator) {
	return types(func(s *site, add func(string, []string, []string)) {
		for side, o := range s.organizations(relay.OnPremises) {
			for _, server := range o.Servers {
				if o.Product == relay.Exchange2010 && role == "FrontendTransport" {
					continue
				}
				name := cmdlet.Quote(server.Name + `\Devices too`)
				add(string(side)+" "+server.Name,
					one(`%s> New-ReceiveConnector "Devices too" -Server %s -TransportRole %s -Bindings %s `+
						`-RemoteIPRanges 0.0.0.0-127.255.255.255,128.0.0.0-255.255.255.255 `+
						`-PermissionGroups AnonymousUsers -AuthMechanism None`, side, server.Name, role, binding),
					one(`%s> Remove-ReceiveConnector %s`, side, name))
			}
		}
	})
}
