package transport

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"hybridsim/relay"
)

// queue holds the mail for one next hop.
type queue struct {
	number     int
	key        string
	kind       relay.DeliveryType
	way        way
	deliveries []*delivery

	// The connection's state: after a failed connection the whole queue waits.
	failures  int
	first     time.Time // first failure of this series
	lastTry   time.Time
	next      time.Time // not before
	lastError string
	series    int  // failures and successes so far: attempts of one series fail together
	trying    int  // conversations at the moment
	toward    *int // conversations at the moment of all queues with this next hop
}

// maxPerDomainOutboundConnections is the number of conversations that are held with a next hop at a time (U7: 20 [D]
// QSTUCK, where another page has 40; the cloud's number is not known, the same is [I]). In virtual time there is never
// more than one.
const maxPerDomainOutboundConnections = 20

// delivery is a message on its way to some of its recipients.
type delivery struct {
	item       *relay.MailItem
	recipients []relay.MailRecipient
	number     int // counts the messages on their way out; with attempts it picks the source address
	attempts   int
	next       time.Time                 // not before; set when this message alone was put off
	last       relay.Deferral            // what its last attempt came to, for its first recipient
	own        map[string]relay.Deferral // of recipients that the host answered one by one, by address in lower case
	told       bool                      // the sender has had a delay report
	trying     bool                      // a conversation about it is being held
	place      int
	touched    bool // it is in [keeping.touched]
	gone       bool // from its queue, for good
}

// cameTo notes what an attempt came to for all recipients.
func (d *delivery) cameTo(why relay.Deferral) { d.last, d.own = why, nil }

// answered notes what the host answered one recipient.
func (d *delivery) answered(address string, why relay.Deferral) {
	if d.own == nil {
		d.own, d.last = map[string]relay.Deferral{}, why
	}
	d.own[strings.ToLower(address)] = why
}

// lastFor is what the last attempt came to for a recipient.
func (d *delivery) lastFor(address string) relay.Deferral {
	if why, ok := d.own[strings.ToLower(address)]; ok {
		return why
	}
	return d.last
}

// enqueue puts a message for one recipient into the queue of its way, joining recipients that go the same way.
func (t *Transport) enqueue(item *relay.MailItem, r relay.MailRecipient, w way, decisions []relay.Decision) {
	q := t.queueFor(w, item)
	e := t.event(relay.EventTransfer, "ROUTING", item, r.Address)
	e.ConnectorID, e.Decisions = w.connector, decisions
	if w.kind == relay.QueueUnreachable {
		e.Disposition = relay.Unreachable
	}
	t.env.Record(e)
	for _, d := range q.deliveries {
		if d.item == item {
			d.recipients = append(d.recipients, r)
			t.touch(d)
			return
		}
	}
	t.outgoing++
	d := &delivery{
		item: item, number: t.outgoing, recipients: []relay.MailRecipient{r}, next: t.env.Now(),
		told:  t.told[item.InternalID],
		place: t.newPlace(),
	}
	q.deliveries = append(q.deliveries, d)
	t.touch(d)
}

func (t *Transport) queueFor(w way, item *relay.MailItem) *queue {
	key := w.key(t.org().Side, item)
	highest := 2 // Submission and Poison come first
	for _, q := range t.queues {
		if q.key == key {
			return q
		}
		highest = max(highest, q.number)
	}
	hop := w.hop.Domain + "|" + strings.Join(w.hop.SmartHosts, ",")
	if t.toward[hop] == nil {
		t.toward[hop] = new(int)
	}
	q := &queue{number: highest + 1, key: key, kind: w.kind, way: w, toward: t.toward[hop]}
	t.queues = append(t.queues, q)
	return q
}

// due is the time of the queue's earliest work: a connection, an expiry, or a delay report.
func (q *queue) due(t *Transport) (due time.Time, ok bool) {
	consider := func(at time.Time) {
		if !ok || at.Before(due) {
			due, ok = at, true
		}
	}
	for _, d := range q.deliveries {
		if d.trying {
			continue
		}
		if q.kind == relay.QueueUnreachable {
			consider(d.item.Submitted.Add(t.expiration()))
		} else if q.mayTry() {
			consider(later(d.next, q.next))
		}
		if at, delayed := t.delayReportAt(d); delayed {
			consider(at)
		}
	}
	return due, ok
}

