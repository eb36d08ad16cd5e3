package script

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// traceQuery looks into message trace in the cloud.
type traceQuery struct {
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
	"Quarantine": relay.EventQuarantine,
}

var traceEventNames = []string{"Receive", "Send", "Defer", "Fail", "Deliver", "Expand", "Drop", "Quarantine"}

var (
	_ = claims(some, "message trace", `want message trace at SIDE: EVENT [for ADDRESS] ["TEXT"]`,
		"Message trace (on-premises: message tracking) shows the event since the section began: Receive, Send, "+
			"Defer, Fail, Deliver, Expand, or Drop for a report that failed.", parseTrace)
	_ = claims(none, "no message trace", `want no message trace at SIDE: EVENT [for ADDRESS]`,
		"Message trace shows no such event since the section began.", parseTrace)
)

func parseTrace(c *Cursor, j *judgement) (query, error) {
	t := &traceQuery{}
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
	if j.kind != none && c.isQuoted() {
		t.text, err = parsePattern(c)
	}
	return t, err
}

func (t *traceQuery) look(p *Player, j judgement) (sights, error) {
	side, err := p.organization(t.at, t.sideAt)
	if err != nil {
		return sights{}, err
	}
	all := p.EventsSince(p.section, func(e relay.Event) bool {
		return e.ID != relay.EventRefuse && e.ID != relay.EventConnect
	})
	if j.kind == none && len(all) == 0 {
		return sights{}, vacuous(t.sideAt, "send something first", "no message moved on either side")
	}
	s := sights{nothing: "nothing in the trace of " + string(side.Name), most: 8}
	for _, e := range all {
		if e.Side == side.Name {
			s.list = append(s.list, sight{
				says: strings.TrimSpace(fmt.Sprintf("%s %s %s", e.ID, strings.Join(e.Recipients, ", "),
					e.RecipientStatus)),
				fits: traced(e) == t.event && (t.about == "" || suggest.Has(tracedFor(e), t.about)) &&
					t.text.matches(e.RecipientStatus),
				brief: briefEvent(e), event: &e,
			})
		}
	}
	return s, nil
}

// traced is what message trace makes of an event: some that nobody is told of are failures with a text of success
// (P2.7, P2.18).
func traced(e relay.Event) relay.EventID {
	if !e.Reply.IsZero() && e.Reply.OK() && (e.ID == relay.EventRedirect || e.ID == relay.EventDrop) {
		return relay.EventFail
	}
	return e.ID
}

// tracedFor are the recipients in whose rows it stands: of a forwarding the one that forwards.
func tracedFor(e relay.Event) []string {
	if e.ID == relay.EventRedirect {
		return append(before(e), e.SourceContext)
	}
	return e.Recipients
}

// before are the addresses that a recipient had before it was resolved.
func before(e relay.Event) (list []string) {
	for _, d := range e.Decisions {
		if d.Question == relay.WhereForwarded {
			list = append(list, d.Subject)
		}
	}
	return list
}

// briefEvent is an event in a few words.
func briefEvent(e relay.Event) string {
	if e.ID == relay.EventDefer {
		return fmt.Sprintf("deferred %d %s", e.Reply.Code(), e.Reply.Enhanced())
	}
	return strings.ToLower(string(e.ID))
}
