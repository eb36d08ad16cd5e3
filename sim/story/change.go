package story

import (
	"slices"

	"hybridsim/sim/script"
)

// ParseLine reads one line that acts, as [script.ParseAct] does.
func ParseLine(where string, number int, line string) (*Step, error) {
	step, err := script.ParseAct(where, number, line)
	if err != nil {
		return nil, err
	}
	return &Step{Step: step}, nil
}

// With returns the story with more steps at the end of its cause; the story itself stays as it is. Of a base it is a
// base to which something has happened.
func (s *Story) With(steps ...*Step) *Story {
	more := *s
	more.Cause = slices.Concat(s.Cause, steps)
	return &more
}
