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
	`HOST> relay DOMAIN|any [of DOMAIN|header "NAME: VALUE"|certificate NAME] to NAME|MX [adding footer "TEXT"] [tagging subject "TEXT"] [stamping header "NAME: VALUE"] [dropping headers PREFIX, ...] [keeping headers PREFIX, ...] [preserving headers] [breaking signatures|keeping signatures] [without received] [with certificate [NAME by] "AUTHORITY"] [presenting certificate [NAME by] "AUTHORITY"]`,
	"The host takes mail for the domain and passes it on to another host, or to the one that the recipient's MX "+
		"names, in dialogues of its own: the client's "+
		"certificate and the private parameters of its commands end here. "+
		"It uses STARTTLS where it is offered, adds its Received field unless told not to, retries, and reports "+
		"what cannot be delivered. "+
		"Of a domain, the rule is for mail of that sender's domain alone, as with a service that has several "+
		"customers; of a header, for mail with that field; of a certificate, for clients that show one with that "+
		"name. It comes before one for everybody. "+
		"A footer is added below the text and a tag before the subject, which breaks signatures; "+
		"breaking signatures, the text is encoded anew, which nobody sees; keeping signatures, what is signed goes "+
		"without footer and tag. A stamped header "+
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
		if err = a.customer(c); err != nil {
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
				"keeping headers, preserving headers, breaking signatures, keeping signatures, without received, "+
				"with certificate or presenting certificate, not %s", c.next())
		}
		if a.rule.Breaks && a.rule.Spares {
			return nil, c.ErrorAt(start, "leave one of them out", "a host cannot break signatures and keep them")
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
		var f relay.Field
		f, err = c.field()
		r.Stamp = append(r.Stamp, f)
	case c.Take("dropping headers"):
		r.Drop, err = c.words("the beginning of a header's name")
	case c.Take("keeping headers"):
		r.Keep, err = c.words("the beginning of a header's name")
	case c.Take("preserving headers"):
		r.Preserve = true
	case c.Take("breaking signatures"):
		r.Breaks = true
	case c.Take("keeping signatures"):
		r.Spares = true
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

// customer takes what tells a customer's mail.
func (a *gateway) customer(c *Cursor) (err error) {
	switch {
	case c.Take("header"):
		a.rule.Header, err = c.field()
	case c.Take("certificate"):
		a.rule.Client, err = c.Word("a name in the client's certificate")
	default:
		a.rule.Customer, err = c.Word("a sender's domain")
	}
	return err
}

// field takes a header field in quotes.
func (c *Cursor) field() (f relay.Field, err error) {
	start := c.Mark()
	text, err := c.quoted("the header")
	if err != nil {
		return f, err
	}
	name, value, ok := strings.Cut(text, ":")
	name = strings.TrimSpace(name)
	if !ok || name == "" || strings.ContainsAny(name, " \t") {
		return f, c.ErrorAt(start, `write it as "X-Signed-By: litware"`, "%q is not a header field", text)
	}
	return relay.Field{Name: name, Value: strings.TrimSpace(value)}, nil
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
