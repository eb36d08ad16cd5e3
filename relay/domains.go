package relay

import "strings"

// AcceptedDomain is a domain whose mail an organization takes (Set-AcceptedDomain; S6.1).
type AcceptedDomain struct {
	Name                string
	DomainName          string // contoso.com or *.contoso.com
	DomainType          DomainType
	Default             bool // feeds postmaster@ (R6.6)
	MatchSubDomains     bool
	InitialDomain       bool // cloud: tenant.onmicrosoft.com
	IsCoexistenceDomain bool // cloud: tenant.mail.onmicrosoft.com
	IPv6                bool // cloud: it takes mail over IPv6, too (T12.5)
	Kept                Kept
}

// Covers reports whether the accepted domain takes mail for domain: by name, by "*.name", or by MatchSubDomains (R6.2).
func (d *AcceptedDomain) Covers(domain string) bool {
	if MatchDomain(d.DomainName, domain, false) {
		return true
	}
	return d.MatchSubDomains && strings.HasSuffix(strings.ToLower(domain), "."+strings.ToLower(d.DomainName))
}

// RemoteDomain is the policy toward somebody else's domain (PS:Set-RemoteDomain; S8.1).
type RemoteDomain struct {
	Name                       string
	DomainName                 string // contoso.com, *.contoso.com or *
	AllowedOOFType             AllowedOOFType
	AutoReplyEnabled           bool
	AutoForwardEnabled         bool
	DeliveryReportEnabled      bool
	NDREnabled                 bool
	IsInternal                 bool
	TNEFEnabled                *bool // nil: as contact or sender say
	TargetDeliveryDomain       bool
	TrustedMailOutboundEnabled bool
	TrustedMailInboundEnabled  bool
	Kept                       Kept
}
