package story

import (
	"errors"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// cmdletAction is what an administrator types.
type cmdletAction struct {
	side   relay.Side
	column int
	line   string
}

func (a *cmdletAction) do(p *play) error {
	_, err := p.w.Run(a.side, a.line)
	var wrong *cmdlet.Error
	if errors.As(err, &wrong) {
		return &placedError{a.column + wrong.Column, wrong.Message, wrong.Hint}
	}
	return err
}
