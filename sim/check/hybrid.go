package check

import (
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/sim"
)

// hybrid is an on-premises organization with the tenant that is its other half, by their identities: the two sides of a
// matrix. A world has one for each on-premises organization.
type hybrid struct{ onprem, tenant relay.Side }

// hybrids are those of a world, the first one first.
func hybrids(w *sim.World) (list []hybrid) {
	for _, side := range w.Sides() {
		if side.Name.Kind() != relay.OnPremises || side.Organization().IsEdge() {
			continue
		}
		if tenant := side.OtherHalf(); tenant != nil {
			list = append(list, hybrid{side.Name, tenant.Name})
		}
	}
	return list
}

// of is the organization of a kind; empty of no kind, for somebody outside.
func (h hybrid) of(kind relay.Side) relay.Side {
	switch kind {
	case relay.OnPremises:
		return h.onprem
	case relay.Cloud:
		return h.tenant
	}
	return ""
}

// both are the configurations of the two sides.
func (h hybrid) both(w *sim.World) (local, cloud *relay.Organization) {
	return w.Side(h.onprem).Organization(), w.Side(h.tenant).Organization()
}

// has reports whether an organization is one of the two.
func (h hybrid) has(side relay.Side) bool { return side == h.onprem || side == h.tenant }

// further names a hybrid that is not the world's first, by its on-premises organization.
func (h hybrid) further() string {
	if h.onprem == relay.OnPremises {
		return ""
	}
	return string(h.onprem)
}

// edges are the Edges that stand in front of the on-premises organization.
func (h hybrid) edges(w *sim.World) (list []*sim.Side) {
	for _, side := range w.Sides() {
		if side.Organization().IsEdge() && side.InFrontOf(w.Side(h.onprem)) {
			list = append(list, side)
		}
	}
	return list
}

// stand is a mailbox that stands for its organization where several write to each other.
type stand struct {
	side    relay.Side
	address string
	cast    *cast // with whose probes it is there
}

// stands finds one mailbox of each organization: whoever plays that part in the matrix of its hybrid, or of a tenant
// without on-premises organization the first that there is.
func stands(w *sim.World, heads []*cast) (list []stand) {
	for _, side := range w.Sides() {
		o := side.Organization()
		if o.IsEdge() {
			continue
		}
		at := slices.IndexFunc(heads, func(c *cast) bool { return c.hybrid.has(side.Name) })
		if at >= 0 {
			part := localUser
			if side.Name.Kind() == relay.Cloud {
				part = cloudUser
			}
			list = append(list, stand{side.Name, heads[at].players[part].address, heads[at]})
			continue
		}
		i := slices.IndexFunc(o.Recipients, func(r *relay.Recipient) bool { return r.Type == relay.UserMailbox })
		if i >= 0 {
			list = append(list, stand{side.Name, o.Recipients[i].PrimarySmtpAddress, heads[0]})
		}
	}
	return list
}

// between lets each organization write to each that is not its other half: mail of the Internet, unless the two share a
// tenant (T10.5, T14.7).
func (p *plan) between(w *sim.World) {
	joint := map[[2]*cast]*cast{}
	all := stands(w, p.heads)
	for _, from := range all {
		for _, to := range all {
			own := slices.ContainsFunc(p.heads, func(c *cast) bool {
				return c.hybrid.has(from.side) && c.hybrid.has(to.side)
			})
			if own || from.side == to.side || from.address == "" || to.address == "" {
				continue
			}
			a := &Asked{What: OtherReached, Object: string(from.side) + " to " + string(to.side), From: from.address,
				To: to.address, Side: from.side, Want: external}
			if tenantOf(w, from.side) == tenantOf(w, to.side) {
				a.Want = slices.Concat(internal, external)
			}
			pair := [2]*cast{from.cast, to.cast}
			if joint[pair] == nil {
				joint[pair] = from.cast.beside(to.cast)
			}
			p.ask(joint[pair], []*Asked{a})
		}
	}
}

// beside is a cast that has the people of another one, too.
func (c *cast) beside(other *cast) *cast {
	if c == other {
		return c
	}
	both := *c
	both.probes = slices.Clone(c.probes)
	for _, p := range other.probes {
		if p.side != "" { // a host outside is there already
			both.probes = append(both.probes, p)
		}
	}
	return &both
}

// tenantOf is the tenant that an organization is, or belongs to.
func tenantOf(w *sim.World, side relay.Side) relay.Side {
	if side.Kind() == relay.Cloud {
		return side
	}
	if tenant := w.Side(side).OtherHalf(); tenant != nil {
		return tenant.Name
	}
	return ""
}

// judgeOther is arrival, with the service looked at: it must not have taken the message for another tenant's own than
// the sender's (T10.2, T10.11).
func judgeOther(s *stage) verdict {
	v := s.arrival()
	own := tenantOf(s.w, s.from.side)
	for _, e := range s.events() {
		for _, d := range e.Decisions {
			if d.Question == relay.WhichAttribution && d.Originates() && e.Side != own && v.Kind.Arrives() {
				return verdict{Outcome: Outcome{Kind: AnotherWay,
					Status: "it was taken for mail of the tenant " + s.w.Side(e.Side).Organization().Name},
					decided: phrase(journey.Made{Decision: d, At: string(e.Side), Event: e})}
			}
		}
	}
	return v
}
