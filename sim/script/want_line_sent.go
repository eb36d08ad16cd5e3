package script

import (
	"fmt"
	"net/netip"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
)

// sentLineQuery looks into the SmtpSend protocol log.
type sentLineQuery struct {
	at     relay.Side
	sideAt mistake.Column
	to     string // host by which the target was found, address or network
	toAt   mistake.Column
	text   pattern
}

var (
	_ = claims(some, "line to", `want line to HOST in onprem SmtpSend [: "TEXT"]`,
		"The send protocol log has a row of a connection to this host (a name, an address or a network) since "+
			"the section began. Only connectors that log (ProtocolLoggingLevel Verbose) write rows.", parseSentLine)
	_ = claims(none, "no line to", `want no line to HOST in onprem SmtpSend [: "TEXT"]`,
		"The send protocol log has no such row, although a connector logs.", parseSentLine)
)

func parseSentLine(c *Cursor, _ *judgement) (query, error) {
	l := &sentLineQuery{}
	var err error
	l.toAt = c.Here()
	if l.to, err = c.Word("a host name, an address or a network"); err != nil {
		return nil, err
	}
	if l.at, l.sideAt, err = c.onPremisesAfter("in", "SmtpSend log", onlyLocalLogs); err != nil {
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

func (l *sentLineQuery) look(p *Player, _ judgement) (sights, error) {
	side, err := p.organization(l.at, l.sideAt)
	if err == nil {
		err = l.needsLog(side)
	}
	if err != nil {
		return sights{}, err
	}
	s := sights{nothing: "no connection in the log"}
	for _, t := range side.SentLog().Since(p.section.sent[side.Name]) {
		if t.Logged {
			s.list = append(s.list, sight{
				says:  fmt.Sprintf("connection to %s (%s) by %s", t.RemoteHost, t.Remote.Addr(), t.Connector),
				fits:  l.leadsTo(t) && l.text.inLines(t),
				brief: "connection by " + t.Connector,
			})
		}
	}
	return s, nil
}

func (l *sentLineQuery) leadsTo(t *sim.Transcript) bool {
	if r, err := relay.ParseAddressRange(l.to); err == nil {
		return t.Remote.Addr() != (netip.Addr{}) && r.Contains(t.Remote.Addr())
	}
	return strings.EqualFold(l.to, t.RemoteHost)
}

// needsLog demands a send connector that writes rows.
func (l *sentLineQuery) needsLog(side *sim.Side) error {
	var silent []string
	for _, c := range side.Organization().SendConnectors {
		if c.Enabled && c.ProtocolLoggingLevel == relay.LoggingVerbose {
			return nil
		}
		silent = append(silent, c.Name)
	}
	if len(silent) == 0 {
		return vacuous(l.toAt, string(side.Name)+"> New-SendConnector ...", "there is no send connector")
	}
	return vacuous(l.toAt, fmt.Sprintf("%s> Set-SendConnector %s -ProtocolLoggingLevel Verbose", side.Name,
		Quote(silent[0])), "%s does not log", strings.Join(silent, " and "))
}
