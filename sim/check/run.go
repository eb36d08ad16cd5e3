package check

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/script"
)

// plan is a subject with its cast and the flows that apply.
type plan struct {
	subject *Subject
	cast    *cast
	flows   []*flow
	seen    func() // is told of each flow that was played
}

// newPlan looks at a world of the subject and finds out what can be played.
func newPlan(subject *Subject, w *sim.World, domain string) (*plan, error) {
	c, err := findCast(w, domain)
	if err != nil {
		return nil, err
	}
	p := &plan{subject: subject, cast: c, seen: func() {}}
	for i := range flows {
		f := &flows[i]
		_, sender := c.players[f.from]
		_, recipient := c.players[f.to]
		if (f.when == nil || f.when(c)) && (!f.optional || sender && recipient) {
			p.flows = append(p.flows, f)
		}
	}
	return p, nil
}

// job is one play: a flow in one of the worlds that are possible.
type job struct {
	flow    *flow
	subject *Subject
	so      []script.Unknown
	light   bool  // without the large message
	cast    *cast // nil: the plan's
}

// play plays jobs on all processors and returns their verdicts in order.
func (p *plan) play(jobs []job) ([]verdict, error) {
	verdicts, mistakes := make([]verdict, len(jobs)), make([]error, len(jobs))
	var workers sync.WaitGroup
	var telling sync.Mutex
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		workers.Go(func() {
			for i := range next {
				j := jobs[i]
				verdicts[i], mistakes[i] = j.flow.play(cmp.Or(j.cast, p.cast), j.light, func() (*sim.World, error) { return j.subject.world(j.so...) })
				telling.Lock()
				p.seen()
				telling.Unlock()
			}
		})
	}
	for i := range jobs {
		next <- i
	}
	close(next)
	workers.Wait()
	for _, err := range mistakes {
		if err != nil {
			return nil, err // the others say the same
		}
	}
	return verdicts, nil
}

// results plays the whole matrix: without what is not known, and with each unknown on its own. The verdicts are those without.
func (p *plan) results() ([]Result, []verdict, error) {
	unknowns := p.subject.story.Unknowns()
	var jobs []job
	for _, f := range p.flows {
		jobs = append(jobs, job{flow: f, subject: p.subject})
	}
	for _, u := range unknowns {
		for _, f := range p.flows {
			jobs = append(jobs, job{flow: f, subject: p.subject, so: []script.Unknown{u}})
		}
	}
	verdicts, err := p.play(jobs)
	if err != nil {
		return nil, nil, err
	}
	rows := make([]Result, len(p.flows))
	for i, f := range p.flows {
		rows[i] = p.cast.row(f, verdicts[i])
		for n, u := range unknowns {
			other := p.cast.row(f, verdicts[(n+1)*len(p.flows)+i])
			if other.Outcome.String() == rows[i].Outcome.String() {
				continue
			}
			rows[i].Doubts = append(rows[i].Doubts, Doubt{Question: u.Question, Line: u.Step.Text, Outcome: other.Outcome, OK: other.OK, Decided: other.Decided})
		}
	}
	return rows, verdicts[:len(rows)], nil
}

// row is a verdict beside what is expected.
func (c *cast) row(f *flow, v verdict) Result {
	to := c.players[f.to]
	r := Result{Flow: f.id, Title: f.title, From: c.players[f.from].address, To: to.address, Expected: string(f.want[0]), Outcome: v.Outcome,
		OK: slices.Contains(f.want, v.Kind), Decided: v.decided, Doubts: []Doubt{}, Trail: v.trail}
	if f.address != nil {
		r.To = f.address(c)
	}
	if f.null {
		r.From = "<>"
	}
	if to.probe && len(f.probeWant) > 0 {
		r.Expected += ", or " + string(f.probeWant[0])
		r.OK = r.OK || slices.Contains(f.probeWant, v.Kind) && v.decided.Question == string(relay.WhichRecipient) && strings.Contains(v.Reply, " 5.1.")
	}
	if r.Trail == nil {
		r.Trail = []Decision{}
	}
	return r
}
