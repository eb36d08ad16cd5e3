package cmdlet

import (
	"slices"
	"strings"

	"hybridsim/relay"
)

// features are what the wizard can switch on (S2.5); the mail flow of this model depends on CentralizedTransport only.
var features = []string{
	"CentralizedTransport", "FreeBusy", "Mailtips", "MessageTracking", "MoveMailbox", "OnlineArchive", "OwaRedirection", "Photos", "SecureMail",
}

var hybridConfiguration = &settings[relay.HybridConfiguration]{
	name: "HybridConfiguration", on: onPremises,
	properties: slices.Concat([]property{
		{name: "Domains", clean: cleanHybridDomain},
		{name: "OnPremisesSmartHost", clean: cleanHost, note: "the host that the cloud sends to"},
		{name: "ReceivingTransportServers"},
		{name: "SendingTransportServers"},
		{name: "EdgeTransportServers", note: "in place of the other two lists"},
		{name: "TlsCertificateName"},
		{name: "ExternalIPAddresses", note: "Exchange 2010: the public IPv4 addresses of the Hub servers"},
		{name: "Features", values: features},
	}, hybridConfigurationKept),
	load: func(o *relay.Organization, _ string) *relay.HybridConfiguration {
		if o.Hybrid == nil {
			return nil
		}
		h := *o.Hybrid
		return &h
	},
	store: func(o *relay.Organization, _ string, h *relay.HybridConfiguration) { o.Hybrid = h },
	rules: []rule[relay.HybridConfiguration]{
		{
			says: "Hybrid transport servers are servers of the organization.", source: "PS:Set-HybridConfiguration",
			about: []string{"ReceivingTransportServers", "SendingTransportServers"},
			broken: func(s subject[relay.HybridConfiguration]) *refusal {
				return unknownServer(s.org, slices.Concat(s.x.ReceivingTransportServers, s.x.SendingTransportServers))
			},
		},
		{
			says: "EdgeTransportServers exclude the other two lists (HCW8043).", source: "T7.2",
			about: []string{"EdgeTransportServers", "ReceivingTransportServers", "SendingTransportServers"},
			broken: func(s subject[relay.HybridConfiguration]) *refusal {
				return must(len(s.x.EdgeTransportServers) == 0 ||
					len(s.x.ReceivingTransportServers)+len(s.x.SendingTransportServers) == 0,
					"Edge Transport servers cannot be specified with receiving Client Access or sending Mailbox "+
						"servers: HCW8043",
					"add -ReceivingTransportServers $null -SendingTransportServers $null")
			},
		},
		{
			says: "EdgeTransportServers are subscribed Edges.", source: "PS:Set-HybridConfiguration", about: []string{"EdgeTransportServers"},
			broken: func(s subject[relay.HybridConfiguration]) *refusal {
				return unknownSource(s.org, s.x.EdgeTransportServers)
			},
		},
		{
			says: "ExternalIPAddresses are IPv4.", source: "S2.1", about: []string{"ExternalIPAddresses"},
			broken: func(s subject[relay.HybridConfiguration]) *refusal {
				for _, r := range s.x.ExternalIPAddresses {
					if !r.First.Is4() {
						return must(false, r.String()+" is not IPv4",
							"the cloud scopes its connector by IPv4 addresses only")
					}
				}
				return nil
			},
		},
	},
}

// cleanHybridDomain reads a domain of the hybrid; the wizard also writes "autod:contoso.com".
func cleanHybridDomain(s string) (string, error) {
	return cleanDomainPattern(strings.TrimPrefix(s, "autod:"))
}

func hybridCmdlets() []*command {
	s := hybridConfiguration
	make := s.set()
	make.name, make.synopsis, make.accepts = "New-HybridConfiguration", "makes the HybridConfiguration", ""
	make.run = func(c *call) error {
		if s.load(c.here.now, "") != nil {
			return refuse("", "there is a HybridConfiguration already", "use Set-HybridConfiguration")
		}
		return s.apply(c, "", nil, &relay.HybridConfiguration{})
	}
	return []*command{s.get(), s.set(), make, {
		name: "Update-HybridConfiguration", synopsis: "runs the wizard: writes the HybridConfiguration into the connectors of both sides",
		on: onPremises, parameters: disregarded("the wizard may do everything here", "OnPremisesCredentials", "TenantCredentials"), run: updateHybrid,
	}}
}
