package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// anyRecipient is every object that mail can be addressed to, with what all of them have.
var anyRecipient = &noun[relay.Recipient]{
	name: "Recipient", on: everywhere,
	properties: all(readOnly, []property{
		{name: "Name"}, {name: "DisplayName"},
		{name: "RecipientType", field: "Type", show: shows((*relay.Recipient).RecipientType)},
		{name: "RecipientTypeDetails", show: shows((*relay.Recipient).RecipientTypeDetails)},
		{name: "PrimarySmtpAddress"},
		{name: "EmailAddresses", show: shows(showProxies)},
		{name: "ExternalEmailAddress", field: "TargetAddress"},
	}),
	list:     mailboxes.list,
	identity: mailboxes.identity,
	answers:  mailboxes.answers,
}

// ofTypes are the filters of Get-Recipient.
type ofTypes struct{ RecipientType, RecipientTypeDetails []string }

// anyRecipientCmdlets is Get-Recipient. What it finds are mailboxes, mail users and so on; a pipeline takes them as
// that.
func anyRecipientCmdlets() []*command {
	n := anyRecipient
	filters := options[ofTypes](property{name: "RecipientType"}, property{name: "RecipientTypeDetails"})
	return []*command{{
		name: "Get-Recipient", synopsis: "prints one object that mail can be addressed to, or all", on: n.on,
		positional: n.keyName(),
		parameters: append(append(n.keyParameter(), filters...), disregarded(printsAll, "ResultSize")...),
		run: func(c *call) error {
			var o ofTypes
			if err := c.bind(&o); err != nil {
				return err
			}
			if err := known("RecipientType", o.RecipientType, recipientTypes); err != nil {
				return err
			}
			if err := known("RecipientTypeDetails", o.RecipientTypeDetails, recipientTypeDetails); err != nil {
				return err
			}
			get := n.get(filters, func(_ *call, r *relay.Recipient) (bool, error) {
				return isAmong(r.RecipientType(), o.RecipientType) &&
					isAmong(r.RecipientTypeDetails(), o.RecipientTypeDetails), nil
			})
			before := len(c.result.items)
			if err := get.run(c); err != nil {
				return err
			}
			for _, it := range c.result.items[before:] {
				if r, ok := it.object.(*relay.Recipient); ok {
					it.noun = nounOf(r).name
				}
			}
			return nil
		},
	}}
}

var (
	recipientTypes = []string{"UserMailbox", "MailUser", "MailContact", "PublicFolder",
		"MailUniversalDistributionGroup", "DynamicDistributionGroup"}
	recipientTypeDetails = slices.Concat(recipientTypes, []string{"RemoteUserMailbox", "RoomMailbox"})
)

// known refuses a type that no object here has.
func known(parameter string, asked, types []string) error {
	for _, name := range asked {
		if !isAmong(name, types) {
			return refuse(parameter, fmt.Sprintf("%q is no %s here", name, parameter),
				suggest.DidYouMean(name, types))
		}
	}
	return nil
}

// isAmong reports whether a value is one of those that were asked for; each is if nothing was.
func isAmong(value string, asked []string) bool {
	return len(asked) == 0 || slices.ContainsFunc(asked, func(a string) bool { return strings.EqualFold(a, value) })
}

// NounOf is the noun of the cmdlets for a recipient, by name or address: Mailbox, MailUser ...; empty when there is no
// such recipient.
func NounOf(o *relay.Organization, name string) string {
	r, err := findRecipient(o, name, "Identity")
	if err != nil {
		return ""
	}
	return nounOf(r).name
}
