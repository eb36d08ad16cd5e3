package check

import (
	"runtime"
	"slices"
	"strings"
	"sync"

	"hybridsim/relay"
)

// Result is one row of the matrix.
type Result struct {
	Flow     string     `json:"flow"`
	Title    string     `json:"title"`
	From     string     `json:"from"`
	To       string     `json:"to"`
	Expected string     `json:"expected"`
	Outcome  Outcome    `json:"outcome"`
	OK       bool       `json:"ok"`
	Decided  Decision   `json:"decided"`
	Trail    []Decision `json:"trail"`
}

// Options are what a check is told.
type Options struct {
	Domain string            // whose people play; empty: the first that fits
	Seen   func(done, n int) // is told how far the work is; nil: nobody looks
}

// plan is a subject with its cast and the flows that apply.
type plan struct {
	subject *Subject
	cast    *cast
	flows   []*flow
}

// newPlan looks at the subject's world and finds out what can be played.
func newPlan(subject *Subject, o Options) (*plan, error) {
	w, err := subject.world()
	if err != nil {
		return nil, err
	}
	defer w.Close()
	c, err := findCast(w, o.Domain)
	if err != nil {
		return nil, err
	}
	p := &plan{subject: subject, cast: c}
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

// results plays flows on all processors and returns their rows in order.
func (p *plan) results(subject *Subject, list []*flow, seen func()) ([]Result, error) {
	rows, mistakes := make([]Result, len(list)), make([]error, len(list))
	var workers sync.WaitGroup
	next := make(chan int)
	var told sync.Mutex
	for range min(runtime.GOMAXPROCS(0), len(list)) {
		workers.Go(func() {
			for i := range next {
				var v verdict
				if v, mistakes[i] = list[i].play(subject, p.cast); mistakes[i] == nil {
					rows[i] = p.row(list[i], v)
				}
				told.Lock()
				seen()
				told.Unlock()
			}
		})
	}
	for i := range list {
		next <- i
	}
	close(next)
	workers.Wait()
	for _, err := range mistakes {
		if err != nil {
			return nil, err // the others say the same
		}
	}
	return rows, nil
}

// row is a verdict beside what is expected.
func (p *plan) row(f *flow, v verdict) Result {
	to := p.cast.players[f.to]
	r := Result{Flow: f.id, Title: f.title, From: p.cast.players[f.from].address, To: to.address, Expected: string(f.want[0]), Outcome: v.Outcome,
		OK: slices.Contains(f.want, v.Kind), Decided: v.decided, Trail: v.trail}
	if f.address != nil {
		r.To = f.address(p.cast)
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
