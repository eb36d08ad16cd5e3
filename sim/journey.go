package sim

import (
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/journey"
)

// Records are what the world knows of the ways of messages: the organizations' events, and what outside hosts hold. What hosts
// gave up before a world was restored is not among them; their reports are in the mailboxes.
func (w *World) Records() journey.Records {
	var known []func() []journey.Outside
	events := look(w, func(in *Inside) []relay.Event {
		for _, h := range w.at(in).hosts {
			known = append(known, h.at(in).known())
		}
		return w.at(in).events
	})
	r := journey.Records{Events: events}
	for _, tell := range known { // reading headers takes time, and needs no door
		r.Outside = append(r.Outside, tell()...)
	}
	return r
}

// Journey follows the message with a Message-ID.
func (w *World) Journey(id string) journey.Journey { return journey.Of(w.Records(), id) }

// known returns what tells what a host knows of messages at this moment.
func (h *hostState) known() func() []journey.Outside {
	mail, list := h.mail, slices.Clone(h.givenUp)
	var waiting []outgoing
	for _, m := range h.outgoing {
		waiting = append(waiting, *m)
	}
	return func() []journey.Outside {
		for _, m := range mail {
			list = append(list, journey.Outside{
				Host: h.Name, MessageID: messageID(m.Content), From: m.From, To: m.Mailbox, Time: m.Time, State: journey.Delivered,
			})
		}
		for _, m := range waiting {
			list = append(list, h.outside(&m, journey.Waits))
		}
		return list
	}
}

// outside is what is known of a message that the host was to send.
func (h *hostState) outside(m *outgoing, state journey.Kind) journey.Outside {
	return journey.Outside{
		Host: h.Name, MessageID: messageID(m.content), From: m.from, To: m.to, Time: m.submitted, State: state, Reply: m.last, Remote: m.remote,
	}
}

func messageID(content []byte) string {
	header, _ := relay.SplitMessage(content)
	return header.Get("Message-ID")
}
