package script

import (
	"fmt"
	"mime"
	"regexp"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// answerClaim is about the answer of a room to a meeting request.
type answerClaim struct {
	at, from string
	atPlace  mistake.Column
	status   string
}

var _ = register(groupWant, "answer at", "want answer at ADDRESS from ADDRESS: accepted | declined",
	"The newest answer to a meeting request that arrived from the second address at the first since the section began says so.", func(c *Cursor) (any, error) {
		a := &answerClaim{}
		var err error
		a.atPlace = c.Here()
		if a.at, err = c.address("the organizer's address"); err != nil {
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

func (a *answerClaim) check(p *Player) (Finding, error) {
	if err := p.needMailbox(a.at, a.atPlace); err != nil {
		return Finding{}, err
	}
	f := Finding{Got: "no answer at " + a.at + " from " + a.from, Event: p.reaction(a.from, relay.WhichMeetingAnswer)}
	for _, m := range p.MailAt(a.at, &p.section) {
		status, ok := m.MeetingAnswer()
		if !ok || !strings.EqualFold(m.From(), a.from) {
			continue
		}
		f.Holds, f.Brief = status == a.status, "meeting "+status
		f.Got = fmt.Sprintf("%s %s", a.from, status)
	}
	return f, nil
}

var participation = regexp.MustCompile(`(?i)PARTSTAT=([A-Z-]+)`)

// MeetingAnswer reads what an attendee answered (RFC 5546 3.2.3).
func (m Mail) MeetingAnswer() (status string, ok bool) {
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "text/calendar" || !strings.EqualFold(params["method"], "REPLY") {
		return "", false
	}
	found := participation.FindSubmatch(m.Content)
	if found == nil {
		return "", false
	}
	return strings.ToLower(string(found[1])), true
}