// mayTry reports whether the queue may hold one more conversation: while its next hop fails, one that finds out.
func (q *queue) mayTry() bool {
	return *q.toward < maxPerDomainOutboundConnections && (q.failures == 0 || q.trying == 0)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// workQueue does the earliest due work of a queue. Expiry is judged when a retry comes due, not at the limit itself
// (NA2 [O]).
func (t *Transport) workQueue(q *queue) *Attempt {
	now := t.env.Now()
	for _, d := range q.deliveries {
		if at, delayed := t.delayReportAt(d); delayed && !d.trying && !at.After(now) {
			t.reportDelay(q, d)
			return nil
		}
	}
	for _, d := range q.deliveries {
		if d.trying || q.kind != relay.QueueUnreachable && (!q.mayTry() || later(d.next, q.next).After(now)) {
			continue
		}
		if !d.item.Submitted.Add(t.expiration()).After(now) {
			t.expire(q, d)
			return nil
		}
		if q.kind != relay.QueueUnreachable {
			return t.attempt(q, d)
		}
	}
	return nil
}

// remove takes a delivery that is done with out of its queue.
func (t *Transport) remove(q *queue, d *delivery) {
	d.gone = true
	t.vacate(d.place)
	for i, other := range q.deliveries {
		if other == d {
			q.deliveries = append(q.deliveries[:i:i], q.deliveries[i+1:]...)
			return
		}
	}
}

func (t *Transport) dropEmptyQueues() {
	kept := t.queues[:0]
	for _, q := range t.queues {
		if len(q.deliveries) > 0 {
			kept = append(kept, q)
		}
	}
	t.queues = kept
}

// connectionFailed makes the whole queue wait. Of several attempts that began alike the first to fail counts; when
// another one has come through since, only this message waits.
func (t *Transport) connectionFailed(a *Attempt, why relay.Deferral, wait func(int) time.Duration) time.Time {
	q, now := a.queue, t.env.Now()
	a.delivery.cameTo(why)
	switch {
	case a.series == q.series:
		q.series++
	case q.failures > 0:
		return q.next
	default:
		a.delivery.next = now.Add(wait(1))
		return a.delivery.next
	}
	if q.failures == 0 {
		q.first = now
	}
	q.failures++
	q.lastTry, q.lastError = now, why.String()
	q.next = now.Add(wait(q.failures))
	for _, d := range q.deliveries {
		d.cameTo(why)
	}
	return q.next
}

// ladder is how long to wait after the nth connection in a row that failed like this one. The service looks at a
// domain's demands by DANE again after 15 minutes, twice, and then each hour (L84 [D]).
func (t *Transport) ladder(o relay.Outcome) func(n int) time.Duration {
	if o.TLSFailure != nil && o.TLSFailure.Reason.ByDANE() {
		return func(n int) time.Duration {
			if n <= 2 {
				return 15 * time.Minute
			}
			return time.Hour
		}
	}
	return t.retryInterval
}

// retryInterval is the wait after the nth failed connection in a row: on-premises the ladder of S10.1 [D]
// INTERVALS; in the cloud 15, 30, then 60 minutes, our reading of "up to 15 minutes, growing to at most 60" (U9 [I]).
func (t *Transport) retryInterval(n int) time.Duration {
	if t.org().InCloud() {
		return min(15*time.Minute<<min(n-1, 2), 60*time.Minute)
	}
	s := t.settings()
	switch {
	case n <= s.QueueGlitchRetryCount:
		return s.QueueGlitchRetryInterval
	case n <= s.QueueGlitchRetryCount+s.TransientFailureRetryCount:
		return s.TransientFailureRetryInterval
	default:
		return s.OutboundConnectionFailureRetryInterval
	}
}

// messageRetryInterval is the wait after a 4xx about one message.
func (t *Transport) messageRetryInterval(attempts int) time.Duration {
	if t.org().InCloud() {
		return t.retryInterval(attempts)
	}
	return t.settings().MessageRetryInterval
}

// expiration is how long mail may wait (S10.1, S10.2).
func (t *Transport) expiration() time.Duration {
	if t.org().InCloud() {
		return t.org().TransportConfig.MessageExpiration
	}
	return t.settings().MessageExpirationTimeout
}

// Queues lists the queues as Get-Queue does.
func (t *Transport) Queues() []relay.QueueInfo {
	var list []relay.QueueInfo
	for _, q := range t.queues {
		info := relay.QueueInfo{
			Identity: fmt.Sprintf(`%s\%d`, t.as(relay.RoleHub).Name, q.number), DeliveryType: q.kind,
			Status:       relay.QueueReady,
			MessageCount: len(q.deliveries), NextHopDomain: q.nextHopDomain(), NextHopConnector: q.way.connector,
			TlsDomain: t.tlsDomain(q.way.connector), LastError: q.lastError, RetryCount: q.failures,
			FirstRetryTime: q.first, LastRetryTime: q.lastTry, NextRetryTime: q.next,
		}
		if q.failures > 0 {
			info.Status = relay.QueueRetry
		}
		list = append(list, info)
	}
	return list
}

func (q *queue) nextHopDomain() string {
	if q.kind == relay.QueueUnreachable {
		return "Unreachable Domain"
	}
	return cmp.Or(q.way.label, q.way.hop.Name())
}

func (t *Transport) tlsDomain(connector string) string {
	for _, c := range t.org().SendConnectors {
		if c.Name == connector {
			return c.TlsDomain
		}
	}
	return ""
}

// RetryQueue forces an attempt now; with resubmit the mail goes through the categorizer again (Retry-Queue).
func (t *Transport) RetryQueue(identity string, resubmit bool) error {
	for i, info := range t.Queues() {
		if info.Identity != identity {
			continue
		}
		q := t.queues[i]
		if resubmit {
			t.resubmit(q)
			t.dropEmptyQueues()
			return nil
		}
		q.next = t.env.Now()
		for _, d := range q.deliveries {
			d.next = q.next
		}
		return nil
	}
	return fmt.Errorf("there is no queue %q", identity)
}

// resubmit hands a queue's mail back to the categorizer, except what is being talked about.
func (t *Transport) resubmit(q *queue) {
	var kept []*delivery
	for _, d := range q.deliveries {
		if d.trying {
			kept = append(kept, d)
			continue
		}
		item := *d.item
		item.Recipients = d.recipients
		t.submission = append(t.submission, waiting{&item, d.place}) // it waits on, for the same recipients
	}
	q.deliveries = kept
}
