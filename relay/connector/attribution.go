package connector

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
)

// Arrival is what the cloud's front door can see of a message: nothing else decides whose it is (S3.1). The name
// that the client dialled is not visible.
type Arrival struct {
	Time      time.Time
	Peer      relay.PeerIdentity
	IP        netip.Addr
	From      string // envelope sender
	Recipient string // the RCPT being answered
}

// Attribute decides whose mail the front door takes a message for: Originating for the tenant whose OnPremises
// connector matches by certificate, else by address; Incoming for the recipient's tenant otherwise (S3.2 [D] JPATTR,
// JP3KEY). A zero Attribution means that nobody's: the recipient is refused, as [RefuseRelay] says. Incoming mail that
// a Partner connector covers carries its name; whether it may come in is [Admit]'s question.
func Attribute(tenants []*relay.Organization, a Arrival) (relay.Attribution, relay.Decision) {
	d := relay.Decision{Question: relay.WhichAttribution, Source: "R3.1-R3.8",
		Subject: fmt.Sprintf("%s, MAIL FROM:<%s>", a.IP, a.From)}
	if at, ok := byCertificate(tenants, a, &d); ok {
		return at, d
	}
	if at, ok := byAddress(tenants, a, &d); ok {
		return at, d
	}
	domain := relay.DomainOf(a.Recipient)
	if t := TenantOf(tenants, domain); t != nil {
		d.Chosen, d.Because = string(relay.Incoming),
			fmt.Sprintf("no OnPremises connector matches; %s is an accepted domain of %s", domain, t.Name)
		at := relay.Attribution{Directionality: relay.Incoming, Tenant: t.Name}
		if p := choosePartner(t, a, &d); p != nil {
			at.Connector = p.Name
			d.Because += "; " + coveredBy(p)
		}
		return at, d
	}
	d.Because = fmt.Sprintf("no OnPremises connector matches and no tenant accepts %s", domain)
	return relay.Attribution{}, d
}

// TenantOf is the tenant that accepts a domain, nil when none does. A domain is in one tenant; what is below it may be
// in another, so the most exact name goes first (T10.1).
func TenantOf(tenants []*relay.Organization, domain string) (owner *relay.Organization) {
	longest := -1
	for _, t := range tenants {
		if accepted := t.AcceptedDomain(domain); accepted != nil && len(accepted.DomainName) > longest {
			owner, longest = t, len(accepted.DomainName)
		}
	}
	return owner
}

// owns reports whether a domain is a tenant's: accepted by it, and by none more exactly (T10.1).
func owns(tenants []*relay.Organization, t *relay.Organization, domain string) bool {
	accepted := t.AcceptedDomain(domain)
	return accepted != nil &&
		len(TenantOf(tenants, domain).AcceptedDomain(domain).DomainName) == len(accepted.DomainName)
}

// whose is a property of a connector; among several tenants with whose it is.
func whose(tenants []*relay.Organization, t *relay.Organization, property string) string {
	if len(tenants) > 1 {
		property += ", of the tenant " + t.Name
	}
	return property
}

// tenantKey says by which key a matching connector belongs to its tenant: the certificate's domain, the sender's, or
// the recipient's, in this order (R3.1 [D] MC1226222, JP3KEY). None rules the connector out.
type tenantKey int

const (
	noKey tenantKey = iota
	recipientKey
	senderKey
	certificateKey
)

func (k tenantKey) String() string {
	return [...]string{"", "the recipient's domain", "the sender's domain", "the certificate's domain"}[k]
}

// keyOf finds the strongest key. certificate is the TlsSenderCertificateName that matched, or empty. Since the
// certificate's or the sender's domain must be the tenant's (R3.7), the recipient's domain finds the tenant of Incoming
// mail alone (S3.2 [D] JPATTR); that it stopped being a key of a connector on the same day is [I].
func keyOf(tenants []*relay.Organization, t *relay.Organization, a Arrival, certificate string) tenantKey {
	switch {
	case certificate != "" && CertificateDomainAccepted(t, certificate):
		return certificateKey
	case owns(tenants, t, relay.DomainOf(a.From)):
		return senderKey
	case !relay.SenderMustBelong.Holds(t.Day(a.Time)) && owns(tenants, t, relay.DomainOf(a.Recipient)):
		return recipientKey
	}
	return noKey
}

