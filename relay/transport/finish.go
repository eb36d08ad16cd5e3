package transport

import (
	"fmt"
	"slices"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
)

// Finish applies the outcome of an attempt: recipients that were taken are sent, those that were refused for good are
// reported, the others wait.
func (t *Transport) Finish(a *Attempt, o relay.Outcome) {
	defer t.dropEmptyQueues()
	a.delivery.trying = false
	a.queue.trying--
	*a.queue.toward--
	o.Proxied = a.Dialogue.FrontEnd != ""
	t.notePeer(a, o)
	if o.Failure == relay.DNSNoDomain && len(a.queue.way.hop.SmartHosts) == 0 {
		t.giveUp(a, o, "DNS", reply.NonexistentDomain(t.product(), a.queue.way.hop.Domain))
		return
	}
	if o.Unsent.Advertised > 0 {
		t.giveUp(a, o, "SMTP", reply.OverAdvertisedSize())
		return
	}
	if o.Unsent.BareLF {
		t.giveUp(a, o, "SMTP", reply.BareLinefeedsAreIllegal(t.product(), t.day()))
		return
	}
	if connectionLevel(o) {
		t.deferConnection(a, reply.NewDeferral(t.product(), t.day(), o, t.stamp(relay.RoleOutbound)), o)
		return
	}
	if !throttled(o) {
		a.queue.failures, a.queue.lastError, a.queue.next = 0, "", time.Time{}
		a.queue.series++
	}
	t.applyReplies(a, o)
}

// throttled reports whether the other side has slowed the server down, and not refused this message: the whole queue
// waits then, although the answer came behind the content (T15.18 [S]).
func throttled(o relay.Outcome) bool { return o.Phase == relay.PhaseData && reply.SlowsDown(o.Reply) }

// connectionLevel reports an outcome that concerns the next hop and not the message: no conversation, no security, or a
// temporary refusal before MAIL.
func connectionLevel(o relay.Outcome) bool {
	if o.Failure != relay.NetworkOK || o.TLSFailure != nil || o.Unproved != "" {
		return true
	}
	return o.Phase.SetsUp() && !o.Reply.Permanent()
}

// giveUp ends a message for good by our own decision: nobody refused it.
func (t *Transport) giveUp(a *Attempt, o relay.Outcome, source string, reply relay.Reply) {
	var failures []failure
	for _, r := range a.delivery.recipients {
		failures = append(failures, failure{recipient: r, reply: reply, source: source, ended: relay.Failed,
			decisions: append(slices.Clip(a.decisions), o.Obstacle(r.Address))})
	}
	t.remove(a.queue, a.delivery)
	t.fail(a.delivery.item, failures)
}

// deferConnection makes the queue wait and records the deferral for the message that was tried.
func (t *Transport) deferConnection(a *Attempt, why relay.Deferral, o relay.Outcome) {
	next := t.connectionFailed(a, why, t.ladder(o))
	t.recordDefer(a, why, o, a.delivery.recipients, next)
}

func (t *Transport) recordDefer(a *Attempt, why relay.Deferral, o relay.Outcome, recipients []relay.MailRecipient,
	next time.Time) {
	e := t.event(relay.EventDefer, "SMTP", a.delivery.item, addresses(recipients)...)
	e.ConnectorID, e.RecipientStatus, e.Reply = a.Dialogue.Connector, why.String(), why.LED
	if t.org().InCloud() {
		e.RecipientStatus = why.Reason()
	}
	e.ClientIP, e.ServerIP, e.RemoteHost = o.Local.Addr(), o.Target.Addr.Addr(), o.Target.Host
	e.Disposition = relay.Deferred
	attempt, what := fmt.Sprintf("attempt %d", a.delivery.attempts), howFar(o)
	e.Decisions = slices.Clone(a.decisions)
	if d := o.Obstacle(recipients[0].Address); d.Question != "" {
		e.Decisions = append(e.Decisions, d)
	}
	e.Decisions = append(e.Decisions, relay.Decision{
		Question: relay.WhenNext, Subject: attempt, Source: "S10.1, S10.2", Chosen: next.UTC().Format(time.DateTime),
		Because: what + "; gives up after " + a.delivery.item.Submitted.Add(t.expiration()).UTC().
			Format(time.DateTime),
		Candidates: []relay.Candidate{relay.Rejected(attempt, what, why.LED.String())},
	})
	t.env.Record(e)
}

// howFar says how far an attempt came, and from where.
func howFar(o relay.Outcome) string {
	switch {
	case o.Phase == "":
		return "no connection was tried"
	case !o.Local.IsValid():
		return fmt.Sprintf("failed at %s", o.Phase)
	}
	return fmt.Sprintf("failed at %s from %s", o.Phase, o.Local.Addr())
}

