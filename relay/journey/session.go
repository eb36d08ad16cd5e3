package journey

import (
	"slices"

	"hybridsim/relay"
)

// owner is the Message-ID of the message that an event of a session is about: a refusal, or a connection that lacks
// something, is recorded before any message was taken. What the client made of it stands behind it, or in an outside
// host's memory.
func owner(r Records, at int) string {
	e := r.Events[at]
	for _, o := range r.Outside {
		if e.ID == relay.EventRefuse && o.From == e.Sender && toOrAll(e, o.To) && o.Reply.String() == e.Reply.String() {
			return o.MessageID
		}
	}
	for _, next := range r.Events[at+1:] {
		if next.MessageID != "" && next.Source == "SMTP" && follows(e, next) {
			return next.MessageID
		}
	}
	return ""
}

// follows reports whether an event can be what came of a session's event.
func follows(e, next relay.Event) bool {
	met := next.ServerIP == e.ServerIP && (next.ClientIP == e.ClientIP || next.ClientIP == e.TranslatedFrom)
	if e.ID == relay.EventConnect || e.Sender == "" && len(e.Recipients) == 0 { // nothing was said
		return met && (next.ID == relay.EventDefer || next.ID == relay.EventSend || next.ID == relay.EventReceive ||
			next.ID == relay.EventFail || next.ID == relay.EventBadMail)
	}
	if next.Sender != e.Sender || !slices.ContainsFunc(next.Recipients, func(r string) bool { return toOrAll(e, r) }) {
		return false
	}
	if e.Reply.Temporary() {
		return next.ID == relay.EventDefer
	}
	return next.ID == relay.EventFail || next.ID == relay.EventBadMail
}

// toOrAll reports whether an event is about a recipient, or about the whole message.
func toOrAll(e relay.Event, recipient string) bool {
	return len(e.Recipients) == 0 || slices.ContainsFunc(e.Recipients, func(r string) bool {
		return relay.SameAddress(r, recipient)
	})
}

// steps are what was recorded of a recipient of a copy, in order: the events that name it, each behind the sessions
// that led to it, unless they are known before.
func (f *following) steps(n *node, before []relay.Event) (list []relay.Event) {
	since := 0
	for _, e := range n.events {
		if e.Source == "SMTP" {
			for _, s := range f.events {
				if s.MessageID == "" && s.Sequence > since && s.Sequence < e.Sequence && toOrAll(s, n.address) &&
					follows(s, e) && !holds(before, s) {
					list = append(list, s)
				}
			}
		}
		list = append(list, e)
		since = e.Sequence
	}
	return list
}

func holds(list []relay.Event, e relay.Event) bool {
	return slices.ContainsFunc(list, func(o relay.Event) bool { return o.Sequence == e.Sequence })
}

// refusedTo is the last refusal of an outside host's message that the host was given as it tells; none: its Sequence is
// 0.
func (f *following) refusedTo(o *Outside) (found relay.Event) {
	for _, e := range f.events {
		if e.ID == relay.EventRefuse && e.Sender == o.From && toOrAll(e, o.To) && e.Reply.String() == o.Reply.String() {
			found = e
		}
	}
	return found
}

// refusal is the last refusal of the message to a recipient before a moment of the records; none: its Sequence is 0.
func (f *following) refusal(recipient string, before int) (found relay.Event) {
	for _, e := range f.events {
		if e.ID == relay.EventRefuse && toOrAll(e, recipient) && (before == 0 || e.Sequence < before) {
			found = e
		}
	}
	return found
}
