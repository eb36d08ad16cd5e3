package check

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// This file leaves out plays of which it is known that they tell whoever compares two configurations nothing.

// spare leaves out the flows that cannot be worse in a report of what this configuration becomes: those that go there
// as in a healthy hybrid, and arrive if they should. Where this configuration asks for more than the report has, all
// are played, since what it becomes is then asked for that, too.
func (p *plan) spare(after *Report) {
	if after == nil || p.asksMore(after) {
		return
	}
	type row struct{ hybrid, flow string }
	mayBe := map[row]bool{}
	for i := range after.Flows {
		if r := &after.Flows[i]; !r.Good() || r.Outcome.Kind.Arrives() == r.Guard {
			mayBe[row{r.Hybrid, r.Bare()}] = true
		}
	}
	p.entries = slices.DeleteFunc(p.entries, func(e entry) bool {
		r := e.cast.row(e.flow, verdict{})
		return !mayBe[row{r.Hybrid, r.Bare()}]
	})
}

// asksMore reports whether a plan has a domain that a report has not, or the other way round, or is asked for a flow
// that the report has not.
func (p *plan) asksMore(r *Report) bool {
	type place struct{ hybrid, domain string }
	own, there := map[place]bool{}, map[place]bool{}
	add := func(to map[place]bool, c *Class) {
		for _, domain := range c.Domains {
			to[place{c.Hybrid, strings.ToLower(domain)}] = true
		}
	}
	for _, c := range p.casts {
		add(own, &c.class)
	}
	for i := range r.Classes {
		add(there, &r.Classes[i])
	}
	return !maps.Equal(own, there) || slices.ContainsFunc(p.entries, func(e entry) bool {
		return e.flow.asked != nil && !slices.ContainsFunc(r.Flows, func(f Result) bool { return f.Flow == e.flow.id })
	})
}

// reuse takes the rows that a report of the same configuration has.
func (p *plan) reuse(same *Report) {
	if same == nil {
		return
	}
	for i := range p.entries {
		e := &p.entries[i]
		r := e.cast.row(e.flow, verdict{})
		at := slices.IndexFunc(same.Flows, func(o Result) bool {
			return o.Flow == r.Flow && o.Domain == r.Domain && o.Hybrid == r.Hybrid && o.From == r.From &&
				o.To == r.To && reflect.DeepEqual(o.Asked, r.Asked)
		})
		if at >= 0 {
			e.row = &same.Flows[at]
		}
	}
}