// applyReplies sorts the recipients by the peer's answers.
func (t *Transport) applyReplies(a *Attempt, o relay.Outcome) {
	var sent, waiting []relay.MailRecipient
	var failures []failure
	for _, r := range a.delivery.recipients {
		answer, _ := o.Answer(r.Address)
		switch {
		case answer.OK():
			sent = append(sent, r)
		case answer.Permanent():
			wrapped := reply.WrapRefusal(t.product(), t.day(), answer)
			failures = append(failures, failure{
				recipient: r, reply: wrapped, remote: o.Target.Host, by: o,
				source: "SMTP", ended: relay.Failed,
				decisions: append(slices.Clip(a.decisions), relay.Decision{
					Question: relay.WhatWording, Subject: r.Address, Source: "NA4", Chosen: wrapped.String(),
					Because: "the report has the refusal of " + o.Target.Host + " in these words",
				}, o.Obstacle(r.Address)),
			})
		default:
			waiting = append(waiting, r)
		}
	}
	if len(sent) > 0 {
		t.recordSent(a, o, sent)
		if !o.Confirms {
			t.confirm(dsn.Relayed, a.delivery.item, sent, o.Reply, o.Target.Host)
		}
	}
	if len(waiting) == 0 {
		t.remove(a.queue, a.delivery)
	} else {
		t.putOff(a, o, waiting)
	}
	t.fail(a.delivery.item, failures)
}

// recordSent records that the peer has taken a message for some recipients.
func (t *Transport) recordSent(a *Attempt, o relay.Outcome, sent []relay.MailRecipient) {
	e := t.event(relay.EventSend, "SMTP", a.delivery.item, addresses(sent)...)
	e.ConnectorID, e.Decisions, e.Reply, e.Answers = a.Dialogue.Connector, a.decisions, o.Reply, answers(o, sent)
	e.ClientIP, e.ServerIP, e.RemoteHost = o.Local.Addr(), o.Target.Addr.Addr(), o.Target.Host
	e.TLS, e.Suite = o.Version, o.Suite
	t.env.Record(e)
}

// putOff makes the message wait for the recipients that were refused for now. Each answer is recorded for those who got
// it.
func (t *Transport) putOff(a *Attempt, o relay.Outcome, waiting []relay.MailRecipient) {
	d := a.delivery
	d.recipients, d.own = waiting, nil
	if throttled(o) {
		why := reply.NewDeferral(t.product(), t.day(), o, t.stamp(relay.RoleOutbound))
		d.next = t.connectionFailed(a, why, t.retryInterval)
	} else {
		d.next = t.env.Now().Add(t.messageRetryInterval(d.attempts))
	}
	t.touch(d)
	answers := map[relay.Reply][]relay.MailRecipient{}
	for _, r := range waiting {
		answer, _ := o.Answer(r.Address)
		answers[answer] = append(answers[answer], r)
	}
	for _, r := range waiting {
		own := o
		own.Reply, own.Phase = o.Answer(r.Address)
		why := reply.NewDeferral(t.product(), t.day(), own, t.stamp(relay.RoleOutbound))
		d.answered(r.Address, why)
		if alike := answers[own.Reply]; len(alike) > 0 {
			t.recordDefer(a, why, own, alike, d.next)
			delete(answers, own.Reply)
		}
	}
}

// answers are the peer's replies to RCPT TO for the recipients that it took.
func answers(o relay.Outcome, sent []relay.MailRecipient) []relay.Reply {
	list := make([]relay.Reply, len(sent))
	for i, s := range sent {
		for _, r := range o.Recipients {
			if relay.SameAddress(r.Address, s.Address) {
				list[i] = r.Reply
			}
		}
	}
	return list
}

// expire gives up on a delivery that waited too long. Each recipient's report names what it was answered last.
func (t *Transport) expire(q *queue, d *delivery) {
	t.remove(q, d)
	var failures []failure
	for _, r := range d.recipients {
		last := d.lastFor(r.Address)
		expiry, detail := last.Expiry, ""
		if expiry.IsZero() { // never tried: no route (S5.1)
			expiry = reply.NewDeferral(t.product(), t.day(), relay.Outcome{}, t.stamp(relay.RoleHub)).Expiry
		}
		if last.MSG != "" && t.org().InCloud() {
			detail = "(" + last.MSG + ")"
		}
		failures = append(failures, failure{
			recipient: r, reply: expiry, detail: detail, last: last, attempts: d.attempts, source: "QUEUE",
			ended: relay.Expired,
			decisions: []relay.Decision{{
				Question: relay.WhenNext, Subject: r.Address, Chosen: "give up", Source: "S10.1, S10.2",
				Because: fmt.Sprintf("submitted %s, longer than %s ago; attempts: %d",
					d.item.Submitted.UTC().Format(time.DateTime), t.expiration(), d.attempts),
				Candidates: lastAttempt(last),
			}},
		})
	}
	t.fail(d.item, failures)
}

// lastAttempt is how the last attempt failed.
func lastAttempt(last relay.Deferral) []relay.Candidate {
	if last.LED.IsZero() {
		return nil
	}
	return []relay.Candidate{relay.Rejected("the last attempt", last.LED.String(), "it failed")}
}
