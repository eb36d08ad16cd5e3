package mutate

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"hybridsim/sim/check"
	"hybridsim/sim/fault"
	"hybridsim/sim/shard"
)

// Options are what a run is told.
type Options struct {
	Shard shard.Shard
	// Only chooses faults; nil: all.
	Only func(fault.Fault) bool
	// Check asks of each mutant whether check notices it, too. It is always asked where there are no assertions.
	Check bool
	Seen  func(done, n int) // is told of mutants; nil: nobody looks
}

// run is one run over the mutants of a base.
type run struct {
	*Suite
	ctx      context.Context
	o        Options
	lookouts []*lookout
	subject  *check.Subject
	healthy  *check.Report
}

// Run makes every mutant and finds out who notices it.
func Run(ctx context.Context, s *Suite, o Options) (*Report, error) {
	o.Check = o.Check || len(s.Assertions) == 0
	r := &run{Suite: s, ctx: ctx, o: o}
	faults := slices.DeleteFunc(fault.Of(s.main.w), func(f fault.Fault) bool { return o.Only != nil && !o.Only(f) })
	if err := r.ask(); err != nil {
		return nil, err
	}
	var err error
	if r.lookouts, err = s.lookouts(r.each); err != nil {
		return nil, err
	}
	defer func() {
		for _, l := range r.lookouts {
			l.healthy.close()
		}
	}()
	numbered := make([]*Mutant, len(faults))
	for i, f := range faults {
		numbered[i] = mutantOf(i, f)
	}
	share := shard.Pick(o.Shard, numbered)
	var mu sync.Mutex
	done := 0
	r.each(len(share), func(i int) {
		err := r.play(share[i])
		mu.Lock()
		defer mu.Unlock()
		if err != nil && !share[i].Refused() {
			share[i].err = err
		}
		if done++; o.Seen != nil {
			o.Seen(done, len(share))
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, m := range share {
		if m.err != nil {
			return nil, fmt.Errorf("%s: %w", m, m.err)
		}
	}
	return r.report(share)
}

// ask plays check on the healthy base.
func (r *run) ask() (err error) {
	r.subject = check.Read(r.Base)
	if r.o.Check {
		r.healthy, err = check.Check(r.subject, check.Options{FlowsOnly: true})
	}
	return err
}

// play makes a mutant and finds out who notices it.
func (r *run) play(m *Mutant) error {
	if r.ctx.Err() != nil {
		return nil
	}
	steps, err := parsed(m.Lines)
	if err != nil {
		m.refuse(err)
		return nil
	}
	grounds := map[string]*ground{}
	defer func() {
		for _, g := range grounds {
			g.close()
		}
	}()
	for key, g := range r.grounds {
		if grounds[key], err = g.mutated(r.Base, steps); err != nil {
			delete(grounds, key)
			m.refuse(err)
			return nil
		}
	}
	if r.o.Check {
		if err := r.checked(m); err != nil {
			return err
		}
	}
	if len(r.Assertions) == 0 && m.Check != "" {
		m.kill("check", m.Check)
		return nil
	}
	for _, a := range r.Assertions {
		by, err := r.failing(a, grounds)
		switch {
		case err != nil:
			m.kill(a.Name, "it cannot be played: "+err.Error())
		case by != nil:
			m.kill(a.Name, by.Want)
		default:
			continue
		}
		return nil
	}
	return r.probe(m, grounds[headerOf(r.Base)])
}

// checked asks whether check notices a mutant: a flow goes otherwise, or a finding is new.
func (r *run) checked(m *Mutant) error {
	subject, err := r.subject.With(m.Lines...)
	if err != nil {
		return err
	}
	report, err := check.Check(subject, check.Options{FlowsOnly: true, Beside: r.healthy})
	if err != nil {
		m.Check = "it cannot be checked: " + err.Error()
		return nil
	}
	d := check.Compare(r.healthy, report)
	switch {
	case len(d.Flows) > 0:
		m.Check = fmt.Sprintf("%s: %s -> %s", d.Flows[0].Flow, d.Flows[0].Old, d.Flows[0].New)
	default:
		for _, f := range d.Findings {
			if f.New {
				m.Check = f.Code + " " + f.Object
				break
			}
		}
	}
	return nil
}

// probe looks at a mutant that the suite does not notice.
func (r *run) probe(m *Mutant, g *ground) error {
	m.result = Unobservable
	for i, l := range r.lookouts {
		if r.ctx.Err() != nil {
			return nil
		}
		kills, err := l.kills(i, g.world, r.Shared)
		if err != nil {
			return err
		}
		m.kills = append(m.kills, kills...)
		if len(kills) > 0 && kills[0].cost == 0 {
			break // none is shorter
		}
	}
	if len(m.kills) > 0 {
		m.result = Survived
		best := slices.MinFunc(m.kills, kill.cheaper)
		m.Assertion = r.lookouts[best.at].lines(r.Shared, best.claim)
	}
	return nil
}

// lines are a probe with a claim, as an assertion has them.
func (p *probe) lines(shared []string, claim string) []string {
	lines := append(slices.Clone(shared), p.setup...)
	return append(append(append(lines, "== Verification"), p.acts...), claim)
}

// each does work on all processors.
func (r *run) each(n int, work func(i int)) {
	var workers sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), n) {
		workers.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
}
