package connector

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"hybridsim/relay"
)

// SitePath is the way of mail from one Active Directory site to another.
type SitePath struct {
	Cost  int      // of its site links
	Sites []string // passed, the last one included; empty: it is the same site
}

// unreachableSite is the cost of a site that no link leads to.
const unreachableSite = math.MaxInt32

// PathOf is the least-cost path between two sites: of equal costs the one of fewest hops, then the one whose site
// nearest to the destination has the lowest name (T6.4 [D] ROUTING, ADSITE).
func PathOf(o *relay.Organization, from, to string) SitePath {
	if strings.EqualFold(from, to) {
		return SitePath{}
	}
	best := map[string]SitePath{strings.ToLower(from): {}}
	links := o.SiteLinks()
	for range o.Sites() { // each round finds paths of one hop more
		known := map[string]SitePath{}
		for site, p := range best {
			known[site] = p
		}
		for site, p := range known {
			for _, l := range links {
				if !l.Links(site) {
					continue
				}
				for _, next := range l.Sites {
					longer := SitePath{p.Cost + l.Cost, append(slices.Clip(p.Sites), next)}
					key := strings.ToLower(next)
					if old, reached := best[key]; !reached || longer.before(old) {
						best[key] = longer
					}
				}
			}
		}
	}
	if p, reached := best[strings.ToLower(to)]; reached {
		return p
	}
	return SitePath{Cost: unreachableSite, Sites: []string{to}}
}

// before reports whether a path is taken rather than another to the same site.
func (p SitePath) before(q SitePath) bool {
	if c := cmp.Or(cmp.Compare(p.Cost, q.Cost), cmp.Compare(len(p.Sites), len(q.Sites))); c != 0 {
		return c < 0
	}
	for i := len(p.Sites) - 1; i >= 0; i-- {
		if c := strings.Compare(strings.ToLower(p.Sites[i]), strings.ToLower(q.Sites[i])); c != 0 {
			return c < 0
		}
	}
	return false
}

// Hub is the first hub site on the way, before its end: mail stops there (T6.5). Empty: the server at the end is
// reached directly, whatever sites lie between.
func (p SitePath) Hub(o *relay.Organization) string {
	for _, site := range p.Sites[:max(len(p.Sites)-1, 0)] {
		if o.HubSite(site) && len(o.ServersIn(site)) > 0 {
			return site
		}
	}
	return ""
}

// String tells the path in a few words.
func (p SitePath) String() string {
	if len(p.Sites) == 0 {
		return "in this site"
	}
	return fmt.Sprintf("by site links of cost %d over %s", p.Cost, strings.Join(p.Sites, ", "))
}

// Nearest is the site among some to which a server has the best path, with that path.
func Nearest(o *relay.Organization, server string, sites []string) (site string, path SitePath) {
	from := o.SiteOf(server)
	for i, s := range sites {
		p := PathOf(o, from, s)
		better := cmp.Or(cmp.Compare(p.Cost, path.Cost), cmp.Compare(len(p.Sites), len(path.Sites)),
			strings.Compare(strings.ToLower(s), strings.ToLower(site)))
		if i == 0 || better < 0 {
			site, path = s, p
		}
	}
	return site, path
}

// distance is how far a connector's sources are from a server (S5.1): what the site links cost, and whether the
// nearest one is the server itself (0), another of its site (1) or of a remote one (2).
type distance struct{ cost, hops int }

func distanceOf(o *relay.Organization, server string, c *relay.SendConnector) distance {
	if server == "" || len(o.Servers) < 2 {
		return distance{}
	}
	if slices.ContainsFunc(c.SourceTransportServers, func(s string) bool { return strings.EqualFold(s, server) }) {
		return distance{}
	}
	var sites []string
	for _, name := range c.SourceTransportServers {
		if s := o.Server(name); s != nil {
			sites = append(sites, o.SiteOf(s.Name))
		} else if e := o.EdgeSubscription(name); e != nil && len(o.ServersIn(e.Site)) > 0 {
			sites = append(sites, e.Site)
		}
	}
	if len(sites) == 0 {
		return distance{}
	}
	if _, p := Nearest(o, server, sites); len(p.Sites) > 0 {
		return distance{p.Cost, 2}
	}
	return distance{0, 1}
}

// beyond says why a scoped connector is nothing for a server: its sources are in other sites (T6.8). Empty: it is not.
func beyond(o *relay.Organization, server string, c *relay.SendConnector) string {
	if !c.IsScopedConnector || server == "" {
		return ""
	}
	for _, name := range c.SourceTransportServers {
		if strings.EqualFold(o.SiteOf(name), o.SiteOf(server)) {
			return ""
		}
	}
	return "only servers of the site of its source servers use it"
}
