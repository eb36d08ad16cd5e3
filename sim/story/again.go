package story

import (
	"time"

	"hybridsim/sim"
)

// Text is the file that the story was read from.
func (s *Story) Text() string { return s.text }

// PastLine is a line that somebody typed in a living world, and the virtual time at which it was executed.
type PastLine struct {
	At   time.Time
	Text string
}

// Again builds the story's faulty world as it was built before, from the same Headers.Clock, and has lines typed again, each
// at its time. Mail does not travel meanwhile. failed is told of lines that do not work, and may be nil. The caller closes the
// world.
func (s *Story) Again(lines []PastLine, failed func(line int, err error)) (*sim.World, error) {
	c, err := s.Console()
	if err != nil {
		return nil, err
	}
	c.Still()
	for i, l := range lines {
		c.World().Pass(l.At)
		if _, err := c.Do(l.Text); err != nil && failed != nil {
			failed(i, err)
		}
	}
	return c.World(), nil
}

// Still makes lines do what they say and nothing that follows from it: no mail travels and no time passes.
func (c *Console) Still() {
	c.Settle = func() error { return nil }
	c.Wait = func(time.Duration) error { return nil }
}
