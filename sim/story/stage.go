package story

import (
	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/script"
)

// Stage is a world on which a program plays lines one by one, as it writes a base or changes one.
type Stage struct{ p *play }

// NewStage builds the world that a header describes.
func NewStage(h Headers) (*Stage, error) {
	p, err := newPlay(&Story{File: "the header", Headers: h})
	if err != nil {
		return nil, err
	}
	return &Stage{p}, nil
}

// Close ends the world.
func (s *Stage) Close() { s.p.close() }

// World is the world in its present state.
func (s *Stage) World() *sim.World { return s.p.World() }

// Do plays one acting line.
func (s *Stage) Do(line string) error {
	step, err := (&script.Cursor{Line: 1, Text: line}).Step()
	if err != nil || !step.Acts() {
		return err
	}
	return s.p.Perform(step)
}

// Try tells whether a line typed on a side would be refused, without doing anything.
func (s *Stage) Try(side relay.Side, line string) error { return s.p.World().Try(side, line) }
