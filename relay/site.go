package relay

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"
)

// DefaultSite is the Active Directory site that setup makes, and that a server is in which names no other.
const DefaultSite = "Default-First-Site-Name"

// SiteLink connects Active Directory sites; mail between them costs what it says (T6.4).
type SiteLink struct {
	Name  string
	Sites []string
	Cost  int
}

// siteLinkCost is the cost of a link of which nobody states another (T6.4 [D] ADSITE).
const siteLinkCost = 100

// SiteOf is the Active Directory site of a server.
func (o *Organization) SiteOf(server string) string {
	if s := o.Server(server); s != nil {
		return cmp.Or(s.Site, DefaultSite)
	}
	return DefaultSite
}

// Sites are the sites in which servers are, in the order of the servers.
func (o *Organization) Sites() []string {
	var list []string
	for _, s := range o.Servers {
		if site := o.SiteOf(s.Name); !slices.ContainsFunc(list, same(site)) {
			list = append(list, site)
		}
	}
	return list
}

// ServersIn are the servers of a site.
func (o *Organization) ServersIn(site string) []*Server {
	var list []*Server
	for _, s := range o.Servers {
		if strings.EqualFold(o.SiteOf(s.Name), site) {
			list = append(list, s)
		}
	}
	return list
}

// HubSite reports whether mail on its way stops at a site (Set-AdSite -HubSiteEnabled $true, T6.5).
func (o *Organization) HubSite(site string) bool {
	x := o.Carries("AdSite", site)
	return x != nil && slices.Equal(x.Kept["HubSiteEnabled"].Texts, []string{"True"})
}

// SiteLinks are the links between sites. Where none names its sites there is the one that Active Directory begins with,
// between all of them.
func (o *Organization) SiteLinks() []SiteLink {
	var list []SiteLink
	rest := SiteLink{Name: "DEFAULTIPSITELINK", Sites: o.Sites(), Cost: siteLinkCost}
	for _, x := range o.Carried {
		if x.Noun != "AdSiteLink" {
			continue
		}
		l := SiteLink{Name: x.Name, Cost: costOf(x.Kept)}
		for _, site := range x.Kept["Sites"].Texts {
			l.Sites = append(l.Sites, path.Base(strings.ReplaceAll(site, `\`, "/")))
		}
		if len(l.Sites) == 0 {
			rest.Name, rest.Cost = l.Name, l.Cost
			continue
		}
		list = append(list, l)
	}
	if len(list) == 0 {
		return []SiteLink{rest}
	}
	return list
}

// costOf is what a link costs mail: Exchange's own cost, else Active Directory's (T6.4).
func costOf(k Kept) int {
	for _, name := range []string{"ExchangeCost", "ADCost", "Cost"} {
		if v := k[name]; len(v.Texts) == 1 {
			if n, err := strconv.Atoi(v.Texts[0]); err == nil && n > 0 {
				return n
			}
		}
	}
	return siteLinkCost
}

// Links reports whether a link connects a site.
func (l SiteLink) Links(site string) bool { return slices.ContainsFunc(l.Sites, same(site)) }

func same(name string) func(string) bool {
	return func(other string) bool { return strings.EqualFold(name, other) }
}
