package reply

import "hybridsim/relay"

// This file holds what is said of mail that a recipient passes on.

var externalForwardingBlocked = add(Condition{
	Name: "ExternalForwardingBlocked", Phase: PhaseCategorizer,
	Meaning: "The organization does not let mail be forwarded to outside by itself.",
	Check:   "Look at the outbound spam policy's automatic forwarding, and at who forwards the recipient's mail.",
	Wordings: []Wording{
		{By: today, Code: 550, Enhanced: "5.7.520", Text: "Access denied, Your organization does not allow external forwarding. " +
			"Please contact your administrator for further assistance. AS(7555)", Source: "[D] P2.17"},
		{By: service, Code: 550, Enhanced: "5.7.520", Text: "Access denied, Your organization does not allow external forwarding. " +
			"Please contact your administrator for further assistance. AS(7550)", Source: "[D] PU4", Seen: "2021"},
	},
	Heard: []Pattern{{"5.7.520", ""}, {"", "does not allow external forwarding"}},
})

// ExternalForwardingBlocked reports, to the original sender, mail that the outbound spam policy does not let be
// forwarded.
func ExternalForwardingBlocked(era relay.Era) relay.Reply {
	return externalForwardingBlocked.by(relay.ExchangeOnline, era, nil)
}

var autoForwardHandled = add(Condition{
	Name: "AutoForwardHandled", Phase: PhaseCategorizer,
	Meaning: "The message was forwarded automatically to a domain that takes no such mail, and was dropped without " +
		"a word.",
	Check: "Look at AutoForwardEnabled of the remote domain that covers the address it was forwarded to.",
	Wordings: []Wording{
		{By: exchange, Code: 250, Enhanced: "2.1.5", Text: "RESOLVER.MSGTYPE.AF; handled AutoForward addressed to external recipient",
			Source: "[S] P2.18; on-premises [I]"},
	},
	Heard: []Pattern{{"", "RESOLVER.MSGTYPE.AF"}},
})

// AutoForwardHandled is what the records say of a forwarded message that a remote domain keeps in: nobody is told.
func AutoForwardHandled() relay.Reply { return autoForwardHandled.say(nil) }

var internalOOFHandled = fixed(exchange, "InternalOOFHandled", PhaseCategorizer, 250, "2.1.5",
	"RESOLVER.OOF.IntToExt; handled internal OOF addressed to external recipient", "[O] V4.9",
	"An automatic reply with the text for people of one's own organization was addressed to somebody else, and was "+
		"dropped without a word.",
	"Look at AllowedOOFType of the remote domain that covers the address, and at the texts of the mailbox.",
	Pattern{"", "RESOLVER.OOF.IntToExt"})

// InternalOOFHandled is what the records say of an automatic reply of which only the internal text is there, and may
// not leave.
func InternalOOFHandled() relay.Reply { return internalOOFHandled.say(nil) }

var groupExpanded = fixed(exchange, "GroupExpanded", PhaseCategorizer, 250, "2.1.5",
	"RESOLVER.GRP.Expanded; distribution list expanded", "[O] V4.9",
	"The recipient is a group, and the message went on to its members.",
	"Look for the members; the group itself receives nothing.", Pattern{"", "RESOLVER.GRP.Expanded"})

// GroupExpanded is what the records say of a group in whose place its members stand.
func GroupExpanded() relay.Reply { return groupExpanded.say(nil) }

var recipientForwarded = add(Condition{
	Name: "RecipientForwarded", Phase: PhaseCategorizer,
	Meaning: "The recipient has its mail forwarded and keeps no copy; look for the address that it goes to.",
	Check:   "Look at ForwardingAddress, ForwardingSmtpAddress and DeliverToMailboxAndForward of the mailbox.",
	Wordings: []Wording{
		{By: exchange, Code: 250, Enhanced: "2.1.5", Text: "RESOLVER.FWD.Forwarded; recipient forwarded", Source: "[O] P2.7; tail [S]"},
	},
	Heard: []Pattern{{"", "RESOLVER.FWD.Forwarded"}},
})

// RecipientForwarded is what the records say of a recipient that forwards and keeps no copy.
func RecipientForwarded() relay.Reply { return recipientForwarded.say(nil) }
