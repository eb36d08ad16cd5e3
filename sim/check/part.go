package check

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"hybridsim/sim/shard"
)

// Part is what the search for cures came to on one machine. Fixes are numbers of remedies, flows numbers of rows of the
// whole matrix.
type Part struct {
	Remedies [][]int      `json:"remedies"`        // of each fix that can be typed: the findings that propose it
	Tells    []int        `json:"tells,omitempty"` // fixes that, typed alone, change how some flow fails
	Cures    []Mending    `json:"cures,omitempty"`
	Untried  []Together   `json:"untried,omitempty"` // sets that were to be tried
	Apart    []Together   `json:"apart,omitempty"`   // what cannot be typed one after another
	Ended    bool         `json:"ended,omitempty"`   // the search reached its bound
	Assumed  []Assumption `json:"assumed,omitempty"` // everything that the base assumes, flows or not
}

// Mending is a set of fixes with the rows that it mends and those that it makes worse.
type Mending struct {
	Set   []int `json:"set"`
	Mends []int `json:"mends"`
	Worse []int `json:"worse,omitempty"`
}

// Together is a set of fixes that cannot be typed together.
type Together struct {
	Set     []int  `json:"set"`
	Because string `json:"because"`
}

func (p *Part) tell(remedy int) {
	if !slices.Contains(p.Tells, remedy) {
		p.Tells = append(p.Tells, remedy)
	}
}

// Merge puts the reports of all shards of one check together, in their order: what it comes to is what one machine
// would have reported. An error says that they are not of one check, and of which report it speaks.
func Merge(reports []*Report) (_ *Report, which int, err error) {
	all := reports[0].bare()
	part := &Part{}
	var shares []shard.Part[Result]
	for i, r := range reports {
		switch {
		case r.Part == nil || len(r.Flows) == 0 && i == 0:
			return nil, i, errors.New("it has no flows of a share")
		case !reflect.DeepEqual(all, r.bare()):
			return nil, i, fmt.Errorf("it is not of the same check of %s", all.Subject)
		}
		shares = append(shares, shard.Part[Result]{List: r.Flows})
		part.add(r.Part)
	}
	names := map[int][]string{}
	for _, r := range reports {
		for i := range r.Findings {
			names[i] = append(names[i], r.Findings[i].Names...)
		}
	}
	all.Flows = shard.Join(shares)
	for i, r := range reports {
		if !r.Part.within(len(all.Flows), len(all.Findings)) {
			return nil, i, errors.New("it speaks of flows or findings that are not there")
		}
	}
	for i := range all.Findings {
		for _, f := range all.Flows {
			if slices.Contains(names[i], f.Flow) {
				all.Findings[i].Names = append(all.Findings[i].Names, f.Flow)
			}
		}
	}
	all.assemble(part)
	return all, 0, nil
}

// bare is a report without what is of its share alone.
func (r *Report) bare() *Report {
	b := *r
	b.Flows, b.Cures, b.UntriedFixes, b.SearchEnded, b.Assumptions, b.Shard, b.Part = nil, nil, nil, false, nil, "", nil
	b.casts = nil
	b.Findings = slices.Clone(r.Findings)
	for i := range b.Findings {
		f := &b.Findings[i]
		f.Breaks, f.With, f.Worse, f.Names = []string{}, []string{}, []string{}, nil
	}
	return &b
}

// add puts what another machine found out beside what is there.
func (p *Part) add(o *Part) {
	for _, r := range o.Tells {
		p.tell(r)
	}
	for _, c := range o.Cures {
		same := func(m Mending) bool { return slices.Equal(m.Set, c.Set) }
		if at := slices.IndexFunc(p.Cures, same); at >= 0 {
			p.Cures[at].Mends = append(slices.Clip(p.Cures[at].Mends), c.Mends...)
			continue
		}
		p.Cures = append(p.Cures, c)
	}
	for _, u := range o.Untried {
		same := func(t Together) bool { return slices.Equal(t.Set, u.Set) }
		if !slices.ContainsFunc(p.Untried, same) {
			p.Untried = append(p.Untried, u)
		}
	}
	for i, a := range o.Assumed {
		if i == len(p.Assumed) {
			p.Assumed = append(p.Assumed, Assumption{Question: a.Question, Line: a.Line})
		}
		p.Assumed[i].Flows += a.Flows
	}
	p.Remedies, p.Apart = o.Remedies, o.Apart // the same on all machines
	p.Ended = p.Ended || o.Ended
}

