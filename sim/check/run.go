package check

import (
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"hybridsim/relay"
	"hybridsim/sim/caveat"
	"hybridsim/sim/script"
	"hybridsim/sim/shard"
)

// plan is a subject with its casts, one for each class of domains, and the flows that apply.
type plan struct {
	subject *Subject
	casts   []*cast
	heads   []*cast // the first of each hybrid
	entries []entry
	servers map[hybrid][]string // on-premises, that mail from outside may meet
	worlds  worlds
	clues   []clue      // of the report's findings
	unasked caveat.List // rules that no flow is about
	// knownOnly leaves out the worlds in which something is so that is not known
	knownOnly bool
	share     shard.Shard // of the rows whose doubts and cures are looked for
	seen      func()      // is told of each flow that was played
}

// entry is a flow with those who play it: a row of the matrix.
type entry struct {
	flow    *flow
	cast    *cast
	servers []string // through each of which it is played; empty: as it comes
	row     *Result  // what is known to come of it; nil: it is played
}

// newPlan finds out what can be played: the matrix for each class of domains, and what the configuration itself asks
// for.
func newPlan(subject *Subject, all []*scene, o Options, clues []clue) (*plan, error) {
	p := &plan{subject: subject, clues: clues, knownOnly: o.KnownOnly, share: o.Shard,
		servers: map[hybrid][]string{}, seen: func() {}}
	p.worlds.arithmetic = o.RealTLS
	asked := o.Beside.asks()
	for _, c := range slices.Backward(clues) {
		asked = append(slices.Clip(c.flows), asked...)
	}
	var nothing error
	for _, s := range all {
		list, err := classes(s.w, s.hybrid, o.Domain, o.Beside.domains(s.hybrid))
		if nothing == nil {
			nothing = err
		}
		p.servers[s.hybrid] = s.reached()
		for i, class := range list {
			c, err := p.castOf(s.hybrid, class)
			if err != nil {
				return nil, err
			}
			for i := range flows {
				if f := &flows[i]; c.plays(f) {
					p.entries = append(p.entries, entry{flow: f, cast: c})
				}
			}
			if i == 0 {
				p.heads = append(p.heads, c)
				own := s.asks(c)
				p.unasked = append(p.unasked, s.unasked(own)...)
				p.ask(c, append(own, of(asked, s.hybrid)...))
			}
		}
	}
	if len(p.heads) == 0 {
		return nil, nothing
	}
	if o.Domain == "" {
		p.between(all[0].w)
	}
	return p, nil
}

// of are the asked flows of one hybrid.
func of(list []*Asked, h hybrid) (own []*Asked) {
	for _, a := range list {
		if a.Hybrid == h.further() && a.What != OtherReached {
			own = append(own, a)
		}
	}
	return own
}

// castOf finds the cast of a class in a world of its own, to which it adds its probes.
func (p *plan) castOf(h hybrid, class Class) (*cast, error) {
	w, err := p.worlds.typed(p.subject)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	c, err := findCast(w, h, class)
	if err != nil {
		return nil, err
	}
	c.first = len(p.casts) == 0
	c.again = slices.ContainsFunc(p.casts, func(o *cast) bool { return o.domain == c.domain })
	p.casts = append(p.casts, c)
	return c, nil
}

// ask adds flows that are asked for, each once.
func (p *plan) ask(c *cast, list []*Asked) {
	seen := map[string]bool{}
	for _, a := range list {
		if id := a.id(); !seen[id] {
			seen[id] = true
			p.entries = append(p.entries, entry{flow: a.flow(), cast: c})
		}
	}
}

// plays reports whether a flow applies to a cast.
func (c *cast) plays(f *flow) bool {
	_, sender := c.players[f.from]
	_, recipient := c.players[f.to]
	return (f.when == nil || f.when(c)) && (!f.optional || sender && recipient)
}

// job is one play: a flow in one of the worlds that are possible.
type job struct {
	entry
	subject *Subject
	so      []script.Unknown
	extent  extent
	cast    *cast // in place of the entry's
}

// play plays jobs on all processors and returns their verdicts in order.
func (p *plan) play(jobs []job) ([]verdict, error) {
	verdicts := make([]verdict, len(jobs))
	var telling sync.Mutex
	var workers errgroup.Group
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for i := range jobs {
		workers.Go(func() (err error) {
			verdicts[i], err = p.playOne(jobs[i])
			telling.Lock()
			defer telling.Unlock()
			p.seen()
			return err
		})
	}
	if err := workers.Wait(); err != nil {
		return nil, err // the others say the same
	}
	return verdicts, nil
}

