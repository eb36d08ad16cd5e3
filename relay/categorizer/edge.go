package categorizer

import (
	"hybridsim/relay"
)

// KnownAtEdge reports whether the front door takes mail for a recipient as far as directory-based edge blocking is
// concerned: it looks at Authoritative domains alone (R6.27, G1.6.6), and at mail from outside alone: no page says what
// becomes of mail that an OnPremises connector attributes, and its unknown recipients get 5.1.10 after acceptance here
// (G1.6.2, G1.6.4 [I]). The decision is empty when there was nothing to decide.
func KnownAtEdge(o *relay.Organization, address string, attributed bool) (bool, relay.Decision) {
	domain := o.AcceptedDomain(relay.DomainOf(address))
	if domain == nil || domain.DomainType != relay.Authoritative || o.Recipient(address) != nil {
		return true, relay.Decision{}
	}
	d := relay.Decision{Question: relay.IsKnownAtEdge, Subject: address, Source: "R6.27-R6.31, G1.6.4"}
	property := "AcceptedDomain " + domain.DomainName + ", DomainType Authoritative"
	if attributed {
		d.Chosen, d.Because = "pass",
			"an OnPremises connector vouches for the client; whether the recipient exists is asked later"
		d.Candidates = []relay.Candidate{relay.Selected(address, property,
			"edge blocking is for mail from outside; the categorizer will report an unknown recipient")}
		return true, d
	}
	d.Because = "the tenant's directory has no such address, and the domain is Authoritative"
	d.Candidates = []relay.Candidate{relay.Rejected(address, property,
		"the message came from outside, by no OnPremises connector")}
	return false, d
}
