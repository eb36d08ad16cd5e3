package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/install"
	"hybridsim/sim/suggest"
)

var receiveConnectorRules = []rule[relay.ReceiveConnector]{
	{
		says:   "Ranges of two connectors on one binding may overlap only by full containment, and may not be equal.",
		source: "R1.4, R1.5", about: []string{"RemoteIPRanges", "Bindings", "Server"},
		broken: rangesConflict,
	},
	{
		says: "A connector lists at most 1300 ranges.", source: "R1.8", about: []string{"RemoteIPRanges"},
		broken: func(s subject[relay.ReceiveConnector]) *refusal {
			return must(len(s.x.RemoteIPRanges) <= rangeLimit,
				"The administrative limit for this request was exceeded.",
				fmt.Sprintf("the connector would list %d ranges; about %d are possible, so join neighbours",
					len(s.x.RemoteIPRanges), rangeLimit))
		},
	},
	{
		says: "ExternalAuthoritative may combine only with Tls.", source: "S1.4", about: []string{"AuthMechanism"},
		broken: func(s subject[relay.ReceiveConnector]) *refusal {
			alone := !slices.ContainsFunc(s.x.AuthMechanism, func(m relay.AuthMechanism) bool {
				return m != relay.AuthExternalAuthoritative && m != relay.AuthTls
			})
			return must(alone || !s.x.Allows(relay.AuthExternalAuthoritative),
				"ExternalAuthoritative can stand only with Tls", "want -AuthMechanism Tls,ExternalAuthoritative")
		},
	},
	{
		says: "ExternalAuthoritative requires the permission group ExchangeServers.", source: "S1.4",
		about: []string{"AuthMechanism", "PermissionGroups"},
		broken: func(s subject[relay.ReceiveConnector]) *refusal {
			return must(!s.x.Allows(relay.AuthExternalAuthoritative) || s.x.Permits(relay.ExchangeServers),
				"ExternalAuthoritative needs the permission group ExchangeServers",
				"add -PermissionGroups ExchangeServers")
		},
	},
	{
		says: "RequireTLS $true needs Tls.", source: "S1.4", about: []string{"RequireTLS", "AuthMechanism"},
		broken: func(s subject[relay.ReceiveConnector]) *refusal {
			return must(!s.x.RequireTLS || s.x.Allows(relay.AuthTls),
				"RequireTLS needs Tls among AuthMechanism", "add -AuthMechanism Tls, or set -RequireTLS $false")
		},
	},
	{
		says: "BasicAuthRequireTLS needs BasicAuth and Tls.", source: "S1.4", about: []string{"AuthMechanism"},
		broken: func(s subject[relay.ReceiveConnector]) *refusal {
			return must(!s.x.Allows(relay.AuthBasicRequireTLS) ||
				s.x.Allows(relay.AuthBasic) && s.x.Allows(relay.AuthTls),
				"BasicAuthRequireTLS needs BasicAuth and Tls", "want -AuthMechanism Tls,BasicAuth,BasicAuthRequireTLS")
		},
	},
	{
		says: "A custom banner must begin with 220.", source: "S1.7", about: []string{"Banner"},
		broken: func(s subject[relay.ReceiveConnector]) *refusal {
			return must(s.x.Banner == "" || strings.HasPrefix(s.x.Banner, "220 "), "a banner begins with 220",
				"want -Banner '220 mail.contoso.com'")
		},
	},
	{
		says: "TlsDomainCapabilities grants AcceptOorgProtocol in Exchange 2010, and AcceptCloudServicesMail from 2013 on; " +
			"on an Edge Transport server either.",
		source: "R1.18, T7.7", about: []string{"TlsDomainCapabilities"},
		broken: func(s subject[relay.ReceiveConnector]) *refusal {
			wanted := install.CapabilityOf(s.org.Product)
			for _, entry := range s.x.TlsDomainCapabilities {
				for _, name := range entry.Capabilities {
					if name != wanted && !s.org.IsEdge() {
						return must(false, fmt.Sprintf("%s is not a capability of %s", name, s.org.Product),
							"here it is "+wanted)
					}
				}
			}
			return nil
		},
	},
	{
		says: "ConnectionTimeout is longer than ConnectionInactivityTimeout.", source: "PS:Set-ReceiveConnector",
		about: []string{"ConnectionTimeout", "ConnectionInactivityTimeout"},
		broken: func(s subject[relay.ReceiveConnector]) *refusal {
			return must(s.x.ConnectionTimeout > s.x.ConnectionInactivityTimeout || s.x.ConnectionInactivityTimeout == 0,
				fmt.Sprintf("the ConnectionTimeout %s is not longer than the ConnectionInactivityTimeout %s",
					FormatTimeSpan(s.x.ConnectionTimeout), FormatTimeSpan(s.x.ConnectionInactivityTimeout)),
				"set both, the ConnectionTimeout to more")
		},
	},
	{
		says: "MaxInboundConnectionPercentagePerSource is a percentage.", source: "PS:Set-ReceiveConnector",
		about: []string{"MaxInboundConnectionPercentagePerSource"},
		broken: func(s subject[relay.ReceiveConnector]) *refusal {
			n := s.x.MaxInboundConnectionPercentagePerSource
			return must(n <= 100, fmt.Sprintf("%d is no percentage of connections", n), "want up to 100")
		},
	},
	{
		says: "A binding names an address of the server, or every address.", source: "PS:Set-ReceiveConnector",
		about: []string{"Bindings", "Server"}, broken: foreignBinding,
	},
	{
		says: "A connector listens somewhere.", source: "PS:Set-ReceiveConnector", about: []string{"Bindings", "RemoteIPRanges"},
		broken: func(s subject[relay.ReceiveConnector]) *refusal {
			return must(len(s.x.Bindings) > 0 && len(s.x.RemoteIPRanges) > 0,
				"a receive connector needs at least one binding and one remote range",
				"to switch it off, use -Enabled $false")
		},
	},
}

