package story

import "hybridsim/sim"

// relayAction makes an outside host a gateway.
type relayAction struct {
	atHost
	rule            sim.Relaying
	name, authority string // of its certificate
}

var _ = register(groupHost, "relay", `HOST> relay DOMAIN|any to NAME [adding footer "TEXT"] [dropping headers PREFIX, ...] [preserving headers] [with certificate [NAME by] "AUTHORITY"]`,
	"The host takes mail for the domain and passes it on to another host, in dialogues of its own: the client's certificate and the private parameters of its commands end here. "+
		"It uses STARTTLS where it is offered, adds its Received field, retries, and reports what cannot be delivered. "+
		"A footer is added below the text; header fields whose names begin with a prefix are left out. Preserving headers is what an Edge Transport server does: every field and XOORG go along. "+
		"The certificate, for the host's own name unless another is given, is shown to clients and servers; without one the host offers no STARTTLS. A second rule for a domain replaces the first.",
	parseRelay)

func parseRelay(c *cursor) (any, error) {
	a := &relayAction{}
	var err error
	if a.rule.Domain, err = c.word("a domain, or any"); err != nil {
		return nil, err
	}
	if err := c.expect("to"); err != nil {
		return nil, err
	}
	if a.rule.To, err = c.word("the next host"); err != nil {
		return nil, err
	}
	for !c.done() {
		start := c.mark()
		switch {
		case c.take("adding footer"):
			a.rule.Footer, err = c.quoted("the footer")
		case c.take("dropping headers"):
			err = c.list("the beginning of a header's name", func(p string) error { a.rule.Drop = append(a.rule.Drop, p); return nil })
		case c.take("preserving headers"):
			a.rule.Preserve = true
		case c.take("with certificate"):
			err = a.certificate(c)
		default:
			return nil, c.errorf("expected adding footer, dropping headers, preserving headers or with certificate, not %q", c.peek())
		}
		if err != nil {
			return nil, err
		}
		if a.rule.Preserve && len(a.rule.Drop) > 0 {
			return nil, c.errorAt(start, "leave one of them out", "a host cannot preserve headers and drop them")
		}
	}
	return a, nil
}

func (a *relayAction) certificate(c *cursor) (err error) {
	if !c.isQuoted() {
		if a.name, err = c.word("a host name, or the authority in double quotes"); err != nil {
			return err
		}
		if err := c.expect("by"); err != nil {
			return err
		}
	}
	a.authority, err = c.quoted("the authority")
	return err
}

func (a *relayAction) do(p *play) error {
	h, err := a.find(p)
	if err != nil {
		return err
	}
	h.Relay(a.rule)
	if a.authority == "" {
		return nil
	}
	if a.name == "" {
		a.name = h.Name
	}
	return h.Certify(a.name, a.authority)
}
