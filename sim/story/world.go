package story

import "hybridsim/sim"

// World builds the story's world and plays its base and its set-up on it, no further: for tests and programs that go on by
// themselves. A base gives its healthy hybrid. The caller closes the world.
func (s *Story) World() (*sim.World, error) {
	p, err := newPlay(s)
	if err != nil {
		return nil, err
	}
	return p.w, nil
}

// Faulty builds the story's world and lets its cause happen too: the state in which its symptoms show. A base and a story
// without a cause give their healthy hybrid. The caller closes the world.
func (s *Story) Faulty() (*sim.World, error) {
	p, err := newFaultyPlay(s)
	if err != nil {
		return nil, err
	}
	return p.w, nil
}
