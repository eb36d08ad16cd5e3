package script

import (
	"fmt"
	"net/netip"
	"strings"

	"hybridsim/sim/mistake"
	"hybridsim/sim/vnet"
)

// dnsAction sets a DNS record, or several addresses of a name.
type dnsAction struct {
	record  vnet.Record
	assumed bool
	beside  string        // of an assumed address: the name that the host is known by
	more    []vnet.Record // further addresses
	server  netip.Addr    // the DNS server that has the record; zero: the network's DNS
	valueAt mistake.Column
	shownBy string // the outside host whose certificate a TLSA record is about
}

// noDNSAction removes records.
type noDNSAction struct {
	name string
	kind vnet.RecordType
	at   mistake.Column
}

// dnsOutageAction breaks or mends a zone.
type dnsOutageAction struct {
	name string
	mend bool
}

var (
	_ = register(groupNet, "dns", "net> dns NAME A|AAAA|MX|TXT|PTR|TLSA VALUE [assumed [beside NAME]] [at ADDRESS]",
		"Sets a record of a zone, in place of older ones of that name and type. A name may have several "+
			"addresses, with commas between: the cloud begins with another of them for each message. What is "+
			"assumed holds as long as no line states an address of that name, or of the name that it is "+
			"assumed beside. An MX value may begin with its preference, and several may stand with commas between; a "+
			"value may stand in double quotes, as in "+
			"a provider's form, and a TXT record in several. A TLSA record, as of _25._tcp.mx.fabrikam.com, is three "+
			"numbers and hexadecimal digits, or three numbers and \"of HOST\": what that outside host shows now; it "+
			"counts in signed zones alone. At an address it is a record of that DNS server alone.",
		parseDNS)
	_ = register(groupNet, "remove dns", "net> remove dns NAME A|AAAA|MX|TXT|PTR|TLSA",
		"From now on the zone has no record of that name and type.", parseNoDNS)
	_ = register(groupNet, "break dns", "net> break dns NAME",
		"Queries for the name and what is beneath it get no answer.", parseDNSOutage(false))
	_ = register(groupNet, "mend dns", "net> mend dns NAME", "Queries are answered again.", parseDNSOutage(true))
)

func parseDNS(c *Cursor) (any, error) {
	a := &dnsAction{}
	r := &a.record
	var err error
	if r.Name, err = c.Word("a name"); err != nil {
		return nil, err
	}
	if r.Type, err = recordType(c); err != nil {
		return nil, err
	}
	a.valueAt = c.Here()
	switch {
	case c.Done():
		err = c.Errorf("the value is missing")
	case r.Type == vnet.TXT:
		r.Value, err = recordText(c)
	case r.Type == vnet.TLSA:
		err = a.tlsa(c)
	case c.isQuoted(): // as a provider's form or a zone file has it
		inner := *c
		if _, err = c.quoted("the value"); err == nil {
			inner.Text, inner.Pos = c.Text[:c.Pos-1], inner.Pos+1
			err = a.value(&inner)
		}
	default:
		err = a.value(c)
	}
	return a, err
}

func recordType(c *Cursor) (vnet.RecordType, error) {
	kind, err := c.oneOf("a record type", string(vnet.A), string(vnet.AAAA), string(vnet.MX), string(vnet.TXT),
		string(vnet.PTR), string(vnet.TLSA))
	return vnet.RecordType(kind), err
}

func parseNoDNS(c *Cursor) (any, error) {
	a := &noDNSAction{at: c.Here()}
	var err error
	if a.name, err = c.Word("a name"); err != nil {
		return nil, err
	}
	if a.kind, err = recordType(c); err != nil {
		return nil, err
	}
	return a, c.End()
}

