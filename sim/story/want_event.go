package story

import (
	"fmt"

	"hybridsim/relay"
)

// eventClaim is about a server's application event log.
type eventClaim struct {
	none   bool
	id     int
	at     relay.Side
	source string
}

var (
	_ = register(groupWant, "event", "want event NUMBER at SIDE [from SOURCE]", "The application log has the event since the section began.", parseEvent(false))
	_ = register(groupWant, "no event", "want no event NUMBER at SIDE [from SOURCE]", "The application log does not have the event since the section began.", parseEvent(true))
)

// knownEvents are the events that this model can write; a claim about another could not hold, nor could its absence fail.
var knownEvents = map[int]bool{12014: true}

func parseEvent(none bool) func(c *cursor) (any, error) {
	return func(c *cursor) (any, error) {
		e := &eventClaim{none: none}
		start := c.mark()
		var err error
		if e.id, err = c.number("an event's number"); err != nil {
			return nil, err
		}
		if !knownEvents[e.id] {
			return nil, c.errorAt(start, "known is 12014", "event %d is not modelled", e.id)
		}
		if err := c.expect("at"); err != nil {
			return nil, err
		}
		if e.at, err = c.side(); err != nil {
			return nil, err
		}
		if c.take("from") {
			e.source, err = c.word("an event source")
		}
		return e, err
	}
}

func (e *eventClaim) check(p *play) (finding, error) {
	f := finding{holds: e.none}
	var got []string
	for _, a := range p.w.ApplicationEvents()[p.section.applications:] {
		got = append(got, fmt.Sprintf("event %d at %s from %s", a.ID, a.Side, a.Source))
		if a.ID == e.id && a.Side == e.at && (e.source == "" || e.source == a.Source) {
			f.holds, f.brief = !e.none, fmt.Sprintf("event %d", a.ID)
		}
	}
	f.got = orNothing(got, "no events")
	return f, nil
}
