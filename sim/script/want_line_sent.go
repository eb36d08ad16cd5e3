package script

import (
	"fmt"
	"net/netip"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
)

// sentLineClaim is about the SmtpSend protocol log.
type sentLineClaim struct {
	none bool
	to   string // host by which the target was found, address or network
	toAt mistake.Column
	text pattern
}

var (
	_ = register(groupWant, "line to", `want line to HOST in onprem SmtpSend [: "TEXT"]`,
		"The send protocol log has a row of a connection to this host (a name, an address or a network) since the section began. Only connectors that log (ProtocolLoggingLevel Verbose) write rows.", parseSentLine(false))
	_ = register(groupWant, "no line to", `want no line to HOST in onprem SmtpSend [: "TEXT"]`,
		"The send protocol log has no such row, although a connector logs.", parseSentLine(true))
)

func parseSentLine(none bool) func(c *Cursor) (any, error) {
	return func(c *Cursor) (any, error) {
		l := &sentLineClaim{none: none}
		var err error
		l.toAt = c.Here()
		if l.to, err = c.Word("a host name, an address or a network"); err != nil {
			return nil, err
		}
		if err := c.onPremisesAfter("in", "SmtpSend log", onlyLocalLogs); err != nil {
			return nil, err
		}
		if err := c.Expect("SmtpSend"); err != nil {
			return nil, err
		}
		if c.Take(":") {
			l.text, err = parsePattern(c)
		}
		return l, err
	}
}

func (l *sentLineClaim) check(p *Player) (Finding, error) {
	if err := l.needsLog(p); err != nil {
		return Finding{}, err
	}
	f := Finding{Holds: l.none}
	var got []string
	for _, t := range p.w.Side(relay.OnPremises).Sent()[p.section.sent[relay.OnPremises]:] {
		if !t.Logged {
			continue
		}
		got = append(got, fmt.Sprintf("connection to %s (%s) by %s", t.RemoteHost, t.Remote.Addr(), t.Connector))
		if l.leadsTo(t) && l.text.inLines(t) {
			f.Holds, f.Brief = !l.none, "connection by "+t.Connector
		}
	}
	f.Got = orNothing(got, "no connection in the log")
	return f, nil
}

func (l *sentLineClaim) leadsTo(t *sim.Transcript) bool {
	if r, err := relay.ParseAddressRange(l.to); err == nil {
		return t.Remote.Addr() != (netip.Addr{}) && r.Contains(t.Remote.Addr())
	}
	return strings.EqualFold(l.to, t.RemoteHost)
}

// needsLog demands a send connector that writes rows.
func (l *sentLineClaim) needsLog(p *Player) error {
	var silent []string
	for _, c := range p.w.Side(relay.OnPremises).Organization().SendConnectors {
		if c.Enabled && c.ProtocolLoggingLevel == relay.LoggingVerbose {
			return nil
		}
		silent = append(silent, c.Name)
	}
	if len(silent) == 0 {
		return vacuous(l.toAt, "onprem> New-SendConnector ...", "there is no send connector")
	}
	return vacuous(l.toAt, fmt.Sprintf("onprem> Set-SendConnector %s -ProtocolLoggingLevel Verbose", quote(silent[0])), "%s does not log", strings.Join(silent, " and "))
}
