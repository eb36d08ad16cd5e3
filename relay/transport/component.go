package transport

import (
	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// state is whether the server's transport service works. 2010 has no such components, and the cloud none that anybody
// can set.
func (t *Transport) state() relay.ServiceState {
	o := t.org()
	return o.StateOf(t.name, o.TransportComponent())
}

// frontEndOff answers a connection to a front end that is out of service (G1.4.11): it is
// greeted with that (G1.4.14).
func (t *Transport) frontEndOff(c Connection) (relay.Reply, relay.Decision) {
	o := t.org()
	state := o.StateOf(t.name, relay.FrontendComponent)
	if state == relay.Active || !hasFrontEnd(o, t.name, c.Local.Port()) {
		return relay.Reply{}, relay.Decision{}
	}
	return reply.ServiceDown(), because(t.name, "G1.4.14", "the front end is out of service",
		string(relay.FrontendComponent)+" "+string(state))
}

// serviceOff is the answer to MAIL of a transport service that takes nothing: inactive it says so, draining it ends the
// conversation (G1.4.12, G1.4.13).
func (s *receiveSession) serviceOff() (relay.Reply, relay.Decision) {
	state := s.t.state()
	if state == relay.Active || s.atFrontEnd() {
		return relay.Reply{}, relay.Decision{}
	}
	r := reply.ServiceNotActive()
	if state == relay.Draining {
		r = reply.ServiceDown()
	}
	return r, because(s.t.name, "G1.4.12, G1.4.13", "the transport service takes no mail",
		string(s.org.TransportComponent())+" "+string(state))
}

// draft leaves a message in its sender's mailbox, as long as no transport service takes it (G1.4.12).
func (t *Transport) draft(item *relay.MailItem) *relay.MailItem {
	item.Draft = true
	t.complainInactive()
	t.await(item)
	return item
}

// ready is the first of what waits for the categorizer that can be worked on now: mail that was received unless the
// service is inactive, and drafts as soon as some transport service takes them. That an inactive service leaves its
// queues alone is inferred.
func (t *Transport) ready() (i int, ok bool) {
	if len(t.submission) == 0 {
		return 0, false
	}
	state := t.state()
	for i, w := range t.submission {
		if w.item.Draft && t.taker(t.handed).state() == relay.Active || !w.item.Draft && state != relay.Inactive {
			return i, true
		}
	}
	return 0, false
}

// process categorizes what waits, or submits a draft.
func (t *Transport) process(w waiting) {
	if !w.item.Draft {
		t.categorize(w.item)
		return
	}
	item, now := *w.item, t.env.Now()
	item.Draft, item.Recipients, item.Arrived, item.Submitted = false, nil, now, now
	t.submit(t.submitter(), &item, addresses(w.item.Recipients))
}
