package connector

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
)

// choosePartner finds the Partner connector that mail from outside comes by (G1.8.7). First those that the client
// proves itself to, by certificate before by address, the most exact name first; a connector that only names the
// sender's domain cannot let in what a restriction keeps out (G1.8.5 [D] USECONN), so it comes last, the most specific
// domain first. It returns nil when none matches, or when a restriction is not met: [Admit] says which.
func choosePartner(t *relay.Organization, a Arrival, d *relay.Decision) *relay.InboundConnector {
	var best *relay.InboundConnector
	bestRank, locked := partnerRank{}, false
	first, at := len(d.Candidates), -1
	eachPartner(t, a, func(c *relay.InboundConnector, space string) {
		property := "SenderDomains " + space
		if why := unmet(c, a); why != "" {
			locked = true
			d.Candidates = append(d.Candidates, relay.Rejected(c.Name, property, why))
			return
		}
		rank, why := rankPartner(c, a, space)
		d.Candidates = append(d.Candidates, relay.Fitting(c.Name, property, why))
		if best == nil || rank.before(bestRank) {
			best, bestRank, at = c, rank, len(d.Candidates)-1-first
		}
	})
	partners, but := relay.Decision{Candidates: d.Candidates[first:]}, ""
	if locked && best != nil && bestRank.proof == 0 {
		best, at, but = nil, -1, "a restriction of another connector goes before"
	}
	partners.Win(at, but)
	return best
}

const coversSender = "covers the sender's domain"

// partnerRank orders Partner connectors: by what the client proved, then by how exactly the sender's domain is named.
type partnerRank struct{ proof, domain int }

func (r partnerRank) before(other partnerRank) bool {
	return r.proof > other.proof || r.proof == other.proof && r.domain > other.domain
}

// rankPartner ranks a connector whose restrictions are met: proof is 0 for one that asks for nothing but the domain, 1
// for one that lists the client's address, more for one that names its certificate.
func rankPartner(c *relay.InboundConnector, a Arrival, space string) (r partnerRank, why string) {
	r.domain = specificity(space)
	switch {
	case c.TlsSenderCertificateName != "" && unproven(c, a) == "":
		r.proof = 2 + specificity(c.TlsSenderCertificateName)
		return r, coversSender + ", and the client's certificate matches TlsSenderCertificateName " +
			c.TlsSenderCertificateName
	case relay.AnyContains(c.SenderIPAddresses, a.IP):
		r.proof = 1
		return r, coversSender + ", and SenderIPAddresses contains " + a.IP.String()
	}
	return r, coversSender
}

// eachPartner visits the enabled Partner connectors that cover a sender's domain and, by AssociatedAcceptedDomains, the
// recipient's (G1.8.2 [O]), each with its most specific SenderDomains entry. The null sender has no domain; only "*"
// covers it [I].
func eachPartner(t *relay.Organization, a Arrival, visit func(c *relay.InboundConnector, space string)) {
	for _, c := range t.InboundConnectors {
		if !c.Enabled || c.ConnectorType != relay.TypePartner || !associated(t, c, relay.DomainOf(a.Recipient)) {
			continue
		}
		best, covered := "", false
		for _, space := range c.SenderDomains {
			covers := space.Domain == "*" || relay.MatchDomain(space.Domain, relay.DomainOf(a.From), true)
			if covers && (!covered || specificity(space.Domain) > specificity(best)) {
				best, covered = space.Domain, true
			}
		}
		if covered {
			visit(c, best)
		}
	}
}

