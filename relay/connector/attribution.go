package connector

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
)

// Arrival is what the cloud's front door can see of a message: nothing else decides whose it is (S3.1). The name
// that the client dialled is not visible.
type Arrival struct {
	Peer      relay.PeerIdentity
	IP        netip.Addr
	From      string // envelope sender
	Recipient string // the RCPT being answered
}

// Attribute decides whose mail the front door takes a message for: Originating for the tenant whose OnPremises connector
// matches by certificate, else by address; Incoming for the recipient's tenant otherwise (S3.2 [D] JPATTR, JP3KEY).
// A zero Attribution means that nobody's: the recipient is refused. Incoming mail that a Partner connector covers carries its
// name; whether it may come in is [Admit]'s question.
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
	for _, t := range tenants {
		if t.AcceptedDomain(domain) == nil {
			continue
		}
		d.Chosen, d.Because = string(relay.Incoming), fmt.Sprintf("no OnPremises connector matches; %s is an accepted domain of %s", domain, t.Name)
		at := relay.Attribution{Directionality: relay.Incoming, Tenant: t.Name}
		if p := choosePartner(t, a, &d); p != nil {
			at.Connector = p.Name
			d.Because += fmt.Sprintf("; the Partner connector %q covers the sender's domain", p.Name)
		}
		return at, d
	}
	d.Because = fmt.Sprintf("no OnPremises connector matches and no tenant accepts %s", domain)
	return relay.Attribution{}, d
}

// tenantKey says by which key a matching connector belongs to its tenant: the certificate's domain, the sender's, or the
// recipient's, in this order (R3.1 [D] MC1226222). None rules the connector out.
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

// keyOf finds the strongest key. certificate is the TlsSenderCertificateName that matched, or empty.
func keyOf(t *relay.Organization, a Arrival, certificate string) tenantKey {
	switch {
	case certificate != "" && CertificateDomainAccepted(t, certificate):
		return certificateKey
	case t.AcceptedDomain(relay.DomainOf(a.From)) != nil:
		return senderKey
	case t.AcceptedDomain(relay.DomainOf(a.Recipient)) != nil:
		return recipientKey
	}
	return noKey
}

// byCertificate matches TlsSenderCertificateName against the client's certificate. A stronger key goes before a weaker one,
// and among equals the most exact name wins (S3.2 [D] JPATTR).
func byCertificate(tenants []*relay.Organization, a Arrival, d *relay.Decision) (best relay.Attribution, ok bool) {
	bestName, bestKey, bestRank := "", noKey, 0
	eachOnPremises(tenants, func(t *relay.Organization, c *relay.InboundConnector) {
		if c.TlsSenderCertificateName == "" {
			return
		}
		property := "TlsSenderCertificateName " + c.TlsSenderCertificateName
		key := keyOf(t, a, c.TlsSenderCertificateName)
		why := ""
		switch {
		case len(a.Peer.Names) == 0:
			why = "the client showed no certificate"
		case !a.Peer.Validated:
			why = "the client's certificate does not chain to a trusted root"
		case !SenderCertificateMatches(c.TlsSenderCertificateName, a.Peer.Names):
			why = "the client's certificate names " + strings.Join(a.Peer.Names, ", ")
		case key == noKey:
			why = "neither the certificate's domain nor the sender's nor the recipient's is an accepted domain of " + t.Name
		}
		if why != "" {
			d.Candidates = append(d.Candidates, relay.Rejected(c.Name, property, why))
			return
		}
		d.Candidates = append(d.Candidates, relay.Candidate{Name: c.Name, Property: property, Why: "the client's certificate matches, and " + key.String() + " is accepted"})
		if rank := specificity(c.TlsSenderCertificateName); !ok || key > bestKey || key == bestKey && rank > bestRank {
			best = relay.Attribution{Directionality: relay.Originating, Tenant: t.Name, Connector: c.Name}
			bestName, bestKey, bestRank, ok = c.TlsSenderCertificateName, key, rank, true
		}
	})
	if ok {
		markChosen(d, best.Connector, fmt.Sprintf("the client's certificate matches TlsSenderCertificateName %s", bestName))
	}
	return best, ok
}

