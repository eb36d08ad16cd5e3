package categorizer

import (
	"time"

	"hybridsim/relay"
)

// KnownAtEdge reports whether the front door takes mail for a recipient as far as directory-based edge blocking is
// concerned: it looks at Authoritative domains alone (R6.27, G1.6.6), and at mail from outside alone: no page says what
// becomes of mail that an OnPremises connector attributes, and its unknown recipients get 5.1.10 after acceptance here
// (G1.6.2, G1.6.4 [I]). The decision is empty when there was nothing to decide.
//
// Until June 2025 the edge did not know dynamic groups (G2.103), nor public folders, whose synchronization to the
// directory alone, an option of Connect, is not in the model (G2.154, P6.20).
func KnownAtEdge(o *relay.Organization, address string, attributed bool, now time.Time) (bool, relay.Decision) {
	domain := o.AcceptedDomain(relay.DomainOf(address))
	if domain == nil || domain.DomainType != relay.Authoritative || knownToEdge(o.Recipient(address), o.Day(now)) ||
		standsForSender(o, address) {
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

func knownToEdge(r *relay.Recipient, day relay.Era) bool {
	return r != nil && (r.Type != relay.DynamicDistributionGroup && r.Type != relay.PublicFolder ||
		relay.EdgeKnowsGroups.Holds(day))
}

// standsForSender reports whether an address was made for a sender whose mail was forwarded (P2.24).
func standsForSender(o *relay.Organization, address string) bool {
	_, ok := Unwritten(o, address)
	return ok
}