// keyless says of a connector that matches the client why it does not speak for this sender, or "".
// AssociatedAcceptedDomains are those of senders on this type of connector; the null sender has none, and the list does
// not concern it (G1.8.3).
func keyless(t *relay.Organization, c *relay.InboundConnector, a Arrival, key tenantKey) (property, why string) {
	from := relay.DomainOf(a.From)
	switch {
	case key == noKey && a.From == "":
		return "", "the null sender has no domain that would find the tenant"
	case key == noKey && c.TlsSenderCertificateName != "":
		return "", fmt.Sprintf("neither the certificate's domain nor the sender's, %s, is an accepted domain of %s",
			from, t.Name)
	case key == noKey:
		return "", fmt.Sprintf("the sender's domain %s is no accepted domain of %s", from, t.Name)
	case a.From != "" && !associated(t, c, from):
		return "AssociatedAcceptedDomains " + relay.Some(c.AssociatedAcceptedDomains),
			"does not hold the sender's domain " + from
	}
	return "", ""
}

// associated reports whether a domain is among those that a connector is limited to; an empty list is no limit (G1.8.3,
// G1.8.4).
func associated(t *relay.Organization, c *relay.InboundConnector, domain string) bool {
	if len(c.AssociatedAcceptedDomains) == 0 {
		return true
	}
	accepted := t.AcceptedDomain(domain)
	return slices.ContainsFunc(c.AssociatedAcceptedDomains, func(name string) bool {
		return strings.EqualFold(name, domain) || accepted != nil && strings.EqualFold(name, accepted.DomainName)
	})
}

// unproven says why a client is not the one that a connector's TlsSenderCertificateName means, or "".
func unproven(c *relay.InboundConnector, a Arrival) string {
	switch {
	case len(a.Peer.Names) == 0:
		return "the client showed no certificate"
	case !a.Peer.Validated:
		return "the client's certificate " + a.Peer.Flaw()
	case !SenderCertificateMatches(c.TlsSenderCertificateName, a.Peer.Names):
		return "the client's certificate names " + strings.Join(a.Peer.Names, ", ")
	}
	return ""
}

// byCertificate matches TlsSenderCertificateName against the client's certificate. A stronger key goes before a weaker
// one, and among equals the most exact name wins (S3.2 [D] JPATTR). Of two tenants that match alike the first is taken;
// nothing says which one the service takes (T10.3 [I]).
func byCertificate(tenants []*relay.Organization, a Arrival, d *relay.Decision) (best relay.Attribution, ok bool) {
	bestName, bestKey, bestRank, at := "", noKey, 0, -1
	var tie string // another tenant that matches as well
	eachOnPremises(tenants, func(t *relay.Organization, c *relay.InboundConnector) {
		if c.TlsSenderCertificateName == "" {
			return
		}
		property := whose(tenants, t, "TlsSenderCertificateName "+c.TlsSenderCertificateName)
		key := keyOf(tenants, t, a, c.TlsSenderCertificateName)
		why := unproven(c, a)
		if why == "" {
			var decisive string
			if decisive, why = keyless(t, c, a, key); decisive != "" {
				property = whose(tenants, t, decisive)
			}
		}
		if why != "" {
			d.Candidates = append(d.Candidates, relay.Rejected(c.Name, property, why))
			return
		}
		d.Candidates = append(d.Candidates, relay.Fitting(c.Name, property, "the client's certificate matches, and "+
			key.String()+" is accepted"))
		rank := specificity(c.TlsSenderCertificateName)
		switch {
		case !ok || key > bestKey || key == bestKey && rank > bestRank:
			best = relay.Attribution{Directionality: relay.Originating, Tenant: t.Name, Connector: c.Name}
			bestName, bestKey, bestRank, ok, tie = c.TlsSenderCertificateName, key, rank, true, ""
			at = len(d.Candidates) - 1
		case key == bestKey && rank == bestRank && t.Name != best.Tenant:
			tie = t.Name
		}
	})
	if ok {
		because := theTenant(tenants, best, "the client's certificate matches TlsSenderCertificateName "+bestName)
		if tie != "" { // T10.3 [I]
			because += "; one of the tenant " + tie + " matches as well, and no source says which is taken"
		}
		originating(d, at, best.Connector, because)
	}
	return best, ok
}

