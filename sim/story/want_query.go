package story

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

var _ = register(groupWant, "DNS query", "want DNS query NAME by HOST", "The host asked DNS for the name since the section began.", func(c *cursor) (any, error) {
	q := &queryClaim{}
	var err error
	if q.name, err = c.word("a name"); err != nil {
		return nil, err
	}
	if err := c.expect("by"); err != nil {
		return nil, err
	}
	q.byAt = c.here()
	q.by, err = c.word("a host")
	return q, err
})

func (q *queryClaim) check(p *play) (finding, error) {
	if err := p.knownHost(q.by, q.byAt); err != nil {
		return finding{}, err
	}
	f := finding{brief: "asked for " + q.name}
	var got []string
	for _, asked := range p.w.Net.Queries()[p.section.queries:] {
		if strings.EqualFold(asked.Asker, q.by) {
			got = append(got, fmt.Sprintf("%s asked for %s %s", asked.Asker, asked.Name, asked.Type))
			f.holds = f.holds || strings.EqualFold(asked.Name, q.name)
		}
	}
	f.got = orNothing(shortened(got, 8), q.by+" asked nothing")
	return f, nil
}
