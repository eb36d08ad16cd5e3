package cmdlet

import (
	"slices"

	"hybridsim/relay"
)

// mailContacts are addresses of people outside, under a name here.
var mailContacts = recipientNoun("MailContact", everywhere, relay.MailContact, mailContactKept,
	property{name: "ExternalEmailAddress", field: "TargetAddress", clean: cleanProxy, required: true})

var mailContactKept = slices.Concat(restrictions, all(writeOnly, ignored(person, "Alias")), all(changeOnly, []property{
	kept("MaxReceiveSize", size, tooLarge, "unlimited"),
	kept("MaxSendSize", size, tooLarge, "unlimited"),
	kept("MaxRecipientPerMessage", limit, "messages to more recipients are refused", "unlimited").in(onPremises),
}), formats, descriptions,
	all(setOnly, []property{kept("WindowsEmailAddress", word, "the primary address may follow it")}))

func mailContactCmdlets() []*command {
	n := mailContacts
	n.settle = settleMailUser
	return []*command{n.get(nil), n.set(), n.new(nil), n.remove(leaveGroups)}
}
