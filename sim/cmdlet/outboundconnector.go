package cmdlet

import (
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/install"
)

var outboundConnectors = &noun[relay.OutboundConnector]{
	name: "OutboundConnector", on: inTheCloud,
	properties: slices.Concat([]property{
		{name: "Name", required: true},
		{name: "Enabled", asked: true},
		{name: "ConnectorType", asked: true},
		connectorSource,
		{name: "RecipientDomains", clean: cleanDomainPatternOrAll},
		{name: "AllAcceptedDomains", asked: true},
		{name: "RouteAllMessagesViaOnPremises", asked: true},
		{name: "IsTransportRuleScoped", asked: true},
		{name: "UseMXRecord"},
		{name: "SmartHosts", clean: cleanHost},
		{name: "TlsSettings", asked: true, optional: true},
		{name: "TlsDomain", clean: cleanDomainPattern},
		{name: "CloudServicesMailEnabled", asked: true},
		ignoredField("Comment", label).written(),
	}, outboundConnectorKept),
	list:     func(o *relay.Organization) *[]*relay.OutboundConnector { return &o.OutboundConnectors },
	identity: func(c *relay.OutboundConnector) string { return c.Name },
	defaults: func(*relay.Organization) *relay.OutboundConnector { return install.NewOutboundConnector() },
	rules: []rule[relay.OutboundConnector]{
		{
			says: "UseMXRecord $false needs SmartHosts.", source: "S2.4", about: []string{"UseMXRecord", "SmartHosts"},
			broken: func(s subject[relay.OutboundConnector]) *refusal {
				return must(s.x.UseMXRecord || len(s.x.SmartHosts) > 0, "UseMXRecord $false needs smart hosts",
					"add -SmartHosts mail.contoso.com")
			},
		},
		{
			says: "RouteAllMessagesViaOnPremises needs the connector type OnPremises.", source: "S2.4",
			about: []string{"RouteAllMessagesViaOnPremises", "ConnectorType"},
			broken: func(s subject[relay.OutboundConnector]) *refusal {
				return must(!s.x.RouteAllMessagesViaOnPremises || s.x.ConnectorType == relay.TypeOnPremises,
					"RouteAllMessagesViaOnPremises needs the connector type OnPremises",
					"add -ConnectorType OnPremises")
			},
		},
		{
			says: "AllAcceptedDomains needs the connector type OnPremises.", source: "S2.4",
			about: []string{"AllAcceptedDomains", "ConnectorType"},
			broken: func(s subject[relay.OutboundConnector]) *refusal {
				return must(!s.x.AllAcceptedDomains || s.x.ConnectorType == relay.TypeOnPremises,
					"AllAcceptedDomains needs the connector type OnPremises", "add -ConnectorType OnPremises")
			},
		},
		{
			says: "DomainValidation with smart hosts needs TlsDomain.", source: "S2.2, S2.4",
			about: []string{"TlsSettings", "TlsDomain", "UseMXRecord"},
			broken: func(s subject[relay.OutboundConnector]) *refusal {
				return must(s.x.TlsSettings != relay.TlsSettings(relay.DomainValidation) || s.x.UseMXRecord ||
					s.x.TlsDomain != "",
					"DomainValidation through smart hosts needs TlsDomain",
					"add -TlsDomain with the name in the smart host's certificate")
			},
		},
	},
}
