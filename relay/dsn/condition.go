package dsn

import (
	"strconv"
	"strings"

	"hybridsim/relay"
)

// Condition is what a reply is known to mean. The words are ours; the codes with their phases are the rows of A.
type Condition struct {
	Codes   string      // enhanced code, or a range of its last number: "5.7.606-649"
	Words   string      // to be found in the reply's text, without regard to case
	Phase   relay.Phase // when it is said; empty: the code does not tell
	Meaning string      // for the person whose message it was
	Check   string      // for an administrator of the hybrid: where to look first
}

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
		relay.PhaseTLS: "at STARTTLS", relay.PhaseMail: "at MAIL FROM", relay.PhaseRcpt: "at RCPT TO", relay.PhaseData: "after the content (end of DATA)",
		PhaseCategorizer: "after it had been accepted, in the categorizer", PhaseQueue: "in the queue, where it waits for the next attempt", PhaseExpiry: "in the queue, when the message grew too old",
	}[p]
}

// Known reports whether a condition was found.
func (c Condition) Known() bool { return c.Codes != "" }

// Lookup finds what a reply means: the first row whose code and words fit. A reply that no row fits gets a meaning from its
// class alone, and is not [Condition.Known].
func Lookup(reply relay.Reply) Condition {
	text := strings.ToLower(reply.Text())
	for _, table := range [][]Condition{localConditions, queueConditions, frontDoorConditions, remoteConditions} {
		for _, c := range table {
			if codeIn(reply.Enhanced(), c.Codes) && strings.Contains(text, strings.ToLower(c.Words)) {
				return c
			}
		}
	}
	switch {
	case reply.Temporary():
		return Condition{Meaning: "The message has not arrived yet."}
	case reply.OK():
		return Condition{Meaning: "The message was passed on."}
	}
	return Condition{Meaning: "The message could not be delivered."}
}

// codeIn reports whether an enhanced code is the one of a row, or in its range. A row "none" is for replies without one.
func codeIn(code, codes string) bool {
	if code == "" || code == codes {
		return code == codes || codes == "none"
	}
	low, high, isRange := strings.Cut(codes, "-")
	dot, lowDot := strings.LastIndexByte(code, '.'), strings.LastIndexByte(low, '.')
	if !isRange || lowDot < 0 || code[:dot+1] != low[:lowDot+1] {
		return false
	}
	n, err := strconv.Atoi(code[dot+1:])
	from, errLow := strconv.Atoi(low[lowDot+1:])
	to, errHigh := strconv.Atoi(high)
	return err == nil && errLow == nil && errHigh == nil && from <= n && n <= to
}

// Phase is when a recipient failed: in the queue if it is late or if an attempt went before, in the categorizer if an Exchange server refused by
// itself, else where such replies are given. It is empty when the report does not tell.
func (r *Report) Phase(rcpt Recipient) relay.Phase {
	c := Lookup(rcpt.Reply)
	switch {
	case r.Outcome(rcpt) == Delayed:
		return PhaseQueue
	case rcpt.Last.Error != "":
		return PhaseExpiry
	case c.Phase != "":
		return c.Phase
	case rcpt.Remote == "" && strings.Contains(rcpt.Reply.Text(), "RESOLVER."):
		return PhaseCategorizer
	}
	return ""
}
