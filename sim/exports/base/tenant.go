package base

import (
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// oneTenant complains about exports of two tenants: folded into one they would be a tenant that nobody has. A tenant
// has one initial domain (R6.8).
func (b *builder) oneTenant() error {
	var first *thing
	for _, t := range b.things {
		if t.side != relay.Cloud || t.noun != "AcceptedDomain" || !t.is("InitialDomain") {
			continue
		}
		switch {
		case first == nil:
			first = t
		case !strings.EqualFold(first.text("DomainName"), t.text("DomainName")):
			return mistake.New("import the files of each into a base of its own; "+
				"docs/stories.md tells how one base has both",
				"these are exports of two tenants: %s has the initial domain %s, and %s has %s", first.at,
				first.text("DomainName"), t.at, t.text("DomainName"))
		}
	}
	return nil
}
