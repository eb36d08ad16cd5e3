package script

import (
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// cmdletAction is what an administrator types.
type cmdletAction struct {
	side     relay.Side
	sideAt   mistake.Column
	server   string // at whose console; empty: of the side's first
	serverAt mistake.Column
	at       mistake.Column
	line     string
}

func (a *cmdletAction) do(p *Player) error {
	_, err := p.runCmdlet(a)
	return err
}

// runCmdlet runs the line and returns what it prints.
func (p *Player) runCmdlet(a *cmdletAction) (string, error) {
	side, err := p.organization(a.side, a.sideAt)
	if err != nil {
		return "", err
	}
	console := p.w.Console(side.Name)
	if a.server != "" {
		var ok bool
		if console, ok = p.w.ConsoleAt(a.server); !ok {
			return "", nobody(a.server, a.serverAt, p.w.ServerNames())
		}
	}
	output, err := console.Run(a.line)
	if err == nil && validates(a.line) {
		p.talk = &talk{replies: strings.Split(strings.TrimSpace(output), "\n\n")}
	}
	return output, a.at.Shift(err)
}

// CheckServer complains about a line that is typed at a server or an organization which is none of those.
func (s *Step) CheckServer(servers []string, sides []relay.Side) error {
	if s.unknown != nil {
		return s.unknown.Step.CheckServer(servers, sides)
	}
	switch a := s.act.(type) {
	case *cmdletAction:
		switch {
		case a.side != a.side.Kind() && !slices.Contains(sides, a.side):
			return s.Wrap(unknownSide(a.side, a.sideAt, sides))
		case a.server != "" && !suggest.Has(servers, a.server):
			return s.Wrap(nobody(a.server, a.serverAt, servers))
		}
	case *machineAct:
		if isServer(a.machine) && a.machine != string(relay.OnPremises) && !suggest.Has(servers, a.machine) {
			return s.Wrap(nobody(a.machine, a.at, servers))
		}
	}
	return nil
}

// nobody is the mistake of a line whose actor is nobody.
func nobody(actor string, at mistake.Column, servers []string) error {
	hint := "lines begin with " + strings.Join(roles, ">, ") + ">, an address or a host name"
	if len(servers) > 0 {
		hint += "; the servers are " + strings.Join(servers, ", ")
	}
	if near := suggest.Nearest(actor, slices.Concat(roles, servers)); near != "" {
		hint = "did you mean " + near + ">?"
	}
	return at.Errorf(hint, "%q is nobody who could do something", actor)
}

// roles are those who type lines in every world.
var roles = []string{"onprem", "cloud", "net", "ca", "eop", "ad"}

// isServer reports whether an actor can be a server's name: a label, and no slip of a role's.
func isServer(actor string) bool {
	for i, r := range actor {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
		case i > 0 && ('0' <= r && r <= '9' || r == '-' || r == '_'):
		default:
			return false
		}
	}
	return actor != "" && suggest.Nearest(actor, roles) == ""
}

// CheckCmdlet looks at what an administrator types without doing it: whether there is such a cmdlet on this product,
// with these parameters and values. Other steps, and those of a product that is not known, pass.
func (s *Step) CheckCmdlet(product relay.Product) error {
	a, ok := s.act.(*cmdletAction)
	if !ok || a.side.Kind() == relay.OnPremises && product == 0 {
		return nil
	}
	return s.Wrap(a.at.Shift(cmdlet.Check(&relay.Organization{Side: a.side, Product: product}, a.line)))
}
