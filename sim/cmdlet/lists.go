package cmdlet

import (
	"slices"

	"hybridsim/relay"
)

// settleLists keeps the lists of senders in step: the one of both kinds, and those of single senders and of groups
// (P3.1 [D] PS:Set-Mailbox).
func settleLists(c *call, r *relay.Recipient) {
	keep := func(prefix string, both, single, groups *[]string) {
		if c.has(prefix + "SendersOrMembers") {
			*single, *groups = nil, nil
			for _, a := range *both {
				if x := c.here.now.Recipient(a); x != nil && x.IsGroup() {
					*groups = append(*groups, a)
				} else {
					*single = append(*single, a)
				}
			}
			return
		}
		if c.has(prefix) || c.has(prefix+"DLMembers") {
			*both = slices.Concat(*single, *groups)
		}
	}
	keep("AcceptMessagesOnlyFrom", &r.AcceptMessagesOnlyFromSendersOrMembers, &r.AcceptMessagesOnlyFrom,
		&r.AcceptMessagesOnlyFromDLMembers)
	keep("RejectMessagesFrom", &r.RejectMessagesFromSendersOrMembers, &r.RejectMessagesFrom,
		&r.RejectMessagesFromDLMembers)
}
