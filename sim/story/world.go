package story

import (
	"hybridsim/sim"
	"hybridsim/sim/script"
)

// World builds the story's world and plays its base and its set-up on it, no further: for tests and programs that go on
// by themselves. A base gives its healthy hybrid. What is not known is taken not to be so. The caller closes the world.
func (s *Story) World() (*sim.World, error) { return s.WorldWith() }

// WorldWith is [Story.World] with those of the story's [Story.Unknowns] that are taken to be so: each line is played at
// its place in the set-up.
func (s *Story) WorldWith(so ...script.Unknown) (*sim.World, error) {
	p, err := newPlay(s, so...)
	if err != nil {
		return nil, err
	}
	return p.World(), nil
}

// Faulty builds the story's world and lets its cause happen too: the state in which its symptoms show. A base and a
// story without a cause give their healthy hybrid. Those of the story's [Story.Unknowns] that are given are taken to be
// so. The caller closes the world.
func (s *Story) Faulty(so ...script.Unknown) (*sim.World, error) {
	p, err := newFaultyPlay(s, so...)
	if err != nil {
		return nil, err
	}
	return p.World(), nil
}

// Continue plays steps on a world that the caller has built.
func (s *Story) Continue(w *sim.World, steps []*Step) error {
	return (&play{script.On(w, s.files)}).do(steps)
}

// Reported builds the story's world as somebody finds it who is called: after the cause, and after what Symptoms do.
// The caller closes the world.
func (s *Story) Reported() (*sim.World, error) {
	p, err := newSufferedPlay(s)
	if err != nil {
		return nil, err
	}
	return p.World(), nil
}

// Player plays on the story's world from its faulty state on, as [Story.Faulty] makes it. The caller closes the world.
func (s *Story) Player(so ...script.Unknown) (*script.Player, error) {
	p, err := newFaultyPlay(s, so...)
	if err != nil {
		return nil, err
	}
	return p.Player, nil
}

// ConsoleAt is a console at a world that the caller has built, with the story's messages.
func (s *Story) ConsoleAt(w *sim.World) *script.Console { return script.NewConsole(w, s.files) }
