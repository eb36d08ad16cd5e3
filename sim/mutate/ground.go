package mutate

import (
	"hybridsim/sim"
	"hybridsim/sim/story"
)

// ground is a world that many plays begin with. It is built once and forked, unless something has happened in it.
type ground struct {
	build func() (*sim.World, error)
	w     *sim.World
}

func newGround(build func() (*sim.World, error)) (*ground, error) {
	w, err := build()
	if err != nil {
		return nil, err
	}
	return &ground{build, w}, nil
}

// world is a world to play in. The caller closes it.
func (g *ground) world() (*sim.World, error) {
	if w, ok, err := g.w.Fork(); ok || err != nil {
		return w, err
	}
	return g.build()
}

func (g *ground) close() { g.w.Close() }

// mutated is the ground after lines were typed there. The error is of a line that is refused.
func (g *ground) mutated(base *story.Story, steps []*story.Step) (*ground, error) {
	return newGround(func() (*sim.World, error) {
		w, err := g.world()
		if err != nil {
			return nil, err
		}
		if err := base.Continue(w, steps); err != nil {
			w.Close()
			return nil, err
		}
		return w, nil
	})
}

// parsed reads lines that somebody types.
func parsed(lines []string) ([]*story.Step, error) {
	var steps []*story.Step
	for i, line := range lines {
		step, err := story.ParseLine("mutant", i+1, line)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	return steps, nil
}
