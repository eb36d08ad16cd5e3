package sim

import (
	"strings"

	"hybridsim/relay"
)

// Hybrid returns the configurations of an on-premises organization, its tenant and its Edges, or of a tenant alone that
// no organization has, by the name of the first of them; of no name the world's first. Nobody has another name.
func (w *World) Hybrid(name string) []*relay.Organization {
	for _, pair := range w.hybrids() {
		if name == "" || strings.EqualFold(pair[0].Name, name) {
			return pair
		}
	}
	return nil
}

// HybridNames are the names by which [World.Hybrid] is asked.
func (w *World) HybridNames() (names []string) {
	for _, pair := range w.hybrids() {
		names = append(names, pair[0].Name)
	}
	return names
}

// hybrids are the on-premises organizations, each with its tenant, and the tenants without.
func (w *World) hybrids() (list [][]*relay.Organization) {
	for _, side := range w.sides {
		o, half := side.Organization(), side.OtherHalf()
		switch {
		case o.IsEdge():
		case half == nil:
			list = append(list, []*relay.Organization{o})
		case side.Name.Kind() == relay.OnPremises:
			hybrid := []*relay.Organization{o, half.Organization()}
			for _, edge := range side.Edges() {
				hybrid = append(hybrid, edge.Organization())
			}
			list = append(list, hybrid)
		}
	}
	return list
}
