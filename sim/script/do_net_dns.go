package script

import (
	"strings"

	"hybridsim/sim/mistake"
	"hybridsim/sim/vnet"
)

// dnsAction sets a DNS record.
type dnsAction struct {
	record  vnet.Record
	valueAt mistake.Column
}

// dnsOutageAction breaks or mends a zone.
type dnsOutageAction struct {
	name string
	mend bool
}

var (
	_ = register(groupNet, "dns", "net> dns NAME A|AAAA|MX|TXT|PTR VALUE",
		"Sets a record of a zone, in place of older ones of that name and type. An MX value may begin with its preference.", parseDNS)
	_ = register(groupNet, "break dns", "net> break dns NAME", "Queries for the name and what is beneath it get no answer.", parseDNSOutage(false))
	_ = register(groupNet, "mend dns", "net> mend dns NAME", "Queries are answered again.", parseDNSOutage(true))
)

func parseDNS(c *Cursor) (any, error) {
	a := &dnsAction{}
	r := &a.record
	var err error
	if r.Name, err = c.Word("a name"); err != nil {
		return nil, err
	}
	kind, err := c.oneOf("a record type", string(vnet.A), string(vnet.AAAA), string(vnet.MX), string(vnet.TXT), string(vnet.PTR))
	if err != nil {
		return nil, err
	}
	r.Type = vnet.RecordType(kind)
	if next := c.Peek(); r.Type == vnet.MX && next != "" && strings.Trim(next, "0123456789") == "" {
		n, err := c.number("a preference", 65535)
		if err != nil {
			return nil, err
		}
		r.Preference = uint16(n)
	}
	start := c.Mark()
	a.valueAt = c.Here()
	if r.Value = c.Rest(); r.Value == "" {
		return nil, c.Errorf("the value is missing")
	}
	if r.Type == vnet.A || r.Type == vnet.AAAA {
		probe := *c
		probe.Pos = start
		addr, err := probe.IPAddress("an address")
		if err != nil {
			return nil, err
		}
		if addr.Is4() != (r.Type == vnet.A) {
			return nil, c.ErrorAt(start, "A holds an IPv4 address, AAAA an IPv6 address", "%s is not an address for a record of type %s", addr, r.Type)
		}
	}
	return a, nil
}

func (a *dnsAction) do(p *Player) error {
	p.names = append(p.names, a.record.Name)
	return a.valueAt.Blame(p.w.Net.SetRecords(a.record))
}

func parseDNSOutage(mend bool) func(c *Cursor) (any, error) {
	return func(c *Cursor) (any, error) {
		name, err := c.Word("a name")
		return &dnsOutageAction{name, mend}, err
	}
}

func (a *dnsOutageAction) do(p *Player) error {
	if a.mend {
		p.w.Net.MendDNS(a.name)
	} else {
		p.w.Net.BreakDNS(a.name)
	}
	return nil
}
