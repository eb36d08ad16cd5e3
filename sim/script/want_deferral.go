package script

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// deferralClaim is about attempts that failed for now.
type deferralClaim struct {
	none   bool
	at     relay.Side
	sideAt mistake.Column
	about  string
	text   pattern
	sent   bool // since the last send instead of the section
}

var (
	_ = register(groupWant, "deferral", `want deferral at SIDE [for ADDRESS]: "TEXT"`,
		"A message was deferred since the section began, with this text in its last error.", parseDeferral(false))
	_ = register(groupWant, "no deferral", "want no deferral at SIDE [for ADDRESS] [since the last send]",
		"No message was deferred since the section began, or since the last send. The side must have tried to pass something on.", parseDeferral(true))
)

func parseDeferral(none bool) func(c *Cursor) (any, error) {
	return func(c *Cursor) (any, error) {
		d := &deferralClaim{none: none}
		var err error
		if d.at, d.sideAt, err = c.sideAfter("at"); err != nil {
			return nil, err
		}
		if d.about, err = c.addressIf("for", "a recipient's address"); err != nil {
			return nil, err
		}
		if none {
			d.sent = c.Take("since the last send")
			return d, nil
		}
		if err := c.Expect(":"); err != nil {
			return nil, err
		}
		d.text, err = parsePattern(c)
		return d, err
	}
}

func (d *deferralClaim) check(p *Player) (Finding, error) {
	since := p.section
	if d.sent {
		if p.sent == nil {
			return Finding{}, vacuous(d.sideAt, "ADDRESS> send FILE to ADDRESS", "nothing has been sent")
		}
		since = *p.sent
	}
	tried := p.EventsSince(since, func(e relay.Event) bool {
		return e.Side == d.at && (e.ID == relay.EventTransfer || e.ID == relay.EventDefer || e.ID == relay.EventSend)
	})
	if d.none && len(tried) == 0 {
		return Finding{}, vacuous(d.sideAt, "send something that the "+string(d.at)+" side has to pass on", "%s tried to pass nothing on", d.at)
	}
	f := Finding{Holds: d.none}
	var got []string
	for _, e := range tried {
		if e.ID != relay.EventDefer || d.about != "" && !containsFold(e.Recipients, d.about) {
			continue
		}
		got = append(got, fmt.Sprintf("%s deferred: %s", strings.Join(e.Recipients, ", "), e.RecipientStatus))
		if f.Event == nil {
			f.Event = &e
		}
		if d.none {
			f.Holds = false
		} else if d.text.matches(e.RecipientStatus) || d.text.matches(e.Reply.String()) {
			f.Holds, f.Event, f.Brief = true, &e, briefEvent(e)
		}
	}
	f.Got = orNothing(shortened(got, 3), "nothing was deferred at "+string(d.at))
	return f, nil
}

// shortened keeps the first lines of a long list.
func shortened(list []string, most int) []string {
	if len(list) <= most {
		return list
	}
	return append(list[:most:most], fmt.Sprintf("... and %d more", len(list)-most))
}
