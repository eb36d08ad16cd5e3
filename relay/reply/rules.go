package reply

import "hybridsim/relay"

// This file holds what mail-flow rules say (P7.9).

var rejectedByRule = add(Condition{
	Name: "RejectedByRule", Phase: PhaseCategorizer,
	Meaning: "A mail flow rule of the organization refuses the message.",
	Check:   "Look at the rules with a reject action.",
	Wordings: []Wording{
		{By: exchange, Code: 550, Enhanced: "5.7.1",
			Text: "TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy", Source: "[O] N59"},
	},
	Heard: []Pattern{{"", "TRANSPORT.RULES.RejectMessage"}},
})

// RejectedByRule refuses a message with the status code of the rule; 5.7.1 when it has none (P7.9).
func RejectedByRule(status string) relay.Reply {
	r := rejectedByRule.say(nil)
	if status == "" {
		return r
	}
	return relay.Catalogued(r.Code(), status, r.Text())
}

var deletedByRule = fixed(exchange, "DeletedByRule", PhaseCategorizer, 550, "5.2.1",
	"Message deleted by the transport rules agent", "[O] V4.9",
	"A rule or an agent of the organization deleted the message.", "Look at the rules with a delete action.",
	Pattern{"5.2.1", "Message deleted by the transport rules agent"}, Pattern{"4.3.2", "QUEUE.TransportAgent"})

// DeletedByRule is what the records say of a message that a rule deleted: nobody is told.
func DeletedByRule() relay.Reply { return deletedByRule.say(nil) }

var ruleLoop = fixed(service, "RedirectedTwiceByRules", PhaseCategorizer, 550, "5.7.128",
	"TRANSPORT.RULES.RejectMessage; Transport rules loop count exceeded and message rejected",
	"code [D] LIM, wording read in translation [I]",
	"Mail flow rules redirected the message once more than the service allows.",
	"Look for two rules that redirect to each other, on either side.", Pattern{"5.7.128", ""})

// RuleLoop ends a message that rules of the service have redirected before.
func RuleLoop() relay.Reply { return ruleLoop.say(nil) }

var noQuarantineMailbox = fixed(onPremises, "NoQuarantineMailbox", PhaseCategorizer, 550, "5.2.1",
	"Content Filter agent quarantined this message", "[I]",
	"A mail flow rule put the message into quarantine, and the organization has no mailbox for that.",
	"Look at the rules with a quarantine action, and at QuarantineMailbox of the content filter.")

// NoQuarantineMailbox reports what a rule quarantines on-premises, where no quarantine mailbox is set (P7.3).
func NoQuarantineMailbox() relay.Reply { return noQuarantineMailbox.say(nil) }

var journalingNotSupported = add(Condition{
	Name: "JournalReportsNotAllowed", Phase: relay.PhaseData,
	Meaning: "A journal report was sent to a mailbox in the cloud, and none there can be a journaling mailbox.",
	Check:   "Let the journal rule's JournalEmailAddress be an on-premises mailbox, or an archive outside.",
	Wordings: []Wording{
		{By: service, Code: 550, Enhanced: "5.3.190", Text: "Journaling on-premises messages to Microsoft 365 or Office 365 not supported " +
			"when Journaling Archive is disabled {stamp}", Source: "[D] EXONDR; the stamp [I]"},
	},
	Heard: []Pattern{{"5.3.190", ""}, {"", "when Journaling Archive is disabled"}},
})

// JournalingNotSupported refuses a journal report for a mailbox of the service.
func JournalingNotSupported(era relay.Era, stamp Stamp) relay.Reply {
	return journalingNotSupported.by(relay.ExchangeOnline, era, with{"stamp": stamp.in(era)})
}
