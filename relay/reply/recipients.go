package reply

import "hybridsim/relay"

// This file holds what the categorizer says when it looks for recipients.

// notFound are the wordings of a categorizer that is authoritative for the domain and knows no such recipient.
var notFound = []Wording{
	{By: until2013, Code: 550, Enhanced: "5.1.1", Text: "RESOLVER.ADR.RecipNotFound; not found", Source: "[D] KB2685437"},
	{By: inCloud(relay.Era2012, relay.Era2012), Code: 550, Enhanced: "5.1.1", Text: "RESOLVER.ADR.ExRecipNotFound; not found", Source: "[D] KB2730609"},
	{By: inCloud(relay.EraToday, relay.EraToday), Code: 550, Enhanced: "5.1.10",
		Text: "RESOLVER.ADR.RecipientNotFound; Recipient {address} not found by SMTP address lookup", Source: "[O] L120g", Seen: "2022-09-10 to 2026"},
	{By: By{from: relay.Exchange2016, to: relay.ExchangeOnline}, Code: 550, Enhanced: "5.1.10",
		Text: "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", Source: "[D] KB3197393, [O] L120f", Seen: "2015-11-22 to 2021"},
}

var recipientNotFound = add(Condition{
	Name: "RecipientNotFound", Phase: PhaseCategorizer, Wordings: notFound,
	Meaning: "No mailbox, contact or group has this address where the domain is looked after.",
	Check: "Is the recipient synchronized to the side that answered, and is the domain Internal Relay there if " +
		"its mailboxes " +
		"live on both sides?",
	Heard: []Pattern{{"", "RESOLVER.ADR.RecipientNotFound"}, {"5.1.10", "RESOLVER.ADR.RecipientNotFound"},
		{"", "RESOLVER.ADR.RecipNotFound"},
		{"5.1.1", "RESOLVER.ADR.ExRecipNotFound"}},
})

// RecipientNotFound is the report of a categorizer that knows no such recipient: the cloud's said ExRecipNotFound in
// 2012, 5.1.10 later, with the address today; those of on-premises servers said RecipNotFound until 2013.
func RecipientNotFound(p relay.Product, era relay.Era, address string) relay.Reply {
	return recipientNotFound.by(p, era, with{"address": address})
}

var missingTargetAddress = add(Condition{
	Name: "MissingTargetAddress", Phase: PhaseCategorizer, Wordings: notFound,
	Meaning: "The recipient is a mail user whose mailbox is elsewhere, and its routing address is gone.",
	Check: "Does the mail user or remote mailbox have its target address (ExternalEmailAddress, " +
		"RemoteRoutingAddress)?",
})

// MissingTargetAddress reports a mail user whose routing address is gone (R6.14). [D] KB2685437
func MissingTargetAddress(p relay.Product, era relay.Era, address string) relay.Reply {
	return missingTargetAddress.by(p, era, with{"address": address})
}

const whyAnonymous = "Why is the hybrid mail Anonymous here: certificate, connector and address by which the " +
	"other side was to be recognized."

const whyAnonymousInCloud = "Why is the hybrid mail Anonymous in the cloud: the inbound connector, its " +
	"certificate name, CloudServicesMailEnabled."

var authRequired = add(Condition{
	Name: "AuthRequired", Phase: PhaseCategorizer,
	Meaning: "The recipient takes mail only from senders inside the organization, and the message looked external.",
	Check:   whyAnonymous,
	Wordings: []Wording{
		{By: onPremises, Code: 550, Enhanced: "5.7.1", Text: "RESOLVER.RST.AuthRequired; authentication required", Source: "[D] N91"},
	},
	Heard: []Pattern{{"", "RESOLVER.RST.AuthRequired"}},
})

var senderNotAuthenticatedForGroup = add(Condition{
	Name: "SenderNotAuthenticatedForGroup", Phase: PhaseCategorizer,
	Meaning: "The group takes mail only from senders inside the organization, and the message looked external.",
	Check:   whyAnonymousInCloud,
	Wordings: []Wording{
		{By: service, Code: 550, Enhanced: "5.7.133", Text: "RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; " +
			"Delivery restriction check failed because the sender was not authenticated when sending to this group", Source: "code [D], text [O] N53"},
	},
	Heard: []Pattern{{"5.7.133", ""}, {"", "SenderNotAuthenticatedForGroup"}},
})

var senderNotAuthenticatedForMailbox = add(Condition{
	Name: "SenderNotAuthenticatedForMailbox", Phase: PhaseCategorizer,
	Meaning: "The mailbox takes mail only from senders inside the organization, and the message looked external.",
	Check:   whyAnonymousInCloud,
	Wordings: []Wording{
		{By: service, Code: 550, Enhanced: "5.7.134", Text: "RESOLVER.RST.SenderNotAuthenticatedForMailbox; authentication required; " +
			"Delivery restriction check failed because the sender was not authenticated when sending to this mailbox", Source: "code [D], text [I] N54"},
	},
	Heard: []Pattern{{"5.7.134", ""}, {"", "SenderNotAuthenticatedForMailbox"}},
})

// whichList is what to look at when a sender is not among those who may send.
const whichList = "Look at AcceptMessagesOnlyFrom and RejectMessagesFrom of the recipient, on the side that " +
	"answered: both sides have lists of their own."

