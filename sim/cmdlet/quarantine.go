package cmdlet

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// quarantineProperties are what Get-QuarantineMessage prints ([D] PS), as far as the model has them.
var quarantineProperties = []property{
	{name: "ReceivedTime", access: readOnly},
	{name: "SenderAddress", access: readOnly},
	{name: "RecipientAddress", access: readOnly},
	{name: "Subject", access: readOnly},
	{name: "Size", access: readOnly},
	{name: "Type", access: readOnly},
	{name: "PolicyName", access: readOnly},
	{name: "Direction", access: readOnly},
	{name: "Expires", access: readOnly},
	{name: "ReleaseStatus", access: readOnly},
	{name: "MessageId", access: readOnly},
	{name: "Identity", access: readOnly},
}

// quarantineOptions are what the quarantine's cmdlets are told.
type quarantineOptions struct {
	Identity, RecipientAddress, SenderAddress, MessageId string
	User                                                 []string
	ReleaseToAll                                         bool
	ReleaseStatus                                        relay.ReleaseStatus
	Type                                                 relay.QuarantineType
}

func quarantineCmdlets() []*command {
	identity := property{name: "Identity", access: writeOnly, note: "as Get-QuarantineMessage prints it"}
	return []*command{
		{
			name: "Get-QuarantineMessage", synopsis: "prints what the tenant holds in quarantine, and what it has released",
			on: inTheCloud, positional: "Identity",
			parameters: append(options[quarantineOptions](identity,
				property{name: "RecipientAddress", access: writeOnly}, property{name: "SenderAddress", access: writeOnly},
				property{name: "MessageId", access: writeOnly}, property{name: "ReleaseStatus", access: writeOnly},
				property{name: "Type", access: writeOnly},
			), disregarded(printsAll, "StartReceivedDate", "EndReceivedDate", "PageSize", "Page")...),
			run: getQuarantine,
		},
		{
			name: "Release-QuarantineMessage", synopsis: "lets quarantined mail go to its recipients", on: inTheCloud,
			positional: "Identity", accepts: "QuarantineMessage",
			parameters: append(options[quarantineOptions](identity,
				property{name: "ReleaseToAll", access: switchOnly, note: "to everybody whom the message is for"},
				property{name: "User", access: writeOnly, note: "to these recipients of the message only"},
			), disregarded("nothing is told to anybody", "ReportFalsePositive", "AllowSender", "ActionType")...),
			run: releaseQuarantine,
		},
	}
}

// quarantined are the entries that the options mean.
func quarantined(c *call, o quarantineOptions) (found []relay.QuarantinedMessage, identities []string) {
	is := func(wanted, value string) bool { return wanted == "" || strings.EqualFold(wanted, value) }
	for _, q := range c.here.admin.Quarantine() {
		identities = append(identities, q.Identity)
		if is(o.Identity, q.Identity) && is(o.RecipientAddress, q.RecipientAddress) &&
			is(o.SenderAddress, q.SenderAddress) && is(o.MessageId, q.MessageId) &&
			is(string(o.ReleaseStatus), string(q.ReleaseStatus)) && is(string(o.Type), string(q.Type)) {
			found = append(found, q)
		}
	}
	return found, identities
}

func getQuarantine(c *call) error {
	var o quarantineOptions
	if err := c.bind(&o); err != nil {
		return err
	}
	found, identities := quarantined(c, o)
	if len(found) == 0 && o.Identity != "" {
		return notQuarantined(o.Identity, identities)
	}
	for _, q := range found {
		c.emit("QuarantineMessage", q.Identity, inTheCloud, quarantineProperties, &q)
	}
	return nil
}

func notQuarantined(identity string, identities []string) error {
	hint := suggest.DidYouMean(identity, identities)
	if len(identities) == 0 {
		hint = "nothing is in quarantine now"
	}
	return refuse("Identity", "there is no quarantined message "+quote(identity), hint)
}

// releaseQuarantine leaves the work to the transport, once the whole line has proved right.
func releaseQuarantine(c *call) error {
	var o quarantineOptions
	if err := c.bind(&o); err != nil {
		return err
	}
	if o.ReleaseToAll == (len(o.User) > 0) {
		return refuse("ReleaseToAll", "it is not said to whom the message is released",
			"add -ReleaseToAll, or -User")
	}
	identity, err := c.identity("Identity")
	if err != nil {
		return err
	}
	found, identities := quarantined(c, quarantineOptions{Identity: identity})
	if len(found) == 0 {
		return notQuarantined(identity, identities)
	}
	q := found[0]
	for _, user := range o.User {
		if !relay.SameAddress(user, q.RecipientAddress) {
			return refuse("User", "the message is not for "+quote(user), "it is for "+q.RecipientAddress)
		}
	}
	c.effects = append(c.effects, func() error {
		if !c.here.admin.Release(q.Identity) {
			return fmt.Errorf("the message is not in quarantine any more")
		}
		return nil
	})
	return nil
}
