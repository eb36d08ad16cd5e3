package check

import (
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// policyRules look at what mail-flow rules, limits and filters of the two sides say against each other.
var policyRules = []Rule{
	{"HS-C100", Error, "A mail-flow rule routes mail to a connector that is missing or switched off", "G1.1.6; P7.3", lostRoutes},
	{"HS-C101", Warning, "An address on the IP Allow List is in an OnPremises connector too: its mail is filtered all the same", "P8.9; G2.63",
		allowedAndConnected},
	{"HS-C102", Warning, "A size limit that stayed on a remote mailbox is smaller than that of the mailbox", "P5.7; G2.166", staleSizes},
	{"HS-C103", Warning, "Enhanced Filtering and centralized mail transport: the service meets its own address first", "G2.67", skippedTwice},
	{"HS-C104", Error, "A mailbox of the cloud forwards to outside, and the outbound policy does not let it", "P2.15; P2.17", forwardingOff},
	{"HS-C105", Error, "A mailbox of the cloud forwards to a domain whose remote domain takes no forwarded mail: it is dropped without a word", "P2.18; G1.7.2",
		forwardingDropped},
	{"HS-C106", Error, "A moderator's mailbox is in the cloud, which does not know the arbitration mailbox: decisions are lost", "P4.10; G2.111", lostVotes},
}

// lostRoutes finds rules in force whose connector is not there, or off.
func lostRoutes(s *scene, found func(place)) {
	for _, r := range s.cloud.RulesInOrder() {
		name := r.RouteMessageOutboundConnector
		if name == "" || r.Dormant(s.now) != "" {
			continue
		}
		i := slices.IndexFunc(s.cloud.OutboundConnectors, func(c *relay.OutboundConnector) bool {
			return strings.EqualFold(c.Name, name)
		})
		p := place{side: "cloud", object: r.Name, property: "RouteMessageOutboundConnector", value: name}
		switch {
		case i < 0:
			p.fix = []string{cloudLine("Disable-TransportRule " + cmdlet.Quote(r.Name))}
		case !s.cloud.OutboundConnectors[i].Enabled:
			p.fix = setOutbound(s.cloud.OutboundConnectors[i], "-Enabled $true")
		default:
			continue
		}
		found(p)
	}
}

// allowedAndConnected finds entries of the IP Allow List that share an address with an OnPremises connector.
func allowedAndConnected(s *scene, found func(place)) {
	list := s.cloud.ConnectionFilter().IPAllowList
	for _, c := range s.cloud.InboundConnectors {
		if !c.Enabled || c.ConnectorType != relay.TypeOnPremises {
			continue
		}
		for _, entry := range list {
			if !slices.ContainsFunc(c.SenderIPAddresses, func(r relay.AddressRange) bool {
				return r.Overlap(entry) != relay.Disjoint
			}) {
				continue
			}
			rest := "$null"
			others := slices.DeleteFunc(slices.Clone(list), func(r relay.AddressRange) bool { return r == entry })
			if len(others) > 0 {
				rest = strings.Join(textsOf(others), ",")
			}
			found(place{side: "cloud", object: relay.DefaultPolicy, property: "IPAllowList", value: entry.String(),
				detail: "it is in " + c.Name,
				fix:    []string{cloudLine("Set-HostedConnectionFilterPolicy Default -IPAllowList " + rest)}})
			return // one finding: each fix writes the whole list
		}
	}
}

func textsOf(list []relay.AddressRange) (texts []string) {
	for _, r := range list {
		texts = append(texts, r.String())
	}
	return texts
}

// staleSizes finds remote mailboxes whose limits are narrower than their mailboxes' in the cloud.
func staleSizes(s *scene, found func(place)) {
	for _, r := range s.local.Recipients {
		if r.Type != relay.RemoteUserMailbox || r.Limits.MaxReceiveSize <= 0 {
			continue
		}
		other := s.twin(r)
		if other == nil || other.Type != relay.UserMailbox {
			continue
		}
		if there := s.cloud.LimitsOf(other).MaxReceiveSize; there < 0 || r.Limits.MaxReceiveSize < there {
			found(place{side: "onprem", object: r.PrimarySmtpAddress, property: "MaxReceiveSize",
				value: r.Limits.MaxReceiveSize.String(), detail: "the mailbox takes " + there.String(),
				fix: []string{onPremisesLine("Set-RemoteMailbox " + cmdlet.Quote(r.Name) +
					" -MaxReceiveSize unlimited")}})
		}
	}
}

// skippedTwice finds Enhanced Filtering on the connector that mail comes back by under centralized mail transport,
// which is not supported: the address before the on-premises one is the service's own.
func skippedTwice(s *scene, found func(place)) {
	if !slices.ContainsFunc(s.toOnPremises(), func(c *relay.OutboundConnector) bool {
		return c.RouteAllMessagesViaOnPremises
	}) {
		return
	}
	for _, c := range s.cloud.InboundConnectors {
		if c.Enabled && c.ConnectorType == relay.TypeOnPremises && (c.EFSkipLastIP || len(c.EFSkipIPs) > 0) {
			p := place{side: "cloud", object: c.Name, property: "EFSkipLastIP", value: "$true",
				fix: []string{cloudLine("Set-InboundConnector " + cmdlet.Quote(c.Name) +
					" -EFSkipLastIP $false -EFSkipIPs $null")}}
			if !c.EFSkipLastIP {
				p.property, p.value = "EFSkipIPs", relay.Some(c.EFSkipIPs)
			}
			found(p)
		}
	}
}
