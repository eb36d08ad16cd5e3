package journey

import (
	"slices"

	"hybridsim/relay"
)

// Made is a decision where it was made.
type Made struct {
	relay.Decision
	At    string      // a side or an outside host
	Event relay.Event // its Sequence is 0 when only an outside host knows
}

func madeAt(e relay.Event, d relay.Decision) Made { return Made{d, string(e.Side), e} }

// none says that nothing is known to have decided.
func (m Made) none() bool { return m.Question == "" }

// Decisions are those along the way to the end that f accepts, in the order of the way.
func (e *End) Decisions(f func(Made) bool) (list []Made) {
	for _, step := range e.Path {
		for _, d := range step.Decisions {
			if m := madeAt(step, d); f(m) {
				list = append(list, m)
			}
		}
	}
	return list
}

// Last is the last decision along the way about one of the questions.
func (e *End) Last(questions ...relay.Question) Made {
	return lastOf(e.Decisions(func(m Made) bool { return slices.Contains(questions, m.Question) }))
}

func lastOf(list []Made) Made {
	if len(list) == 0 {
		return Made{}
	}
	return list[len(list)-1]
}

// Ways are the questions whose answer is a connector by which mail leaves, or another way.
var Ways = []relay.Question{relay.WhichRoute, relay.WhichSendConnector, relay.WhichOutboundConnector}

// Decided is the decision behind the end. It was made about this message and this recipient: where the message ended,
// or in the session that refused it there; of what was delivered the last choice of a way, or whatever made the message
// internal or kept it from that; of a loop what sent it round. Its Question is empty when none is known.
func (e *End) Decided() Made {
	switch e.Kind {
	case Delivered:
		if e.Event.ID == relay.EventDeliver {
			return e.whyAuth()
		}
		return e.Last(Ways...)
	case RelayedOn:
		return e.Last(Ways...)
	case NoMembers:
		for _, d := range e.Event.Decisions {
			if d.Question == relay.WhichRecipient {
				return madeAt(e.Event, d)
			}
		}
	case Failed, Refused, Dropped, Quarantined, NotModelled:
		return e.whyFailed()
	case Waits:
		return e.whyWaits()
	}
	return Made{}
}

// Internal reports whether a message that is in a mailbox of an organization counts as internal there.
func (e *End) Internal() bool {
	return e.Event.ID == relay.EventDeliver && e.Last(relay.IsInternal).Chosen == string(relay.AuthInternal)
}

// whyFailed is the decision behind an end that is none in a mailbox.
func (e *End) whyFailed() Made {
	if code := e.Reply.Enhanced(); code == "5.4.14" || code == "5.4.6" {
		if m := e.whyLooped(); !m.none() {
			return m
		}
	}
	switch {
	case e.Refusal.Sequence > 0:
		return e.whyRefused(e.Refusal)
	case e.Outside != nil:
		return e.obstacle()
	case e.Event.Source == "QUEUE": // a report that waited too long is dropped and not expired
		return e.whyExpired()
	}
	return against(e.Event)
}

// obstacle is what an outside host met.
func (e *End) obstacle() Made { return Made{Decision: e.Outside.Obstacle, At: e.Outside.Host} }

// whyExpired is what the message waited for when its time was over: the last attempt's obstacle, or the way that was
// not found.
func (e *End) whyExpired() Made {
	for _, step := range slices.Backward(e.Path) {
		switch {
		case step.Side != e.Event.Side || step.Server != e.Event.Server:
		case step.ID == relay.EventDefer:
			return e.whyDeferred(step)
		case step.ID == relay.EventTransfer && step.Disposition == relay.Unreachable:
			return against(step)
		}
	}
	return against(e.Event)
}

func (e *End) whyWaits() Made {
	switch {
	case e.Outside != nil && e.Refusal.Sequence > 0:
		return e.whyRefused(e.Refusal)
	case e.Outside != nil:
		return e.obstacle()
	case e.Event.ID == relay.EventDefer:
		return e.whyDeferred(e.Event)
	}
	return against(e.Event)
}

// whyDeferred is the decision behind a deferral: what the other end lacked or had against the message, as far as it is
// recorded, else what the sender met.
func (e *End) whyDeferred(deferral relay.Event) Made {
	met := against(deferral)
	for _, s := range e.sessions(deferral) {
		switch s.ID {
		case relay.EventRefuse:
			return e.whyRefused(s)
		case relay.EventConnect:
			if m := lacking(s); !m.none() && explains(m.Question, met.Decision) {
				return m
			}
		}
	}
	return met
}

// lacking is what a server had not for a connection: a connector, or a certificate.
func lacking(session relay.Event) Made {
	for _, d := range session.Decisions {
		if Lacks(d) {
			return madeAt(session, d)
		}
	}
	return Made{}
}

// Lacks reports whether a server had no connector or no certificate for a connection.
func Lacks(d relay.Decision) bool {
	return d.Chosen == "" && (d.Question == relay.WhichReceiveConnector || d.Question == relay.WhichCertificate)
}

