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

// runCmdlet runs the line and returns what it prints. Columns of its errors become columns of the story's line.
func (p *play) runCmdlet(a *cmdletAction) (string, error) {
	output, err := p.w.Run(a.side, a.line)
	var wrong *cmdlet.Error
	if errors.As(err, &wrong) {
		return "", &placedError{a.at + place(wrong.Column) - 1, wrong.Message, wrong.Hint}
	}
	return output, err
}
