package outside

import (
	"fmt"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/journey"
	"hybridsim/relay/reply"
	"hybridsim/relay/schannel"
	"hybridsim/sim/door"
)

// outgoing is a message that a host sends to one recipient.
type outgoing struct {
	from, to  string
	content   []byte
	submitted time.Time
	next      time.Time
	attempts  int
	number    int
	trying    bool           // a conversation about it is being held
	last      relay.Reply    // of the last attempt
	remote    string         // who gave it
	obstacle  relay.Decision // what kept the last attempt from its end
	xoorg     string         // of a client whose mail is passed on as it came
	client    []string       // names in the certificate of the client that it came from
	told      relay.Field    // of its header, which told whose it is
	probes    string         // of a probe: the sender for whose mail it asks; "<>" is the null sender
	server    string         // to which it is given, whatever MX or a rule says; empty: they say
}

// Hosts retry every half hour and give up after two days, as many mail hosts do; nothing in the stories rests on it.
const (
	retryInterval = 30 * time.Minute
	expiry        = 48 * time.Hour
)

// Send puts a message to each recipient into the host's queue.
func (h *Host) Send(from string, to []string, content []byte) { h.SendBy("", from, to, content) }

// SendBy is [Host.Send] by way of a server, as a printer or an application does that knows one name and asks for no MX.
func (h *Host) SendBy(server, from string, to []string, content []byte) {
	h.change(func(here *state) { here.send(server, from, to, content) })
}

func (h *state) send(server, from string, to []string, content []byte) {
	now := h.env.Now()
	for _, rcpt := range to {
		h.sent++
		header, body := relay.SplitMessage(content)
		header = header.Completed(fmt.Sprintf("<%d@%s>", h.sent, h.Name), now)
		h.enqueue(&outgoing{from: from, to: rcpt, content: relay.Content(header, body), submitted: now, next: now,
			number: h.sent, server: server})
	}
}

// maxConnections is how many conversations a host holds at a time: as many as Postfix with one destination.
const maxConnections = 20

// Attempt is a conversation that somebody has to hold for a message in a host's queue, and how its outcome is told.
type Attempt struct {
	Dialogue relay.Dialogue
	Finish   func(relay.Outcome)
}

// Due returns the time of the host's earliest work. ok is false when there is none.
func (h *Host) Due(in *door.Inside) (due time.Time, ok bool) { return h.at(in).due() }

// Step does one unit of work that is due now: it returns the conversation to hold, or nil when nothing is due.
func (h *Host) Step(in *door.Inside) *Attempt { return h.at(in).step() }

func (h *state) due() (due time.Time, ok bool) {
	if h.trying >= maxConnections {
		return due, false
	}
	for _, m := range h.outgoing {
		if !m.trying && (!ok || m.next.Before(due)) {
			due, ok = m.next, true
		}
	}
	return due, ok
}

func (h *state) step() *Attempt {
	if h.trying >= maxConnections {
		return nil
	}
	for _, m := range h.outgoing {
		if m.trying || m.next.After(h.env.Now()) {
			continue
		}
		m.attempts++
		m.trying = true
		h.trying++
		d := relay.Dialogue{
			Egress: m.number + m.attempts, Connector: h.Name, Logged: true, Hello: h.Name, From: m.from,
			Hop: relay.NextHop{Domain: relay.DomainOf(m.to), Port: 25}, Body: m.content,
			Recipients: []relay.EnvelopeRecipient{{Address: m.to}}, Mail: relay.MailParams{Size: int64(len(m.content)),
				XOORG: m.xoorg},
			Probe: m.probes != "",
			TLS: relay.TLSPolicy{Now: h.env.Now, Certificate: h.certificate,
				Stack: schannel.Plain(h.tls, relay.TLSClient)},
		}
		h.lead(m, &d)
		return &Attempt{Dialogue: d, Finish: func(o relay.Outcome) { h.finish(m, o) }}
	}
	return nil
}

// lead says where a message goes, and what is shown there.
func (h *state) lead(m *outgoing, d *relay.Dialogue) {
	of := m.from
	if m.probes != "" {
		of = strings.Trim(m.probes, "<>")
	}
	rule := h.relayFor(customer{from: of, names: m.client, header: relay.Header{m.told}}, m.to)
	switch {
	case m.server != "":
		d.Hop.SmartHosts = []string{m.server}
	case rule != nil && rule.To != ByMX:
		d.Hop.SmartHosts = []string{rule.To}
	}
	if rule != nil && rule.Certificate != nil {
		d.TLS.Certificate = rule.Certificate
	}
	d.TLS.Ignore = h.plain
}

func (h *state) finish(m *outgoing, o relay.Outcome) {
	m.trying = false
	h.trying--
	answer := o.Reply
	for _, r := range o.Recipients {
		answer = r.Reply
	}
	m.last, m.remote, m.obstacle = answer, o.Target.Host, o.Obstacle(m.to)
	if m.probes != "" {
		h.drop(m.number)
		h.learned(m, answer, o.Target.Host)
		return
	}
	now := h.env.Now()
	switch {
	case answer.OK():
	case answer.Permanent() || o.Failure == relay.DNSNoDomain || !m.submitted.Add(expiry).After(now):
		if o.Failure == relay.DNSNoDomain {
			answer = reply.PlainNoDomain(o.Target.Host)
		}
		h.bounce(m, answer, o.Target.Host)
	default:
		m.next = now.Add(retryInterval)
		return
	}
	h.drop(m.number)
	h.env.Note(h.in, Change{Left: m.number})
}

// bounce gives a message up and reports that: into the mailbox of the host's own user, by mail to others, whose
// messages it has passed on.
func (h *state) bounce(m *outgoing, answer relay.Reply, remote string) {
	if answer.IsZero() {
		answer = reply.PlainExpired()
	}
	m.last = answer
	end := h.told(m, journey.Failed)
	defer func() {
		h.givenUp = append(h.givenUp, end)
		h.env.Note(h.in, Change{GivenUp: &end})
	}()
	if m.from == "" {
		return
	}
	header, body := relay.SplitMessage(m.content)
	report := &dsn.Report{
		Action: dsn.Failed, Reporting: h.Name, Arrival: m.submitted, Date: h.env.Now(),
		ID: fmt.Sprintf("bounce-%d", m.number), From: "<MAILER-DAEMON@" + h.Name + ">", To: m.from, Original: header,
		Body:       body,
		Recipients: []dsn.Recipient{{Address: m.to, Reply: answer, Remote: remote}},
	}
	content := dsn.Compose(report)
	end.Report = messageID(content)
	if !h.holds(m.from) {
		h.send("", "", []string{m.from}, content)
		return
	}
	h.put(Mail{Mailbox: m.from, Time: h.env.Now(), Source: h.env.Address(), Content: content})
}
