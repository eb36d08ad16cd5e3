package reply

import "hybridsim/relay"

// Phases besides those of a dialogue (N0).
const (
	PhaseCategorizer relay.Phase = "CAT" // after acceptance, when recipients are resolved
	PhaseQueue       relay.Phase = "OUT" // in a queue, between attempts
	PhaseExpiry      relay.Phase = "EXP" // in a queue, when the message grew too old
)

// PhaseText says in words when something happened; "" for a phase that is not known.
func PhaseText(p relay.Phase) string {
	return map[relay.Phase]string{
		relay.PhaseDNS: "while looking up the next host", relay.PhaseConnect: "when the connection was made", relay.PhaseHello: "at EHLO",
		relay.PhaseTLS: "at STARTTLS", relay.PhaseMail: "at MAIL FROM", relay.PhaseRcpt: "at RCPT TO",
		relay.PhaseData:  "after the content (end of DATA)",
		PhaseCategorizer: "after it had been accepted, in the categorizer",
		PhaseQueue:       "in the queue, where it waits for the next attempt",
		PhaseExpiry:      "in the queue, when the message grew too old",
	}[p]
}
