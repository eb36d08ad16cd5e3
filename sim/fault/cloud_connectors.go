package fault

import (
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

func ofHybrid(_ *site, x object) bool { return x.is("ConnectorType", "OnPremises") }

func ofPartner(_ *site, x object) bool { return x.is("ConnectorType", "Partner") }

func scoped(property, value string) func(*site, object) bool {
	return func(_ *site, x object) bool { return x.is(property, value) }
}

func filled(property string) func(*site, object) bool {
	return func(_ *site, x object) bool {
		v, ok := x.Value(property)
		return ok && !v.Empty()
	}
}

// otherName is the name beside one: another host of the same domain.
func otherName(name string) string {
	if _, domain, ok := strings.Cut(strings.Trim(name, "{}"), "."); ok {
		return "hybrid." + domain
	}
	return "hybrid." + name
}

// another makes a property of hybrid connectors name another host of the domain that it names.
func another(property string) func(*site, object) []string {
	return func(_ *site, x object) []string {
		v, ok := x.Value(property)
		if !ok || v.Empty() || !ofHybrid(nil, x) {
			return nil
		}
		return []string{property, otherName(v.Texts[0])}
	}
}

// byAddress makes a hybrid connector that names a certificate name the addresses of on-premises in its place.
func byAddress(s *site, x object) []string {
	var list []string
	for side, o := range s.organizations(relay.OnPremises) {
		for _, a := range s.seenFrom(side) {
			if a.Is4() && x.org.AcceptedDomain(o.DefaultDomain()) != nil && !slices.Contains(list, a.String()) {
				list = append(list, a.String())
			}
		}
	}
	if len(list) == 0 || !ofHybrid(s, x) || !filled("TlsSenderCertificateName")(s, x) {
		return nil
	}
	return []string{"TlsSenderCertificateName", "$null", "SenderIPAddresses", strings.Join(list, ",")}
}

const partnersOnly = `"Partners only" -ConnectorType Partner -SenderDomains * ` +
	`-TlsSenderCertificateName partner.example -RestrictDomainsToCertificate $true -RequireTls $true`

// inbound are mistakes at the connectors by which the service knows whose mail arrives.
var inbound = []*Operator{
	{"inbound-certificate-name-other", "The inbound connector expects a certificate with another name than the one that on-premises shows.",
		Inbound, Often, "S3.2", Customer, computes(relay.Cloud, "InboundConnector", another("TlsSenderCertificateName"))},
	{"inbound-cloud-services-mail-off", "The inbound connector does not keep the headers that make mail internal.",
		Inbound, Often, "S2.4", Customer, sets(relay.Cloud, "InboundConnector", ofHybrid, "CloudServicesMailEnabled", "$false")},
	{"inbound-connector-disabled", "The inbound connector is switched off.", Inbound, Seen, "PS:Set-InboundConnector", Customer,
		sets(relay.Cloud, "InboundConnector", nil, "Enabled", "$false")},
	{"inbound-connector-removed", "The inbound connector is gone.", Inbound, Seen, "PS:Remove-InboundConnector", Customer,
		removes(relay.Cloud, "InboundConnector", nil)},
	{"inbound-type-partner", "The connector for mail from on-premises was made as a partner's.", Inbound, Seen, "S3.2", Customer,
		sets(relay.Cloud, "InboundConnector", ofHybrid, "ConnectorType", "Partner")},
	{"inbound-by-stale-address", "The inbound connector knows on-premises by an address that it had once.", Inbound, Often, "S3.2", Customer,
		sets(relay.Cloud, "InboundConnector", ofHybrid, "TlsSenderCertificateName", "$null", "SenderIPAddresses", "192.0.2.77")},
	{"inbound-by-address", "The inbound connector knows on-premises by its address, and not by its certificate.", Inbound, Often, "S3.2", Customer,
		computes(relay.Cloud, "InboundConnector", byAddress)},
	{"inbound-sender-domains-other", "The inbound connector is for mail of another domain.", Inbound, Rare, "S3.1", Customer,
		sets(relay.Cloud, "InboundConnector", nil, "SenderDomains", `"smtp:elsewhere.example;1"`)},
	{"inbound-restricted-to-addresses", "The inbound connector takes the domain's mail from listed addresses alone.", Inbound, Seen, "S3.3", Customer,
		sets(relay.Cloud, "InboundConnector", ofPartner, "SenderIPAddresses", "192.0.2.77", "RestrictDomainsToIPAddresses", "$true")},
	{"inbound-restricted-to-certificate", "The inbound connector takes the domain's mail with one certificate alone.", Inbound, Seen, "S3.3", Customer,
		sets(relay.Cloud, "InboundConnector", ofPartner, "TlsSenderCertificateName", "elsewhere.example", "RestrictDomainsToCertificate", "$true")},
	{"inbound-partner-for-all-domains", "A partner's connector for all domains demands a certificate that on-premises does not have.", Inbound, Often,
		"S3.3", Customer, types(func(s *site, add func(string, []string, []string)) {
			for side := range s.organizations(relay.Cloud) {
				add(string(side), one("%s> New-InboundConnector %s", side, partnersOnly),
					one(`%s> Remove-InboundConnector "Partners only"`, side))
			}
		})},
	{"inbound-claims-outside-host", "A connector for mail from on-premises names the address of somebody else's host.", Inbound, Seen, "G2.63", Customer,
		types(claimsOutsideHosts)},
}

// outbound are mistakes at the service's ways out.
var outbound = []*Operator{
	{"outbound-connector-disabled", "The outbound connector is switched off.", Outbound, Often, "PS:Set-OutboundConnector", Customer,
		sets(relay.Cloud, "OutboundConnector", nil, "Enabled", "$false")},
	{"outbound-connector-removed", "The outbound connector is gone.", Outbound, Often, "KB2510049", Customer,
		removes(relay.Cloud, "OutboundConnector", nil)},
	{"outbound-tls-domain-other", "The outbound connector expects another name in the certificate of the next host.", Outbound, Often, "T8.4", Customer,
		computes(relay.Cloud, "OutboundConnector", another("TlsDomain"))},
	{"outbound-tls-not-required", "The outbound connector demands no TLS.", Outbound, Seen, "S2.4", Customer,
		sets(relay.Cloud, "OutboundConnector", ofHybrid, "TlsSettings", "$null", "TlsDomain", "$null")},
	{"outbound-tls-any-certificate", "The outbound connector takes any trusted certificate, or any at all.", Outbound, Seen, "S2.4", Customer,
		sets(relay.Cloud, "OutboundConnector", ofHybrid, "TlsSettings", "EncryptionOnly", "TlsDomain", "$null")},
	{"outbound-cloud-services-mail-off", "The outbound connector strips the headers that make mail internal.", Outbound, Often, "S2.4", Customer,
		sets(relay.Cloud, "OutboundConnector", ofHybrid, "CloudServicesMailEnabled", "$false")},
	{"outbound-domains-other", "The outbound connector is for another domain.", Outbound, Often, "KB2510049", Customer,
		sets(relay.Cloud, "OutboundConnector", nil, "RecipientDomains", "elsewhere.example", "AllAcceptedDomains", "$false")},
	{"outbound-smart-host-other", "The outbound connector hands mail to a name that nobody has.", Outbound, Seen, "T8.2", Customer,
		sets(relay.Cloud, "OutboundConnector", scoped("UseMXRecord", "False"), "SmartHosts", "old-gateway.example")},
	{"outbound-by-mx", "The outbound connector follows MX records, which lead back.", Outbound, Seen, "KB2510049", Customer,
		sets(relay.Cloud, "OutboundConnector", scoped("UseMXRecord", "False"), "UseMXRecord", "$true", "SmartHosts", "$null")},
	{"outbound-centralized", "All mail of the cloud leaves by way of on-premises.", Outbound, Seen, "S2.4", Customer,
		sets(relay.Cloud, "OutboundConnector", ofHybrid, "RouteAllMessagesViaOnPremises", "$true")},
	{"outbound-rule-scoped", "The outbound connector waits for a mail-flow rule that names it.", Outbound, Seen, "G1.1.10", Customer,
		sets(relay.Cloud, "OutboundConnector", nil, "IsTransportRuleScoped", "$true")},
	{"outbound-type-partner", "The connector to on-premises was made as a partner's.", Outbound, Rare, "S2.4", Customer,
		sets(relay.Cloud, "OutboundConnector", ofHybrid, "ConnectorType", "Partner")},
	{"outbound-star-by-onprem", "A second connector sends everything by way of on-premises.", Outbound, Rare, "G1.1.14", Customer,
		computesLines(relay.Cloud, "OutboundConnector", func(s *site, x object) (lines, undo []string) {
			hosts, ok := x.Value("SmartHosts")
			if !ofHybrid(s, x) || !ok || hosts.Empty() {
				return nil, nil
			}
			return one(`%sNew-OutboundConnector "Everything" -ConnectorType OnPremises -RecipientDomains * `+
					`-UseMXRecord $false -SmartHosts %s`, x.prompt, hosts.Literal()),
				one(`%sRemove-OutboundConnector "Everything"`, x.prompt)
		})},
	{"outbound-takes-outside-domain", "The outbound connector is for the mail of an outside domain as well.", Outbound, Seen, "R4.1", Customer,
		types(takesOutsideDomains)},
	{"outbound-by-gateway", "The outbound connector hands mail to a gateway, which passes it on.", Outbound, Often, "T10.12", Customer,
		byGateway("OutboundConnector", relay.Cloud, "RecipientDomains")},
	{"outbound-by-rule", "A mail-flow rule sends mail by a connector, and takes what comes back from there as well.", Outbound, Seen, "G1.1.10", Customer,
		computesLines(relay.Cloud, "OutboundConnector", routesByRule)},
}

// computesLines makes an operator's place of lines that depend on an object.
func computesLines(kind relay.Side, noun string,
	lines func(*site, object) (lines, undo []string)) func(*site, *Operator) {
	return func(s *site, o *Operator) {
		for x := range s.objects(kind, noun) {
			made, undo := lines(s, x)
			s.add(o, x.name(), made, undo)
		}
	}
}

func quoted(names []string) string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = cmdlet.Quote(n)
	}
	return strings.Join(list, ",")
}