// unmet is the restriction of a Partner connector that an arrival does not meet, or "" (S3.3 [D] JPATTR's recipes). Of
// one with both, both must be met (G1.8.6 [I]).
func unmet(c *relay.InboundConnector, a Arrival) string {
	if c.RestrictDomainsToIPAddresses && !relay.AnyContains(c.SenderIPAddresses, a.IP) {
		return fmt.Sprintf("RestrictDomainsToIPAddresses $true, and SenderIPAddresses %s does not contain %s",
			relay.Some(c.SenderIPAddresses), a.IP)
	}
	if !c.RestrictDomainsToCertificate {
		return ""
	}
	if len(a.Peer.Names) > 0 && a.Peer.Validated && !SenderCertificateMatches(c.TlsSenderCertificateName,
		a.Peer.Names) {
		return fmt.Sprintf("RestrictDomainsToCertificate $true, and TlsSenderCertificateName %s is not among "+
			"the certificate's names %s",
			c.TlsSenderCertificateName, strings.Join(a.Peer.Names, ", "))
	}
	if why := unproven(c, a); why != "" {
		return "RestrictDomainsToCertificate $true, and " + why
	}
	return ""
}

// Verdict is what the front door's rules say about a message, beyond whose it is.
type Verdict int

// Verdicts.
const (
	Admitted           Verdict = iota
	PartnerRestricted          // a Partner connector covers the sender's domain and its restriction is not met: 5.7.51
	DirectSendRejected         // RejectDirectSend, and nobody vouches for a sender in a domain of the tenant: 5.7.68
	TLSRequired                // the connector that it came by requires TLS and the session is in clear: 454 4.7.0
	RelayDenied                // the recipient is nobody's, and a connector concerns the client: 5.7.64
	DomainUnknown              // the recipient is nobody's, and so is the client: 5.4.1
)

// Admit asks a tenant's policy whether mail that was attributed to it may come in (S3.2, S3.3). Mail that came by a
// matching connector, OnPremises or Partner, passes, if it came over TLS where the connector's RequireTls asks for it:
// of both types (U13), since the wizard sets it on OnPremises connectors; the cmdlet's page names Partner ones alone.
func Admit(t *relay.Organization, at relay.Attribution, a Arrival) (Verdict, relay.Decision) {
	d := relay.Decision{Question: relay.MayEnter, Subject: fmt.Sprintf("%s, MAIL FROM:<%s>", a.IP, a.From),
		Source: "S3.2, S3.3", Chosen: "admit"}
	if at.Connector != "" {
		d.Because = "it came by " + at.Connector
		for _, c := range t.InboundConnectors {
			if c.Name == at.Connector && c.RequireTls && !a.Peer.Secured {
				d.Chosen, d.Source = "", "L75, B07"
				d.Because = fmt.Sprintf("%q requires TLS and the session is in clear", c.Name)
				d.Candidates = append(d.Candidates, relay.Rejected(c.Name, "RequireTls $true",
					"the client has not used STARTTLS"))
				return TLSRequired, d
			}
		}
		return Admitted, d
	}
	verdict := Admitted
	eachPartner(t, a, func(c *relay.InboundConnector, space string) {
		if why := unmet(c, a); why != "" && verdict == Admitted {
			verdict, d.Chosen = PartnerRestricted, ""
			d.Because = coveredBy(c) + ": " + why
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
		d.Chosen, d.Because = "", fmt.Sprintf("%s is an accepted domain of %s and no connector vouches for the client",
			relay.DomainOf(a.From), t.Name)
		d.Candidates = append(d.Candidates, relay.Rejected("Direct Send", property,
			"the sender says it is one of the tenant's own"))
		return DirectSendRejected, d
	case own:
		d.Because = "anybody may send in the name of the tenant's domains"
		d.Candidates = append(d.Candidates, relay.Selected("Direct Send", property,
			"the sender says it is one of the tenant's own"))
	default:
		d.Because = "no policy of the tenant concerns this sender"
	}
	return Admitted, d
}

// WithholdsTLS reports whether the front door hides STARTTLS from a client on a day. A client that insists on TLS then
// never hears that it is listed. A Microsoft employee described it in December 2013, and it was last seen in October
// 2021. Whether the service still does so is not known; here it does not (L122 [D] [O], L122a [I]).
func WithholdsTLS(blocked []relay.Listing, client netip.Addr, day relay.Era) bool {
	return relay.TLSWithheld.Holds(day) &&
		slices.ContainsFunc(blocked, func(r relay.Listing) bool {
			return r.List != relay.ThrottleList && r.Contains(client)
		})
}
