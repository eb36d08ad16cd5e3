package exlog

import (
	"fmt"
	"strings"
	"time"

	"hybridsim/relay"
)

// This file has the rows about a session that are no part of the dialogue, and their places.

// Contexts of such rows.
const (
	attempting   = "attempting to connect"
	tarpit       = "Tarpit for '"
	capabilities = "TlsDomainCapabilities="
	chainStatus  = "Client certificate chain validation status: "
)

// heldBack is how a receive log writes how long a refusal waited (V3.8 [O] of five seconds; the form is that of other
// spans).
func heldBack(d time.Duration) string {
	return fmt.Sprintf("%s%d.%02d:%02d:%02d'", tarpit, d/(24*time.Hour), d/time.Hour%24, d/time.Minute%60,
		d/time.Second%60)
}

// attempt are the first rows of a send log's session. Before the connection there is no local end. From when joined
// rows are written, the session's rights stand before all (V3.2, V3.9 [O]; in which log they appear first is [I]).
func (s Session) attempt(first Line, p relay.Product) (rows []Line) {
	s.Written.begun = true
	if s.joins(p) {
		rights := "SendRoutingHeaders"
		if s.Connector == relay.IntraOrgConnector {
			rights = "SMTPSendEXCH50 SendRoutingHeaders SendForestHeaders SendOrganizationHeaders SMTPSendXShadow"
		}
		rows = append(rows, Line{Event: '*', Data: rights, Context: permissions})
	}
	if first.Context != attempting {
		rows = append(rows, Line{Event: '*', Context: attempting})
	}
	return append(rows, first)
}

// reaches reports whether a row comes before there is a connection, and so before this end has an address.
func (w *Written) reaches(l Line) bool {
	if l.Event == '+' || !w.sends {
		w.reached = true
	}
	return !w.reached && l.Event == '*'
}

// served are the rows of a receive log that stand elsewhere, or not at all, where the model's dialogue has them.
func (s Session) served(l Line, p relay.Product) (rows []Line, mine bool) {
	w := s.Written
	frontEnd := s.Service == FrontEnd
	switch {
	case l.Event == '<':
		w.verb = verbOf(l.Data)
		if held := w.held; held != nil && w.verb == "EHLO" { // V3.6
			w.held = nil
			return []Line{l, {Event: '*', Context: chainStatus + chainOf(held.Context)}, *held}, true
		}
	case l.Context == permissions && frontEnd && p >= relay.Exchange2016: // V3.2: they have none
		return nil, true
	case l.Context == permissions && frontEnd && p == relay.Exchange2013: // V3.2
		w.granted = permissionsIn(l.Data)
		return nil, true
	case strings.HasPrefix(l.Context, capabilities) && s.joins(p):
		w.held = &l
		return nil, true
	case l.Event == '>' && strings.HasPrefix(l.Data, "5") && (w.verb == "RCPT" || w.verb == "AUTH"): // V3.8, S1, S7
		w.refused, w.waits = true, s.Tarpits.Recipient
		if w.verb == "AUTH" {
			w.waits = s.Tarpits.Logon
		}
		if w.waits == 0 {
			return nil, false
		}
		return []Line{{Event: '*', Context: heldBack(w.waits)}, l}, true
	case l.Event == '>' && strings.HasPrefix(l.Data, "221 "):
		return nil, frontEnd && p == relay.Exchange2013 && w.refused // V3.11
	}
	return nil, false
}

// rights are the row of a 2013 front end that stands between MAIL FROM and its reply, once for each set of rights.
func (w *Written) rights() []Line {
	if w.granted == "" {
		return nil
	}
	l := Line{Event: '*', Data: w.granted, Context: permissions}
	w.granted = ""
	return []Line{l}
}

// chainOf is the status of a client's chain that goes with that of its capabilities: of an absent certificate [O], of
// others [I].
func chainOf(status string) string {
	switch {
	case strings.Contains(status, "'NoRemoteCertificate'"):
		return "'EmptyCertificate'"
	case strings.Contains(status, "'ChainValidationFailed'"):
		return "'ChainBuildFailed'"
	}
	return "'Valid'"
}

func verbOf(line string) string {
	verb, _, _ := strings.Cut(line, " ")
	return strings.ToUpper(verb)
}
