package reply

import (
	"net/netip"
	"strings"

	"hybridsim/relay"
)

var blockedByCustomerList = add(Condition{
	Name: "BlockedByCustomerList", Phase: relay.PhaseRcpt,
	Meaning: "The recipient's organization blocks the address of the sending server.",
	Check:   "The block list is the recipient's own.",
	Wordings: []Wording{
		{By: service, Code: 550, Enhanced: "5.7.513", Text: "Service unavailable, Client host [{ip}] blocked by {domain} using " +
			"Customer Block list (AS16012607) {stamp}", Source: "[D] EXONDR; the code before it and the stamp [I]"},
	},
	Heard: []Pattern{{"5.7.513", ""}, {"5.7.513", "Customer Block list"}},
})

// BlockedByCustomerList refuses a client whose address the recipient's tenant blocks (G2.60).
func BlockedByCustomerList(era relay.Era, ip netip.Addr, domain string, stamp Stamp) relay.Reply {
	return blockedByCustomerList.by(relay.ExchangeOnline, era, with{"ip": ip.String(), "domain": domain,
		"stamp": stamp.in(era)})
}

var blockedBehindAllowList = add(Condition{
	Name: "BlockedBehindAllowList", Phase: relay.PhaseRcpt,
	Meaning: "The sending server is on a public block list; an allow list hides which.",
	Check:   "Take the address out of the IP Allow list to see the list's name.",
	Wordings: []Wording{
		{By: service, Code: 550, Enhanced: "5.7.1", Text: "Unable To Relay: Blocked by Customer Allow list",
			Source: "[D] KB3013740; the reply code [I]"},
	},
	Heard: []Pattern{{"", "Blocked by Customer Allow list"}},
})

// BlockedBehindAllowList refuses a client that the service bans, whose address is in a connector and on the IP Allow
// List as well (G2.63).
func BlockedBehindAllowList(era relay.Era) relay.Reply {
	return blockedBehindAllowList.by(relay.ExchangeOnline, era, nil)
}

var blockedByTenantList = add(Condition{
	Name: "BlockedByTenantList", Phase: PhaseCategorizer,
	Meaning: "The sender's organization blocks one of the recipients; nobody has the message.",
	Check:   "Look at the Tenant Allow/Block List of the sender's organization: Get-TenantAllowBlockListItems.",
	Wordings: []Wording{
		{By: service, Code: 550, Enhanced: "5.7.703", Text: "Your message can't be delivered because messages to {domain} are " +
			"blocked by your organization using Tenant Allow Block List.", Source: "[D] P8.10"},
	},
	Heard: []Pattern{{"5.7.703", ""}, {"", "Tenant Allow Block List"}},
})

// BlockedByTenantList refuses a message of the tenant's own users for whom its list blocks (P8.10).
func BlockedByTenantList(blocked []string) relay.Reply {
	return blockedByTenantList.by(relay.ExchangeOnline, 0, with{"domain": strings.Join(blocked, ", ")})
}
