package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
)

// clockFlag is the time at which worlds begin, in place of what their headers say.
type clockFlag struct{ at time.Time } // zero: as the headers say

var _ pflag.Value = (*clockFlag)(nil)

func (c *clockFlag) flag(cmd *cobra.Command) {
	cmd.Flags().Var(c, "clock", "begin at this `TIME` (2026-03-02T09:00:00Z), or today")
}

// today is the word for the present; it is printed as the time that it stood for.
const today = "today"

// Set reads the flag's value.
func (c *clockFlag) Set(text string) (err error) {
	if text == today {
		c.at = time.Now().UTC().Truncate(time.Second)
		return nil
	}
	if c.at, err = time.Parse(time.RFC3339, text); err != nil {
		return mistake.New("write --clock 2026-03-02T09:00:00Z, or --clock today", "%q is not a time", text)
	}
	return nil
}

// Type is what the flag takes.
func (c *clockFlag) Type() string { return "TIME" }

func (c *clockFlag) String() string {
	if c.at.IsZero() {
		return ""
	}
	return c.at.Format(time.RFC3339)
}

// tell prints the time that worlds begin at, when it is another than their headers say: today is known afterwards.
func (c *clockFlag) tell(out io.Writer) {
	if !c.at.IsZero() {
		fmt.Fprintf(out, "clock: %s\n", c)
	}
}

// apply gives stories the time.
func (c *clockFlag) apply(stories ...*story.Story) {
	for _, s := range stories {
		if !c.at.IsZero() {
			s.Headers.Clock = c.at
		}
	}
}
