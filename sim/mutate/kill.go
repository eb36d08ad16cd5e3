package mutate

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"hybridsim/sim"
)

// lookout is a probe with what the healthy base shows of it.
type lookout struct {
	probe
	healthy *seen

	suite *Suite

	mu      sync.Mutex
	holds   map[string]bool // of claims that were tried on the healthy base
	certain map[string]bool // of those, whether they hold as well as it may be
}

// lookouts plays all probes on the healthy base. Those that cannot be played there are left out.
func (s *Suite) lookouts(each func(n int, work func(i int))) ([]*lookout, error) {
	w, err := s.main.world()
	if err != nil {
		return nil, err
	}
	list := probes(w)
	w.Close()
	if err := s.doubt(); err != nil {
		return nil, err
	}
	all := make([]*lookout, len(list))
	each(len(list), func(i int) {
		w, err := s.main.world()
		if err != nil {
			return
		}
		if healthy, err := list[i].play(w, s.Shared); err == nil {
			all[i] = &lookout{probe: list[i], healthy: healthy, suite: s, holds: map[string]bool{},
				certain: map[string]bool{}}
		}
	})
	return slices.DeleteFunc(all, func(l *lookout) bool { return l == nil }), nil
}

// inHealth reports whether a claim holds on the healthy base.
func (l *lookout) inHealth(claim string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	holds, known := l.holds[claim]
	if !known {
		holds = l.healthy.holds(claim)
		l.holds[claim] = holds
	}
	return holds
}

// doubt makes the grounds of what is not known about the base: an assertion is to hold there, too.
func (s *Suite) doubt() error {
	if s.doubts != nil {
		return nil
	}
	for _, u := range s.Base.Unknowns() {
		steps, err := parsed([]string{u.Step.Text})
		if err != nil || u.Assumed {
			continue
		}
		g, err := s.main.mutated(s.Base, steps)
		if err != nil {
			return err
		}
		s.doubts = append(s.doubts, g)
	}
	return nil
}

// isCertain reports whether a claim that holds on the healthy base holds there whatever is so of what is not known.
func (l *lookout) isCertain(claim string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if certain, known := l.certain[claim]; known {
		return certain
	}
	certain := !slices.ContainsFunc(l.suite.doubts, func(g *ground) bool {
		w, err := g.world()
		if err != nil {
			return true
		}
		perhaps, err := l.play(w, l.suite.Shared)
		if err != nil {
			return true
		}
		defer perhaps.close()
		return !perhaps.holds(claim)
	})
	l.certain[claim] = certain
	return certain
}

// kill is a claim about a probe that holds on the healthy base and fails on a mutant.
type kill struct {
	at    int // of the lookouts
	claim string
	cost  int
}

// cheaper orders kills: the plainer and shorter goes first.
func (k kill) cheaper(o kill) int {
	return cmp.Or(cmp.Compare(k.cost, o.cost), cmp.Compare(len(k.claim), len(o.claim)), cmp.Compare(k.at, o.at),
		cmp.Compare(k.claim, o.claim))
}

// maxKills is how many claims about one probe are kept: the plainest.
const maxKills = 4

// cost is how long an assertion with the probe is, without its claim.
func (p *probe) cost() int {
	if strings.Contains(p.acts[0], " of "+large) {
		return 10*len(p.setup) + 1
	}
	return 10 * len(p.setup)
}

// kills plays a probe on a mutant and finds claims that notice it. What differs and no line of the language says, such
// as that something is logged that was not, makes none.
func (l *lookout) kills(at int, build func() (*sim.World, error), shared []string) (list []kill, err error) {
	w, err := build()
	if err != nil {
		return nil, err
	}
	cost := l.cost()
	sick, err := l.play(w, shared)
	if err != nil { // whoever should act is gone: any claim would do, since nobody gets so far
		for _, f := range l.healthy.facts {
			if l.inHealth(f.claim) {
				return []kill{{at, f.claim, cost + f.plain}}, nil
			}
		}
		return nil, nil
	}
	defer sick.close()
	try := func(claim string, plain int) {
		if claim != "" && l.inHealth(claim) && !sick.holds(claim) {
			list = append(list, kill{at, claim, cost + plain})
		}
	}
	for _, f := range l.healthy.facts {
		if !sick.index[f.claim] {
			try(f.claim, f.plain)
		}
	}
	for _, f := range sick.facts {
		if !l.healthy.index[f.claim] {
			try(f.denial, f.plain+1)
		}
	}
	slices.SortFunc(list, kill.cheaper)
	list = slices.CompactFunc(list, func(a, b kill) bool { return a.claim == b.claim })
	var kept []kill
	for _, k := range list {
		if len(kept) < maxKills && l.isCertain(k.claim) {
			kept = append(kept, k)
		}
	}
	return kept, nil
}
