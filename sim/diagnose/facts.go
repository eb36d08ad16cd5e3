package diagnose

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/reply"
	"hybridsim/relay/scrap"
)

// This file reads what rows of message tracking and of a trace tell of a message that was not refused.

// fact is one thing that evidence says of a message.
type fact struct {
	says string
	is   func(v *view) bool
	host string // that it is about; of one that the configuration does not know it tells no fault from another
}

// fitFacts is how well a view is as the facts say. Those tell most that the message shows otherwise as configured: the
// view must be as they say, without losing what was right before.
func fitFacts(facts []fact, v, healthy *view) float64 {
	told, held, lost := 0, 0, 0
	for _, f := range facts {
		switch is := f.is(v); {
		case !f.is(healthy):
			told++
			if is {
				held++
			}
		case !is:
			lost++
		}
	}
	switch {
	case told+lost == 0:
		return 1
	case told == 0: // it is as it says as configured, and here it is not
		return 0
	}
	return float64(held) / float64(told+lost)
}

// passage is an event of a message as a row of message tracking or of a trace tells it.
type passage struct {
	event, server, connector, path, direction, related string
	host, remote                                       string // at the other end; without what takes turns
	recipients                                         []string
	cloud                                              bool
	unknown                                            bool         // the configuration has no such connector
	sides                                              []relay.Side // whose record it may be; empty: anybody's
}

// moves are the events that say which way a message took.
var moves = []string{"RECEIVE", "SEND", "DELIVER", "EXPAND", "REDIRECT", "FAIL", "QUARANTINE", "DROP"}

// passageOf is what a record says; false where it is none of an event.
func passageOf(r map[string]string) (p passage, ok bool) {
	first := func(names ...string) string {
		for _, n := range names {
			if v := strings.Trim(strings.TrimSpace(r[n]), "{}"); v != "" {
				return v
			}
		}
		return ""
	}
	p.event, _, _ = strings.Cut(strings.ToUpper(first("eventid", "event")), " ")
	p.event = strings.TrimSuffix(p.event, "EXTERNAL")
	if !slices.Contains(moves, p.event) {
		return p, false
	}
	p.server = first("serverhostname")
	switch client := first("clienthostname"); {
	case p.event == "RECEIVE" && strings.EqualFold(first("source"), "STOREDRIVER"):
		p.server = client
	case p.event == "RECEIVE":
		p.remote = first("clienthostname", "clientname")
	case client != "":
		p.server, p.remote = client, p.server
	}
	p.host = cmp.Or(first("outboundproxytargethostname"), p.remote)
	p.remote = steady(p.host)
	p.server, p.connector = label(p.server), first("connectorid")
	p.path = pathOf(first("returnpath", "senderaddress", "sender"))
	p.direction = strings.ToLower(first("directionality"))
	p.related = strings.ToLower(first("relatedrecipientaddress", "relatedrecipient"))
	for _, a := range strings.FieldsFunc(first("recipientaddress", "recipients"), func(c rune) bool {
		return c == ';' || c == ',' || c == ' '
	}) {
		p.recipients = append(p.recipients, strings.ToLower(a))
	}
	return p, true
}

// steady is the name of the other end without what differs from message to message: the service's hosts take turns, and
// their pools do not.
func steady(name string) string {
	switch {
	case !reply.IsService(name):
		return label(name)
	case strings.Contains(label(name), relayPool):
		return "the service's relay pool"
	}
	return "the service"
}

// relayPool is in the names of the hosts from which the service sends what it trusts least.
const relayPool = "rlyn"

// label is the first label of a host's name, in lower case.
func label(host string) string { host, _, _ = strings.Cut(strings.ToLower(host), "."); return host }

// pathOf is a return path without what differs from message to message.
func pathOf(address string) string {
	address = strings.ToLower(strings.Trim(address, "<>"))
	if at := strings.Index(address, "+srs="); at >= 0 { // R10: a hash, the time and the sender follow
		return address[:at] + "+srs="
	}
	return address
}

// passages are the events of a played message.
func passages(events []relay.Event) (list []passage) {
	for _, e := range events {
		p := passage{event: string(e.ID), server: label(e.Server), connector: e.ConnectorID, path: pathOf(e.Sender),
			direction: strings.ToLower(string(e.Directionality)), cloud: e.Side.Kind() == relay.Cloud,
			sides: []relay.Side{e.Side}}
		switch e.ID {
		case relay.EventReceive:
			if e.Source == "SMTP" {
				p.remote = steady(e.RemoteHost)
			}
		case relay.EventSend:
			p.remote = steady(e.RemoteHost)
		case relay.EventExpand, relay.EventRedirect:
			p.related = strings.ToLower(e.SourceContext)
		}
		for _, r := range e.Recipients {
			p.recipients = append(p.recipients, strings.ToLower(r))
		}
		list = append(list, p)
	}
	return list
}

// at reports whether an event may be the one of a record. The service's servers take turns.
func (p *passage) at(want *passage) bool {
	if len(want.sides) > 0 && !slices.ContainsFunc(p.sides, func(s relay.Side) bool {
		return slices.Contains(want.sides, s)
	}) {
		return false
	}
	return p.event == want.event && (want.server == "" || p.cloud || p.server == want.server) &&
		(len(want.recipients) == 0 || slices.ContainsFunc(want.recipients, func(r string) bool {
			return slices.Contains(p.recipients, r)
		}))
}

