package transport

import (
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/connector"
)

// nearest is the site, among those of some servers, to which this server has the best path (T6.3, T6.4).
func (t *Transport) nearest(servers []*relay.Server) string {
	var sites []string
	for _, s := range servers {
		sites = append(sites, t.org().SiteOf(s.Name))
	}
	site, _ := connector.Nearest(t.org(), t.name, sites)
	return site
}

// elsewhere is 0 for a server of a site, and 1 for any other.
func (t *Transport) elsewhere(s *relay.Server, site string) int {
	if strings.EqualFold(t.org().SiteOf(s.Name), site) {
		return 0
	}
	return 1
}

// byHub is the way to the hub site at which mail for a site stops (T6.5): to the servers there, which send it on. stops
// is false when there is none, and mail goes to its destination directly.
func (t *Transport) byHub(site string, d relay.Decision) (_ way, _ relay.Decision, stops bool) {
	org := t.org()
	path := connector.PathOf(org, org.SiteOf(t.name), site)
	hub := path.Hub(org)
	if hub == "" {
		return way{}, d, false
	}
	w := t.toServers(relay.RelayToRemoteSite, hub, org.ServersIn(hub))
	d.Chosen, d.Source = strings.Join(w.hop.SmartHosts, ", "), d.Source+", T6.5"
	d.Because += "; " + hub + ", a hub site, lies on the way " + path.String()
	d.Candidates = append(d.Candidates, relay.Selected(hub, "HubSiteEnabled $true", "mail stops there"))
	return w, d, true
}

// toEdgeSite is the way to a site that Edges are bound to, for mail on a server of another one (T6.10, G1.2.14).
// elsewhere is false in that site, and when no server of it is played.
func (t *Transport) toEdgeSite(edges []*relay.EdgeSubscription, d relay.Decision) (_ way, _ relay.Decision,
	elsewhere bool) {
	org := t.org()
	var sites []string
	for _, e := range edges {
		if len(org.ServersIn(e.Site)) > 0 {
			sites = append(sites, e.Site)
		}
	}
	if len(sites) == 0 {
		return way{}, d, false
	}
	site, path := connector.Nearest(org, t.name, sites)
	if len(path.Sites) == 0 {
		return way{}, d, false
	}
	d.Source = "T6.10"
	d.Because = "the connector's source is an Edge of the site " + site + ", and mail goes to a server there"
	if w, d, stops := t.byHub(site, d); stops {
		return w, d, true
	}
	w := t.toServers(relay.RelayToRemoteSite, site, org.ServersIn(site))
	d.Chosen = strings.Join(w.hop.SmartHosts, ", ")
	d.Candidates = append(d.Candidates, relay.Rejected(t.name, "site "+org.SiteOf(t.name), "in another site"))
	return w, d, true
}
