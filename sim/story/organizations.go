package story

import (
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/script"
	"hybridsim/sim/suggest"
)

// opened is an organization that the file states, and where: its tenant may stand further down.
type opened struct {
	at     *script.Cursor // at the name
	tenant int            // where the tenant stands; 0: nowhere
}

// tenant reads a tenant's name. Those of the base are gone when the file begins to state its own.
func (p *parser) tenant(c *script.Cursor, v string) error {
	if strings.ContainsAny(v, ". @:>,\t") {
		return c.Errorf("%q is not a tenant's name", v).Hinting("write contoso for contoso.onmicrosoft.com")
	}
	h := &p.story.Headers
	if !p.ownTenants {
		p.ownTenants = true
		h.Tenant, h.Tenants = v, nil
		return nil
	}
	if suggest.Has(h.tenants(), v) {
		return c.Errorf("there is a tenant %s already", v).Hinting("give each tenant a name of its own")
	}
	h.Tenants = append(h.Tenants, v)
	return nil
}

// tenants are the names of all tenants, the first one first.
func (h *Headers) tenants() []string { return append([]string{h.Tenant}, h.Tenants...) }

// organization reads "woodgrove, tenant contoso". The servers behind it are its own. In a story the fields stand in
// place of those of the base.
func (p *parser) organization(c *script.Cursor, _ string) error {
	const usage = "write it as: Organization: woodgrove, tenant contoso"
	o := opened{at: &script.Cursor{}}
	c.Mark()
	*o.at = *c
	name, err := c.Word("the organization's name")
	if err != nil {
		return err
	}
	if strings.ContainsAny(name, ".@:>") {
		return o.at.Errorf("%q is not an organization's name", name).Hinting(usage)
	}
	f := sim.Forest{Name: name}
	if c.Take(",") {
		if err := c.Expect("tenant"); err != nil {
			return err
		}
		o.tenant = c.Mark()
		if f.Tenant, err = c.Word("the tenant's name"); err != nil {
			return err
		}
	}
	if err := c.End(); err != nil {
		return err
	}
	h := &p.story.Headers
	if len(p.opened) == 0 {
		h.Forests = nil
		p.machines = h.Machines()
	}
	if slices.ContainsFunc(h.Forests, func(other sim.Forest) bool { return strings.EqualFold(other.Name, name) }) {
		return o.at.Errorf("there is an organization %s already", name).Hinting("give each a name of its own")
	}
	h.Forests = append(h.Forests, f)
	p.opened = append(p.opened, o)
	return nil
}

// addMachine gives a server to the organization that the header has begun last.
func (p *parser) addMachine(m sim.Machine) {
	h := &p.story.Headers
	if n := len(p.opened); n > 0 {
		f := &h.Forests[n-1]
		f.Servers = append(f.Servers, m)
		return
	}
	if h.Server == "" && !m.Edge {
		h.Product, h.Server, h.Address, h.Also = m.Product, m.Fqdn, m.Address, m.Also
		h.Behind, h.Site = m.Behind, m.Site
		return
	}
	h.More = append(h.More, m)
}

// halves finds each organization's other half, and complains about one without servers.
func (p *parser) halves() {
	h := &p.story.Headers
	if p.ownTenants && len(p.opened) == 0 && len(h.Forests) > 0 { // those of the base
		h.Forests = slices.Clone(h.Forests)
		for i := range h.Forests {
			if !suggest.Has(h.tenants(), h.Forests[i].Tenant) {
				h.Forests[i].Tenant = h.Tenant
			}
		}
	}
	for i, o := range p.opened {
		f := &h.Forests[i]
		switch own := suggest.Has(h.tenants(), f.Name); {
		case o.tenant > 0 && !suggest.Has(h.tenants(), f.Tenant):
			p.fail(o.at.ErrorAt(o.tenant, suggest.DidYouMean(f.Tenant, h.tenants()), "there is no tenant %s", f.Tenant))
		case o.tenant == 0 && own:
			f.Tenant = f.Name
		case o.tenant == 0:
			f.Tenant = h.Tenant
		}
		for _, t := range h.tenants() { // as it is written there
			if strings.EqualFold(t, f.Tenant) {
				f.Tenant = t
			}
		}
		if strings.EqualFold(f.Name, h.Tenant) {
			p.fail(o.at.Errorf("%s is the name of the first organization, as of the first tenant", f.Name).
				Hinting("give each a name of its own"))
		}
		if !slices.ContainsFunc(f.Servers, func(m sim.Machine) bool { return !m.Edge }) {
			p.fail(o.at.Errorf("the organization %s has no server", f.Name).
				Hinting("write the field On-Premises behind it"))
		}
	}
}

// sides are the identities by which lines are typed at organizations, beside onprem and cloud.
func (h *Headers) sides() []relay.Side {
	list := []relay.Side{relay.OnPremises.Named(h.Tenant)}
	for _, f := range h.Forests {
		list = append(list, relay.OnPremises.Named(f.Name))
	}
	for _, t := range h.tenants() {
		list = append(list, relay.Cloud.Named(t))
	}
	return list
}
