package story

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
	"The newest answer to a meeting request that arrived from the second address at the first since the section began says so.", func(c *cursor) (any, error) {
		a := &answerClaim{}
		var err error
		a.atPlace = c.here()
		if a.at, err = c.address("the organizer's address"); err != nil {
			return nil, err
		}
		if err = c.expect("from"); err != nil {
			return nil, err
		}
		if a.from, err = c.address("the room's address"); err != nil {
			return nil, err
		}
		if err = c.expect(":"); err != nil {
			return nil, err
		}
		for _, status := range []string{"accepted", "declined"} {
			if c.take(status) {
				a.status = status
				return a, nil
			}
		}
		return nil, c.errorf("%q is no answer; a room says accepted or declined", c.peek())
	})

func (a *answerClaim) check(p *play) (finding, error) {
	if err := p.needMailbox(a.at, a.atPlace); err != nil {
		return finding{}, err
	}
	f := finding{got: "no answer at " + a.at + " from " + a.from, event: p.reaction(a.from, relay.WhichMeetingAnswer)}
	for _, m := range p.mailAt(a.at, &p.section) {
		status, ok := m.meetingAnswer()
		if !ok || !strings.EqualFold(m.from(), a.from) {
			continue
		}
		f.holds, f.brief = status == a.status, "meeting "+status
		f.got = fmt.Sprintf("%s %s", a.from, status)
	}
	return f, nil
}

var participation = regexp.MustCompile(`(?i)PARTSTAT=([A-Z-]+)`)

// meetingAnswer reads what an attendee answered (RFC 5546 3.2.3).
func (m message) meetingAnswer() (status string, ok bool) {
	kind, params, err := mime.ParseMediaType(m.header.Get("Content-Type"))
	if err != nil || kind != "text/calendar" || !strings.EqualFold(params["method"], "REPLY") {
		return "", false
	}
	found := participation.FindSubmatch(m.content)
	if found == nil {
		return "", false
	}
	return strings.ToLower(string(found[1])), true
}
