package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/install"
	"hybridsim/sim/suggest"
)

var sendConnectors = &noun[relay.SendConnector]{
	name: "SendConnector", on: onPremises,
	properties: slices.Concat([]property{
		{name: "Name", required: true},
		{name: "Enabled", asked: true},
		{name: "AddressSpaces", required: true},
		{name: "SourceTransportServers"},
		{name: "DNSRoutingEnabled"},
		{name: "SmartHosts", clean: cleanHostOrHubs},
		{name: "Port"},
		{name: "Fqdn"},
		{name: "RequireTLS", asked: true},
		{name: "IgnoreSTARTTLS", asked: true},
		{name: "TlsAuthLevel", asked: true, optional: true},
		{name: "TlsDomain", clean: cleanDomainPattern},
		{name: "TlsCertificateName", on: since2013, note: "Exchange 2010 picks the certificate by -Fqdn"},
		{name: "CloudServicesMailEnabled", asked: true, on: since2013, note: "Exchange 2010 has msExchSmtpSendFlags and remote domains in its place"},
		{name: "MsExchSmtpSendFlags", on: only2010, note: "an attribute in Active Directory rather than a parameter: 131136 keeps organization headers, 64 does not (KB3212872)"},
		{name: "IsScopedConnector", note: "only servers of the site of its source servers use it"},
		{name: "FrontendProxyEnabled", on: since2013, quiet: true,
			note: "mail leaves by a front end of the site, from its address"},
		{name: "UseExternalDNSServersEnabled", quiet: true,
			note: "the server's external DNS settings are used in place of the internal ones"},
		{name: "MaxMessageSize"},
		keptField("SmtpMaxMessagesPerConnection", number, "how messages are grouped into connections", "20"),
		{name: "ProtocolLoggingLevel"},
		ignoredField("Comment", label).written(),
	}, sendConnectorKept),
	list:     func(o *relay.Organization) *[]*relay.SendConnector { return &o.SendConnectors },
	identity: func(c *relay.SendConnector) string { return c.Name },
	defaults: func(o *relay.Organization) *relay.SendConnector {
		return install.NewSendConnector(o.FirstServer().Name)
	},
	rules: []rule[relay.SendConnector]{
		{
			says: "TlsAuthLevel cannot be set when IgnoreSTARTTLS is $true or RequireTLS is $false.", source: "S2.2",
			about: []string{"TlsAuthLevel", "RequireTLS", "IgnoreSTARTTLS"},
			broken: func(s subject[relay.SendConnector]) *refusal {
				return must(s.x.TlsAuthLevel == "" || s.x.RequireTLS && !s.x.IgnoreSTARTTLS,
					fmt.Sprintf("TlsAuthLevel %s needs RequireTLS $true and IgnoreSTARTTLS $false", s.x.TlsAuthLevel),
					"add -RequireTLS $true, or clear it with -TlsAuthLevel $null")
			},
		},
		{
			says: "RequireTLS and IgnoreSTARTTLS exclude each other.", source: "PS:Set-SendConnector",
			about: []string{"RequireTLS", "IgnoreSTARTTLS"},
			broken: func(s subject[relay.SendConnector]) *refusal {
				return must(!s.x.RequireTLS || !s.x.IgnoreSTARTTLS,
					"RequireTLS and IgnoreSTARTTLS cannot both be $true", "set one of them to $false")
			},
		},
		{
			says: "DomainValidation with smart hosts needs TlsDomain.", source: "S2.2",
			about: []string{"TlsAuthLevel", "TlsDomain", "SmartHosts", "DNSRoutingEnabled"},
			broken: func(s subject[relay.SendConnector]) *refusal {
				return must(s.x.TlsAuthLevel != relay.DomainValidation || s.x.DNSRoutingEnabled || s.x.TlsDomain != "",
					"DomainValidation through smart hosts needs TlsDomain",
					"add -TlsDomain with the name in the smart host's certificate")
			},
		},
		{
			says: "DNSRoutingEnabled $false needs SmartHosts, and SmartHosts need DNSRoutingEnabled $false.", source: "S5.1",
			about: []string{"DNSRoutingEnabled", "SmartHosts"},
			broken: func(s subject[relay.SendConnector]) *refusal {
				if s.x.DNSRoutingEnabled {
					return must(len(s.x.SmartHosts) == 0, "smart hosts are not used while DNSRoutingEnabled is $true",
						"add -DNSRoutingEnabled $false")
				}
				return must(len(s.x.SmartHosts) > 0, "DNSRoutingEnabled $false needs smart hosts",
					"add -SmartHosts mail.contoso.com")
			},
		},
		{
			says: "A port is a number from 1 to 65535.", source: "PS:Set-SendConnector", about: []string{"Port"},
			broken: func(s subject[relay.SendConnector]) *refusal {
				return must(0 < s.x.Port && s.x.Port < 1<<16, fmt.Sprintf("%d is not a port", s.x.Port), "25 is usual")
			},
		},
		{
			says: "A send connector has an address space.", source: "PS:New-SendConnector", about: []string{"AddressSpaces"},
			broken: func(s subject[relay.SendConnector]) *refusal {
				return must(len(s.x.AddressSpaces) > 0, "a send connector needs an address space",
					"want -AddressSpaces 'smtp:contoso.com;1'")
			},
		},
		{
			says: "Source servers are servers of the organization.", source: "PS:Set-SendConnector", about: []string{"SourceTransportServers"},
			broken: func(s subject[relay.SendConnector]) *refusal { return unknownSource(s.org, s.x.SourceTransportServers) },
		},
		{
			says: "The sources of a connector are servers or Edge Subscriptions, not both.", source: "G1.2.12", about: []string{"SourceTransportServers"},
			broken: func(s subject[relay.SendConnector]) *refusal {
				edges := 0
				for _, name := range s.x.SourceTransportServers {
					if s.org.EdgeSubscription(name) != nil || s.org.Carries(subscriptionNoun, name) != nil {
						edges++
					}
				}
				return must(edges == 0 || edges == len(s.x.SourceTransportServers),
					"the sources are servers and Edge Subscriptions", "give each kind a connector of its own")
			},
		},
	},
}

