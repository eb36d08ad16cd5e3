package cmdlet

import (
	"reflect"
	"slices"

	"hybridsim/relay"
)

var organizationConfig = &settings[relay.OrganizationConfig]{
	name: "OrganizationConfig", on: inTheCloud,
	properties: slices.Concat([]property{
		{name: "RejectDirectSend", asked: true, note: "refuses mail in the tenant's own name that no connector vouches for"},
		{name: "PublicFoldersEnabled", quiet: true, usual: []usual{{value: "Local"}}, typ: reflect.TypeFor[relay.PublicFoldersEnabled](),
			note: "Remote: mail for a public folder goes to the on-premises organization"},
	}, organizationConfigKept),
	load:  func(o *relay.Organization, _ string) *relay.OrganizationConfig { c := o.OrganizationConfig; return &c },
	store: func(o *relay.Organization, _ string, c *relay.OrganizationConfig) { o.OrganizationConfig = *c },
	rules: []rule[relay.OrganizationConfig]{{
		says: "RejectDirectSend came in 2025.", source: "JPDS", about: []string{"RejectDirectSend"},
		broken: func(s subject[relay.OrganizationConfig]) *refusal {
			return must(!s.x.RejectDirectSend || s.day == 0 || relay.DirectSendSwitch.Holds(s.day),
				"the cloud of "+s.day.Date()+" does not know RejectDirectSend",
				"it came on "+relay.DirectSendSwitch.From.Date()+
					": write a later Clock in the story's header, or Cloud-Era: today")
		},
	}},
}

func organizationCmdlets() []*command {
	return []*command{organizationConfig.get(), organizationConfig.set()}
}
