package story

import (
	"hybridsim/relay"
	"hybridsim/relay/headers"
	"hybridsim/relay/transport"
	"hybridsim/sim/script"
)

// changedHeaders are the header fields that a cure may change.
var changedHeaders = []string{headers.AuthAs, headers.Promoted, headers.Directionality}

// newestMail returns the newest mail, reports aside, that was delivered between two moments to a mailbox, or to any if the
// name is empty; nil if there is none.
func (p *play) newestMail(from, to script.Moment, mailbox string) *transport.Delivered {
	var newest *transport.Delivered
	for _, side := range relay.BothSides {
		for _, d := range p.World().Side(side).Deliveries()[from.Deliveries[side]:to.Deliveries[side]] {
			wanted := d.Item.From != "" && (mailbox == "" || relay.SameAddress(d.Mailbox, mailbox))
			if wanted && (newest == nil || !d.Time.Before(newest.Time)) {
				newest = &d
			}
		}
	}
	return newest
}

// compareHeaders tells what the cure changed in the header of the mail: of the newest one since the cure, and of the newest
// one at the same mailbox among the symptoms.
func (r *Report) compareHeaders(p *play, symptoms script.Moment) {
	after := p.newestMail(p.Section(), p.Now(), "")
	if after == nil {
		return
	}
	before := p.newestMail(symptoms, p.Section(), after.Mailbox)
	r.Delivered = before != nil
	for _, name := range changedHeaders {
		change := HeaderChange{Name: name, After: after.Item.Header.Get(name)}
		if before != nil {
			change.Before = before.Item.Header.Get(name)
		}
		if change.Before != change.After {
			r.Headers = append(r.Headers, change)
		}
	}
}
