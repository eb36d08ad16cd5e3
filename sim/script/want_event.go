package script

import (
	"fmt"

	"hybridsim/relay"
)

// eventClaim is about a server's application event log.
type eventClaim struct {
	none   bool
	id     int
	source string
}

var (
	_ = register(groupWant, "event", "want event NUMBER at onprem [from SOURCE]", "The server's application log has the event since the section began.", parseEvent(false))
	_ = register(groupWant, "no event", "want no event NUMBER at onprem [from SOURCE]", "The server's application log does not have the event since the section began.", parseEvent(true))
)

// onlyLocalLogs is the hint for claims about logs of the cloud.
const onlyLocalLogs = "only on-premises servers have one that an administrator can read"

// knownEvents are the events that this model can write, with their sources; a claim about another could not hold, nor could
// its absence fail.
var knownEvents = map[int][]string{
	12014: {"MSExchangeFrontEndTransport", "MSExchangeTransport"},
	2004:  {"MSExchangeTransport"},
}

func parseEvent(none bool) func(c *Cursor) (any, error) {
	return func(c *Cursor) (any, error) {
		e := &eventClaim{none: none}
		start := c.Mark()
		var err error
		if e.id, err = c.number("an event's number", 65535); err != nil {
			return nil, err
		}
		if knownEvents[e.id] == nil {
			return nil, c.ErrorAt(start, "this model writes events 12014 and 2004", "event %d is not modelled", e.id)
		}
		if err := c.onPremisesAfter("at", "application log", onlyLocalLogs); err != nil {
			return nil, err
		}
		if c.Take("from") {
			e.source, err = c.oneOf("a source of this event", knownEvents[e.id]...)
		}
		return e, err
	}
}

func (e *eventClaim) check(p *Player) (Finding, error) {
	f := Finding{Holds: e.none}
	var got []string
	for _, a := range p.w.ApplicationEvents()[p.section.applications:] {
		got = append(got, fmt.Sprintf("event %d at %s from %s", a.ID, a.Side, a.Source))
		if a.ID == e.id && a.Side == relay.OnPremises && (e.source == "" || e.source == a.Source) {
			f.Holds, f.Brief = !e.none, fmt.Sprintf("event %d", a.ID)
		}
	}
	f.Got = orNothing(got, "no events")
	return f, nil
}
