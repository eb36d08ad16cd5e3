package script

import (
	"fmt"
	"strings"

	"hybridsim/sim/mistake"
)

// queryClaim is about DNS queries.
type queryClaim struct {
	name, by string
	byAt     mistake.Column
}

var _ = register(groupWant, "DNS query", "want DNS query NAME by HOST", "The host asked DNS for the name since the section began.", func(c *Cursor) (any, error) {
	q := &queryClaim{}
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

func (q *queryClaim) check(p *Player) (Finding, error) {
	if err := p.knownHost(q.by, q.byAt); err != nil {
		return Finding{}, err
	}
	f := Finding{Brief: "asked for " + q.name}
	var got []string
	for _, asked := range p.w.Net.Queries()[p.section.queries:] {
		if strings.EqualFold(asked.Asker, q.by) {
			got = append(got, fmt.Sprintf("%s asked for %s %s", asked.Asker, asked.Name, asked.Type))
			f.Holds = f.Holds || strings.EqualFold(asked.Name, q.name)
		}
	}
	f.Got = orNothing(shortened(got, 8), q.by+" asked nothing")
	return f, nil
}
