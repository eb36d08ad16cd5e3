package script

import (
	"strings"

	"hybridsim/sim/mistake"
)

// replyQuery looks at the last conversation by hand.
type replyQuery struct {
	at      mistake.Column
	text    pattern
	without string
}

var _ = claims(some, "reply", `want reply "TEXT" | want reply without WORD`,
	"One of the replies of the section's last talk contains the text, or none of them the word. Behind "+
		"Validate-OutboundConnector they are what it printed.",
	func(c *Cursor, j *judgement) (query, error) {
		r := &replyQuery{at: c.Here()}
		var err error
		if c.Take("without") {
			j.kind = none
			r.without, err = c.Word("a word")
			return r, err
		}
		r.text, err = parsePattern(c)
		return r, err
	})

func (r *replyQuery) look(p *Player, j judgement) (sights, error) {
	if p.talk == nil {
		return sights{}, vacuous(r.at, "HOST> talk to NAME: EHLO HOST", "nobody has talked by hand in this section")
	}
	s := sights{absence: "no " + r.without, nothing: "no replies"}
	if p.talk.broken != "" {
		s.told = p.talk.String()
		if len(p.talk.replies) == 0 {
			s.spoilt = "so there are no replies"
		}
	}
	for _, reply := range p.talk.replies {
		fits := r.text.matches(reply)
		if j.kind == none {
			fits = strings.Contains(reply, r.without)
		}
		s.list = append(s.list, sight{says: reply, fits: fits, brief: "replied " + r.text.text})
	}
	return s, nil
}
