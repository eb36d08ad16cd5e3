package journey

import "hybridsim/relay"

// Place is where a message is: with a side or an outside host, or in somebody's mailbox there.
type Place struct {
	At      string // a side or an outside host; empty: somewhere outside
	Mailbox bool
}

// Hop is a step of a message: from hand to hand, or in one place.
type Hop struct {
	From, To Place
	Event    relay.Event
	// ByOutside says that a host refused that no organization has a record of.
	ByOutside bool
}

// Still reports whether nothing moved.
func (h Hop) Still() bool { return h.From == h.To }

// hops are the steps of the message in order. A SEND whose RECEIVE is known is no step of its own: that is the same
// hop, seen from the other end.
func (f *following) hops() []Hop {
	var list []Hop
	for _, e := range f.events {
		own := Place{At: string(e.Side)}
		user := Place{At: string(e.Side), Mailbox: true}
		switch {
		case e.ID == relay.EventReceive && e.Source != "SMTP":
			list = append(list, Hop{From: user, To: own, Event: e})
		case e.ID == relay.EventReceive:
			list = append(list, Hop{From: f.cameFrom(e), To: own, Event: e})
		case e.ID == relay.EventRefuse:
			list = append(list, Hop{From: own, To: f.client(e), Event: e})
		case e.ID == relay.EventSend:
			if !f.answered(e) {
				list = append(list, Hop{From: own, To: Place{At: e.RemoteHost}, Event: e})
			}
		case e.ID == relay.EventDeliver:
			list = append(list, Hop{From: own, To: user, Event: e})
		case e.ID == relay.EventTransfer || e.ID == relay.EventExpand || e.ID == relay.EventRedirect:
		default:
			list = append(list, Hop{From: own, To: own, Event: e, ByOutside: f.refusedOutside(e)})
		}
	}
	return list
}

// answered reports whether a SEND was taken by an organization in the same conversation: its RECEIVE stands before it.
func (f *following) answered(e relay.Event) bool {
	for _, c := range f.copies {
		for _, n := range c.nodes {
			if n.event.Sequence == e.Sequence && n.onward != nil && n.onward.copy.arrival.Sequence < e.Sequence {
				return true
			}
		}
	}
	return false
}

// cameFrom is who had the message before a RECEIVE: another organization, unless somebody outside passed it on between.
func (f *following) cameFrom(e relay.Event) Place {
	for _, c := range f.copies {
		for _, n := range c.nodes {
			if n.onward != nil && n.onward.copy.arrival.Sequence == e.Sequence && n.event.Sequence > e.Sequence {
				return Place{At: string(n.event.Side)}
			}
		}
	}
	return Place{}
}

// refusedOutside reports whether a failure came from a host whose refusal no organization recorded.
func (f *following) refusedOutside(e relay.Event) bool {
	return e.RemoteHost != "" && After(e) != Waits && len(e.Recipients) > 0 &&
		f.refusal(e.Recipients[0], e.Sequence).Sequence == 0
}

// client is who was refused: the organization that had the message then, or somebody outside.
func (f *following) client(refusal relay.Event) Place {
	for _, next := range f.events {
		if next.Sequence > refusal.Sequence && next.MessageID != "" && next.Source == "SMTP" && follows(refusal, next) {
			return Place{At: string(next.Side)}
		}
	}
	return Place{}
}
