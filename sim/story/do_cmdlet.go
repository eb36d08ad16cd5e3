package story

import (
	"errors"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/mistake"
)

// cmdletAction is what an administrator types.
type cmdletAction struct {
	side relay.Side
	at   mistake.Column
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
		return &mistake.Error{Column: int(a.at) + wrong.Column - 1, Message: wrong.Message, Hint: wrong.Hint}
	}
	return err
}
