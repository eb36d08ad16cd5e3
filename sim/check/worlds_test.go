package check

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/scenarios"
	"hybridsim/sim"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// TestAForkIsTheSameWorld: what is played in a fork goes as in a world whose lines were typed for it, decision by decision, and
// what was played in one fork is not seen in the next.
func TestAForkIsTheSameWorld(t *testing.T) {
	c := &story.Catalogue{Files: scenarios.Files}
	names := append(c.Bases(), c.Names()...)
	step := 1
	if tested.Race {
		step = 45
	}
	for i := 0; i < len(names); i += step {
		t.Run(names[i], func(t *testing.T) {
			t.Parallel()
			subject := subjectOf(t, names[i])
			w, err := subject.world()
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			s := scenes(w)
			_, people := lint(s)
			p, err := newPlan(subject, s, Options{}, people)
			if err != nil {
				t.Fatal(err)
			}
			defer p.worlds.forget(subject)
			for _, e := range p.entries {
				j := job{entry: e, subject: subject}
				inFork, err := e.flow.play(e.cast, withoutLarge, func() (*sim.World, error) { return p.worlds.of(j) })
				if err != nil {
					t.Fatal(err)
				}
				anew, err := e.flow.play(e.cast, withoutLarge, func() (*sim.World, error) {
					w, err := subject.world()
					if err != nil {
						return nil, err
					}
					return w, e.cast.join(w)
				})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(anew, inFork, cmp.AllowUnexported(verdict{})); diff != "" {
					t.Errorf("%s goes otherwise in a fork (-typed anew +fork):\n%s", e.flow.id, diff)
				}
			}
		})
	}
}
