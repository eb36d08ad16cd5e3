package script

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// wayQuery looks at where messages for a recipient went through.
type wayQuery struct {
	to     string
	toAt   mistake.Column
	kind   string // connector, host or organization
	name   string
	nameAt mistake.Column
}

const wayDoc = "by this connector of either side, in or out; by this host, a server of an organization or an outside " +
	"one; by this organization. A recipient is whoever the message was addressed to, or what it turned into."

var (
	_ = claims(latest, "way to", `want way to ADDRESS by connector "NAME" | by host HOST | by organization SIDE`,
		"The latest message for the recipient since the section began went "+wayDoc, parseWay)
	_ = claims(none, "no way to", `want no way to ADDRESS by connector "NAME" | by host HOST | by organization SIDE`,
		"No message for the recipient since the section began went "+wayDoc+" One must have moved.", parseWay)
)

func parseWay(c *Cursor, _ *judgement) (query, error) {
	q := &wayQuery{toAt: c.Here()}
	var err error
	if q.to, err = c.address("a recipient's address"); err != nil {
		return nil, err
	}
	if err = c.Expect("by"); err != nil {
		return nil, err
	}
	if q.kind, err = c.oneOf("what a message goes by", "connector", "host", "organization"); err != nil {
		return nil, err
	}
	q.nameAt = c.Here()
	switch q.kind {
	case "connector":
		q.name, err = c.name("a connector's name")
	case "host":
		q.name, err = c.Word("a host")
	default:
		var side relay.Side
		side, err = c.side()
		q.name = string(side)
	}
	return q, err
}

func (q *wayQuery) look(p *Player, _ judgement) (sights, error) {
	if err := q.known(p); err != nil {
		return sights{}, err
	}
	s := sights{nothing: "no message for " + q.to}
	records := p.w.Records()
	var seen []string
	for _, e := range p.EventsSince(p.section, func(e relay.Event) bool { return e.MessageID != "" }) {
		if slices.Contains(seen, e.MessageID) {
			continue
		}
		seen = append(seen, e.MessageID)
		for _, end := range journey.Of(records, e.MessageID).Ends {
			if !relay.SameAddress(end.Recipient, q.to) && !slices.ContainsFunc(end.Via, func(via string) bool {
				return relay.SameAddress(via, q.to)
			}) {
				continue
			}
			stops := q.stops(end, p.section.Events)
			s.list = append(s.list, sight{
				says:  fmt.Sprintf("the message for %s went by %s", q.to, inWords(stops)),
				fits:  suggest.Has(stops, q.name),
				brief: "by " + inWords(stops), event: &e,
			})
		}
	}
	if len(s.list) == 0 {
		return sights{}, vacuous(q.toAt, "send something to it first",
			"no message for %s moved since the section began", q.to)
	}
	return s, nil
}

// inWords is a list of stops in words.
func inWords(stops []string) string {
	if len(stops) == 0 {
		return "nothing of this kind"
	}
	return strings.Join(stops, ", ")
}

// stops are what of the kind that the claim is about a message met on its way.
func (q *wayQuery) stops(end journey.End, after int) (list []string) {
	add := func(names ...string) {
		for _, n := range names {
			if n != "" && !suggest.Has(list, n) {
				list = append(list, n)
			}
		}
	}
	for _, e := range end.Path {
		if e.Sequence <= after {
			continue
		}
		switch q.kind {
		case "connector":
			add(e.ConnectorID)
			for _, d := range e.Decisions {
				if d.Question == relay.WhichAttribution && d.Originates() {
					add(strings.TrimPrefix(d.Chosen, relay.OriginatingBy))
				}
			}
		case "host":
			add(e.Server, e.RemoteHost)
		default:
			add(string(e.Side))
		}
	}
	if q.kind == "host" && end.Outside != nil {
		add(end.Outside.Host)
	}
	return list
}

// known complains about a connector or host that does not exist.
func (q *wayQuery) known(p *Player) error {
	var names []string
	switch q.kind {
	case "connector":
		for _, side := range p.w.SideNames() {
			o := p.w.Side(side).Organization()
			for _, question := range []relay.Question{relay.WhichReceiveConnector, relay.WhichSendConnector,
				relay.WhichOutboundConnector} {
				names = append(names, connectors(o, question)...)
			}
			for _, c := range o.InboundConnectors {
				names = append(names, c.Name)
			}
		}
	case "host":
		names = append(p.outsideHosts(), p.serverNames()...)
		for _, side := range p.w.SideNames() {
			for _, s := range p.w.Side(side).Organization().Servers {
				names = append(names, s.Name)
			}
		}
	default:
		_, err := p.organization(relay.Side(q.name), q.nameAt)
		return err
	}
	if suggest.Has(names, q.name) {
		return nil
	}
	return q.nameAt.Errorf(suggest.DidYouMean(q.name, names), "there is no %s %s", q.kind, Quote(q.name))
}
