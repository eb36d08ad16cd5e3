package story

import (
	"errors"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// cmdletAction is what an administrator types.
type cmdletAction struct {
	side relay.Side
	at   place
	line string
}

func (a *cmdletAction) do(p *play) error {
	_, err := p.runCmdlet(a)
	return err
}

// runCmdlet runs the line and returns what it prints.
func (p *play) runCmdlet(a *cmdletAction) (string, error) {
	output, err := p.w.Run(a.side, a.line)
	return output, a.blame(err)
}

// blame makes the columns of a cmdlet's errors columns of the story's line.
func (a *cmdletAction) blame(err error) error {
	var wrong *cmdlet.Error
	if errors.As(err, &wrong) {
		return &placedError{a.at + place(wrong.Column) - 1, wrong.Message, wrong.Hint}
	}
	return err
}
