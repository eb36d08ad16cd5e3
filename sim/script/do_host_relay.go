package script

import (
	"hybridsim/sim"
	"hybridsim/sim/outside"
)

// gateway is what a relay line says.
type gateway struct {
	rule            outside.Relaying
	name, authority string // of its certificate
}

var _ = register(groupHost, "relay",
	`HOST> relay DOMAIN|any to NAME [adding footer "TEXT"] [dropping headers PREFIX, ...] [preserving headers] [with certificate [NAME by] "AUTHORITY"]`,
	"The host takes mail for the domain and passes it on to another host, in dialogues of its own: the client's "+
		"certificate and the private parameters of its commands end here. "+
		"It uses STARTTLS where it is offered, adds its Received field, retries, and reports what cannot "+
		"be delivered. "+
		"A footer is added below the text; header fields whose names begin with a prefix are left out. "+
		"Preserving headers is what an Edge Transport server does: every field and XOORG go along. "+
		"The certificate, for the host's own name unless another is given, is shown to clients and servers; "+
		"without one the host offers no STARTTLS. A second rule for a domain replaces the first.",
	parseRelay)

func parseRelay(c *Cursor) (any, error) {
	a := &gateway{}
	var err error
	if a.rule.Domain, err = c.Word("a domain, or any"); err != nil {
		return nil, err
	}
	if err := c.Expect("to"); err != nil {
		return nil, err
	}
	if a.rule.To, err = c.Word("the next host"); err != nil {
		return nil, err
	}
	for !c.Done() {
		start := c.Mark()
		switch {
		case c.Take("adding footer"):
			a.rule.Footer, err = c.quoted("the footer")
		case c.Take("dropping headers"):
			a.rule.Drop, err = c.words("the beginning of a header's name")
		case c.Take("preserving headers"):
			a.rule.Preserve = true
		case c.Take("with certificate"):
			err = a.certificate(c)
		default:
			return nil,
				c.Errorf("expected adding footer, dropping headers, preserving headers or with certificate, not %s",
					c.next())
		}
		if err != nil {
			return nil, err
		}
		if a.rule.Preserve && len(a.rule.Drop) > 0 {
			return nil, c.ErrorAt(start, "leave one of them out", "a host cannot preserve headers and drop them")
		}
	}
	return &hostAct{act: func(p *Player, h *sim.Host) error { return a.setUp(p, h) }}, nil
}

func (a *gateway) certificate(c *Cursor) (err error) {
	if !c.isQuoted() {
		if a.name, err = c.Word("a host name, or the authority in double quotes"); err != nil {
			return err
		}
		if err := c.Expect("by"); err != nil {
			return err
		}
	}
	a.authority, err = authorityName(c, "the authority")
	return err
}

// setUp makes the host a gateway.
func (a *gateway) setUp(p *Player, h *sim.Host) error {
	rule := a.rule
	rule.To = p.w.ServerName(rule.To)
	h.Relay(rule)
	if a.authority == "" {
		return nil
	}
	name := a.name
	if name == "" {
		name = h.Name
	}
	return h.Certify(name, a.authority)
}
