package sim

import (
	"hybridsim/relay"
	"hybridsim/relay/journey"
)

// Records are what the world knows of the ways of messages: the organizations' events, and what outside hosts hold.
// What hosts gave up before a world was restored is not among them; their reports are in the mailboxes.
func (w *World) Records() journey.Records {
	var known []func() []journey.Outside
	events := look(w, func(in *Inside) []relay.Event {
		for _, h := range w.at(in).hosts {
			known = append(known, h.Known(in))
		}
		return w.at(in).events.Known()
	})
	r := journey.Records{Events: events, Capable: w.capable()}
	for _, tell := range known { // reading headers takes time, and needs no door
		r.Outside = append(r.Outside, tell()...)
	}
	return r
}

// Journey follows the message with a Message-ID.
func (w *World) Journey(id string) journey.Journey { return journey.Of(w.Records(), id) }

// capable are the enabled receive connectors of on-premises with TlsDomainCapabilities.
func (w *World) capable() (list []string) {
	for _, c := range w.Side(relay.OnPremises).Organization().ReceiveConnectors {
		if c.Enabled && len(c.TlsDomainCapabilities) > 0 {
			list = append(list, c.Identity())
		}
	}
	return list
}
