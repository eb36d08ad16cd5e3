package check

import (
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/connector"
)

// Played says which part of a configuration took part in the flows. What took no part may be wrong without any flow
// showing it.
type Played struct {
	Domains    Share `json:"domains"`    // accepted domains of either side whose people wrote or were written to
	Servers    Share `json:"servers"`    // on-premises servers
	Connectors Share `json:"connectors"` // that a message took
	Ranges     Share `json:"ranges"`     // of connectors that let devices relay; one was tried in each that was played
	Tenants    Share `json:"tenants"`
	// Organizations are those on-premises, without Edges.
	Organizations Share `json:"organizations"`
}

// Share is a part of what there is, by names.
type Share struct {
	Played []string `json:"played"`
	Alike  []string `json:"alike,omitempty"` // for which one that was played stands
	Not    []string `json:"not"`
}

func (s *Share) add(played bool, name string) {
	list := &s.Not
	if played {
		list = &s.Played
	}
	if !slices.Contains(*list, name) {
		*list = append(*list, name)
	}
}

func nothingYet() Share { return Share{Played: []string{}, Not: []string{}} }

// alike reports whether a domain is in the class of another that stands for it.
func (r *Report) alike(domain string) bool {
	return slices.ContainsFunc(r.Classes, func(c Class) bool {
		return c.Has(domain) && !strings.EqualFold(c.Domain, domain)
	})
}

// wentBy reports whether mail of some flow came in by an inbound connector, or was turned away for it.
func (r *Report) wentBy(tenant relay.Side, c *relay.InboundConnector) bool {
	return slices.ContainsFunc(r.Flows, func(f Result) bool {
		return slices.ContainsFunc(f.Trail, func(d Decision) bool {
			return d.Side == string(tenant) &&
				connector.WentBy(relay.Decision{Chosen: d.Chosen, Because: d.Because}, c)
		})
	})
}

// played tells from the rows of a report what of a world took part.
func (r *Report) played(all []*scene) Played {
	p := Played{nothingYet(), nothingYet(), nothingYet(), nothingYet(), nothingYet(), nothingYet()}
	chosen, domains, at := map[string]bool{}, map[string]bool{}, map[relay.Side]bool{}
	for _, s := range all {
		r.ranges(s, &p.Ranges)
	}
	for _, f := range r.Flows {
		domains[strings.ToLower(relay.DomainOf(f.From))], domains[strings.ToLower(relay.DomainOf(f.To))] = true, true
		for _, d := range f.Trail {
			chosen[d.Side+" "+strings.ToLower(d.Chosen)], at[relay.Side(d.Side)] = true, true
		}
	}
	took := func(side relay.Side, name string) bool { return chosen[string(side)+" "+strings.ToLower(name)] }
	for _, o := range all[0].w.Organizations() {
		p.organization(o, at[o.Side])
		name := func(object string) string { return nameAt(o.Side, object) }
		for _, d := range o.AcceptedDomains {
			played := domains[strings.ToLower(d.DomainName)]
			switch {
			case slices.Contains(slices.Concat(p.Domains.Played, p.Domains.Alike), d.DomainName):
			case !played && r.alike(d.DomainName):
				p.Domains.Alike = append(p.Domains.Alike, d.DomainName)
			default:
				p.Domains.add(played, d.DomainName)
			}
		}
		for _, x := range o.Carried {
			if x.Noun == "ExchangeServer" {
				p.Servers.add(false, x.Name)
			}
			if x.Noun == "ReceiveConnector" {
				p.Connectors.add(false, x.Name)
			}
		}
		for _, c := range o.ReceiveConnectors {
			p.Connectors.add(took(o.Side, c.Identity()), c.Identity())
		}
		for _, c := range o.SendConnectors {
			p.Connectors.add(took(o.Side, c.Name), name(c.Name))
		}
		for _, c := range o.InboundConnectors {
			p.Connectors.add(r.wentBy(o.Side, c), name(c.Name))
		}
		for _, c := range o.OutboundConnectors {
			p.Connectors.add(took(o.Side, c.Name), name(c.Name))
		}
	}
	return p
}

// organization counts an organization and its servers; played tells that something was decided there.
func (p *Played) organization(o *relay.Organization, played bool) {
	switch {
	case o.Side.Kind() == relay.Cloud:
		p.Tenants.add(played, o.Name)
		return
	case !o.IsEdge():
		p.Organizations.add(played, o.Name)
	}
	for _, s := range o.Servers {
		p.Servers.add(played, s.Name)
	}
}

// nameAt is an object's name, with the organization where that is neither the first nor told by the name.
func nameAt(side relay.Side, object string) string {
	if side == side.Kind() || strings.Contains(object, `\`) {
		return object
	}
	return object + " at " + string(side)
}
