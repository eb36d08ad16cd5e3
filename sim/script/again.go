package script

import (
	"strings"
	"time"
)

// PastLine is a line that somebody typed in a living world, and the virtual time at which it was executed.
type PastLine struct {
	At   time.Time
	Text string
}

// Again has lines typed again, each at its time, in a world that was made as the one was in which they were typed
// first, from the same clock. Mail does not travel meanwhile. failed is told of lines that do not work, and may be nil.
func (c *Console) Again(lines []PastLine, failed func(line int, err error)) {
	c.Still()
	for i, l := range lines {
		if strings.Contains(strings.ToLower(l.Text), "retry-queue") {
			continue // it is about mail alone, which is restored
		}
		c.w.Pass(l.At)
		if _, err := c.Do(l.Text); err != nil && failed != nil {
			failed(i, err)
		}
	}
}

// Still makes lines do what they say and nothing that follows from it: no mail travels and no time passes.
func (c *Console) Still() {
	c.Settle = func() error { return nil }
	c.Wait = func(time.Duration) error { return nil }
}