// byAddress matches SenderIPAddresses. The tenant is found by the sender's domain, so neither a null sender nor a
// foreign one finds it, but for recipients inside until 2023 (R3.1, R3.7, R3.8); exactly one tenant must remain.
func byAddress(tenants []*relay.Organization, a Arrival, d *relay.Decision) (best relay.Attribution, ok bool) {
	bestKey, several, at := noKey, false, -1
	eachOnPremises(tenants, func(t *relay.Organization, c *relay.InboundConnector) {
		if len(c.SenderIPAddresses) == 0 {
			return
		}
		property := whose(tenants, t, "SenderIPAddresses "+relay.Some(c.SenderIPAddresses))
		key := keyOf(tenants, t, a, "")
		why := ""
		if !relay.AnyContains(c.SenderIPAddresses, a.IP) {
			why = "does not contain " + a.IP.String()
		} else if decisive, none := keyless(t, c, a, key); none != "" {
			why = none
			if decisive != "" {
				property = whose(tenants, t, decisive)
			}
		}
		if why != "" {
			d.Candidates = append(d.Candidates, relay.Rejected(c.Name, property, why))
			return
		}
		d.Candidates = append(d.Candidates, relay.Fitting(c.Name, property, "contains "+a.IP.String()+", and "+
			key.String()+" is accepted"))
		switch {
		case key > bestKey:
			best = relay.Attribution{Directionality: relay.Originating, Tenant: t.Name, Connector: c.Name}
			bestKey, several, at = key, false, len(d.Candidates)-1
		case key == bestKey && best.Tenant != t.Name:
			several = true
		}
	})
	if bestKey == noKey || several {
		return relay.Attribution{}, false
	}
	originating(d, at, best.Connector, theTenant(tenants, best,
		fmt.Sprintf("SenderIPAddresses contains %s and %s is accepted", a.IP, bestKey)))
	return best, true
}

// theTenant is a reason; among several tenants with whose mail it is.
func theTenant(tenants []*relay.Organization, at relay.Attribution, because string) string {
	if len(tenants) > 1 {
		because += ": it is mail of the tenant " + at.Tenant
	}
	return because
}

// WentBy reports whether an attribution, or the question whether mail may come in, went by an inbound connector.
func WentBy(d relay.Decision, c *relay.InboundConnector) bool {
	if c.ConnectorType == relay.TypePartner {
		return strings.Contains(d.Because, coveredBy(c))
	}
	return d.Chosen == relay.OriginatingBy+c.Name
}

// coveredBy is what a decision says of the Partner connector that mail comes by.
func coveredBy(c *relay.InboundConnector) string {
	return fmt.Sprintf("the Partner connector %q covers the sender's domain", c.Name)
}

// originating fills in the answer of an attribution: the connector is the candidate at a place.
func originating(d *relay.Decision, at int, connector, because string) {
	d.Chosen, d.Because = relay.OriginatingBy+connector, because
	d.Win(at, "")
}

func eachOnPremises(tenants []*relay.Organization, visit func(*relay.Organization, *relay.InboundConnector)) {
	for _, t := range tenants {
		for _, c := range t.InboundConnectors {
			if c.Enabled && c.ConnectorType == relay.TypeOnPremises {
				visit(t, c)
			}
		}
	}
}

// SenderCertificateMatches compares a TlsSenderCertificateName with the names in a certificate. "*.contoso.com" covers
// any certificate under it, wildcard certificates included (R3.3 [D]); "contoso.com" is not met by a certificate
// "*.contoso.com" (R3.4 [O]). Whether "*.contoso.com" covers contoso.com itself is not stated (U4); the cmdlet page's
// "domain and all subdomains" is followed.
func SenderCertificateMatches(pattern string, names []string) bool {
	for _, name := range names {
		if strings.EqualFold(pattern, name) || !strings.HasPrefix(name, "*.") && relay.MatchDomain(pattern,
			name, true) {
			return true
		}
	}
	return false
}

// CertificateDomainAccepted reports whether the certificate's host itself, or its parent domain, is accepted by the
// tenant (R3.5 [D] ATTR36: the immediate parent, not any ancestor). For a wildcard its domain or any domain below will
// do (R3.2 [D] JP3KEY).
func CertificateDomainAccepted(t *relay.Organization, name string) bool {
	if strings.HasPrefix(name, "*.") {
		return t.AcceptedDomain(name[len("*."):]) != nil ||
			slices.ContainsFunc(t.AcceptedDomains, func(d *relay.AcceptedDomain) bool {
				return relay.MatchDomain(name, d.DomainName, true)
			})
	}
	_, parent, _ := strings.Cut(name, ".")
	return t.AcceptedDomain(name) != nil || t.AcceptedDomain(parent) != nil
}
