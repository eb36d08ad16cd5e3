package journey

import (
	"slices"

	"hybridsim/relay"
)

// After is what an event leaves the message in, for the recipients that it names. Empty: the event is about something
// else.
func After(e relay.Event) Kind {
	switch e.ID {
	case relay.EventReceive, relay.EventDSN:
		return InHand
	case relay.EventExpand, relay.EventRedirect:
		return Passed
	case relay.EventQuarantine:
		return Quarantined
	case relay.EventTransfer, relay.EventDefer, relay.EventModerate, relay.EventModeratorsAllNDR:
		return Waits
	case relay.EventSend:
		return RelayedOn
	case relay.EventDeliver:
		return Delivered
	case relay.EventFail:
		return orNotModelled(e, Failed)
	case relay.EventBadMail, relay.EventDrop, relay.EventModeratorReject, relay.EventModerationExpire:
		return orNotModelled(e, Dropped)
	case relay.EventRefuse:
		return orNotModelled(e, Refused)
	}
	return ""
}

// orNotModelled is how a message ended, unless it is the model that ended.
func orNotModelled(e relay.Event, k Kind) Kind {
	if e.Disposition == relay.NotModelled || slices.ContainsFunc(e.Decisions, func(d relay.Decision) bool {
		return d.NotModelled
	}) {
		return NotModelled
	}
	return k
}

// Before is the address that the one recipient of an event had before the directory gave it another.
func Before(e relay.Event) (address string, other bool) {
	if len(e.Recipients) != 1 {
		return "", false
	}
	for _, d := range e.Decisions {
		if d.Question == relay.WhichRecipient {
			return d.Subject, !relay.SameAddress(d.Subject, e.Recipients[0])
		}
	}
	return "", false
}

// Against is the decision of an event that went against the message: whoever records an event puts it last, before when
// the next attempt is. ok is false when the event has none.
func Against(e relay.Event) (d relay.Decision, ok bool) {
	for _, made := range slices.Backward(e.Decisions) {
		if !ok || d.Question == relay.WhenNext {
			d, ok = made, true
		}
	}
	return d, ok
}