// within reports whether a part speaks of no row, finding or fix that is not there.
func (p *Part) within(flows, findings int) bool {
	below := func(n int, list ...int) bool {
		return !slices.ContainsFunc(list, func(i int) bool { return i < 0 || i >= n })
	}
	ok := below(len(p.Remedies), p.Tells...)
	for _, r := range p.Remedies {
		ok = ok && len(r) > 0 && below(findings, r...)
	}
	for _, c := range p.Cures {
		ok = ok && below(len(p.Remedies), c.Set...) && below(flows, c.Mends...) && below(flows, c.Worse...)
	}
	for _, t := range slices.Concat(p.Untried, p.Apart) {
		ok = ok && below(len(p.Remedies), t.Set...)
	}
	return ok
}

// assemble writes into a report of the whole matrix what was found out.
func (r *Report) assemble(p *Part) {
	r.Assumptions = []Assumption{}
	for _, a := range p.Assumed {
		if a.Flows > 0 {
			r.Assumptions = append(r.Assumptions, a)
		}
	}
	place := map[int]int{} // of a fix: those that tell something before others
	tells := map[int]bool{}
	for _, n := range p.Tells {
		tells[n] = true
	}
	for at, n := range tellingFirst(len(p.Remedies), tells) {
		place[n] = at
	}
	order := func(a, b []int) int {
		if n := cmp.Compare(len(a), len(b)); n != 0 || len(a) == 1 {
			return cmp.Or(n, slices.Compare(a, b))
		}
		return slices.Compare(places(place, a), places(place, b))
	}
	r.Cures, r.UntriedFixes, r.SearchEnded = []Cure{}, nil, p.Ended
	cures := slices.Clone(p.Cures)
	slices.SortFunc(cures, func(a, b Mending) int { return order(a.Set, b.Set) })
	used := map[int]bool{}
	for _, c := range cures {
		cure := Cure{Fix: r.lines(p, c.Set), Findings: r.names(p, c.Set),
			Mends: r.flows(c.Mends), Worse: r.flows(c.Worse)}
		r.Cures = append(r.Cures, cure)
		r.blame(p, c.Set, cure)
		for _, n := range c.Set {
			used[n] = true
		}
	}
	slices.SortFunc(p.Untried, func(a, b Together) int { return order(a.Set, b.Set) })
	for _, t := range slices.Concat(p.Untried, p.Apart) {
		idle := slices.ContainsFunc(t.Set, func(n int) bool { return !used[n] })
		tried := slices.ContainsFunc(p.Untried, func(u Together) bool { return slices.Equal(u.Set, t.Set) })
		u := Untried{r.names(p, t.Set), t.Because}
		same := func(o Untried) bool { return slices.Equal(o.Findings, u.Findings) }
		if (tried || !idle) && !slices.ContainsFunc(r.UntriedFixes, same) {
			r.UntriedFixes = append(r.UntriedFixes, u)
		}
	}
}

// places are the places of the fixes of a set, in order.
func places(of map[int]int, set []int) (list []int) {
	for _, n := range set {
		list = append(list, of[n])
	}
	slices.Sort(list)
	return list
}

// blame tells the findings of a cure's fixes.
func (r *Report) blame(p *Part, set []int, c Cure) {
	add := func(list *[]string, more ...string) {
		for _, m := range more {
			if !slices.Contains(*list, m) {
				*list = append(*list, m)
			}
		}
	}
	for _, n := range set {
		for _, i := range p.Remedies[n] {
			f := &r.Findings[i]
			add(&f.Breaks, c.Mends...)
			add(&f.Worse, c.Worse...)
			for _, other := range set {
				if other != n {
					add(&f.With, r.Findings[p.Remedies[other][0]].Code)
				}
			}
		}
	}
}

// flows are the ids of rows, in order.
func (r *Report) flows(rows []int) []string {
	ids := []string{}
	for _, i := range slices.Sorted(slices.Values(rows)) {
		ids = append(ids, r.Flows[i].Flow)
	}
	return ids
}

// lines are the fixes of a set, in the order of the findings. What several of them begin with is typed once.
func (r *Report) lines(p *Part, set []int) (lines []string) {
	for _, n := range set {
		for _, line := range r.Findings[p.Remedies[n][0]].Fix {
			if !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

// names are the findings of a set, one name for each fix.
func (r *Report) names(p *Part, set []int) (names []string) {
	for _, n := range set {
		var alike []string
		for _, i := range p.Remedies[n] {
			alike = append(alike, r.Findings[i].Name())
		}
		names = append(names, strings.Join(alike, orElse))
	}
	return names
}
