package check

import (
	"slices"

	"hybridsim/relay"
	"hybridsim/sim/caveat"
)

// NotLookedAt lists what a subject has that could change an answer about it and that nothing here reads.
func NotLookedAt(subject *Subject) (caveat.List, error) {
	w, err := subject.world()
	if err != nil {
		return nil, err
	}
	defer w.Close()
	return caveat.Of(w.Organizations()...), nil
}

// passed is the path of all flows of a report: who took part, and what was chosen on the way.
func (r *Report) passed(sides []relay.Side) caveat.Path {
	var path caveat.Path
	for _, f := range r.Flows {
		for _, d := range f.Trail {
			path.Meet(relay.Side(d.Side), d.Chosen)
		}
	}
	for _, who := range r.Participants {
		for _, side := range sides {
			path.Meet(side, who.Address)
		}
	}
	return path
}

// caveats keeps what either configuration has that nothing reads, what changed before the rest, and tells of a setting
// that one of them does not have which default it has there.
func (d *Difference) caveats(before, after caveat.List) {
	changed := func(s caveat.Setting) bool {
		return slices.ContainsFunc(d.Settings, func(c Changed) bool {
			return c.Side == s.Side && c.Noun == s.Noun && c.Object == s.Object &&
				(c.Property == s.Property || s.Property == "")
		})
	}
	all := caveat.List{}.Merge(after).Merge(before)
	for _, moved := range []bool{true, false} {
		for _, s := range all {
			if changed(s) == moved {
				d.NotLookedAt = append(d.NotLookedAt, s)
			}
		}
	}
	if d.NotLookedAt == nil {
		d.NotLookedAt = caveat.List{}
	}
	for i := range d.Settings {
		c := &d.Settings[i]
		for _, s := range all {
			if s.Default == nil || c.Side != s.Side || c.Noun != s.Noun || c.Object != s.Object ||
				c.Property != s.Property {
				continue
			}
			if c.Old == "" {
				c.Old = *s.Default
			} else if c.New == "" {
				c.New = *s.Default
			}
		}
	}
}

// assumed keeps what either configuration assumes. Of what both do, the newer one's flows count.
func (d *Difference) assumed(before, after []Assumption) {
	among := func(list []Assumption, a Assumption) bool {
		return slices.ContainsFunc(list, func(o Assumption) bool {
			return o.Question == a.Question && o.Line == a.Line
		})
	}
	d.Assumptions = []Assumption{}
	for _, both := range []bool{false, true} {
		for _, a := range after {
			if among(before, a) == both {
				d.Assumptions = append(d.Assumptions, a)
			}
		}
	}
	for _, a := range before {
		if !among(after, a) {
			d.Assumptions = append(d.Assumptions, a)
		}
	}
}