// foreignBinding finds an address on which the server cannot listen.
func foreignBinding(s subject[relay.ReceiveConnector]) *refusal {
	own := s.addresses(s.x.Server)
	for _, b := range s.x.Bindings {
		a := b.Addr()
		if len(own) == 0 || a.IsUnspecified() || a.IsLoopback() || slices.Contains(own, a) {
			continue
		}
		names := make([]string, len(own))
		for i, address := range own {
			names[i] = address.String()
		}
		all := "0.0.0.0"
		if a.Is6() {
			all = "[::]"
		}
		return must(false, fmt.Sprintf("%s has no address %s to listen on", s.x.Server, a),
			fmt.Sprintf("it has %s; %s:%d is every address", suggest.OrList(names), all, b.Port()))
	}
	return nil
}

// rangesConflict compares a connector with the others of its server that share a binding.
func rangesConflict(s subject[relay.ReceiveConnector]) *refusal {
	for other := range s.others() {
		if !strings.EqualFold(other.Server, s.x.Server) || !shareBinding(other, s.x) {
			continue
		}
		for _, a := range s.x.RemoteIPRanges {
			for _, b := range other.RemoteIPRanges {
				how := ""
				switch a.Overlap(b) {
				case relay.Partial:
					how = fmt.Sprintf("%s and %s overlap in part", a, b)
				case relay.Equal:
					how = fmt.Sprintf("both list %s", b)
				default:
					continue
				}
				return must(false,
					fmt.Sprintf("The values that you specified for the Bindings and RemoteIPRanges parameters "+
						"of %s conflict with the settings on Receive connector %s: %s",
						quote(s.x.Identity()), quote(other.Identity()), how),
					"on one binding a range may only lie wholly inside another")
			}
		}
	}
	return nil
}

func shareBinding(a, b *relay.ReceiveConnector) bool {
	return slices.ContainsFunc(a.Bindings, func(binding relay.Binding) bool {
		return slices.Contains(b.Bindings, binding)
	})
}
