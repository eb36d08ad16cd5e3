package story

import (
	"fmt"
	"strings"

	"hybridsim/relay"
)

// queueClaim is about the on-premises queues as Get-Queue shows them now.
type queueClaim struct {
	none   bool
	hop    string
	status relay.QueueStatus
	text   pattern
}

var (
	_ = register(groupWant, "queue", `want queue at onprem to NEXTHOP [: Retry|Ready] ["LASTERROR"]`, "Get-Queue shows a queue with messages for this next hop now, in this state, with this in its LastError.", parseQueue(false))
	_ = register(groupWant, "no queue", "want no queue at onprem to NEXTHOP", "Get-Queue shows no queue with messages for this next hop now.", parseQueue(true))
)

func parseQueue(none bool) func(c *cursor) (any, error) {
	return func(c *cursor) (any, error) {
		q := &queueClaim{none: none}
		if err := c.expect("at"); err != nil {
			return nil, err
		}
		start := c.mark()
		if side, err := c.side(); err != nil {
			return nil, err
		} else if side == relay.Cloud {
			return nil, c.errorAt(start, "the cloud's administrator sees message trace: want message trace at cloud: Defer", "the cloud shows no queues")
		}
		if err := c.expect("to"); err != nil {
			return nil, err
		}
		var err error
		if q.hop, err = c.word("a next hop"); err != nil {
			return nil, err
		}
		if c.take(":") {
			status, err := c.word("Retry or Ready")
			if err != nil {
				return nil, err
			}
			q.status = relay.QueueStatus(status)
			if q.status != relay.QueueRetry && q.status != relay.QueueReady {
				return nil, c.errorf("%q is not a queue's status; want Retry or Ready", status)
			}
		}
		if c.isQuoted() {
			q.text, err = parsePattern(c)
		}
		return q, err
	}
}

func (q *queueClaim) check(p *play) (finding, error) {
	f := finding{holds: q.none}
	var got []string
	for _, info := range p.w.Side(relay.OnPremises).Transport.Queues() {
		got = append(got, fmt.Sprintf("%s %s to %s, %d messages: %s", info.Identity, info.Status, info.NextHopDomain, info.MessageCount, info.LastError))
		if !strings.EqualFold(info.NextHopDomain, q.hop) || info.MessageCount == 0 || q.status != "" && info.Status != q.status {
			continue
		}
		if q.text.text == "" || q.text.matches(info.LastError) {
			f.holds, f.brief = !q.none, "queued: "+string(info.Status)
		}
	}
	f.got = orNothing(got, "no queues")
	return f, nil
}
