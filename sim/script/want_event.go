package script

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// eventQuery looks into a server's application event log.
type eventQuery struct {
	id     int
	source string
	at     relay.Side
	sideAt mistake.Column
}

var (
	_ = claims(some, "event", "want event NUMBER at onprem [from SOURCE]",
		"The server's application log has the event since the section began.", parseEvent)
	_ = claims(none, "no event", "want no event NUMBER at onprem [from SOURCE]",
		"The server's application log does not have the event since the section began.", parseEvent)
)

// onlyLocalLogs is the hint for claims about logs of the cloud.
const onlyLocalLogs = "only on-premises servers have one that an administrator can read"

// knownEvents are the events that this model can write, with their sources; a claim about another could not hold, nor
// could its absence fail.
var knownEvents = map[int][]string{
	12014: {"MSExchangeFrontEndTransport", "MSExchangeTransport"},
	12016: {"MSExchangeFrontEndTransport", "MSExchangeTransport"},
	12013: {"MSExchangeTransport"},
	12018: {"MSExchangeTransport"},
	12019: {"MSExchangeTransport"},
	12024: {"MSExchangeTransport"},
	2004:  {"MSExchangeTransport"},
	2017:  {"MSExchangeTransport"},
	7009:  {"MSExchangeSubmission"},
	7031:  {"Service Control Manager"},
}

// EventNumbers are the events of an application log that this model writes.
func EventNumbers() []int { return slices.Sorted(maps.Keys(knownEvents)) }

// eventNumbers lists the events that this model writes.
func eventNumbers() string {
	var list []string
	for _, id := range EventNumbers() {
		list = append(list, strconv.Itoa(id))
	}
	return strings.Join(list, ", ")
}

func parseEvent(c *Cursor, _ *judgement) (query, error) {
	e := &eventQuery{}
	start := c.Mark()
	var err error
	if e.id, err = c.number("an event's number", 65535); err != nil {
		return nil, err
	}
	if knownEvents[e.id] == nil {
		return nil, c.ErrorAt(start, "this model writes events "+eventNumbers(), "event %d is not modelled", e.id)
	}
	if e.at, e.sideAt, err = c.onPremisesAfter("at", "application log", onlyLocalLogs); err != nil {
		return nil, err
	}
	if c.Take("from") {
		e.source, err = c.oneOf("a source of this event", knownEvents[e.id]...)
	}
	return e, err
}

func (e *eventQuery) look(p *Player, _ judgement) (sights, error) {
	side, err := p.organization(e.at, e.sideAt)
	if err != nil {
		return sights{}, err
	}
	s := sights{nothing: "no events"}
	for _, a := range p.w.ApplicationLog().Since(p.section.applications) {
		s.list = append(s.list, sight{
			says:  fmt.Sprintf("event %d at %s from %s", a.ID, a.Side, a.Source),
			fits:  a.ID == e.id && a.Side == side.Name && (e.source == "" || e.source == a.Source),
			brief: fmt.Sprintf("event %d", a.ID),
		})
	}
	return s, nil
}
