package cmdlet

import (
	"slices"

	"hybridsim/relay"
)

var organizationConfig = &settings[relay.OrganizationConfig]{
	name: "OrganizationConfig", on: inTheCloud,
	properties: slices.Concat([]property{
		{name: "RejectDirectSend", asked: true, note: "refuses mail in the tenant's own name that no connector vouches for"},
	}, organizationConfigKept),
	load:  func(o *relay.Organization, _ string) *relay.OrganizationConfig { c := o.OrganizationConfig; return &c },
	store: func(o *relay.Organization, _ string, c *relay.OrganizationConfig) { o.OrganizationConfig = *c },
	rules: []rule[relay.OrganizationConfig]{{
		says: "RejectDirectSend came in 2025.", source: "JPDS", about: []string{"RejectDirectSend"},
		broken: func(s subject[relay.OrganizationConfig]) *refusal {
			return must(!s.x.RejectDirectSend || s.org.Era == 0 || s.org.Era == relay.EraToday,
				"the cloud of the era "+s.org.Era.String()+" does not know RejectDirectSend",
				"write Cloud-Era: today in the story's header")
		},
	}},
}

func organizationCmdlets() []*command {
	return []*command{organizationConfig.get(), organizationConfig.set()}
}
