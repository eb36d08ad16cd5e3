package script

import (
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// answerQuery looks for the answer of a room to a meeting request.
type answerQuery struct {
	mailbox, from string
	mailboxAt     mistake.Column
	status        string
}

var _ = claims(latest, "answer at", "want answer at ADDRESS from ADDRESS: accepted | declined",
	"The newest answer to a meeting request that arrived from the second address at the first since the section "+
		"began says so.", func(c *Cursor, _ *judgement) (query, error) {
		a := &answerQuery{}
		var err error
		a.mailboxAt = c.Here()
		if a.mailbox, err = c.address("the organizer's address"); err != nil {
			return nil, err
		}
		if err = c.Expect("from"); err != nil {
			return nil, err
		}
		if a.from, err = c.address("the room's address"); err != nil {
			return nil, err
		}
		if err = c.Expect(":"); err != nil {
			return nil, err
		}
		for _, status := range []string{"accepted", "declined"} {
			if c.Take(status) {
				a.status = status
				return a, nil
			}
		}
		return nil, c.Errorf("%q is no answer; a room says accepted or declined", c.Peek())
	})

func (a *answerQuery) look(p *Player, _ judgement) (sights, error) {
	if err := p.needMailbox(a.mailbox, a.mailboxAt); err != nil {
		return sights{}, err
	}
	s := sights{nothing: "no answer at " + a.mailbox + " from " + a.from,
		event: p.reaction(a.from, relay.WhichMeetingAnswer)}
	for _, m := range p.MailAt(a.mailbox, &p.section) {
		if status, ok := m.MeetingAnswer(); ok && strings.EqualFold(m.Sender(), a.from) {
			s.list = append(s.list, sight{says: a.from + " " + status, fits: status == a.status,
				brief: "meeting " + status})
		}
	}
	return s, nil
}
