package connector

import (
	"fmt"
	"strings"

	"hybridsim/relay"
)

// choosePartner finds the Partner connector that mail from outside comes by: of those that cover the sender's domain and
// whose restrictions are met, the one with the most specific domain (S3.2 [D] JPATTR; the order among several is
// [I]). One without Restrict flags asks for nothing more than the domain. It returns nil when none matches.
func choosePartner(t *relay.Organization, a Arrival, d *relay.Decision) *relay.InboundConnector {
	var best *relay.InboundConnector
	bestRank := -1
	eachPartner(t, a.From, func(c *relay.InboundConnector, space string) {
		property := "SenderDomains " + space
		if why := unmet(c, a); why != "" {
			d.Candidates = append(d.Candidates, relay.Rejected(c.Name, property, why))
			return
		}
		d.Candidates = append(d.Candidates, relay.Candidate{Name: c.Name, Property: property, Why: "covers the sender's domain"})
		if rank := specificity(space); rank > bestRank {
			best, bestRank = c, rank
		}
	})
	for i := range d.Candidates {
		d.Candidates[i].Chosen = best != nil && d.Candidates[i].Name == best.Name
	}
	return best
}

// eachPartner visits the enabled Partner connectors that cover a sender's domain, each with its most specific SenderDomains
// entry. The null sender has no domain; only "*" covers it [I].
func eachPartner(t *relay.Organization, from string, visit func(c *relay.InboundConnector, space string)) {
	for _, c := range t.InboundConnectors {
		if !c.Enabled || c.ConnectorType != relay.TypePartner {
			continue
		}
		best, covered := "", false
		for _, space := range c.SenderDomains {
			covers := space.Domain == "*" || relay.MatchDomain(space.Domain, relay.DomainOf(from), true)
			if covers && (!covered || specificity(space.Domain) > specificity(best)) {
				best, covered = space.Domain, true
			}
		}
		if covered {
			visit(c, best)
		}
	}
}

// unmet is the restriction of a Partner connector that an arrival does not meet, or "" (S3.3 [D] JPATTR's recipes).
func unmet(c *relay.InboundConnector, a Arrival) string {
	if c.RestrictDomainsToIPAddresses && !anyContains(c.SenderIPAddresses, a.IP) {
		return fmt.Sprintf("RestrictDomainsToIPAddresses $true, and SenderIPAddresses %v does not contain %s", c.SenderIPAddresses, a.IP)
	}
	if !c.RestrictDomainsToCertificate {
		return ""
	}
	wanted := "RestrictDomainsToCertificate $true, and "
	switch {
	case len(a.Peer.Names) == 0:
		return wanted + "the client showed no certificate"
	case !a.Peer.Validated:
		return wanted + "the client's certificate does not chain to a trusted root"
	case !SenderCertificateMatches(c.TlsSenderCertificateName, a.Peer.Names):
		return wanted + fmt.Sprintf("TlsSenderCertificateName %s is not among the certificate's names %s", c.TlsSenderCertificateName, strings.Join(a.Peer.Names, ", "))
	}
	return ""
}

// Verdict is what a tenant's own policy says about mail that is Incoming for it.
type Verdict int

// Verdicts.
const (
	Admitted           Verdict = iota
	PartnerRestricted          // a Partner connector covers the sender's domain and its restriction is not met: 5.7.51
	DirectSendRejected         // RejectDirectSend, and nobody vouches for a sender in a domain of the tenant: 5.7.68
)

// Admit asks the policy of the recipient's tenant whether Incoming mail may come in (S3.2, S3.3). Mail that came by a
// matching connector, OnPremises or Partner, passes. RequireTls acts on Partner connectors (S2.4 [D] PS); what a session in
// clear is told is not documented, so that branch is NotModelled.
func Admit(t *relay.Organization, at relay.Attribution, a Arrival) (Verdict, relay.Decision) {
	d := relay.Decision{Question: relay.MayEnter, Subject: fmt.Sprintf("%s, MAIL FROM:<%s>", a.IP, a.From), Source: "S3.2, S3.3", Chosen: "admit"}
	if at.Connector != "" {
		d.Because = "it came by " + at.Connector
		eachPartner(t, a.From, func(c *relay.InboundConnector, space string) {
			if c.Name == at.Connector && c.RequireTls && !a.Peer.Secured {
				d.Chosen, d.NotModelled = "", true
				d.Because = fmt.Sprintf("the Partner connector %q requires TLS and the session is in clear; the service's reply is not known", c.Name)
			}
		})
		return Admitted, d
	}
	verdict := Admitted
	eachPartner(t, a.From, func(c *relay.InboundConnector, space string) {
		if why := unmet(c, a); why != "" && verdict == Admitted {
			verdict, d.Chosen = PartnerRestricted, ""
			d.Because = fmt.Sprintf("the Partner connector %q covers the sender's domain: %s", c.Name, why)
			d.Candidates = append(d.Candidates, relay.Rejected(c.Name, "SenderDomains "+space, why))
		}
	})
	if verdict != Admitted {
		return verdict, d
	}
	property := fmt.Sprintf("RejectDirectSend $%t", t.OrganizationConfig.RejectDirectSend)
	own := a.From != "" && t.AcceptedDomain(relay.DomainOf(a.From)) != nil
	switch {
	case own && t.OrganizationConfig.RejectDirectSend:
		d.Chosen, d.Because = "", fmt.Sprintf("%s is an accepted domain of %s and no connector vouches for the client", relay.DomainOf(a.From), t.Name)
		d.Candidates = append(d.Candidates, relay.Rejected("Direct Send", property, "the sender says it is one of the tenant's own"))
		return DirectSendRejected, d
	case own:
		d.Because = "anybody may send in the name of the tenant's domains"
		d.Candidates = append(d.Candidates, relay.Selected("Direct Send", property, "the sender says it is one of the tenant's own"))
	default:
		d.Because = "no policy of the tenant concerns this sender"
	}
	return Admitted, d
}

// CheckSource asks the service's own block list about a client's address. It comes before everything else at RCPT, for mail of
// a tenant's connector, too: a match exempts from throttling only (S11.4; R3.13 [D] JP3KEY, its scope [I]).
func CheckSource(blocked []relay.AddressRange, a Arrival) (listed bool, d relay.Decision) {
	d = relay.Decision{Question: relay.IsBlocked, Subject: a.IP.String(), Source: "S11.4", Chosen: "pass", Because: a.IP.String() + " is not on the service's list"}
	for _, r := range blocked {
		if r.Contains(a.IP) {
			d.Chosen, d.Because = "", a.IP.String()+" is on the service's own list of banned addresses"
			d.Candidates = []relay.Candidate{relay.Rejected(a.IP.String(), "block list "+r.String(), "no connector exempts from it")}
			return true, d
		}
	}
	return false, d
}