// readRecords reads rows of message tracking or of a trace.
func (s *Symptom) readRecords() {
	for _, r := range scrap.Records(s.Text) {
		p, ok := passageOf(r)
		if !ok {
			continue
		}
		s.facts, s.passages = append(s.facts, p.facts(r)...), append(s.passages, &p)
		switch {
		case len(p.recipients) == 0:
		case s.to == "" && p.related != "":
			s.from, s.to = senderIn(r), p.related
		case s.to == "":
			s.from, s.to = senderIn(r), strings.Join(p.recipients, ",")
		}
		if s.subject == "" {
			s.subject = r["messagesubject"]
		}
	}
}

// senderIn is who sent a message, as a record says.
func senderIn(r map[string]string) string {
	for _, name := range []string{"senderaddress", "sender", "returnpath"} {
		if a := strings.ToLower(strings.Trim(r[name], " <>")); a != "" {
			return a
		}
	}
	return ""
}

// facts are what a record says of a message's way.
func (p *passage) facts(r map[string]string) (facts []fact) {
	_, named := r["connectorid"]
	where := p.event + " at " + p.server + " for " + strings.Join(p.recipients, ", ")
	add := func(says string, is func(*passage) bool) {
		facts = append(facts, fact{says: where + says, is: func(v *view) bool {
			return slices.ContainsFunc(v.passages, func(q passage) bool { return q.at(p) && is(&q) })
		}})
	}
	add("", func(*passage) bool { return true })
	if p.related != "" {
		add(" in the place of "+p.related, func(q *passage) bool { return q.related == p.related })
	}
	if p.event != "RECEIVE" && p.event != "SEND" {
		return facts
	}
	if named || p.connector != "" {
		add(" by connector "+p.connector, func(q *passage) bool {
			return strings.EqualFold(q.connector, p.connector) || q.unknown && p.unknown
		})
	}
	if p.path != "" {
		add(" with return path "+p.path, func(q *passage) bool { return q.path == p.path })
	}
	if p.direction != "" {
		add(" "+p.direction, func(q *passage) bool { return q.direction == p.direction })
	}
	if p.remote != "" {
		add(" and "+p.remote, func(q *passage) bool { return q.remote == p.remote })
		facts[len(facts)-1].host = p.host
	}
	return facts
}

// known leaves out what the evidence says of hosts that the configuration does not know, and marks what it says of
// connectors that it does not have: which leads says, too.
func (d *search) known(s *Symptom) (leads []Lead) {
	strange := func(f fact) bool { return f.host != "" && !d.knowsHost(f.host) }
	s.facts = slices.DeleteFunc(slices.Clone(s.facts), strange)
	var said []string
	var sides []relay.Side
	if m := recordedBy.FindStringSubmatch(s.Text); m != nil {
		sides = d.called(m[1])
	}
	for _, p := range s.passages {
		p.sides = sides
		if p.unknown = !d.connectors[strings.ToLower(p.connector)]; p.unknown && !slices.Contains(said, p.connector) {
			said = append(said, p.connector)
			leads = append(leads, Lead{"connector", p.connector, "the configuration has no connector " + p.connector +
				": it was made since, or the rows are of another organization"})
		}
	}
	return leads
}

// recordedBy says whose the records are, in words above them.
var recordedBy = regexp.MustCompile(`(?im)^\W*(?:message )?(?:trace|tracking|tracking log|log) of ([\w.:-]+\w)`)

// called are the organizations that somebody calls by their name here, or by one of their domains. The tenant has a
// domain that is its own, and others that it shares with on-premises.
func (d *search) called(name string) (list []relay.Side) {
	for _, o := range d.world.Organizations() {
		if strings.EqualFold(string(o.Side), name) || o.InCloud() && o.AcceptedDomain(name) != nil {
			list = append(list, o.Side)
		}
	}
	return list
}

// knowsHost reports whether a name is a host's of the configuration, or is found in DNS.
func (d *search) knowsHost(host string) bool {
	if reply.IsService(host) || d.world.Net.Host(d.world.ServerName(host)) != nil {
		return true
	}
	at, err := d.world.Net.LookupAddr("", host)
	return err == nil && len(at) > 0
}

// connectorNames are those of all organizations, in lower case; a server has one between it and the others as well.
func connectorNames(organizations []*relay.Organization) map[string]bool {
	names := map[string]bool{"": true, strings.ToLower(relay.IntraOrgConnector): true}
	for _, o := range organizations {
		for _, c := range o.ReceiveConnectors {
			names[strings.ToLower(c.Identity())] = true
		}
		for _, c := range o.SendConnectors {
			names[strings.ToLower(c.Name)] = true
		}
		for _, c := range o.InboundConnectors {
			names[strings.ToLower(c.Name)] = true
		}
		for _, c := range o.OutboundConnectors {
			names[strings.ToLower(c.Name)] = true
		}
	}
	return names
}