// byAddress matches SenderIPAddresses. The tenant is found by the sender's domain or else by the recipient's, so a null sender
// finds it only for recipients inside (R3.1, R3.8); exactly one tenant must remain.
func byAddress(tenants []*relay.Organization, a Arrival, d *relay.Decision) (best relay.Attribution, ok bool) {
	bestKey, several := noKey, false
	eachOnPremises(tenants, func(t *relay.Organization, c *relay.InboundConnector) {
		if len(c.SenderIPAddresses) == 0 {
			return
		}
		property := fmt.Sprintf("SenderIPAddresses %v", c.SenderIPAddresses)
		key := keyOf(t, a, "")
		why := ""
		switch {
		case !anyContains(c.SenderIPAddresses, a.IP):
			why = "does not contain " + a.IP.String()
		case key == noKey && a.From == "":
			why = "the null sender has no domain to find the tenant by, and the recipient's is not accepted"
		case key == noKey:
			why = fmt.Sprintf("neither the sender's domain %s nor the recipient's is an accepted domain of %s", relay.DomainOf(a.From), t.Name)
		}
		if why != "" {
			d.Candidates = append(d.Candidates, relay.Rejected(c.Name, property, why))
			return
		}
		d.Candidates = append(d.Candidates, relay.Candidate{Name: c.Name, Property: property, Why: "contains " + a.IP.String() + ", and " + key.String() + " is accepted"})
		switch {
		case key > bestKey:
			best, bestKey, several = relay.Attribution{Directionality: relay.Originating, Tenant: t.Name, Connector: c.Name}, key, false
		case key == bestKey && best.Tenant != t.Name:
			several = true
		}
	})
	if bestKey == noKey || several {
		return relay.Attribution{}, false
	}
	markChosen(d, best.Connector, fmt.Sprintf("SenderIPAddresses contains %s and %s is accepted", a.IP, bestKey))
	return best, true
}

func markChosen(d *relay.Decision, connector, because string) {
	d.Chosen, d.Because = string(relay.Originating)+" by "+connector, because
	for i := range d.Candidates {
		d.Candidates[i].Chosen = d.Candidates[i].Name == connector
	}
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

// SenderCertificateMatches compares a TlsSenderCertificateName with the names in a certificate. "*.contoso.com" covers any
// certificate under it, wildcard certificates included (R3.3 [D]); "contoso.com" is not met by a certificate "*.contoso.com"
// (R3.4 [O]). Whether "*.contoso.com" covers contoso.com itself is not stated (U4); the cmdlet page's "domain and all
// subdomains" is followed.
func SenderCertificateMatches(pattern string, names []string) bool {
	for _, name := range names {
		if strings.EqualFold(pattern, name) || !strings.HasPrefix(name, "*.") && relay.MatchDomain(pattern, name, true) {
			return true
		}
	}
	return false
}

// CertificateDomainAccepted reports whether the certificate's host itself, or its parent domain, is accepted by the tenant
// (R3.5 [D] ATTR36: the immediate parent, not any ancestor). For a wildcard its domain or any domain below will do (R3.2 [D]
// JP3KEY).
func CertificateDomainAccepted(t *relay.Organization, name string) bool {
	if strings.HasPrefix(name, "*.") {
		return t.AcceptedDomain(name[len("*."):]) != nil || slices.ContainsFunc(t.AcceptedDomains, func(d *relay.AcceptedDomain) bool {
			return relay.MatchDomain(name, d.DomainName, true)
		})
	}
	_, parent, _ := strings.Cut(name, ".")
	return t.AcceptedDomain(name) != nil || t.AcceptedDomain(parent) != nil
}

func anyContains(ranges []relay.AddressRange, ip netip.Addr) bool {
	for _, r := range ranges {
		if r.Contains(ip) {
			return true
		}
	}
	return false
}
