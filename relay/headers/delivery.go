package headers

import (
	"strings"

	"hybridsim/relay"
)

// keptOnDelivery are the organization headers that mailbox delivery leaves in place: those of the header-firewall page
// [D] HDRFW, and two that are seen in delivered mail [O] HDRS.
var keptOnDelivery = []string{
	"SCL", "AuthDomain", "AuthMechanism", "AuthSource", "AuthAs", "OriginalArrivalTime", "OriginalSize",
	"Network-Message-Id", "MessageDirectionality",
}

// Deliver returns the header as a mailbox keeps it, in an organization or in the service, whose mailboxes keep more
// (V1.19 [O]).
func Deliver(h relay.Header, service bool) relay.Header {
	h, _ = h.Without(func(name string) bool {
		if service && hasPrefixFold(name, Organization+"Expiration") {
			return false
		}
		if isForest(name) {
			return true
		}
		if !isOrganization(name) {
			return false
		}
		for _, kept := range keptOnDelivery {
			if strings.EqualFold(name, Organization+kept) {
				return false
			}
		}
		return true
	})
	return h
}
