package outside

import (
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/sim/door"
)

// Known returns what tells what the host knows of messages at this moment: what lies in its mailboxes, what waits, what
// it gave up. Telling needs no door, and reads headers, which takes time.
func (h *Host) Known(in *door.Inside) (tell func() []journey.Outside) {
	here := h.at(in)
	mail, list := here.mail.Known(), slices.Clone(here.givenUp)
	var waiting []outgoing
	for _, m := range here.outgoing {
		if m.probes == "" {
			waiting = append(waiting, *m)
		}
	}
	return func() []journey.Outside {
		for _, m := range mail {
			header, _ := relay.SplitMessage(m.Content)
			list = append(list, journey.Outside{
				Host: h.Name, MessageID: header.Get("Message-ID"), Subject: header.Get("Subject"), From: m.From,
				To: m.Mailbox, Time: m.Time, State: journey.Delivered,
			})
		}
		for _, m := range waiting {
			list = append(list, h.told(&m, journey.Waits))
		}
		return list
	}
}

// told is what is known of a message that the host was to send.
func (h *Host) told(m *outgoing, state journey.Kind) journey.Outside {
	header, _ := relay.SplitMessage(m.content)
	return journey.Outside{
		Host: h.Name, MessageID: header.Get("Message-ID"), Subject: header.Get("Subject"), From: m.from, To: m.to,
		Time: m.submitted, State: state, Reply: m.last, Remote: m.remote, Obstacle: m.obstacle,
	}
}

func messageID(content []byte) string {
	header, _ := relay.SplitMessage(content)
	return header.Get("Message-ID")
}
