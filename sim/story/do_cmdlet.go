package story

import (
	"hybridsim/relay"
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
	return output, a.at.Shift(err)
}
