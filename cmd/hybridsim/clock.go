package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"hybridsim/sim/story"
)

// clockFlag is the time at which worlds begin, in place of what their headers say.
type clockFlag struct{ text string }

func (c *clockFlag) flag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.text, "clock", "", "begin at this `TIME` (2026-03-02T09:00:00Z), or today")
}

// today is the word for the present; it is printed as the time that it stood for.
const today = "today"

// apply gives stories the time, and prints the one that today stands for.
func (c *clockFlag) apply(out io.Writer, stories ...*story.Story) error {
	if c.text == "" {
		return nil
	}
	at, err := time.Parse(time.RFC3339, c.text)
	switch {
	case c.text == today:
		at = time.Now().UTC().Truncate(time.Second)
		fmt.Fprintf(out, "clock: %s (today)\n", at.Format(time.RFC3339))
	case err != nil:
		return fmt.Errorf("%q is not a time\n    hint: write --clock 2026-03-02T09:00:00Z, or --clock today", c.text)
	}
	for _, s := range stories {
		s.Headers.Clock = at
	}
	return nil
}
