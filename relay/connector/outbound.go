package connector

import (
	"strings"

	"hybridsim/relay"
)

// ChooseOutbound picks the cloud's OutboundConnector for a recipient domain, or nil: the mail then leaves by MX (R4.6).
// Most specific wins: exact, the longest wildcard, all accepted domains, "*". The page states another order in words,
// but its worked example shows this one (R4.1, R4.2, U3 [I]). Of equals the lowest name wins, whatever their types
// (G1.1.14 [I]). Connectors scoped to a mail-flow rule take part only through it (R4.3). It is one step of [WayOut].
func ChooseOutbound(o *relay.Organization, domain string) (*relay.OutboundConnector, relay.Decision) {
	return chooseOutbound(o, domain, nil)
}

// chooseOutbound is ChooseOutbound among all connectors but one.
func chooseOutbound(o *relay.Organization, domain string, but *relay.OutboundConnector) (*relay.OutboundConnector,
	relay.Decision) {
	d := relay.Decision{Question: relay.WhichOutboundConnector, Subject: domain, Source: "R4.1-R4.7"}
	var best *relay.OutboundConnector
	bestRank, bestProperty, at := -1, "", -1
	for _, c := range o.OutboundConnectors {
		if c == but {
			continue
		}
		rank, property, why := rankOutbound(o, c, domain)
		if why != "" {
			d.Candidates = append(d.Candidates, relay.Rejected(c.Name, property, why))
			continue
		}
		d.Candidates = append(d.Candidates, relay.Fitting(c.Name, property, "covers "+domain))
		if rank > bestRank || rank == bestRank && strings.ToLower(c.Name) < strings.ToLower(best.Name) {
			best, bestRank, bestProperty, at = c, rank, property, len(d.Candidates)-1
		}
	}
	if best == nil {
		d.Chosen, d.Because = "MX", "no outbound connector covers "+domain
		return nil, d
	}
	d.Chosen, d.Because = best.Name, bestProperty+" is the most specific that covers "+domain
	d.Win(at, "less specific, or behind "+best.Name+" by name")
	return best, d
}

func rankOutbound(o *relay.Organization, c *relay.OutboundConnector, domain string) (rank int, property, why string) {
	switch {
	case !c.Enabled:
		return 0, "Enabled $false", "the connector is disabled"
	case c.IsTransportRuleScoped:
		return 0, "IsTransportRuleScoped $true", "used only by a mail-flow rule"
	}
	return coverage(o, c, domain)
}

// Covers reports whether a recipient domain is one of a connector's own, whether or not it would be chosen. One that is
// scoped to a mail-flow rule has no domains, and takes what the rule brings (R4.3).
func Covers(o *relay.Organization, c *relay.OutboundConnector, domain string) bool {
	_, _, why := coverage(o, c, domain)
	return why == "" || c.IsTransportRuleScoped
}

func coverage(o *relay.Organization, c *relay.OutboundConnector, domain string) (rank int, property, why string) {
	rank = -1
	for _, pattern := range c.RecipientDomains {
		// Whether "*.contoso.com" covers contoso.com is not stated (U4); the page's example shows subdomains only.
		if r := specificity(pattern); relay.MatchDomain(pattern, domain, false) && r > rank {
			rank, property = r, "RecipientDomains "+pattern
		}
	}
	if c.AllAcceptedDomains && c.ConnectorType == relay.TypeOnPremises && o.AcceptedDomain(domain) != nil && rank < 1 {
		rank, property = 1, "AllAcceptedDomains $true"
	}
	if rank < 0 {
		return rank, "RecipientDomains " + relay.Some(c.RecipientDomains), "none covers " + domain
	}
	return rank, property, ""
}

// Centralized finds the connector that carries all mail through the on-premises organization first (centralized mail
// transport, R4.8 [D] TROUTE), or nil.
func Centralized(o *relay.Organization) *relay.OutboundConnector {
	for _, c := range o.OutboundConnectors {
		if c.Enabled && c.ConnectorType == relay.TypeOnPremises && c.RouteAllMessagesViaOnPremises &&
			!c.IsTransportRuleScoped {
			return c
		}
	}
	return nil
}