// explains reports whether what the server lacked is what the client met: without a certificate it offers no STARTTLS,
// without a connector it says nothing at all.
func explains(lacked relay.Question, met relay.Decision) bool {
	if lacked == relay.WhichCertificate {
		return met.Question == relay.PeerCertificate
	}
	return met.Question == relay.IsReached
}

// whyRefused is the decision behind a refusal in a session: the receive connector, when it is the wrong one for the
// other organization, else the refusal's own.
func (e *End) whyRefused(session relay.Event) Made {
	for _, d := range session.Decisions {
		if d.Question == relay.WhichReceiveConnector && e.passedOver(d.Chosen) && e.fromOther(session) {
			return madeAt(session, d)
		}
	}
	return against(session)
}

// fromOther reports whether the client of a session was another organization.
func (e *End) fromOther(session relay.Event) bool {
	return e.Event.Sequence > 0 && e.Event.Side != session.Side
}

// whyLooped is why a message went in circles: the attribution that failed when one organization's server brought it to
// the other, for mail that is taken for a stranger's is sent out again; else the last choice of a way.
func (e *End) whyLooped() Made {
	var side relay.Side
	for _, step := range e.Path {
		if step.ID == relay.EventReceive && side != "" && step.Side != side {
			for _, d := range step.Decisions {
				if d.Question == relay.WhichAttribution && !d.Originates() {
					return madeAt(step, d)
				}
			}
		}
		side = step.Side
	}
	return e.Last(Ways...)
}

// against is an event's decision against the message, or that the message waits for.
func against(e relay.Event) Made {
	d, _ := Against(e)
	return madeAt(e, d)
}

// whyAuth is why a delivered message is internal or is not. When it is not, that is the first link of the chain that
// broke: the headers left behind, the wrong connector, the certificate, the attribution; the last question, AuthAs,
// only adds them up. Mail from outside has no such chain: where it came in it is a stranger's.
func (e *End) whyAuth() Made {
	last := e.Last(relay.IsInternal)
	if len(e.Path) == 0 || last.Chosen == string(relay.AuthInternal) {
		return last
	}
	if first := e.Path[0]; first.ID == relay.EventReceive && first.Source == "SMTP" {
		return cmpOr(stranger(first), last)
	}
	var sent relay.Event
	for _, step := range e.Path {
		if m := e.broken(step, sent); !m.none() {
			return m
		}
		if step.ID == relay.EventSend {
			sent = step
		}
	}
	return last
}

// stranger is why a client outside is one.
func stranger(arrival relay.Event) (found Made) {
	for _, d := range arrival.Decisions {
		if d.Question == relay.WhichAttribution && !d.Originates() {
			// no connector is to blame that it is not the organization's
			return madeAt(arrival, relay.Decision{Question: d.Question, Subject: d.Subject, Chosen: d.Chosen,
				Because: d.Because, Source: d.Source})
		}
		if d.Question == relay.IsInternal {
			found = madeAt(arrival, d)
		}
	}
	return found
}

func cmpOr(a, b Made) Made {
	if a.none() {
		return b
	}
	return a
}

// broken is the decision of a step of the way that made a message of the organization a stranger's. What servers of one
// organization do among themselves does not; sent is how the message left the last one.
func (e *End) broken(step, sent relay.Event) Made {
	among := sent.Side == step.Side && sent.ServerIP == step.ServerIP
	arrival := step.ID == relay.EventReceive && step.Source == "SMTP" && !among
	for _, d := range step.Decisions {
		bad := false
		switch d.Question {
		case relay.CrossPremises:
			bad = step.ID == relay.EventSend && d.Chosen == relay.HeadersRemoved ||
				arrival && d.Chosen != relay.HeadersPromoted
		case relay.WhichAttribution:
			bad = arrival && !d.Originates()
		case relay.WhichReceiveConnector:
			bad = arrival && e.passedOver(d.Chosen)
		case relay.WhichCapabilities:
			bad = arrival && d.Chosen == ""
		}
		if bad {
			return madeAt(step, d)
		}
	}
	return Made{}
}

// passedOver reports whether a receive connector without TlsDomainCapabilities took what another one has them for.
func (e *End) passedOver(identity string) bool {
	return len(e.capable) > 0 && !slices.Contains(e.capable, identity)
}

// sessions are what was recorded of the conversation that ended in an event: connections that lacked something, and
// refusals.
func (e *End) sessions(outcome relay.Event) (list []relay.Event) {
	for _, s := range e.Path {
		if s.MessageID == "" && s.Sequence < outcome.Sequence && follows(s, outcome) &&
			!slices.ContainsFunc(e.Path, func(between relay.Event) bool { // it led to an earlier one
				return between.MessageID != "" && between.Sequence > s.Sequence &&
					between.Sequence < outcome.Sequence && between.Side == outcome.Side && follows(s, between)
			}) {
			list = append(list, s)
		}
	}
	return list
}
