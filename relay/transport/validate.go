package transport

import (
	"fmt"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
	"hybridsim/relay/connector"
	"hybridsim/relay/headers"
	"hybridsim/relay/reply"
)

// The two tasks of the validation of an outbound connector (G1.3.1 [D]): to be greeted by its smart hosts, and to send
// a test mail by it. Neither waits in a queue: what fails has failed. That is our choice, as is that a connector which
// is not enabled is tested all the same, since the admin center validates one before it is turned on (G1.3.7).

// validator is the local part of who sends test mails, and validationSubject what they are called (G1.3.6 [O]).
const (
	validator         = "O365ConnectorValidation"
	validationSubject = "Test email for connector validation"
)

// TestConnection prepares the first task at one next hop: a greeting, with TLS as the connector says, and no mail.
func (t *Transport) TestConnection(c *relay.OutboundConnector, hop relay.NextHop) *Attempt {
	a := t.test(c, way{connector: c.Name, hop: hop}, t.testMail(c), nil)
	a.Dialogue.Probe = true
	return a
}

// TestMail prepares the second task for one recipient, and records that the service has made the mail. Without an
// attempt the mail does not leave by the connector, and why says so.
func (t *Transport) TestMail(c *relay.OutboundConnector, to string) (a *Attempt, why string) {
	org := t.org()
	if !connector.Covers(org, c, relay.DomainOf(to)) {
		return nil, reply.RecipientNotOfConnector
	}
	out := categorizer.Resolve(org, to, t.stamp(relay.RoleHub))
	switch elsewhere := out.Kind == categorizer.Elsewhere; {
	case out.Kind == categorizer.Undeliverable:
		return nil, out.Reply.String()
	case !elsewhere, !connector.Covers(org, c, relay.DomainOf(out.Address)):
		return nil, reply.RoutedWithoutConnector
	}
	item := t.testMail(c)
	item.Recipients = []relay.MailRecipient{{Address: out.Address}}
	e := t.event(relay.EventReceive, "AGENT", item, out.Address)
	e.Decisions = append(out.Decisions, relay.Decision{
		Question: relay.WhichOutboundConnector, Subject: out.Address, Chosen: c.Name, Source: "G1.3.4",
		Because:    "the mail tests this connector",
		Candidates: []relay.Candidate{relay.Selected(c.Name, "Validate-OutboundConnector", "the one that is tested")},
	})
	t.env.Record(e)
	return t.test(c, t.throughConnector(c, relay.DomainOf(out.Address)), item, item.Recipients), ""
}

// testMail is what a test sends. Its sender cannot be chosen (G1.3.6 [O]); the words of the body are ours.
func (t *Transport) testMail(c *relay.OutboundConnector) *relay.MailItem {
	from := validator + "@" + t.org().DefaultDomain()
	header, body := relay.SplitMessage(fmt.Appendf(nil, "From: <%s>\r\nSubject: %s\r\n\r\nOffice 365 sent this "+
		"message to find out whether mail arrives by the connector %s.\r\n", from, validationSubject, c.Name))
	item := t.newItem(from, header, body)
	item.Attribution = relay.Attribution{Directionality: relay.Originating, Tenant: t.org().Name}
	hub := t.as(relay.RoleHub).Fqdn
	item.Header, item.Auth = headers.SubmitReport(item.Header, hub)
	item.Header = t.marked(item.Header, item, &headers.Service{Hosts: []string{hub}, Entity: "Hosted"})
	return item
}

// test is an attempt beside all queues.
func (t *Transport) test(c *relay.OutboundConnector, w way, item *relay.MailItem, to []relay.MailRecipient) *Attempt {
	t.outgoing++
	a := t.newAttempt(&queue{way: w}, &delivery{item: item, recipients: to, number: t.outgoing})
	t.speakFor(a, c)
	return a
}

// Tested applies the outcome of a test and says what is wrong with it; nothing is. A mail that has left has been sent;
// any other has failed, and nobody is told of it but who asked.
func (t *Transport) Tested(a *Attempt, o relay.Outcome) (wrong string) {
	failed := o.Failure != relay.NetworkOK || o.TLSFailure != nil || o.Phase.SetsUp()
	answer := o.Reply
	if to := a.delivery.recipients; !failed && len(to) > 0 {
		if answer, _ = o.Answer(to[0].Address); answer.OK() {
			t.recordSent(a, o, to)
			return ""
		}
		failed = true
	}
	if !failed {
		return ""
	}
	if !answer.Permanent() {
		answer = reply.NewDeferral(t.product(), t.day(), o, t.stamp(relay.RoleOutbound)).LED
	}
	for _, r := range a.delivery.recipients {
		e := t.event(relay.EventFail, "SMTP", a.delivery.item, r.Address)
		e.ConnectorID, e.Reply, e.RecipientStatus = a.Dialogue.Connector, answer, answer.String()
		e.Disposition, e.RemoteHost, e.Decisions = relay.Failed, o.Target.Host, a.decisions
		e.ClientIP, e.ServerIP = o.Local.Addr(), o.Target.Addr.Addr()
		if d := o.Obstacle(r.Address); d.Question != "" {
			e.Decisions = append(e.Decisions, d)
		}
		t.env.Record(e)
	}
	return answer.String()
}
