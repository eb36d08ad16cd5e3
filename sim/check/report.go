package check

import (
	"strings"

	"hybridsim/sim/caveat"
	"hybridsim/sim/records"
	"hybridsim/sim/shard"
)

// Report is what a check found out. It is what --json prints and what --save keeps.
type Report struct {
	Schema        int           `json:"schema"`
	Subject       string        `json:"subject"`
	Title         string        `json:"title"`
	Domain        string        `json:"domain"`  // of the first class
	Classes       []Class       `json:"classes"` // domains that were played, and those that each stands for
	Participants  []Participant `json:"participants"`
	Flows         []Result      `json:"flows"`
	Findings      []Finding     `json:"findings"`
	Stale         []string      `json:"staleAcceptances,omitempty"` // findings that the base accepts and that are gone
	Cures         []Cure        `json:"cures"`                      // smallest sets of fixes that mend flows
	UntriedFixes  []Untried     `json:"untriedFixes,omitempty"`     // sets that cannot be typed together
	SearchEnded   bool          `json:"searchEnded,omitempty"`      // the search for cures reached its bound
	Configuration []Setting     `json:"configuration"`
	Unknowns      []string      `json:"unknowns"`    // questions that the base leaves open
	NotLookedAt   caveat.List   `json:"notLookedAt"` // what could change the outcome and nothing here reads
	Played        Played        `json:"played"`
	Assumptions   []Assumption  `json:"assumptions"`     // what the base assumes, and flows depend on
	Shard         string        `json:"shard,omitempty"` // the share of the flows that is here, such as 2/4
	Part          *Part         `json:"part,omitempty"`  // of a shard: what [Merge] needs besides

	casts []*cast
}

// Untried is a set of findings whose fixes cannot be typed together.
type Untried struct {
	Findings []string `json:"findings"`
	Because  string   `json:"because"`
}

// Result is one row of the matrix.
type Result struct {
	Flow        string     `json:"flow"`
	Title       string     `json:"title"`
	Domain      string     `json:"domain"`           // whose people play
	Hybrid      string     `json:"hybrid,omitempty"` // in whose matrix, as in [Class]
	From        string     `json:"from"`
	To          string     `json:"to"`
	Expected    string     `json:"expected"`
	Guard       bool       `json:"guard,omitempty"`   // what must not arrive
	Asked       *Asked     `json:"asked,omitempty"`   // what in the configuration asks for it; empty: the matrix
	Outcome     Outcome    `json:"outcome"`           // at the server that makes the worst of it
	Servers     []ByServer `json:"servers,omitempty"` // what each server makes of it; empty: the same
	OK          bool       `json:"ok"`                // as in a healthy hybrid, as far as it is known
	Decided     Decision   `json:"decided"`
	Doubts      []Doubt    `json:"doubts"`                // unknowns with which the outcome would be another
	Trail       []Decision `json:"trail"`                 // every decision, in order, each once
	Unexplained bool       `json:"unexplained,omitempty"` // it fails, no fix mends it, and no finding names its cause
	Named       []string   `json:"named,omitempty"`       // no fix mends it: findings about just what it met, by name
}

// Doubt is an unknown that decides an outcome: what it would be if the line were so.
type Doubt struct {
	Question string   `json:"question"`
	Line     string   `json:"line"`
	Outcome  Outcome  `json:"outcome"`
	OK       bool     `json:"ok"`
	Decided  Decision `json:"decided"`
}

// Assumption is an unknown that the base takes for not so, and how many flows would go otherwise if it were.
type Assumption struct {
	Question string `json:"question"`
	Line     string `json:"line"`
	Flows    int    `json:"flows"`
}

// class is what the row's id has behind that of its flow when its class is not the first; again tells that another
// hybrid has a class of the same domain.
func (r *Result) class(again bool) string {
	if again {
		return ":" + r.Domain + " at " + r.Hybrid
	}
	return ":" + r.Domain
}

// Bare is the id without the class.
func (r *Result) Bare() string {
	return strings.TrimSuffix(strings.TrimSuffix(r.Flow, r.class(true)), r.class(false))
}

// Good reports whether the flow is as in a healthy hybrid whatever the unknowns turn out to be.
func (r *Result) Good() bool {
	for _, d := range r.Doubts {
		if !d.OK {
			return false
		}
	}
	return r.OK
}

