package story

import (
	"fmt"
	"strings"

	"hybridsim/sim/vnet"
)

// dnsAction sets or breaks DNS records.
type dnsAction struct {
	record vnet.Record
	broken bool
	mended bool
}

var (
	_ = register(groupNet, "dns", "net> dns NAME A|AAAA|MX|TXT|PTR VALUE",
		"Sets a record of a zone, in place of older ones of that name and type. An MX value may begin with its preference.",
		func(c *cursor) (any, error) {
			a := &dnsAction{}
			var err error
			if a.record.Name, err = c.word("a name"); err != nil {
				return nil, err
			}
			start := c.mark()
			kind, err := c.word("a record type")
			if err != nil {
				return nil, err
			}
			a.record.Type = vnet.RecordType(strings.ToUpper(kind))
			kinds := []string{"A", "AAAA", "MX", "TXT", "PTR"}
			if nearest(kind, kinds) == "" || !strings.Contains(" A AAAA MX TXT PTR ", " "+string(a.record.Type)+" ") {
				return nil, c.errorAt(start, didYouMean(kind, kinds), "%q is not a record type", kind)
			}
			if next := c.peek(); a.record.Type == vnet.MX && next != "" && next[0] <= '9' && next[0] >= '0' && !strings.Contains(next, ".") {
				n, err := c.number("a preference")
				if err != nil {
					return nil, err
				}
				a.record.Preference = uint16(n)
			}
			if a.record.Value = c.rest(); a.record.Value == "" {
				return nil, c.errorf("the value is missing")
			}
			return a, nil
		})
	_ = register(groupNet, "break dns", "net> break dns NAME", "Queries for the name and what is beneath it get no answer.",
		func(c *cursor) (any, error) {
			name, err := c.word("a name")
			return &dnsAction{record: vnet.Record{Name: name}, broken: true}, err
		})
	_ = register(groupNet, "mend dns", "net> mend dns NAME", "Queries are answered again.",
		func(c *cursor) (any, error) {
			name, err := c.word("a name")
			return &dnsAction{record: vnet.Record{Name: name}, mended: true}, err
		})
)

func (a *dnsAction) do(p *play) error {
	switch {
	case a.broken:
		p.w.Net.BreakDNS(a.record.Name)
	case a.mended:
		p.w.Net.MendDNS(a.record.Name)
	default:
		if err := p.w.Net.SetRecords(a.record); err != nil {
			return fmt.Errorf("setting the record: %w", err)
		}
	}
	return nil
}
