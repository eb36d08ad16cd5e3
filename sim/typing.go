package sim

import (
	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// Console is where an administrator types: an organization, and which of its servers; without one the first.
type Console struct {
	side   *Side
	server string
}

// Console returns the console of a side's first organization.
func (w *World) Console(side relay.Side) Console { return Console{side: w.Side(side)} }

// ConsoleAt returns the console of an on-premises server; ok is false when there is none by this name.
func (w *World) ConsoleAt(server string) (c Console, ok bool) {
	for _, s := range w.sides {
		if here := s.Server(server); here != nil && s.Name.Kind() == relay.OnPremises {
			return Console{s, here.Name}, true
		}
	}
	return Console{}, false
}

// Server is the name of the server that the console stands at; empty: it is the organization's.
func (c Console) Server() string { return c.server }

// Run types a line and returns what it prints.
func (c Console) Run(line string) (string, error) {
	var (
		printed func() string
		begun   tests
		err     error
	)
	c.side.w.Do(func(in *Inside) {
		c.side.w.catchUp(in)
		printed, err = cmdlet.Begin(administrator{c.side.at(in), c.server, &begun}, line)
	})
	if err != nil {
		return "", err
	}
	for _, test := range begun {
		c.side.w.Hold(test)
	}
	return printed(), nil
}

// Complete says what the last word of a line that is being typed can become, as [cmdlet.Complete] does.
func (c Console) Complete(line string) (from int, words []string) {
	c.side.w.Do(func(in *Inside) {
		from, words = cmdlet.Complete(administrator{s: c.side.at(in), console: c.server}, line)
	})
	return from, words
}

// Run lets a side's administrator type a line and returns what it prints.
func (w *World) Run(side relay.Side, line string) (string, error) { return w.Console(side).Run(line) }

// Complete says what the last word of a line that a side's administrator is typing can become.
func (w *World) Complete(side relay.Side, line string) (from int, words []string) {
	return w.Console(side).Complete(line)
}
