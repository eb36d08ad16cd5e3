package story

import (
	"hybridsim/relay"
	"hybridsim/relay/headers"
	"hybridsim/sim"
	"hybridsim/sim/script"
)

// changedHeaders are the header fields that a cure may change.
var changedHeaders = []string{headers.AuthAs, headers.Promoted, headers.Directionality}

// newestMail returns the newest mail, reports aside, that was delivered on the two sides between two moments to a
// mailbox, or to any if the name is empty; nil if there is none.
func (p *play) newestMail(from, to script.Moment, mailbox string) *sim.Letter {
	later := map[string]bool{}
	for _, l := range p.World().Mail(to.Mail) {
		later[l.ID] = true
	}
	var newest *sim.Letter
	for _, l := range p.World().Mail(from.Mail) {
		wanted := l.Side != "" && !later[l.ID] && l.From != "" &&
			(mailbox == "" || relay.SameAddress(l.Mailbox, mailbox))
		if wanted && (newest == nil || !l.Time.Before(newest.Time)) {
			newest = &l
		}
	}
	return newest
}

// compareHeaders tells what the cure changed in the header of the mail: of the newest one since the cure, and of the
// newest one at the same mailbox among the symptoms.
func (r *Report) compareHeaders(p *play, symptoms script.Moment) {
	after := p.newestMail(p.Section(), p.Now(), "")
	if after == nil {
		return
	}
	before := p.newestMail(symptoms, p.Section(), after.Mailbox)
	r.Delivered = before != nil
	for _, name := range changedHeaders {
		change := HeaderChange{Name: name, After: after.Header.Get(name)}
		if before != nil {
			change.Before = before.Header.Get(name)
		}
		if change.Before != change.After {
			r.Headers = append(r.Headers, change)
		}
	}
}
