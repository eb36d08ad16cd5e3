package reply

import (
	"fmt"
	"net/netip"

	"hybridsim/relay"
)

// The catalogue's refusals by policy and reputation: what the service's front door says to mail that it will not have.

// PartnerRestriction refuses mail whose sender's domain belongs to a Partner connector with a Restrict flag that is not met:
// the long text [D] JPTLS 2025, the short one [O] before; the boundary is [I].
func PartnerRestriction(era relay.Era, stamp Stamp) relay.Reply {
	if era < relay.EraToday {
		return relay.Catalogued(550, "5.7.51", "TenantInboundAttribution; Rejecting. Recipient has a partner connector with RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set")
	}
	return relay.Catalogued(550, "5.7.51", "TenantInboundAttribution; There is a partner connector configured that matched the message's recipient domain. "+
		"The connector had either the RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set "+stamp.in(era))
}

// DirectSendNotAllowed refuses mail in the tenant's own name from a client that nobody vouches for. [D] JPDS; the phase, RCPT,
// is [I].
func DirectSendNotAllowed() relay.Reply {
	return relay.Catalogued(550, "5.7.68", "TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources")
}

// BannedSendingIP refuses a client on the service's own block list: 5.7.606 from 2017 on, text [D] EXONDR, full form with its
// two spaces and suffix [O]; before, the numbered blocklists ([D] 5-7-1). The boundary is [I].
func BannedSendingIP(era relay.Era, ip netip.Addr, stamp Stamp) relay.Reply {
	if era < relay.Era2017 {
		return relay.Catalogued(550, "5.7.1", fmt.Sprintf("Service unavailable; Client host [%s] blocked using Blocklist 1; To request removal from this list please forward this message to delist@microsoft.com", ip))
	}
	return relay.Catalogued(550, "5.7.606", fmt.Sprintf("Access denied, banned sending IP [%s]. To request removal from this list please visit https://sender.office.com/ and follow the directions. "+
		"For more information please go to  http://go.microsoft.com/fwlink/?LinkID=526655 (AS16012609) %s", ip, stamp.in(era)))
}