// ProbeLines are the lines that add the people of a flow who are not in the base, as somebody types them. What they add
// is there as long as the check lasts.
func (r *Report) ProbeLines(f *Result) (lines []string) {
	for _, c := range r.casts {
		if c.domain != f.Domain || c.hybrid.further() != f.Hybrid {
			continue
		}
		for _, p := range c.probes {
			if p.line != "" {
				lines = append(lines, string(p.side)+"> "+p.line)
			}
		}
	}
	return lines
}

// Bad counts the flows that are not as in a healthy hybrid, or may not be.
func (r *Report) Bad() int {
	n := 0
	for i := range r.Flows {
		if !r.Flows[i].Good() {
			n++
		}
	}
	return n
}

// Options are what a check is told.
type Options struct {
	Domain string // the only domain to look at; empty: all that both sides accept
	// of another configuration, which this one is to be compared with: what it asked is asked again
	Beside  *Report
	RealTLS bool              // do the arithmetic of every handshake
	Seen    func(done, n int) // is told how many flows of the matrix were played; nil: nobody looks
	// FlowsOnly leaves out which findings break what and which fixes mend it: who asks what mail does needs neither.
	FlowsOnly bool
	KnownOnly bool        // leaves out what would be otherwise if what is not known were so
	Shard     shard.Shard // the share of the flows whose doubts and cures are looked for
	// Who asks for FlowsOnly and KnownOnly may have reports already: one of the same configuration, whose flows are not
	// played again, and one of what the configuration becomes, than which only what may be worse there is played.
	Same, Becomes *Report
}

// Check plays the matrix and looks at the settings of a subject.
func Check(subject *Subject, o Options) (*Report, error) {
	w, err := subject.world()
	if err != nil {
		return nil, err
	}
	defer w.Close()
	r := &Report{Schema: records.Schema, Subject: subject.Name, Title: subject.story.Title, Classes: []Class{},
		Unknowns: []string{}, Cures: []Cure{}}
	r.Configuration = settings(w, subject.story.Headers.MX)
	all := scenes(w)
	var clues []clue
	r.Findings, clues = lint(all)
	r.accept(subject)
	p, err := newPlan(subject, all, o, clues)
	if err != nil {
		return nil, err
	}
	defer p.worlds.forget(subject)
	if o.FlowsOnly && o.KnownOnly {
		p.spare(o.Becomes)
		p.reuse(o.Same)
	}
	unknowns := subject.story.Unknowns()
	for _, u := range unknowns {
		if !u.Assumed {
			r.Unknowns = append(r.Unknowns, u.Question)
		}
	}
	p.tell(o.Seen)
	r.casts = p.casts
	for _, c := range p.casts {
		r.Classes = append(r.Classes, c.class)
	}
	r.Domain, r.Participants = p.casts[0].domain, p.participants()
	rows, verdicts, assumed, err := p.results()
	if err != nil {
		return nil, err
	}
	r.Flows = rows
	unseen := caveat.Of(w.Organizations()...).Merge(p.unasked)
	r.NotLookedAt, r.Played = unseen.Nearest(r.passed(w.SideNames())), r.played(all)
	part := &Part{Assumed: assumed}
	if !o.FlowsOnly {
		if part, err = p.blame(r, verdicts, assumed); err != nil {
			return nil, err
		}
	}
	r.assemble(part)
	if !o.Shard.Whole() {
		r.Flows, r.Shard, r.Part = shard.Pick(o.Shard, rows), o.Shard.String(), part
	}
	return r, nil
}

// tell lets somebody know how many flows of the matrix were played.
func (p *plan) tell(seen func(done, n int)) {
	if seen == nil {
		return
	}
	n, done := len(p.entries), 0
	for i := range p.entries {
		if p.share.Has(i) {
			n += len(p.subject.story.Unknowns())
		}
	}
	p.seen = func() {
		if done < n {
			done++
			seen(done, n)
		}
	}
}

// asks lists what a report's configuration asked for, so that another can be asked the same.
func (r *Report) asks() (list []*Asked) {
	if r == nil {
		return nil
	}
	for i := range r.Flows {
		if a := r.Flows[i].Asked; a != nil {
			list = append(list, a)
		}
	}
	return list
}

// domains are those that a report speaks of, of one hybrid.
func (r *Report) domains(h hybrid) (list []string) {
	if r == nil {
		return nil
	}
	for _, c := range r.Classes {
		if c.Hybrid == h.further() {
			list = append(list, c.Domains...)
		}
	}
	return list
}
