package reply

import "hybridsim/relay"

// This file holds what the service says of a tenant that has written to too many recipients.

const tenantDailyLimit = "The sender's organization has written to as many recipients outside as it may in 24 hours."

var trialExternalRecipients = fixed(service, "TrialExternalRecipients", PhaseCategorizer, 550, "5.7.232",
	"- Your message can't be sent because your trial tenant has exceeded its daily limit for sending email "+
		"to external recipients (tenant external recipient rate limit)", "[D] TERRL, no real line (L120l)",
	tenantDailyLimit,
	findSender, Pattern{"5.7.232", ""})

var externalRecipients = fixed(service, "ExternalRecipients", PhaseCategorizer, 550, "5.7.233",
	"- Your message can't be sent because your tenant has exceeded its daily limit for sending email to external "+
		"recipients (tenant external recipient rate limit)", "[O] L120l", tenantDailyLimit,
	findSender, Pattern{"5.7.233", ""}, Pattern{"", "tenant external recipient rate limit"})

// ExternalRecipients ends a message for a recipient outside whom the tenant may not write to any more today.
func ExternalRecipients(trial bool) relay.Reply {
	if trial {
		return trialExternalRecipients.say(nil)
	}
	return externalRecipients.say(nil)
}

var initialDomainRecipients = fixed(service, "InitialDomainRecipients", PhaseCategorizer, 550, "5.7.236",
	"Your message can't be sent because your tenant has exceeded its daily limit for sending email to external "+
		"recipients from your tenant's onmicrosoft.com domains", "[D] MOERA",
	"Senders in the organization's onmicrosoft.com domains have written to as many recipients outside as they may "+
		"within 24 hours.",
	"Give who sends an address in a domain of the organization's own: a rewritten sender counts, too.",
	Pattern{"5.7.236", ""}, Pattern{"5.7.232-236", "daily limit"})

// InitialDomainRecipients ends a message by a sender under onmicrosoft.com for one recipient too many.
func InitialDomainRecipients() relay.Reply { return initialDomainRecipients.say(nil) }
