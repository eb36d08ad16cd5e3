package script

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// lineQuery looks into the SmtpReceive protocol log.
type lineQuery struct {
	at          relay.Side
	sideAt      mistake.Column
	from        relay.AddressRange
	connector   string
	connectorAt mistake.Column
	text        pattern
}

var (
	_ = claims(some, "line", `want line from RANGE in onprem SmtpReceive [on "CONNECTOR"] [: "TEXT"]`,
		"The receive protocol log has a row of a connection from these addresses since the section began. Only "+
			"connectors that log (ProtocolLoggingLevel Verbose) write rows.", parseLine)
	_ = claims(none, "no line", `want no line from RANGE in onprem SmtpReceive [on "CONNECTOR"] [: "TEXT"]`,
		"The receive protocol log has no such row; the connectors concerned must log.", parseLine)
)

func parseLine(c *Cursor, _ *judgement) (query, error) {
	l := &lineQuery{}
	if err := c.Expect("from"); err != nil {
		return nil, err
	}
	var err error
	if l.from, err = c.addressRange(); err != nil {
		return nil, err
	}
	if l.at, l.sideAt, err = c.onPremisesAfter("in", "SmtpReceive log", onlyLocalLogs); err != nil {
		return nil, err
	}
	l.connectorAt = c.Here()
	if err := c.Expect("SmtpReceive"); err != nil {
		return nil, err
	}
	if c.Take("on") {
		l.connectorAt = c.Here()
		if l.connector, err = c.quoted("the connector"); err != nil {
			return nil, err
		}
	}
	if c.Take(":") {
		l.text, err = parsePattern(c)
	}
	return l, err
}

func (l *lineQuery) look(p *Player, _ judgement) (sights, error) {
	side, err := p.organization(l.at, l.sideAt)
	if err == nil {
		err = l.needsLog(side)
	}
	if err != nil {
		return sights{}, err
	}
	s := sights{nothing: "no connection in the log", most: 8}
	for _, t := range side.ReceivedLog().Since(p.section.received[side.Name]) {
		if t.Logged {
			s.list = append(s.list, sight{
				says: fmt.Sprintf("connection from %s on %s", t.Remote.Addr(), t.Connector),
				fits: l.from.Contains(t.Remote.Addr()) && (l.connector == "" || t.Connector == l.connector) &&
					l.text.inLines(t),
				brief: "connection on " + t.Connector,
			})
		}
	}
	return s, nil
}

// inLines reports whether a row of the transcript matches; no pattern matches every transcript.
func (pt pattern) inLines(t *sim.Transcript) bool {
	return pt.text == "" || slices.ContainsFunc(t.Lines(), func(line sim.Line) bool {
		return pt.matches(line.Data) || pt.matches(line.Context)
	})
}

// needsLog demands that the connectors which could have written the rows do write rows.
func (l *lineQuery) needsLog(side *sim.Side) error {
	var names, silent []string
	for _, c := range side.Organization().ReceiveConnectors {
		if !c.Enabled || !slices.ContainsFunc(c.Bindings, func(b relay.Binding) bool { return b.Port() == 25 }) {
			continue
		}
		names = append(names, c.Identity())
		if c.ProtocolLoggingLevel != relay.LoggingVerbose && (l.connector == "" || c.Identity() == l.connector) {
			silent = append(silent, c.Identity())
		}
	}
	if l.connector != "" && !slices.Contains(names, l.connector) {
		return l.connectorAt.Errorf(suggest.DidYouMean(l.connector, names),
			"%s has no receive connector %s on port 25", side.Name, Quote(l.connector))
	}
	if len(silent) > 0 {
		return vacuous(l.connectorAt, fmt.Sprintf("%s> Set-ReceiveConnector %s -ProtocolLoggingLevel Verbose",
			side.Name, Quote(silent[0])), "%s does not log", strings.Join(silent, " and "))
	}
	return nil
}
