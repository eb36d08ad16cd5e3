package script

import (
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// organization reads onprem or cloud, or one of them with the name of another organization behind a colon.
func organization(word string) (relay.Side, bool) {
	kind, name, named := strings.Cut(word, ":")
	side := relay.Side(kind)
	if !slices.Contains(relay.BothSides, side) || named && (name == "" || strings.Contains(name, ":")) {
		return "", false
	}
	if named {
		side = side.Named(name)
	}
	return side, true
}

// side takes onprem or cloud, or another organization.
func (c *Cursor) side() (relay.Side, error) {
	probe := *c
	if w, err := probe.Word("a side"); err == nil {
		if side, ok := organization(w); ok {
			*c = probe
			return side, nil
		}
	}
	w, err := c.oneOf("a side", string(relay.OnPremises), string(relay.Cloud))
	return relay.Side(w), err
}

// organization finds an organization that a line names.
func (p *Player) organization(s relay.Side, at mistake.Column) (*sim.Side, error) {
	if side := p.w.Side(s); side != nil {
		return side, nil
	}
	return nil, unknownSide(s, at, p.w.SideNames())
}

// unknownSide is the mistake of naming an organization that is not there.
func unknownSide(s relay.Side, at mistake.Column, known []relay.Side) error {
	var names []string
	for _, k := range known {
		if k.Kind() == s.Kind() {
			names = append(names, string(k))
		}
	}
	hint := suggest.DidYouMean(string(s), names)
	if hint == "" {
		hint = "the header names them: Tenant: NAME, Organization: NAME"
	}
	return at.Errorf(hint, "there is no organization %s", s)
}
