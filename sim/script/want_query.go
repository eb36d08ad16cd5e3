package script

import (
	"fmt"
	"strings"

	"hybridsim/sim/mistake"
)

// dnsQuery looks for DNS queries.
type dnsQuery struct {
	name, by string
	byAt     mistake.Column
}

var _ = claims(some, "DNS query", "want DNS query NAME by HOST",
	"The host asked DNS for the name since the section began.", func(c *Cursor, _ *judgement) (query, error) {
		q := &dnsQuery{}
		var err error
		if q.name, err = c.Word("a name"); err != nil {
			return nil, err
		}
		if err := c.Expect("by"); err != nil {
			return nil, err
		}
		q.byAt = c.Here()
		q.by, err = c.Word("a host")
		return q, err
	})

func (q *dnsQuery) look(p *Player, _ judgement) (sights, error) {
	if err := p.knownHost(q.by, q.byAt); err != nil {
		return sights{}, err
	}
	s := sights{nothing: q.by + " asked nothing", most: 8}
	for _, asked := range p.w.Net.QueryLog().Since(p.section.queries) {
		if strings.EqualFold(asked.Asker, q.by) {
			s.list = append(s.list, sight{
				says:  fmt.Sprintf("%s asked for %s %s", asked.Asker, asked.Name, asked.Type),
				fits:  strings.EqualFold(asked.Name, q.name),
				brief: "asked for " + q.name,
			})
		}
	}
	return s, nil
}
