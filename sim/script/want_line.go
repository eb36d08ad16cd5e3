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

// lineClaim is about the SmtpReceive protocol log.
type lineClaim struct {
	none        bool
	from        relay.AddressRange
	connector   string
	connectorAt mistake.Column
	text        pattern
}

var (
	_ = register(groupWant, "line", `want line from RANGE in onprem SmtpReceive [on "CONNECTOR"] [: "TEXT"]`,
		"The receive protocol log has a row of a connection from these addresses since the section began. Only connectors that log (ProtocolLoggingLevel Verbose) write rows.", parseLine(false))
	_ = register(groupWant, "no line", `want no line from RANGE in onprem SmtpReceive [on "CONNECTOR"] [: "TEXT"]`,
		"The receive protocol log has no such row; the connectors concerned must log.", parseLine(true))
)

func parseLine(none bool) func(c *Cursor) (any, error) {
	return func(c *Cursor) (any, error) {
		l := &lineClaim{none: none}
		if err := c.Expect("from"); err != nil {
			return nil, err
		}
		var err error
		if l.from, err = c.addressRange(); err != nil {
			return nil, err
		}
		if err := c.onPremisesAfter("in", "SmtpReceive log", onlyLocalLogs); err != nil {
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
}

func (l *lineClaim) check(p *Player) (Finding, error) {
	if err := l.needsLog(p); err != nil {
		return Finding{}, err
	}
	f := Finding{Holds: l.none}
	var got []string
	for _, t := range p.w.Side(relay.OnPremises).Received()[p.section.received[relay.OnPremises]:] {
		if !t.Logged {
			continue
		}
		got = append(got, fmt.Sprintf("connection from %s on %s", t.Remote.Addr(), t.Connector))
		if !l.from.Contains(t.Remote.Addr()) || l.connector != "" && t.Connector != l.connector || !l.text.inLines(t) {
			continue
		}
		f.Holds, f.Brief = !l.none, "connection on "+t.Connector
	}
	f.Got = orNothing(shortened(got, 8), "no connection in the log")
	return f, nil
}

// inLines reports whether a row of the transcript matches; no pattern matches every transcript.
func (pt pattern) inLines(t *sim.Transcript) bool {
	return pt.text == "" || slices.ContainsFunc(t.Lines(), func(line sim.Line) bool { return pt.matches(line.Data) || pt.matches(line.Context) })
}

// needsLog demands that the connectors which could have written the rows do write rows.
func (l *lineClaim) needsLog(p *Player) error {
	var names, silent []string
	for _, c := range p.w.Side(relay.OnPremises).Organization().ReceiveConnectors {
		if !c.Enabled || !slices.ContainsFunc(c.Bindings, func(b relay.Binding) bool { return b.Port() == 25 }) {
			continue
		}
		names = append(names, c.Identity())
		if c.ProtocolLoggingLevel != relay.LoggingVerbose && (l.connector == "" || c.Identity() == l.connector) {
			silent = append(silent, c.Identity())
		}
	}
	if l.connector != "" && !slices.Contains(names, l.connector) {
		return l.connectorAt.Errorf(suggest.DidYouMean(l.connector, names), "onprem has no receive connector %s on port 25", quote(l.connector))
	}
	if len(silent) > 0 {
		return vacuous(l.connectorAt, fmt.Sprintf("onprem> Set-ReceiveConnector %s -ProtocolLoggingLevel Verbose", quote(silent[0])), "%s does not log", strings.Join(silent, " and "))
	}
	return nil
}
