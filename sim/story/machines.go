package story

import (
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/script"
)

// onPremises reads "Exchange 2013 on EX01.contoso.com at 203.0.113.10", of the first server or of another.
func (p *parser) onPremises(c *script.Cursor, v string) error {
	p.ownMachines()
	m, err := p.machine(c, v, "On-Premises", "Exchange 2013 on EX01.contoso.com at 203.0.113.10")
	if err != nil {
		return err
	}
	p.addMachine(m)
	return nil
}

// edge reads "Exchange 2019 on EDGE01.contoso.com at 203.0.113.20".
func (p *parser) edge(c *script.Cursor, v string) error {
	p.ownMachines()
	m, err := p.machine(c, v, "Edge", "Exchange 2019 on EDGE01.contoso.com at 203.0.113.20")
	if err != nil {
		return err
	}
	m.Edge = true
	p.addMachine(m)
	return nil
}

// ownMachines takes the machines of the base's first organization away when the file begins to state its own. One that
// states Edges alone keeps the base's servers.
func (p *parser) ownMachines() {
	if p.ownServers || len(p.opened) > 0 {
		return
	}
	p.ownServers = true
	h := &p.story.Headers
	if p.stated["On-Premises"] {
		h.Server, h.Address, h.Also, h.Behind, h.Site, h.More = "", netip.Addr{}, netip.Addr{}, "", "", nil
	} else {
		h.More = slices.DeleteFunc(slices.Clone(h.More), func(m sim.Machine) bool { return m.Edge })
	}
	p.machines = h.Machines()
}

// machine reads what a server is: product, name, address, and the name that it stands behind.
func (p *parser) machine(c *script.Cursor, v, field, example string) (m sim.Machine, err error) {
	usage := "write it as: " + example
	name, _, ok := strings.Cut(v, " on ")
	if !ok {
		return m, c.Errorf("this does not describe a server").Hinting(usage)
	}
	if m.Product, err = product(c, strings.TrimSpace(name), field); err != nil {
		return m, err
	}
	c.Pos += len(name)
	start := c.Pos + len(" on ")
	if m.Fqdn, err = c.WordAfter("on", "the server's name"); err != nil {
		return m, err
	}
	if !strings.Contains(m.Fqdn, ".") {
		return m, c.ErrorAt(start, usage, "%q is not a fully qualified name", m.Fqdn)
	}
	if err := c.Expect("at"); err != nil {
		return m, err
	}
	address := c.Mark()
	if m.Address, err = c.IPAddress("an address"); err != nil {
		return m, err
	}
	if c.Take("and") {
		also := c.Mark()
		switch m.Also, err = c.IPAddress("an address"); {
		case err != nil:
			return m, err
		case m.Also.Is4() == m.Address.Is4():
			return m, c.ErrorAt(also, "a server has one address of IPv4 and one of IPv6",
				"%s is of the same family as %s", m.Also, m.Address)
		}
	}
	for c.Take(",") {
		if err := where(c, &m, field, usage); err != nil {
			return m, err
		}
	}
	if err := c.End(); err != nil {
		return m, err
	}
	return m, p.another(c, m, start, address)
}

// where reads the site that a server is in, or the name that it stands behind.
func where(c *script.Cursor, m *sim.Machine, field, usage string) (err error) {
	at := c.Mark()
	if c.Take("in site") {
		switch m.Site, err = c.Name("the name of a site"); {
		case err != nil:
			return c.Errorf("the name of a site is missing").Hinting(usage + ", in site Berlin")
		case field == "Edge":
			return c.ErrorAt(at, "New-EdgeSubscription -Site "+m.Site+" binds it to one",
				"an Edge Transport server is no member of a domain, and in no site")
		}
		return nil
	}
	if m.Behind, err = c.WordAfter("behind", "the name that leads to the server"); err != nil {
		return c.Errorf("the name that leads to the server is missing").
			Hinting(usage + ", behind mail.contoso.com, or: , in site Berlin")
	}
	if !strings.Contains(m.Behind, ".") {
		return c.ErrorAt(at, usage+", behind mail.contoso.com", "%q is not a fully qualified name", m.Behind)
	}
	return nil
}

// product reads what a server runs. Behind it may stand the role that it has: servers of 2010 are hubs, later ones
// mailbox servers, and an Edge is an Edge.
func product(c *script.Cursor, text, field string) (relay.Product, error) {
	at := c.Mark()
	name, role := text, ""
	if i := strings.LastIndexByte(text, ' '); i >= 0 && !strings.ContainsAny(text[i+1:], "0123456789") {
		name, role = text[:i], text[i+1:]
	}
	product, err := relay.ParseProduct(name)
	if err != nil && role != "" {
		product, err = relay.ParseProduct(text)
		role = ""
	}
	if err != nil {
		return 0, c.ErrorAt(at, "", "%v", err)
	}
	has := "mailbox"
	switch {
	case field == "Edge":
		has = "edge"
	case product == relay.Exchange2010:
		has = "hub"
	}
	if role != "" && !strings.EqualFold(role, has) {
		hint := "leave it out: its servers here have the role " + has
		if strings.EqualFold(role, "edge") {
			hint = "an Edge Transport server has a field of its own: Edge: " + product.String() + " on ..."
		}
		return 0, c.ErrorAt(at+len(name)+1, hint, "%s has no role %s in the field %s", product, role, field)
	}
	return product, nil
}

// another complains about a server whose name or address another one has.
func (p *parser) another(c *script.Cursor, m sim.Machine, name, address int) error {
	for _, other := range p.machines {
		switch {
		case strings.EqualFold(label(other.Fqdn), label(m.Fqdn)):
			return c.ErrorAt(name, "give each server a name of its own", "there is a server %s already",
				label(other.Fqdn))
		case other.Address == m.Address, m.Also.IsValid() && (other.Also == m.Also || other.Address == m.Also):
			return c.ErrorAt(address, "give each server an address of its own", "%s is the address of %s", m.Address,
				other.Fqdn)
		}
	}
	p.machines = append(p.machines, m)
	return nil
}

// label is a server's name within its domain.
func label(fqdn string) string {
	name, _, _ := strings.Cut(fqdn, ".")
	return name
}

// Machines are a world's on-premises servers, those of the first organization first.
func (h *Headers) Machines() []sim.Machine {
	list := slices.Clone(h.More)
	if h.Server != "" {
		c := sim.Config{OnPremises: h.Product, Server: h.Server, Address: h.Address, Behind: h.Behind,
			Site: h.Site, Also: h.Also, More: h.More}
		list = c.Machines()
	}
	for _, f := range h.Forests {
		list = append(list, f.Servers...)
	}
	return list
}

// serverNames are the names by which lines are typed at servers.
func (h *Headers) serverNames() []string {
	var names []string
	for _, m := range h.Machines() {
		names = append(names, label(m.Fqdn))
	}
	return names
}
