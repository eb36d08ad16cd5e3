package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/install"
)

var remoteDomains = &noun[relay.RemoteDomain]{
	name: "RemoteDomain", on: everywhere,
	properties: slices.Concat([]property{
		{name: "Name"},
		{name: "DomainName", access: newOnly, required: true, clean: cleanDomainPatternOrAll},
		{name: "AllowedOOFType", access: changeOnly, note: "InternalLegacy makes IsInternal $true"},
		{name: "AutoReplyEnabled", asked: true, access: changeOnly},
		autoForwardEnabled,
		{name: "DeliveryReportEnabled", asked: true, access: changeOnly},
		keptField("NDREnabled", flag, "reports leave", "True").by(changeOnly),
		isInternal,
		{name: "TNEFEnabled", access: changeOnly},
		{name: "TargetDeliveryDomain", access: changeOnly},
		trustedMail("TrustedMailOutboundEnabled"),
		trustedMail("TrustedMailInboundEnabled"),
	}, remoteDomainKept),
	list:     func(o *relay.Organization) *[]*relay.RemoteDomain { return &o.RemoteDomains },
	identity: func(d *relay.RemoteDomain) string { return d.Name },
	answers:  func(d *relay.RemoteDomain, name string) bool { return strings.EqualFold(d.DomainName, name) },
	defaults: func(*relay.Organization) *relay.RemoteDomain { return install.NewRemoteDomain() },
	settle:   settleRemoteDomain,
	rules: []rule[relay.RemoteDomain]{
		{
			says: "There is one policy for a domain.", source: "PS:New-RemoteDomain", about: []string{"DomainName"},
			broken: func(s subject[relay.RemoteDomain]) *refusal {
				for other := range s.others() {
					if strings.EqualFold(other.DomainName, s.x.DomainName) {
						return must(false, fmt.Sprintf("%s is already the domain of remote domain %s", s.x.DomainName,
							quote(other.Name)), "use Set-RemoteDomain")
					}
				}
				return nil
			},
		},
	},
}

// settleRemoteDomain links IsInternal and AllowedOOFType (S8.1): InternalLegacy forces IsInternal $true, and IsInternal
// $false forces ExternalLegacy.
func settleRemoteDomain(c *call, _, d *relay.RemoteDomain) error {
	if d.Name == "" {
		d.Name = d.DomainName
	}
	madeExternal := c.has("IsInternal") && !d.IsInternal
	switch {
	case c.has("AllowedOOFType") && d.AllowedOOFType == "InternalLegacy":
		if madeExternal {
			return refuse("IsInternal", "AllowedOOFType InternalLegacy makes the domain internal",
				"leave -IsInternal $false out, or choose -AllowedOOFType ExternalLegacy")
		}
		d.IsInternal = true
	case madeExternal && !c.has("AllowedOOFType"):
		d.AllowedOOFType = "ExternalLegacy"
	}
	return nil
}

func remoteDomainCmdlets() []*command {
	n := remoteDomains
	return []*command{n.get(nil), n.set(), n.new(nil), n.remove(func(_ *call, d *relay.RemoteDomain) error {
		if d.DomainName == "*" {
			return refuse("Identity", "the default remote domain cannot be removed", "change it with Set-RemoteDomain")
		}
		return nil
	})}
}
