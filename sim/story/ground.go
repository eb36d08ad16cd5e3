package story

import (
	"hybridsim/sim"
	"hybridsim/sim/script"
)

// Ground builds the world that a story begins with: its header's, with what its base does and nothing of its own. Many
// plays can begin with a fork of it. Nobody watches, so hosts take each other's word in handshakes; changes are in
// effect at once until [Story.AssertOn] is played.
func (s *Story) Ground() (*sim.World, error) {
	bare := *s.unwatched()
	if bare.Base != nil {
		bare.Setup = nil
	}
	bare.Headers.Propagation = 0
	bare.byWord = !s.RealTLS
	return bare.World()
}

// AssertOn plays an assertion's set-up and verification on such a world, to which anything may have happened, and
// reports what it claims. An error is a line that cannot be played there.
func (s *Story) AssertOn(w *sim.World) (*Report, error) {
	r := &Report{Story: s, goldens: map[*Step][]string{}}
	p := &play{script.On(w, s.files)}
	for _, step := range s.Setup {
		if step.Acts() {
			if err := p.Perform(step.Step); err != nil {
				return nil, err
			}
		}
	}
	w.Config.Propagation = s.Headers.Propagation
	p.Begin()
	err := p.watch(s.Cures[0].Verification, watcher{r.claims(func(string) {}), r.compareGolden})
	r.Events = w.EventLog().Since(p.Section().Events)
	return r, err
}