// results plays the whole matrix: without what is not known, and its share of it with each unknown on its own. The
// verdicts are those without. An unknown that is assumed not to be so leaves the rows decided; what depends on it is
// counted.
func (p *plan) results() ([]Result, []verdict, []Assumption, error) {
	known, err := p.known()
	if err != nil {
		return nil, nil, nil, err
	}
	rows := make([]Result, len(p.entries))
	for i, e := range p.entries {
		if rows[i] = e.cast.row(e.flow, known[i]); e.row != nil {
			rows[i] = *e.row
		}
	}
	assumptions := []Assumption{}
	if p.knownOnly {
		return rows, known, assumptions, nil
	}
	for _, u := range p.subject.story.Unknowns() {
		n, err := p.doubt(u, rows, known)
		if err != nil {
			return nil, nil, nil, err
		}
		if u.Assumed {
			assumptions = append(assumptions, Assumption{u.Question, u.Step.Text, n})
		}
	}
	return rows, known, assumptions, nil
}

// doubt plays a share of the matrix with an unknown that is so, writes into the rows what would be otherwise, and
// counts that.
func (p *plan) doubt(u script.Unknown, rows []Result, known []verdict) (depend int, err error) {
	servers, err := p.serversWith(u)
	if err != nil {
		return 0, err
	}
	var jobs []job
	var places []int
	var without []verdict
	for i, e := range p.entries {
		if !p.share.Has(i) {
			continue
		}
		if e.servers != nil {
			e.servers = servers[e.cast.hybrid]
		}
		jobs = append(jobs, job{entry: e, subject: p.subject, so: []script.Unknown{u}})
		places, without = append(places, i), append(without, known[i])
	}
	verdicts, err := p.beside(without, jobs, oneTurn, func(j job) string { return linesOf(j.so) })
	if err != nil {
		return 0, err
	}
	for n, i := range places {
		e := p.entries[i]
		other := e.cast.row(e.flow, verdicts[n])
		if other.Outcome.String() == rows[i].Outcome.String() {
			continue
		}
		if depend++; u.Assumed {
			continue
		}
		rows[i].Doubts = append(rows[i].Doubts, Doubt{Question: u.Question, Line: u.Step.Text, Outcome: other.Outcome,
			OK: other.OK, Decided: other.Decided})
	}
	return depend, nil
}

// known plays the whole matrix without what is not known. What came to one of several servers is played through each,
// and so it is from then on; a large message waits until that is known.
func (p *plan) known() ([]verdict, error) {
	several := func(e *entry) bool { return len(p.servers[e.cast.hybrid]) > 1 }
	var jobs []job
	var places []int
	for i := range p.entries {
		e := &p.entries[i]
		if e.row != nil {
			continue
		}
		j := job{entry: *e, subject: p.subject}
		if several(e) {
			j.extent = oneTurn
		}
		jobs, places = append(jobs, j), append(places, i)
	}
	verdicts := make([]verdict, len(p.entries))
	if err := p.replay(verdicts, jobs, places); err != nil {
		return verdicts, err
	}
	var again []job
	places = nil
	for i := range p.entries {
		e := &p.entries[i]
		switch {
		case e.row != nil || !several(e):
			continue
		case verdicts[i].met && (e.flow.asked == nil || e.flow.asked.Via != ViaOnPremises):
			e.servers = p.servers[e.cast.hybrid]
		case !e.flow.large || !slices.Contains(e.flow.want, verdicts[i].Kind):
			continue
		}
		again, places = append(again, job{entry: *e, subject: p.subject}), append(places, i)
	}
	return verdicts, p.replay(verdicts, again, places)
}

// replay plays jobs, and puts each verdict in the place of an earlier one.
func (p *plan) replay(verdicts []verdict, jobs []job, places []int) error {
	again, err := p.play(jobs)
	if err != nil {
		return err
	}
	for n, i := range places {
		verdicts[i] = again[n]
	}
	return nil
}

// row is a verdict beside what is expected. A row of a class that is not the first has the class's domain in its id.
func (c *cast) row(f *flow, v verdict) Result {
	to := c.players[f.to]
	r := Result{Flow: f.id, Title: f.title, Domain: c.domain, Hybrid: c.hybrid.further(), Guard: f.guard,
		From: c.players[f.from].address, To: to.address,
		Outcome: v.Outcome, OK: slices.Contains(f.want, v.Kind), Decided: v.decided, Doubts: []Doubt{}, Trail: v.trail,
		Servers: v.servers}
	if !c.first && f.asked == nil {
		r.Flow += r.class(c.again)
	}
	if f.asked != nil {
		r.From, r.To, r.Asked = f.asked.From, f.asked.To, f.asked
	}
	if f.address != nil {
		r.To = f.address(c)
	}
	if f.null {
		r.From = "<>"
	}
	r.Expected = string(f.want[0])
	if to.probe && len(f.probeWant) > 0 {
		r.Expected += ", or " + string(f.probeWant[0])
		r.OK = r.OK || slices.Contains(f.probeWant, v.Kind) && aboutRecipient(v)
	}
	if r.Trail == nil {
		r.Trail = []Decision{}
	}
	return r
}

// aboutRecipient reports whether a refusal says that nobody has the address, and nothing else.
func aboutRecipient(v verdict) bool {
	byAddress := v.decided.Question == string(relay.WhichRecipient) && strings.Contains(v.Reply, " 5.1.")
	return byAddress || v.decided.Question == string(relay.IsKnownAtEdge)
}
