package script

import (
	"cmp"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/outside"
)

// gateway is what a relay line says.
type gateway struct {
	rule  outside.Relaying
	shown certificateOf // to clients and servers
	only  certificateOf // to the next host of this mail
}

// certificateOf is a certificate as a line asks for it: a name, empty for the host's own, and who issues it.
type certificateOf struct{ name, authority string }

var _ = register(groupHost, "relay",
	`HOST> relay DOMAIN|any [of DOMAIN] to NAME|MX [adding footer "TEXT"] [tagging subject "TEXT"] [stamping header "NAME: VALUE"] [dropping headers PREFIX, ...] [keeping headers PREFIX, ...] [preserving headers] [without received] [with certificate [NAME by] "AUTHORITY"] [presenting certificate [NAME by] "AUTHORITY"]`,
	"The host takes mail for the domain and passes it on to another host, or to the one that the recipient's MX "+
		"names, in dialogues of its own: the client's "+
		"certificate and the private parameters of its commands end here. "+
		"It uses STARTTLS where it is offered, adds its Received field unless told not to, retries, and reports "+
		"what cannot be delivered. "+
		"Of a domain, the rule is for mail of that sender's domain alone, as with a service that has several "+
		"customers; it comes before one for everybody. "+
		"A footer is added below the text and a tag before the subject, which breaks signatures; a stamped header "+
		"replaces those of its name; header fields whose names begin with a prefix are left out, except those "+
		"that are kept. "+
		"Preserving headers is what an Edge Transport server does: every field and XOORG go along. "+
		"The certificate, for the host's own name unless another is given, is shown to clients and servers; "+
		"without one the host offers no STARTTLS. One that is presented is shown to the next host of this "+
		"rule's mail only. A second rule for a domain, and customer, replaces the first.",
	parseRelay)

func parseRelay(c *Cursor) (any, error) {
	a := &gateway{}
	var err error
	if a.rule.Domain, err = c.Word("a domain, or any"); err != nil {
		return nil, err
	}
	if c.Take("of") {
		if a.rule.Customer, err = c.Word("a sender's domain"); err != nil {
			return nil, err
		}
	}
	if err := c.Expect("to"); err != nil {
		return nil, err
	}
	if a.rule.To, err = c.Word("the next host, or MX"); err != nil {
		return nil, err
	}
	for !c.Done() {
		start := c.Mark()
		known, err := a.option(c)
		if err != nil {
			return nil, err
		}
		if !known {
			return nil, c.Errorf("expected adding footer, tagging subject, stamping header, dropping headers, "+
				"keeping headers, preserving headers, without received, with certificate or presenting certificate, "+
				"not %s", c.next())
		}
		if a.rule.Preserve && len(a.rule.Drop) > 0 {
			return nil, c.ErrorAt(start, "leave one of them out", "a host cannot preserve headers and drop them")
		}
	}
	return &hostAct{act: func(p *Player, h *sim.Host) error { return a.setUp(p, h) }}, nil
}

// option takes the next option of a relay line; known is false when it is none.
func (a *gateway) option(c *Cursor) (known bool, err error) {
	r := &a.rule
	switch {
	case c.Take("adding footer"):
		r.Footer, err = c.quoted("the footer")
	case c.Take("tagging subject"):
		r.Tag, err = c.quoted("the tag")
	case c.Take("stamping header"):
		err = a.stamp(c)
	case c.Take("dropping headers"):
		r.Drop, err = c.words("the beginning of a header's name")
	case c.Take("keeping headers"):
		r.Keep, err = c.words("the beginning of a header's name")
	case c.Take("preserving headers"):
		r.Preserve = true
	case c.Take("without received"):
		r.Untraced = true
	case c.Take("with certificate"):
		a.shown, err = c.certificate()
	case c.Take("presenting certificate"):
		a.only, err = c.certificate()
	default:
		return false, nil
	}
	return true, err
}

// stamp takes a header field in quotes.
func (a *gateway) stamp(c *Cursor) error {
	start := c.Mark()
	text, err := c.quoted("the header")
	if err != nil {
		return err
	}
	name, value, ok := strings.Cut(text, ":")
	name = strings.TrimSpace(name)
	if !ok || name == "" || strings.ContainsAny(name, " \t") {
		return c.ErrorAt(start, `write it as "X-Signed-By: litware"`, "%q is not a header field", text)
	}
	a.rule.Stamp = append(a.rule.Stamp, relay.Field{Name: name, Value: strings.TrimSpace(value)})
	return nil
}

func (c *Cursor) certificate() (of certificateOf, err error) {
	if !c.isQuoted() {
		if of.name, err = c.Word("a host name, or the authority in double quotes"); err != nil {
			return of, err
		}
		if err := c.Expect("by"); err != nil {
			return of, err
		}
	}
	of.authority, err = authorityName(c, "the authority")
	return of, err
}

// setUp makes the host a gateway.
func (a *gateway) setUp(p *Player, h *sim.Host) error {
	rule := a.rule
	rule.To = p.w.ServerName(rule.To)
	if a.only.authority != "" {
		pair, err := h.Issue(cmp.Or(a.only.name, h.Name), a.only.authority)
		if err != nil {
			return err
		}
		rule.Certificate = pair
	}
	h.Relay(rule)
	if a.shown.authority == "" {
		return nil
	}
	return h.Certify(cmp.Or(a.shown.name, h.Name), a.shown.authority)
}
