package script

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// deferralQuery looks for attempts that failed for now.
type deferralQuery struct {
	at     relay.Side
	sideAt mistake.Column
	about  string
	text   pattern
	sent   bool // since the last send instead of the section
}

var (
	_ = claims(some, "deferral", `want deferral at SIDE [for ADDRESS]: "TEXT"`,
		"A message was deferred since the section began, with this text in its last error.", parseDeferral)
	_ = claims(none, "no deferral", "want no deferral at SIDE [for ADDRESS] [since the last send]",
		"No message was deferred since the section began, or since the last send. The side must have tried to "+
			"pass something on.", parseDeferral)
)

func parseDeferral(c *Cursor, j *judgement) (query, error) {
	d := &deferralQuery{}
	var err error
	if d.at, d.sideAt, err = c.sideAfter("at"); err != nil {
		return nil, err
	}
	if d.about, err = c.addressIf("for", "a recipient's address"); err != nil {
		return nil, err
	}
	if j.kind == none {
		d.sent = c.Take("since the last send")
		return d, nil
	}
	if err := c.Expect(":"); err != nil {
		return nil, err
	}
	d.text, err = parsePattern(c)
	return d, err
}

func (d *deferralQuery) look(p *Player, j judgement) (sights, error) {
	side, err := p.organization(d.at, d.sideAt)
	if err != nil {
		return sights{}, err
	}
	since := p.section
	if d.sent {
		if p.sent == nil {
			return sights{}, vacuous(d.sideAt, "ADDRESS> send FILE to ADDRESS", "nothing has been sent")
		}
		since = *p.sent
	}
	tried := p.EventsSince(since, func(e relay.Event) bool {
		return p.within(e.Side, side.Name) &&
			(e.ID == relay.EventTransfer || e.ID == relay.EventDefer || e.ID == relay.EventSend)
	})
	if j.kind == none && len(tried) == 0 {
		return sights{}, vacuous(d.sideAt, "send something that the "+string(d.at)+" side has to pass on",
			"%s tried to pass nothing on", d.at)
	}
	s := sights{nothing: "nothing was deferred at " + string(d.at), most: 3}
	for _, e := range tried {
		if e.ID != relay.EventDefer || d.about != "" && !suggest.Has(e.Recipients, d.about) {
			continue
		}
		s.list = append(s.list, sight{
			says:  fmt.Sprintf("%s deferred: %s", strings.Join(e.Recipients, ", "), e.RecipientStatus),
			fits:  d.text.matches(e.RecipientStatus) || d.text.matches(e.Reply.String()),
			brief: briefEvent(e), event: &e,
		})
	}
	return s.explainedByFirst(), nil
}
