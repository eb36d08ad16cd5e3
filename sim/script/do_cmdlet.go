package script

import (
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

func (a *cmdletAction) do(p *Player) error {
	_, err := p.runCmdlet(a)
	return err
}

// runCmdlet runs the line and returns what it prints.
func (p *Player) runCmdlet(a *cmdletAction) (string, error) {
	output, err := p.w.Run(a.side, a.line)
	return output, a.at.Shift(err)
}

// CheckCmdlet looks at what an administrator types without doing it: whether there is such a cmdlet on this product,
// with these parameters and values. Other steps, and those of a product that is not known, pass.
func (s *Step) CheckCmdlet(product relay.Product) error {
	a, ok := s.act.(*cmdletAction)
	if !ok || a.side == relay.OnPremises && product == 0 {
		return nil
	}
	return s.Wrap(a.at.Shift(cmdlet.Check(&relay.Organization{Side: a.side, Product: product}, a.line)))
}
