package script

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// traceClaim is about message trace in the cloud.
type traceClaim struct {
	none   bool
	at     relay.Side
	sideAt mistake.Column
	event  relay.EventID
	about  string
	text   pattern
}

// traceEvents are the details of message trace (NC6) with the tracking events behind them.
var traceEvents = map[string]relay.EventID{
	"Receive": relay.EventReceive, "Send": relay.EventSend, "Defer": relay.EventDefer, "Fail": relay.EventFail,
	"Deliver": relay.EventDeliver, "Expand": relay.EventExpand, "Drop": relay.EventBadMail,
}

var traceEventNames = []string{"Receive", "Send", "Defer", "Fail", "Deliver", "Expand", "Drop"}

var (
	_ = register(groupWant, "message trace", `want message trace at SIDE: EVENT [for ADDRESS] ["TEXT"]`,
		"Message trace (on-premises: message tracking) shows the event since the section began: Receive, Send, Defer, Fail, Deliver, Expand, or Drop for a report that failed.", parseTrace(false))
	_ = register(groupWant, "no message trace", `want no message trace at SIDE: EVENT [for ADDRESS]`,
		"Message trace shows no such event since the section began.", parseTrace(true))
)

func parseTrace(none bool) func(c *Cursor) (any, error) {
	return func(c *Cursor) (any, error) {
		t := &traceClaim{none: none}
		var err error
		if t.at, t.sideAt, err = c.sideAfter("at"); err != nil {
			return nil, err
		}
		if err := c.Expect(":"); err != nil {
			return nil, err
		}
		name, err := c.oneOf("an event of message trace", traceEventNames...)
		if err != nil {
			return nil, err
		}
		t.event = traceEvents[name]
		if t.about, err = c.addressIf("for", "a recipient's address"); err != nil {
			return nil, err
		}
		if !none && c.isQuoted() {
			t.text, err = parsePattern(c)
		}
		return t, err
	}
}

func (t *traceClaim) check(p *Player) (Finding, error) {
	all := p.EventsSince(p.section, func(e relay.Event) bool { return e.ID != relay.EventRefuse && e.ID != relay.EventConnect })
	if t.none && len(all) == 0 {
		return Finding{}, vacuous(t.sideAt, "send something first", "no message moved on either side")
	}
	f := Finding{Holds: t.none}
	var got []string
	for _, e := range all {
		if e.Side != t.at {
			continue
		}
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.ID, strings.Join(e.Recipients, ", "), e.RecipientStatus)))
		if e.ID != t.event || t.about != "" && !containsFold(e.Recipients, t.about) {
			continue
		}
		if t.none {
			f.Holds, f.Event = false, &e
		} else if t.text.text == "" || t.text.matches(e.RecipientStatus) {
			f.Holds, f.Event, f.Brief = true, &e, briefEvent(e)
		}
	}
	f.Got = orNothing(shortened(got, 8), "nothing in the trace of "+string(t.at))
	return f, nil
}

// briefEvent is an event in a few words.
func briefEvent(e relay.Event) string {
	if e.ID == relay.EventDefer {
		return fmt.Sprintf("deferred %d %s", e.Reply.Code(), e.Reply.Enhanced())
	}
	return strings.ToLower(string(e.ID))
}
