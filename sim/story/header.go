package story

import (
	"net/netip"
	"strings"
	"time"

	"hybridsim/relay"
)

// headerFields are the fields of a story's header, each with its reader.
var headerFields = map[string]func(p *parser, c *cursor, value string) error{
	"Title":    func(p *parser, c *cursor, v string) error { p.story.Title = v; return nil },
	"Source":   func(p *parser, c *cursor, v string) error { p.story.Source = v; return nil },
	"Section":  func(p *parser, c *cursor, v string) error { p.story.Section = v; return nil },
	"Contrast": func(p *parser, c *cursor, v string) error { p.story.Contrast = v; return nil },
	"Base": func(p *parser, c *cursor, v string) error {
		base, err := p.find(v)
		if err != nil {
			return c.errorAt(c.pos, "", "%v", err)
		}
		clock := p.story.Headers
		p.story.Base, p.story.Headers = base, base.Headers
		p.story.Headers.override(clock)
		return nil
	},
	"Clock": func(p *parser, c *cursor, v string) error {
		t, err := time.Parse(time.RFC3339, v)
		if err != nil {
			return c.errorAt(c.pos, "write it as 2017-03-16T08:00:00Z", "%q is not a time", v)
		}
		p.story.Headers.Clock = t
		return nil
	},
	"Cloud-Era": func(p *parser, c *cursor, v string) (err error) {
		if p.story.Headers.Era, err = relay.ParseEra(v); err != nil {
			return c.errorAt(c.pos, "", "%v", err)
		}
		return nil
	},
	"Propagation": func(p *parser, c *cursor, v string) error {
		d, err := parseDuration(v)
		if err != nil || d <= 0 {
			return c.errorAt(c.pos, "write it as 60m", "%q is not a duration", v)
		}
		p.story.Headers.Propagation = d
		return nil
	},
	"On-Premises": func(p *parser, c *cursor, v string) error { return p.onPremises(c) },
	"Tenant":      func(p *parser, c *cursor, v string) error { p.story.Headers.Tenant = v; return nil },
	"MX":          func(p *parser, c *cursor, v string) error { return p.mx(c) },
}

var headerOrder = []string{"Title", "Source", "Section", "Base", "Contrast", "Clock", "Cloud-Era", "Propagation", "On-Premises", "Tenant", "MX"}

// header reads "Name: value" lines up to the first empty line and returns the index of the line behind.
func (p *parser) header() int {
	seen := map[string]bool{}
	i := 0
	for ; i < len(p.lines) && strings.TrimSpace(p.lines[i]) != ""; i++ {
		text := strings.TrimRight(p.lines[i], " \t\r")
		c := &cursor{file: p.story.File, line: i + 1, text: text}
		name, value, ok := strings.Cut(text, ":")
		read := headerFields[name]
		switch {
		case !ok:
			p.fail(c.errorAt(0, "a story begins with lines like \"Title: ...\", then an empty line", "this is not a header field"))
			continue
		case read == nil:
			p.fail(c.errorAt(0, didYouMean(name, headerOrder), "%q is not a header field", name))
			continue
		case seen[name] && name != "MX":
			p.fail(c.errorAt(0, "", "the field %s occurs twice", name))
			continue
		}
		seen[name] = true
		c.pos = len(name) + 1
		c.skip()
		if value = strings.TrimSpace(value); value == "" {
			p.fail(c.errorf("%s has no value", name))
			continue
		}
		if err := read(p, c, value); err != nil {
			p.fail(err)
		}
	}
	p.complete(seen)
	return i
}

// complete checks that the needed fields are there: a base describes a world, a story names its base and source.
func (p *parser) complete(seen map[string]bool) {
	needed := []string{"Title", "Clock", "Cloud-Era", "On-Premises", "Tenant", "MX"}
	if seen["Base"] {
		needed = []string{"Title", "Source"}
	}
	for _, name := range needed {
		if !seen[name] {
			c := &cursor{file: p.story.File, line: 1}
			p.fail(c.errorAt(0, "the fields are "+strings.Join(headerOrder, ", "), "the header lacks %s", name))
		}
	}
}

// onPremises reads "Exchange 2013 on EX01.contoso.com at 203.0.113.10".
func (p *parser) onPremises(c *cursor) error {
	start := c.mark()
	product, rest, ok := strings.Cut(c.text[start:], " on ")
	server, address, ok2 := strings.Cut(rest, " at ")
	if !ok || !ok2 {
		return c.errorAt(start, "write it as: Exchange 2013 on EX01.contoso.com at 203.0.113.10", "this does not describe a server")
	}
	var err error
	h := &p.story.Headers
	if h.Product, err = relay.ParseProduct(strings.TrimSpace(product)); err != nil {
		return c.errorAt(start, "", "%v", err)
	}
	h.Server = strings.TrimSpace(server)
	if h.Address, err = netip.ParseAddr(strings.TrimSpace(address)); err != nil {
		return c.errorAt(strings.LastIndex(c.text, address), "", "%q is not an address", address)
	}
	return nil
}

// mx reads "contoso.com -> cloud" or "contoso.com -> mail.contoso.com".
func (p *parser) mx(c *cursor) error {
	domain, err := c.word("a domain")
	if err != nil {
		return err
	}
	if err := c.expect("->"); err != nil {
		return err
	}
	host, err := c.word("a host name, or cloud")
	if err != nil {
		return err
	}
	mx := map[string]string{domain: host}
	for d, other := range p.story.Headers.MX {
		if d != domain {
			mx[d] = other
		}
	}
	p.story.Headers.MX = mx
	return c.end()
}

// override puts fields that a story stated before its Base line over those of the base.
func (h *Headers) override(own Headers) {
	if !own.Clock.IsZero() {
		h.Clock = own.Clock
	}
	if own.Era != 0 {
		h.Era = own.Era
	}
	if own.Propagation != 0 {
		h.Propagation = own.Propagation
	}
	for domain, side := range own.MX {
		merged := map[string]string{}
		for d, s := range h.MX {
			merged[d] = s
		}
		merged[domain] = side
		h.MX = merged
	}
}
