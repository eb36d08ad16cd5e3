package reply

import "hybridsim/relay"

var noArbitrationMailbox = fixed(onPremises, "NoArbitrationMailbox", PhaseCategorizer, 550, "5.2.0",
	"APPROVAL.NoArbitrationMailbox; the arbitration mailbox of a moderated recipient cannot be found", "[I] G2.114",
	"The recipient is moderated, and the arbitration mailbox in which mail for it should wait does not exist.",
	"Look at ArbitrationMailbox of the recipient and at Get-Mailbox -Arbitration.")

// NoArbitrationMailbox reports mail for a recipient whose arbitration mailbox is gone. No source has code or text.
func NoArbitrationMailbox() relay.Reply { return noArbitrationMailbox.say(nil) }
