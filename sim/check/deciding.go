package check

import (
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/connector"
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

// made is a decision that was made at an event.
type made struct {
	event relay.Event
	relay.Decision
}

// phrase turns a decision into words. A reason that is the same for whatever fails is followed by the property of the
// candidate that was ruled out.
func (m made) phrase() Decision {
	d := Decision{records.AnswerOf(m.event.Side, m.Decision), m.Because}
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
	case m.Question == relay.WhichAttribution && len(rejected) > 0 && !connector.Originates(m.Decision):
		d.Reason = "no OnPremises connector matches: " + rejected[0].Property + ", but " + rejected[0].Why
	case m.Question == relay.WhichCapabilities && m.Chosen == "" && len(rejected) > 0:
		d.Reason += ": " + rejected[0].Property + ", but " + rejected[0].Why
	case m.Question == relay.WhichContent && len(m.Candidates) > 0:
		d.Reason += " (" + m.Candidates[0].Property + ")"
	case m.Question == relay.WhenNext:
		d.Reason = reasonOf(m.event.Reply)
		if len(m.Candidates) > 0 {
			d.Reason = m.Candidates[0].Property + ": " + d.Reason
		}
	case slices.Contains(ways, m.Question) && m.Chosen != "":
		d.Reason = m.Chosen + ", because " + m.Because
	}
	return d
}

// ways are the questions whose answer is a connector or a way.
var ways = []relay.Question{relay.WhichReceiveConnector, relay.WhichRoute, relay.WhichSendConnector,
	relay.WhichOutboundConnector}

// reasonOf is what a deferral says about its reason: the cloud puts it into a bracket.
func reasonOf(r relay.Reply) string {
	if _, message, ok := strings.Cut(r.Text(), "[Message="); ok {
		message, _, _ = strings.Cut(message, "]")
		return message
	}
	text, _, _ := strings.Cut(r.Text(), " [")
	return text
}

