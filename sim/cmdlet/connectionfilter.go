package cmdlet

import (
	"fmt"
	"slices"

	"hybridsim/relay"
)

var connectionFilters = &noun[relay.ConnectionFilterPolicy]{
	name: "HostedConnectionFilterPolicy", on: inTheCloud,
	properties: slices.Concat([]property{
		{name: "Name", required: true, access: readOnly},
		{name: "IPAllowList", note: "before the service's own list too, but for mail of a connector (G2.62, G2.63)"},
		{name: "IPBlockList", note: "refused with 5.7.513"},
		kept("EnableSafeList", flag, "the service's list of senders that it trusts", "False"),
		kept("DirectoryBasedEdgeBlockMode", oneOf("Default", "Disabled", "Enabled"), "which recipients are known at the edge",
			"Default"),
	}, ignored("a free text", "AdminDisplayName")),
	list:     func(o *relay.Organization) *[]*relay.ConnectionFilterPolicy { return &o.ConnectionFilters },
	identity: func(p *relay.ConnectionFilterPolicy) string { return p.Name },
	defaults: func(*relay.Organization) *relay.ConnectionFilterPolicy { return &relay.ConnectionFilterPolicy{} },
	rules: []rule[relay.ConnectionFilterPolicy]{{
		says:   "Entries are IPv4: single, a range of up to 256 addresses, or CIDR from /24 to /32; at most 1,273.",
		source: "P8.8", about: []string{"IPAllowList", "IPBlockList"},
		broken: func(s subject[relay.ConnectionFilterPolicy]) *refusal {
			for _, list := range [][]relay.AddressRange{s.x.IPAllowList, s.x.IPBlockList} {
				for _, r := range list {
					if size := r.Size(); !r.First.Is4() || !size.IsInt64() || size.Int64() > 256 {
						return must(false, fmt.Sprintf("%s cannot be an entry", r),
							"want a single IPv4 address, a range of up to 256, or CIDR from /24 to /32")
					}
				}
				if len(list) > 1273 {
					return must(false, fmt.Sprintf("the list has %d entries, more than 1273", len(list)),
						"put several into one range")
				}
			}
			return nil
		},
	}},
}

func connectionFilterCmdlets() []*command {
	return []*command{connectionFilters.get(nil), connectionFilters.set()}
}
