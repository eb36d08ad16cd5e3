package story

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
)

// traceClaim is about message trace in the cloud.
type traceClaim struct {
	none  bool
	at    relay.Side
	event relay.EventID
	about string
	text  pattern
}

// traceEvents are the details of message trace (ndr.md C6) with the tracking events behind them.
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

func parseTrace(none bool) func(c *cursor) (any, error) {
	return func(c *cursor) (any, error) {
		t := &traceClaim{none: none}
		if err := c.expect("at"); err != nil {
			return nil, err
		}
		var err error
		if t.at, err = c.side(); err != nil {
			return nil, err
		}
		if err := c.expect(":"); err != nil {
			return nil, err
		}
		start := c.mark()
		name, err := c.word("an event")
		if err != nil {
			return nil, err
		}
		var ok bool
		if t.event, ok = traceEvents[name]; !ok {
			return nil, c.errorAt(start, didYouMean(name, traceEventNames), "%q is not an event of message trace", name)
		}
		if c.take("for") {
			if t.about, err = c.address("a recipient's address"); err != nil {
				return nil, err
			}
		}
		if c.isQuoted() {
			t.text, err = parsePattern(c)
		}
		return t, err
	}
}

func (t *traceClaim) check(p *play) (finding, error) {
	all := p.events(p.section, func(e relay.Event) bool { return e.ID != relay.EventRefuse && e.ID != relay.EventConnect })
	if t.none && len(all) == 0 {
		return finding{}, vacuous("send something first", "no message moved on either side")
	}
	f := finding{holds: t.none}
	var got []string
	for _, e := range all {
		if e.Side != t.at {
			continue
		}
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.ID, strings.Join(e.Recipients, ", "), e.RecipientStatus)))
		if e.ID != t.event || t.about != "" && !slices.ContainsFunc(e.Recipients, func(r string) bool { return relay.SameAddress(r, t.about) }) {
			continue
		}
		if t.none {
			f.holds, f.event = false, &e
		} else if t.text.text == "" || t.text.matches(e.RecipientStatus) {
			f.holds, f.event, f.brief = true, &e, briefEvent(e)
		}
	}
	if len(got) > 8 {
		got = append(got[:8], fmt.Sprintf("... and %d more", len(got)-8))
	}
	f.got = orNothing(got, "nothing in the trace of "+string(t.at))
	return f, nil
}

func briefEvent(e relay.Event) string {
	if e.ID == relay.EventDefer {
		return fmt.Sprintf("deferred %d %s", e.Reply.Code(), e.Reply.Enhanced())
	}
	return strings.ToLower(string(e.ID))
}