// decisions are all decisions of the flow that f accepts, in order.
func (s *witness) decisions(f func(made) bool) (list []made) {
	for _, e := range s.events() {
		for _, d := range e.Decisions {
			if m := (made{e, d}); f(m) {
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
	for _, m := range s.decisions(func(m made) bool { return m.Question != relay.WhenNext }) {
		if d := m.phrase(); !seen[d.key()] {
			seen[d.key()] = true
			list = append(list, d)
		}
	}
	return list
}

func lastPhrase(list []made) Decision {
	if len(list) == 0 {
		return Decision{}
	}
	return list[len(list)-1].phrase()
}

// lastOf is the last decision about one of the questions.
func (s *witness) lastOf(questions ...relay.Question) Decision {
	return lastPhrase(s.decisions(func(m made) bool { return slices.Contains(questions, m.Question) }))
}

// firstOf is the first decision about one of the questions.
func (s *witness) firstOf(questions ...relay.Question) Decision {
	list := s.decisions(func(m made) bool { return slices.Contains(questions, m.Question) })
	return lastPhrase(list[:min(1, len(list))])
}

// last is the decision of the last event that ended something, else the last decision against something, else the last
// of all.
func (s *witness) last() Decision {
	for _, e := range slices.Backward(s.events()) {
		switch journey.After(e) {
		case journey.Failed, journey.Dropped, journey.Refused, journey.NotModelled:
			if len(e.Decisions) > 0 {
				return s.whyEnded(e, s.refusalBehind(e))
			}
		}
	}
	if d := lastPhrase(s.decisions(func(m made) bool {
		return m.Chosen == "" && m.Question != relay.CrossPremises
	})); d.Question != "" {
		return d
	}
	return lastPhrase(s.decisions(func(made) bool { return true }))
}

// refusalBehind is the refusal in a session that led to the end of a message; none: its Sequence is 0.
func (s *witness) refusalBehind(e relay.Event) relay.Event {
	for _, end := range s.w.Journey(e.MessageID).Ends {
		if e.MessageID != "" && end.Event.Sequence == e.Sequence {
			return end.Refusal
		}
	}
	return relay.Event{}
}

// whyRouted is the last choice of a way for a message that left for good.
func (s *witness) whyRouted(id string) Decision {
	return lastPhrase(s.decisions(func(m made) bool {
		return m.event.MessageID == id && slices.Contains(ways, m.Question) && m.Question != relay.WhichReceiveConnector
	}))
}

// whyAuth is why a delivered message is internal or is not. When it is not, that is the first link of the chain that
// broke: the headers left behind, the wrong connector, the certificate, the attribution; the last question, AuthAs,
// only adds them up.
func (s *witness) whyAuth(kind Kind, id string) Decision {
	about := func(m made) bool { return m.event.MessageID == id }
	auth := lastPhrase(s.decisions(func(m made) bool { return about(m) && m.Question == relay.IsInternal }))
	if kind == DeliveredInternal {
		return auth
	}
	if s.stranger {
		for _, m := range s.decisions(func(m made) bool { return about(m) && m.Question == relay.WhichAttribution }) {
			auth = made{m.event, relay.Decision{Question: m.Question, Chosen: m.Chosen, Because: m.Because,
				Source: m.Source}}.phrase()
		}
		return auth
	}
	return s.brokenLink(about, auth)
}

func (s *witness) brokenLink(about func(made) bool, auth Decision) Decision {
	left := s.decisions(func(m made) bool {
		return about(m) && m.Question == relay.CrossPremises && m.event.ID == relay.EventSend &&
			m.Chosen == relay.HeadersRemoved
	})
	if len(left) > 0 {
		return left[0].phrase()
	}
	arrivals := s.decisions(func(m made) bool {
		return about(m) && m.event.ID == relay.EventReceive && m.event.Source == "SMTP"
	})
	for _, m := range arrivals {
		switch {
		case m.Question == relay.WhichAttribution && !connector.Originates(m.Decision):
			return m.phrase()
		case m.Question == relay.WhichReceiveConnector && s.passedOver(m.Chosen):
			return m.phrase()
		case m.Question == relay.WhichCapabilities && m.Chosen == "":
			return m.phrase()
		case m.Question == relay.CrossPremises && m.Chosen != relay.HeadersPromoted:
			return m.phrase()
		}
	}
	return auth
}

// passedOver reports whether a receive connector without capabilities took what another enabled one has them for.
func (s *witness) passedOver(identity string) bool {
	elsewhere := false
	for _, c := range s.w.Side(relay.OnPremises).Organization().ReceiveConnectors {
		if len(c.TlsDomainCapabilities) == 0 {
			continue
		}
		if c.Identity() == identity {
			return false
		}
		elsewhere = elsewhere || c.Enabled
	}
	return elsewhere
}

// whyEnded is the decision behind the end of a message: of a loop the way, else the one of the session that refused,
// when there was one, else the event's own.
func (s *witness) whyEnded(e, refusal relay.Event) Decision {
	if code := e.Reply.Enhanced(); code == "5.4.14" || code == "5.4.6" {
		if d := s.whyLooped(e.MessageID); d.Question != "" {
			return d
		}
	}
	switch {
	case e.ID == relay.EventRefuse:
		return s.whyRefused(e)
	case refusal.Sequence > 0:
		return s.whyRefused(refusal)
	case e.Sequence > 0:
		return against(e).phrase()
	}
	return s.last()
}

// whyLooped is why a message went in circles: the attribution that failed when one side's server brought it to the
// other, for mail that is taken for a stranger's is sent out again; else the last choice of a way.
func (s *witness) whyLooped(id string) Decision {
	for _, h := range s.w.Journey(id).Hops {
		if h.Event.ID != relay.EventReceive || h.From.Mailbox || h.From.At == "" || h.From.At == h.To.At {
			continue
		}
		for _, d := range h.Event.Decisions {
			if d.Question == relay.WhichAttribution && !connector.Originates(d) {
				return made{h.Event, d}.phrase()
			}
		}
	}
	return s.whyRouted(id)
}

// whyRefused is the decision behind a refusal in a session: the receive connector, when it is the wrong one.
func (s *witness) whyRefused(e relay.Event) Decision {
	for _, d := range e.Decisions {
		if d.Question == relay.WhichReceiveConnector && s.passedOver(d.Chosen) {
			return made{e, d}.phrase()
		}
	}
	return against(e).phrase()
}

// against is an event's decision against the message.
func against(e relay.Event) made {
	d, _ := journey.Against(e)
	return made{e, d}
}

// whyDeferred is the decision behind a deferral: a certificate that could not be shown, on either side, else what the
// other end had against it, else where the attempt failed.
func (s *witness) whyDeferred(e, refusal relay.Event) Decision {
	missing := s.decisions(func(m made) bool {
		return m.Question == relay.WhichCertificate && m.Chosen == "" &&
			(m.event.ID == relay.EventConnect || m.event.ID == relay.EventDefer)
	})
	if len(missing) > 0 {
		return missing[0].phrase()
	}
	for _, d := range e.Decisions {
		if d.Question == relay.PeerCertificate {
			return made{e, d}.phrase()
		}
	}
	if m := against(refusal); refusal.Sequence > 0 && m.Question != "" {
		return s.whyRefused(refusal)
	}
	for i := len(e.Decisions) - 1; i >= 0; i-- {
		if d := e.Decisions[i]; d.Question == relay.WhenNext || d.Question == relay.WhichSendConnector {
			return made{e, d}.phrase()
		}
	}
	return s.last()
}
