package reply

import "hybridsim/relay"

// This file holds what is said about size and number, by the categorizer, the mailbox and the sending server.

var recipientSizeLimit = fixed(exchange, "LargerThanRecipientTakes", PhaseCategorizer, 550, "5.2.3",
	"RESOLVER.RST.RecipSizeLimit; message too large for this recipient", "[D] NDR16, [O] N92",
	"The message is larger than the recipient takes.",
	"Look at the recipient's MaxReceiveSize where the report was written: on a remote mailbox one from before the "+
		"move may have stayed.",
	Pattern{"", "RecipSizeLimit"}, Pattern{"5.2.3", ""})

// RecipientSizeLimit refuses a message for one recipient.
func RecipientSizeLimit() relay.Reply { return recipientSizeLimit.say(nil) }

var senderSizeLimit = fixed(exchange, "LargerThanSenderMaySend", PhaseCategorizer, 550, "5.2.11",
	"RESOLVER.RST.SendSizeLimit.Sender; message too large for this sender", "[D] N92, code [I]",
	"The message is larger than the sender may send.", "Look at the sender's MaxSendSize.",
	Pattern{"", "SendSizeLimit.Sender"}, Pattern{"5.2.11", ""})

// SenderSizeLimit refuses a whole message for its sender's limit.
func SenderSizeLimit() relay.Reply { return senderSizeLimit.say(nil) }

var organizationSizeLimit = add(Condition{
	Name: "LargerThanOrganizationTakes", Phase: PhaseCategorizer,
	Meaning: "The message is larger than the organization lets through.",
	Check:   "Look at MaxSendSize and MaxReceiveSize of the organization.",
	Wordings: []Wording{
		{By: until2013, Code: 550, Enhanced: "5.2.3",
			Text: "RESOLVER.RST.SendSizeLimit.Org; message too large for this organization", Source: "[O] P5.3"},
		{By: exchange, Code: 550, Enhanced: "5.2.12",
			Text: "RESOLVER.RST.SendSizeLimit.Org; message too large for this organization", Source: "[O] P5.3, from which version on [I]"},
	},
	Heard: []Pattern{{"", "SendSizeLimit.Org"}, {"5.2.12", ""}},
})

// OrganizationSizeLimit refuses a message for a limit of the organization.
func OrganizationSizeLimit(p relay.Product) relay.Reply { return organizationSizeLimit.by(p, 0, nil) }

var recipientLimit = fixed(exchange, "TooManyRecipientsInMessage", PhaseCategorizer, 550, "5.5.3",
	"RESOLVER.ADR.RecipLimit; too many recipients", "[D] SIZE16",
	"The message has more recipients than one message may have.",
	"Look at RecipientLimits of the sender, else at MaxRecipientEnvelopeLimit of the organization.",
	Pattern{"", "RESOLVER.ADR.RecipLimit"}, Pattern{"5.5.3", ""})

// RecipientLimit refuses a whole message for the number of its recipients.
func RecipientLimit() relay.Reply { return recipientLimit.say(nil) }

var routeSizeLimit = fixed(onPremises, "NoRouteForItsSize", PhaseCategorizer, 550, "5.3.4",
	"ROUTING.SizeLimit; Message size exceeds fixed maximum message size", "token [S] G2.87, the rest [I]",
	"Every send connector that leads to the recipient takes smaller messages only.",
	"Look at MaxMessageSize of the send connectors.", Pattern{"", "ROUTING.SizeLimit"})

// RouteSizeLimit reports a message for which all connectors are too small.
func RouteSizeLimit() relay.Reply { return routeSizeLimit.say(nil) }

var mailboxFull = add(Condition{
	Name: "MailboxFull", Phase: PhaseCategorizer, Meaning: "The recipient's mailbox is full.",
	Wordings: []Wording{
		{By: until2013, Code: 550, Enhanced: "5.2.2", Source: "[O] N93, the end left out [I]",
			Text: `STOREDRV.Deliver: mailbox full. The following information should help identify the cause: ` +
				`"MapiExceptionShutoffQuotaExceeded:16.18969:3A000000"`},
		{By: exchange, Code: 554, Enhanced: "5.2.2", Source: "[S] P5.3",
			Text: "mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded"},
	},
	Heard: []Pattern{{"5.2.2", ""}, {"4.2.2", ""}, {"", "STOREDRV.Deliver: mailbox full"},
		{"", "MapiExceptionShutoffQuotaExceeded"}},
})

// MailboxFull reports a message for a mailbox that holds as much as it may.
func MailboxFull(p relay.Product) relay.Reply { return mailboxFull.by(p, 0, nil) }

var bareLinefeedsAreIllegal = add(Condition{
	Name: "BareLinefeedsAreIllegal", Phase: relay.PhaseMail,
	Meaning: "The message has lines that end in LF alone, and the next host takes no BDAT. It was not sent, so that " +
		"host has refused nothing.",
	Check: "What made the message? Does the next host, or a device before it, list CHUNKING in EHLO?",
	Wordings: []Wording{
		{By: onDays(relay.Era2012, 20200101), Code: 550, Enhanced: "5.6.11", Source: "[D] KB2998901; until when [I]",
			Text: "SMTPSEND.BareLinefeedsAreIllegal; message contains bare linefeeds, which cannot be sent via DATA"},
		{By: exchange, Code: 550, Enhanced: "5.6.11", Source: "[O] G2.78, 2020-03 and 2023-06",
			Text: "SMTPSEND.BareLinefeedsAreIllegal; message contains bare linefeeds, which cannot be sent via DATA " +
				"and receiving system does not support BDAT"},
	},
	Heard: []Pattern{{"", "BareLinefeedsAreIllegal"}},
})

// BareLinefeedsAreIllegal ends a message with bare line feeds for a next host that takes no BDAT.
func BareLinefeedsAreIllegal(p relay.Product, day relay.Era) relay.Reply {
	return bareLinefeedsAreIllegal.by(p, day, nil)
}

var bareLinefeedsRefused = fixed(onPremises, "BareLinefeedsRefused", relay.PhaseData, 550, "5.6.11",
	"Invalid characters", "[I] G2.81",
	"The content has lines that end in LF alone, and came by DATA.",
	"Look at BareLinefeedRejectionEnabled of the receive connector, and at what made the message.")

// BareLinefeedsRefused refuses content of DATA with a lone LF.
func BareLinefeedsRefused() relay.Reply { return bareLinefeedsRefused.say(nil) }

var overAdvertisedSize = fixed(exchange, "LargerThanPeerAdvertises", relay.PhaseMail, 550, "5.3.4",
	"SMTPSEND.OverAdvertisedSize; message size exceeds fixed maximum size", "[O] G2.84",
	"The message is larger than the next host says it takes. It was not sent, so that host has refused nothing.",
	"Compare SIZE in the next host's EHLO with the message after conversion, which makes attachments a third larger.",
	Pattern{"", "OverAdvertisedSize"})

// OverAdvertisedSize ends a message that the next host's EHLO says is too large.
func OverAdvertisedSize() relay.Reply { return overAdvertisedSize.say(nil) }