func (a *noDNSAction) do(p *Player) error {
	p.names = append(p.names, a.name)
	p.w.Net.RemoveRecords(a.name, a.kind)
	if left, _ := p.w.Net.Lookup("net administrator", a.name, a.kind); len(left) > 0 {
		return a.at.Blame(fmt.Errorf("%s is a name of a server of this world, which has its %s record as long as the "+
			"server is there", a.name, a.kind))
	}
	return nil
}

// recordText reads what a TXT record says: all that is left of the line, or strings in double quotes, which are one
// text together (RFC 7208 3.3).
func recordText(c *Cursor) (string, error) {
	if !c.isQuoted() {
		return c.Rest(), nil
	}
	var text strings.Builder
	for c.isQuoted() {
		part, err := c.quoted("the text")
		if err != nil {
			return "", err
		}
		text.WriteString(part)
	}
	return text.String(), nil
}

// value reads an address or a host's name, of an MX record with its preference before it.
func (a *dnsAction) value(c *Cursor) (err error) {
	r := &a.record
	switch r.Type {
	case vnet.A, vnet.AAAA:
		if err := c.list(func() error { return a.address(c) }); err != nil {
			return err
		}
		return a.assumption(c)
	case vnet.MX:
		if err := c.list(func() error { return a.mx(c) }); err != nil {
			return err
		}
		return a.whose(c)
	}
	if r.Value, err = c.Word("a host's name"); err != nil {
		return err
	}
	return a.whose(c)
}

// whose reads at which DNS server the record is.
func (a *dnsAction) whose(c *Cursor) (err error) {
	if c.Take("at") {
		if a.server, err = c.IPAddress("the DNS server's address"); err != nil {
			return err
		}
	}
	return c.End()
}

// mx reads one mail host of the domain, with its preference if it has one.
func (a *dnsAction) mx(c *Cursor) error {
	r := vnet.Record{Name: a.record.Name, Type: vnet.MX}
	if next := c.Peek(); next != "" && strings.Trim(next, "0123456789") == "" {
		n, err := c.number("a preference", 65535)
		if err != nil {
			return err
		}
		r.Preference = uint16(n)
	}
	var err error
	if r.Value, err = c.Word("a host's name"); err != nil {
		return err
	}
	if a.record.Value == "" {
		a.record = r
	} else {
		a.more = append(a.more, r)
	}
	return nil
}

// assumption reads whether the address is assumed, and beside which name.
func (a *dnsAction) assumption(c *Cursor) (err error) {
	if c.Take("assumed") {
		a.assumed = true
		if c.Take("beside") {
			if a.beside, err = c.Word("the name that the host is known by"); err != nil {
				return err
			}
		}
		return c.End()
	}
	return a.whose(c)
}

// address reads one address of the name.
func (a *dnsAction) address(c *Cursor) error {
	start := c.Mark()
	addr, err := c.IPAddress("an address")
	if err != nil {
		return err
	}
	r := a.record
	if addr.Is4() != (r.Type == vnet.A) {
		return c.ErrorAt(start, "A holds an IPv4 address, AAAA an IPv6 address",
			"%s is not an address for a record of type %s", addr, r.Type)
	}
	if r.Value != "" {
		r.Value = addr.String()
		a.more = append(a.more, r)
		return nil
	}
	a.record.Value = addr.String()
	return nil
}

func (a *dnsAction) do(p *Player) error {
	p.names = append(p.names, a.record.Name)
	filled, err := a.filled(p)
	if err != nil {
		return err
	}
	a = filled
	if a.server.IsValid() {
		return a.valueAt.Blame(p.w.Net.SetRecordsAt(a.server, append([]vnet.Record{a.record}, a.more...)...))
	}
	if a.assumed {
		return a.valueAt.Blame(p.w.Net.AssumeRecord(a.record, a.beside, a.more...))
	}
	if err := p.w.Net.SetRecords(a.record); err != nil {
		return a.valueAt.Blame(err)
	}
	for _, r := range a.more {
		if err := p.w.Net.AddRecord(r); err != nil {
			return a.valueAt.Blame(err)
		}
	}
	return nil
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
