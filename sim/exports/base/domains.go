package base

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
)

// shareDomains gives each side the accepted domains that the exports imply and do not show: those of the other side,
// where no
// export shows any; and those of the hybrid, where what is shown is no complete list.
func (b *builder) shareDomains() {
	for _, side := range relay.BothSides {
		shown := b.all(side, "AcceptedDomain")
		if complete("AcceptedDomain", shown) {
			continue
		}
		if len(shown) == 0 {
			for _, t := range b.all(side.Other(), "AcceptedDomain") {
				b.assumeDomain(side, t.text("DomainName"),
					"no export shows the accepted domains there (Get-AcceptedDomain does)")
			}
		}
		for _, d := range b.hybridDomains() {
			b.assumeDomain(side, d, "it is among the Domains of the hybrid, and no export shows all accepted "+
				"domains there (Get-AcceptedDomain does)")
		}
		for _, d := range b.impliedDomains(side) {
			b.assumeDomain(side, d, "recipients or connectors of the organization have it, and no export shows "+
				"all accepted domains there (Get-AcceptedDomain does)")
		}
		if !slices.ContainsFunc(b.organization(side).AcceptedDomains, func(d *relay.AcceptedDomain) bool {
			return ownDomain(d.DomainName)
		}) {
			b.assumeDomain(side, b.mainDomain(), "no export shows the accepted domains there (Get-AcceptedDomain does)")
		}
	}
}

// assumeDomain makes an accepted domain that no export shows.
func (b *builder) assumeDomain(side relay.Side, domain, why string) {
	if domain = strings.ToLower(domain); !ownDomain(domain) || b.organization(side).AcceptedDomain(domain) != nil {
		return
	}
	b.comment("assumed: no export shows the accepted domains " + where(side))
	if b.do(fmt.Sprintf("%s> New-AcceptedDomain %s -DomainName %s", side, domain, domain),
		"the accepted domains of the other side") {
		b.report.assume(domain+" is an Authoritative accepted domain "+where(side), "%s", why)
	}
}

// hybridDomains are the domains that the wizard was told.
func (b *builder) hybridDomains() []string {
	var domains []string
	if h := b.single(relay.OnPremises, "HybridConfiguration"); h != nil {
		for _, d := range h.list("Domains") {
			domains = append(domains, strings.TrimPrefix(strings.ToLower(d), "autod:"))
		}
	}
	return domains
}
