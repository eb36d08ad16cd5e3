package dsn

import (
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// Phase is when a recipient failed: in the queue if it is late or if an attempt went before, in the categorizer if an
// Exchange server refused by itself, else where such replies are given. It is empty when the report does not tell.
func (r *Report) Phase(rcpt Recipient) relay.Phase {
	switch {
	case r.Outcome(rcpt) == Delayed:
		return reply.PhaseQueue
	case rcpt.Last.Error != "":
		return reply.PhaseExpiry
	}
	for _, m := range reply.Read(rcpt.Answer()) {
		if phase := m.When(); phase != "" && phase != reply.PhaseQueue {
			return phase
		}
	}
	if rcpt.Remote == "" && strings.Contains(rcpt.Reply.Text(), "RESOLVER.") {
		return reply.PhaseCategorizer
	}
	return ""
}
