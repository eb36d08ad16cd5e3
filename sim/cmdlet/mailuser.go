package cmdlet

import "hybridsim/relay"

// mailUsers are people with an address here whose mailbox is elsewhere.
var mailUsers = recipientNoun("MailUser", everywhere, relay.MailUser, mailUserKept,
	property{name: "ExternalEmailAddress", field: "TargetAddress", clean: cleanProxy, required: true, losable: true,
		note: "$null with Set-MailUser, as when the attribute targetAddress was lost"})

func mailUserCmdlets() []*command {
	n := mailUsers
	n.settle = settleMailUser
	return []*command{n.get(nil), n.set(), n.new(nil), n.remove(leaveGroups)}
}

// settleMailUser makes the external address the primary one when no other is given.
func settleMailUser(c *call, old, r *relay.Recipient) error {
	if old == nil && r.TargetAddress == "" {
		return refuse("ExternalEmailAddress", "a new mail user has an external address",
			"Set-MailUser can take it away again")
	}
	if old == nil && r.PrimarySmtpAddress == "" && !c.has("EmailAddresses") {
		r.PrimarySmtpAddress = r.TargetAddress
	}
	return settleRecipient(c, old, r)
}