var (
	senderNotAuthenticatedForMailUser = fixed(service, "MailUserNeedsAuthentication", PhaseCategorizer, 550, "5.7.136",
		"Sender was not authenticated", "[D] EXONDR; the words before it [I] PU9",
		"The mail user takes mail only from senders inside the organization, and the message looked external.",
		whyAnonymousInCloud, Pattern{"5.7.136", ""})
	senderNotAuthenticatedForFolder = fixed(service, "PublicFolderNeedsAuthentication", PhaseCategorizer, 550,
		"5.7.135", "Sender was not authenticated", "code [D] EXONDR; the words [I] PU9",
		"The public folder takes mail only from senders inside the organization, and the message looked external.",
		whyAnonymousInCloud, Pattern{"5.7.135", ""})
	senderNotAuthorized = add(Condition{
		Name: "SenderNotAuthorized", Phase: PhaseCategorizer,
		Meaning: "The recipient takes mail from certain senders only.", Check: whichList,
		Wordings: []Wording{
			{By: onPremises, Code: 550, Enhanced: "5.7.1", Text: "RESOLVER.RST.NotAuthorized; not authorized", Source: "[D] EXONDR"},
			{By: service, Code: 550, Enhanced: "5.7.129", Text: "RESOLVER.RST.RestrictedToRecipientsPermission; not authorized", Source: "[O] EXONDR; for which kind [I]"},
		},
		Heard: []Pattern{{"", "RESOLVER.RST.NotAuthorized"}, {"5.7.129", ""}},
	})
	senderNotAllowedByGroup = fixed(service, "SenderNotAllowedByGroup", PhaseCategorizer, 550, "5.7.124",
		"Sender not in allowed-senders list", "[D] EXONDR; for which kind [I]",
		"The group takes mail from certain senders only.", whichList,
		Pattern{"5.7.124", ""}, Pattern{"5.7.124", "allowed-senders list"})
	legacyRecipientNotFound = add(Condition{
		Name: "LegacyRecipientNotFound", Phase: PhaseCategorizer,
		Meaning: "The message was addressed by an old directory entry, from an old message or the auto-complete " +
			"list, and no recipient is known by it any more.",
		Check: "Add the old entry to the recipient as an X500 address; mail to the address typed anew arrives.",
		Wordings: []Wording{
			{By: until2013, Code: 550, Enhanced: "5.1.1", Text: "RESOLVER.ADR.ExRecipNotFound; not found", Source: "[D] P6.4"},
			{By: exchange, Code: 550, Enhanced: "5.1.11", Text: "RESOLVER.ADR.ExRecipNotFound; Recipient not found by Exchange Legacy encapsulated email address lookup", Source: "[D] P6.4"},
		},
		Heard: []Pattern{{"5.1.11", "RESOLVER.ADR.ExRecipNotFound"}, {"", "Legacy encapsulated email address lookup"}},
	})
)

// LegacyRecipientNotFound reports an encapsulated legacyExchangeDN that nobody has (P6.4).
func LegacyRecipientNotFound(p relay.Product) relay.Reply {
	return legacyRecipientNotFound.by(p, 0, nil)
}

// SenderNotAuthorized reports a sender who is not among those that a recipient takes mail from. Which of the cloud's
// two codes is for which kind of recipient is not documented.
func SenderNotAuthorized(p relay.Product, group bool) relay.Reply {
	if p == relay.ExchangeOnline && group {
		return senderNotAllowedByGroup.say(nil)
	}
	return senderNotAuthorized.by(p, 0, nil)
}

// SenderNotAuthenticated refuses anonymous mail to a recipient that requires authenticated senders.
func SenderNotAuthenticated(p relay.Product, t relay.RecipientType) relay.Reply {
	switch {
	case p != relay.ExchangeOnline:
		return authRequired.say(nil)
	case t == relay.MailUniversalDistributionGroup || t == relay.DynamicDistributionGroup:
		return senderNotAuthenticatedForGroup.say(nil)
	case t == relay.PublicFolder:
		return senderNotAuthenticatedForFolder.say(nil)
	case t == relay.MailUser || t == relay.MailContact:
		return senderNotAuthenticatedForMailUser.say(nil)
	}
	return senderNotAuthenticatedForMailbox.say(nil)
}

var nonexistentDomain = add(Condition{
	Name: "NonexistentDomain", Phase: relay.PhaseDNS,
	Meaning: "The recipient's domain does not exist.", Check: "Look at the domain's spelling, registration and DNS.",
	Wordings: []Wording{
		{By: onPremises, Code: 554, Enhanced: "5.4.4", Text: "SMTPSEND.DNS.NonExistentDomain; nonexistent domain", Source: "[D] N95"},
		{By: service, Code: 550, Enhanced: "5.4.310", Text: "DNS domain {domain} does not exist [Message=InfoDomainNonexistent]", Source: "[O] N44"},
	},
	Heard: []Pattern{{"5.4.310", ""}, {"5.4.310", "DNS domain"}, {"", "SMTPSEND.DNS.NonExistentDomain"}},
})

// NonexistentDomain ends a message at once: the recipient's domain does not exist.
func NonexistentDomain(p relay.Product, domain string) relay.Reply {
	return nonexistentDomain.by(p, 0, with{"domain": domain})
}
