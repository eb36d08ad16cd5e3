package check

import (
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/sim/records"
)

// Decision is a decision of the engine with its reason in the words of a table's cell.
type Decision struct {
	records.Answer
	Reason string `json:"reason"` // because, with the property behind it
}

// String is the decision as a phrase with its rule.
func (d Decision) String() string {
	if d.Question == "" {
		return ""
	}
	return d.Reason + " [" + d.Source + "]"
}

// like reports whether two decisions are the same but for whom they are about.
func (d Decision) like(o Decision) bool { return d.key() == o.key() }

// key is what two decisions have in common that are alike.
func (d Decision) key() Decision {
	d.Subject, d.Because = "", ""
	return d
}

// phrase turns a decision into words. A reason that is the same for whatever fails is followed by the property of the
// candidate that was ruled out.
func phrase(m journey.Made) Decision {
	if m.Question == "" {
		return Decision{}
	}
	d := Decision{records.AnswerOf(m.At, m.Decision), m.Because}
	var rejected []relay.Candidate
	for _, c := range m.Candidates {
		if !c.Chosen {
			rejected = append(rejected, c)
		}
	}
	switch {
	case m.NotModelled:
	case m.Question == relay.CrossPremises && len(rejected) == 1:
		d.Reason += " (" + rejected[0].Property + ")"
	case m.Question == relay.WhichAttribution && len(rejected) > 0 && !m.Originates():
		d.Reason = "no OnPremises connector matches: " + rejected[0].Property + ", but " + rejected[0].Why
	case m.Question == relay.WhichCapabilities && m.Chosen == "" && len(rejected) > 0:
		d.Reason += ": " + rejected[0].Property + ", but " + rejected[0].Why
	case m.Question == relay.WhichContent && len(m.Candidates) > 0:
		d.Reason += " (" + m.Candidates[0].Property + ")"
	case m.Question == relay.WhichCapabilities && m.Chosen == "":
		d.Reason += " (" + m.Subject + ")"
	case m.Question == relay.WhenNext && len(m.Candidates) > 0:
		d.Reason += "; " + m.Candidates[0].Name + ": " + m.Candidates[0].Property
	case slices.Contains(ways, m.Question) && m.Chosen != "":
		d.Reason = m.Chosen + ", because " + m.Because
	}
	return d
}

// ways are the questions whose answer is a connector or a way.
var ways = []relay.Question{relay.WhichReceiveConnector, relay.WhichRoute, relay.WhichSendConnector,
	relay.WhichOutboundConnector}

// decisions are all decisions since the witness began to look that f accepts, in order.
func (s *witness) decisions(f func(journey.Made) bool) (list []journey.Made) {
	for _, e := range s.events() {
		for _, d := range e.Decisions {
			if m := (journey.Made{Decision: d, At: string(e.Side), Event: e}); f(m) {
				list = append(list, m)
			}
		}
	}
	return list
}

// trail is every decision of the flow in order, each once, for comparing. When a retry is due is no decision about the
// way.
func (s *witness) trail() (list []Decision) {
	seen := map[Decision]bool{}
	for _, m := range s.decisions(func(m journey.Made) bool { return m.Question != relay.WhenNext }) {
		if d := phrase(m); !seen[d.key()] {
			seen[d.key()] = true
			list = append(list, d)
		}
	}
	return list
}

// lastOf is the last decision about one of the questions of whatever the flow led to: a reply of a mailbox is a message
// of its own.
func (s *witness) lastOf(questions ...relay.Question) Decision {
	list := s.decisions(func(m journey.Made) bool { return slices.Contains(questions, m.Question) })
	return last(list)
}

// worst is what decided about the last message that came to a bad end, whichever it is; else the last decision of all.
func (s *witness) worst() Decision {
	r := s.w.Records()
	for _, id := range slices.Backward(journey.IDs(journey.Records{Events: s.events()})) {
		for _, e := range journey.Of(r, id).Ends {
			switch e.Kind {
			case journey.Failed, journey.Dropped, journey.Refused, journey.NotModelled:
				if made := e.Decided(); made.Question != "" {
					return phrase(made)
				}
			}
		}
	}
	return last(s.decisions(func(journey.Made) bool { return true }))
}
