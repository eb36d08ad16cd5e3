package script

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// queueQuery looks at the on-premises queues as Get-Queue shows them now.
type queueQuery struct {
	at     relay.Side
	sideAt mistake.Column
	hop    string
	hopAt  mistake.Column
	status relay.QueueStatus
	text   pattern
}

var (
	_ = claims(some, "queue", `want queue at onprem to NEXTHOP [: Retry|Ready] ["LASTERROR"]`,
		"Get-Queue shows a queue with messages for this next hop now, in this state, with this in its LastError.",
		parseQueue)
	_ = claims(none, "no queue", "want no queue at onprem to NEXTHOP",
		"Get-Queue shows no queue with messages for this next hop now. The story must have sent something there.",
		parseQueue)
)

func parseQueue(c *Cursor, j *judgement) (query, error) {
	q := &queueQuery{}
	var err error
	q.at, q.sideAt, err = c.onPremisesAfter("at", "queues",
		"its administrator sees message trace: want message trace at cloud: Defer")
	if err == nil {
		err = c.Expect("to")
	}
	if err != nil {
		return nil, err
	}
	q.hopAt = c.Here()
	if q.hop, err = c.name("a next hop"); err != nil || j.kind == none {
		return q, err
	}
	if c.Take(":") {
		status, err := c.oneOf("a queue's status", string(relay.QueueRetry), string(relay.QueueReady))
		if err != nil {
			return nil, err
		}
		q.status = relay.QueueStatus(status)
	}
	if c.isQuoted() {
		q.text, err = parsePattern(c)
	}
	return q, err
}

func (q *queueQuery) look(p *Player, j judgement) (sights, error) {
	side, err := p.organization(q.at, q.sideAt)
	if err != nil {
		return sights{}, err
	}
	if j.kind == none && !p.queued[strings.ToLower(q.hop)] && !p.sentTo(side.Name, q.hop) {
		return sights{}, vacuous(q.hopAt, "send something there, or name the queue as Get-Queue does",
			"no mail to %s ever left or waited on-premises", q.hop)
	}
	s := sights{nothing: "no queues"}
	for _, info := range p.queues(side.Name) {
		s.list = append(s.list, sight{
			says: fmt.Sprintf("%s %s to %s, %s: %s", info.Identity, info.Status, info.NextHopDomain,
				plural(info.MessageCount, "message"), info.LastError),
			fits: strings.EqualFold(info.NextHopDomain, q.hop) && info.MessageCount > 0 &&
				(q.status == "" || info.Status == q.status) &&
				q.text.matches(info.LastError),
			brief: "queued: " + string(info.Status),
		})
	}
	return s, nil
}

// sentTo reports whether an organization's mail has gone to a domain or host.
func (p *Player) sentTo(from relay.Side, hop string) bool {
	for _, e := range p.w.Events() {
		if !p.within(e.Side, from) || e.ID != relay.EventSend {
			continue
		}
		if strings.EqualFold(e.RemoteHost, hop) {
			return true
		}
		for _, r := range e.Recipients {
			if strings.EqualFold(relay.DomainOf(r), hop) {
				return true
			}
		}
	}
	return false
}