// cleanHostOrHubs reads a smart host, or "--": the organization's own servers, as a subscription writes it for mail
// that an Edge Transport server takes in.
func cleanHostOrHubs(s string) (string, error) {
	if s == "--" {
		return s, nil
	}
	return cleanHost(s)
}

// isOn reports whether an object is on the server that -Server names; without it on that at whose console the line is
// typed, if it is a server's own.
func isOn(o *relay.Organization, wanted, server string) (bool, error) {
	if wanted == "" {
		return o.Console == "" || strings.EqualFold(o.Console, server), nil
	}
	if r := unknownServer(o, []string{wanted}); r != nil {
		r.about = []string{"Server"}
		return false, r
	}
	return strings.EqualFold(wanted, server), nil
}

// unknownSource refuses names that are neither servers nor Edge Subscriptions.
func unknownSource(o *relay.Organization, names []string) *refusal {
	var others []string
	for _, name := range names {
		if o.EdgeSubscription(name) == nil && o.Carries(subscriptionNoun, name) == nil {
			others = append(others, name)
		}
	}
	return unknownServer(o, others)
}

// unknownServer refuses names that are no servers.
func unknownServer(o *relay.Organization, names []string) *refusal {
	known := serverNames(o)
	for _, x := range o.Carried {
		if x.Noun == serverNoun {
			known = append(known, x.Name)
		}
	}
	for _, name := range names {
		if !suggest.Has(known, name) {
			return must(false, "there is no server "+quote(name), suggest.DidYouMean(name, known))
		}
	}
	return nil
}
