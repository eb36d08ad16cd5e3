package story

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
)

// lineClaim is about the SmtpReceive protocol log.
type lineClaim struct {
	none      bool
	from      relay.AddressRange
	at        relay.Side
	connector string
	text      pattern
}

var (
	_ = register(groupWant, "line", `want line from RANGE in SIDE SmtpReceive [on "CONNECTOR"] [: "TEXT"]`,
		"The receive protocol log has a row of a connection from these addresses since the section began. Only connectors that log (ProtocolLoggingLevel Verbose) write rows.", parseLine(false))
	_ = register(groupWant, "no line", `want no line from RANGE in SIDE SmtpReceive [on "CONNECTOR"]`,
		"The receive protocol log has no row of such a connection; the connectors concerned must log.", parseLine(true))
)

func parseLine(none bool) func(c *cursor) (any, error) {
	return func(c *cursor) (any, error) {
		l := &lineClaim{none: none}
		if err := c.expect("from"); err != nil {
			return nil, err
		}
		start := c.mark()
		word, err := c.word("a range of addresses")
		if err != nil {
			return nil, err
		}
		if l.from, err = relay.ParseAddressRange(word); err != nil {
			return nil, c.errorAt(start, "", "%v", err)
		}
		if err := c.expect("in"); err != nil {
			return nil, err
		}
		if l.at, err = c.side(); err != nil {
			return nil, err
		}
		if err := c.expect("SmtpReceive"); err != nil {
			return nil, err
		}
		if c.take("on") {
			if l.connector, err = c.quoted("the connector"); err != nil {
				return nil, err
			}
		}
		if c.take(":") {
			l.text, err = parsePattern(c)
		}
		return l, err
	}
}

func (l *lineClaim) check(p *play) (finding, error) {
	if err := l.needsLog(p); err != nil {
		return finding{}, err
	}
	f := finding{holds: l.none}
	var got []string
	for _, t := range p.w.Side(l.at).Received()[p.section.received[l.at]:] {
		if !t.Logged {
			continue
		}
		got = append(got, fmt.Sprintf("connection from %s on %s", t.Remote.Addr(), t.Connector))
		if !l.from.Contains(t.Remote.Addr()) || l.connector != "" && t.Connector != l.connector || !l.text.inLines(t) {
			continue
		}
		f.holds, f.brief = !l.none, "connection on "+t.Connector
	}
	f.got = orNothing(got, "no connection in the log")
	return f, nil
}

// inLines reports whether a row of the transcript matches; no pattern matches every transcript.
func (pt pattern) inLines(t *sim.Transcript) bool {
	if pt.text == "" {
		return true
	}
	for _, line := range t.Lines() {
		if pt.matches(line.Data) || pt.matches(line.Context) {
			return true
		}
	}
	return false
}

// needsLog demands that the connectors which could have written the rows do write rows.
func (l *lineClaim) needsLog(p *play) error {
	found := false
	var silent []string
	for _, c := range p.w.Side(l.at).Organization().ReceiveConnectors {
		if l.connector != "" && c.Identity() != l.connector || !c.Enabled || !bindsPort(c, 25) {
			continue
		}
		found = true
		if c.ProtocolLoggingLevel != relay.LoggingVerbose {
			silent = append(silent, c.Identity())
		}
	}
	if !found {
		return &placedError{1, fmt.Sprintf("%s has no receive connector %q on port 25", l.at, l.connector), "only on-premises servers write an SmtpReceive log that an administrator can read"}
	}
	if len(silent) > 0 {
		return vacuous(fmt.Sprintf("onprem> Set-ReceiveConnector %q -ProtocolLoggingLevel Verbose", silent[0]), "%s does not log", strings.Join(silent, " and "))
	}
	return nil
}

func bindsPort(c *relay.ReceiveConnector, port uint16) bool {
	for _, b := range c.Bindings {
		if b.Port() == port {
			return true
		}
	}
	return false
}
