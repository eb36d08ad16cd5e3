package reply

import "hybridsim/relay"

// This file and the others that begin with heard hold conditions whose replies nobody here gives: they are only read.
// The codes with their phases are NA1 to NA8; the words are ours.

// heard adds a condition that is recognized by code and words alone.
func heard(name string, phase relay.Phase, meaning, check string, patterns ...Pattern) *Condition {
	return add(Condition{Name: name, Phase: phase, Meaning: meaning, Check: check, Heard: patterns})
}

const (
	anonymousHere = "Why is the hybrid mail Anonymous in the cloud: the inbound connector, its certificate " +
		"name, CloudServicesMailEnabled."
	theirLists   = "Look at the recipient's lists of accepted and rejected senders."
	keepSteady   = "Wait; keep the amount of mail steady."
	findSender   = "Find the account or server that sends it."
	updateServer = "Update the server."
)

// What the categorizer, rules and mailboxes say (NA3, NA6).
var (
	_ = heard("LegacyAddressNotFound", PhaseCategorizer,
		"The address is an internal one of a mailbox that has moved, and nothing carries it any more.",
		"Give the moved recipient its old legacyExchangeDN as an X500 address.", Pattern{"5.1.11", ""},
		Pattern{"5.1.11", "RESOLVER.ADR.ExRecipNotFound"})
	_ = heard("AmbiguousAddress", PhaseCategorizer, "Several recipients have the same address.",
		"Find the duplicate proxy address.",
		Pattern{"", "RESOLVER.ADR.Ambiguous"})
	_ = heard("PrimaryAddressMissing", PhaseCategorizer,
		"The recipient exists, but its own address is missing or not valid.", "Repair the primary SMTP address.",
		Pattern{"", "RESOLVER.ADR.BadPrimary"})
	_ = heard("InvalidTargetAddress", PhaseCategorizer, "The address is not valid.",
		"Repair the target address of the recipient.",
		Pattern{"", "RESOLVER.ADR.Invalid"})
	_ = heard("SenderBlockedByOrganization", PhaseCategorizer,
		"The recipient's organization does not take mail from this sender.", "",
		Pattern{"5.7.12", ""}, Pattern{"5.7.12", "not authenticated by organization"})
	_ = heard("NotMemberOfGroup", PhaseCategorizer, "The group takes no mail from people who are not its members.",
		"Look at the group's setting for outside senders.",
		Pattern{"5.7.193", ""})
	_ = heard("RejectedByRuleWithOwnCode", PhaseCategorizer,
		"A mail flow rule of the organization refuses the message.",
		"The code is one that an administrator chose for a rule.", Pattern{"5.7.900-999", ""})
	_ = heard("SendersMailboxFull", PhaseCategorizer,
		"The sender's own mailbox is full, so that the message cannot be kept in Sent Items.",
		"Make room in the sender's mailbox.",
		Pattern{"", "STOREDRV.Submission.Exception:QuotaExceededException"})
	_ = heard("SubmissionQuota", "", "The sender has sent as many messages as one sender may in this time.",
		"It is the sender's limit, not the recipient's mailbox: find out what was sent.",
		Pattern{"5.2.2", "Submission quota exceeded"}, Pattern{"5.1.90", ""},
		Pattern{"", "daily limit for message recipients"})
	_ = heard("RecipientRateLimit", PhaseCategorizer, "The recipient has received too much mail in a short time.", "",
		Pattern{"5.2.121-122", ""}, Pattern{"", "recipient rate limit"})
	_ = heard("ContentTakenForSpam", relay.PhaseData, "The service took the message for unwanted mail.", "",
		Pattern{"5.7.520", "identified as spam"})
	_ = heard("StoreBusy", PhaseCategorizer, "The mailbox or its database is busy; the message is tried again.", "",
		Pattern{"4.3.2", "STOREDRV"}, Pattern{"4.3.1", "STOREDRV"})
	_ = heard("NoDeliveryToStore", PhaseCategorizer, "The mailbox could not take the message.",
		"What the store says stands behind.",
		Pattern{"5.2.0", "STOREDRV"}, Pattern{"5.2.0", ""})
	_ = heard("BodyTypeNotSupported", "", "The next host cannot take the message in the form that it has.",
		"Look for a firewall on the path that inspects SMTP.",
		Pattern{"5.6.1", "Body type not supported"})
	mailHostsNotFound = heard("MailHostsNotFound", relay.PhaseDNS,
		"The recipient's domain does not exist, or its mail hosts cannot be found.",
		"Look at DNS as the server sees it.",
		Pattern{"5.4.4", ""}, Pattern{"", "SMTPSEND.DNS.MxLoopback"})
)
