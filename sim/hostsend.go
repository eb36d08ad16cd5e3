package sim

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/journey"
	"hybridsim/relay/reply"
	"hybridsim/relay/smtpio"
	"hybridsim/sim/vnet"
)

// outgoing is a message that an outside host sends to one recipient.
type outgoing struct {
	from, to  string
	content   []byte
	submitted time.Time
	next      time.Time
	attempts  int
	number    int
	trying    bool        // a conversation about it is being held
	last      relay.Reply // of the last attempt
	remote    string      // who gave it
	xoorg     string      // of a client whose mail is passed on as it came
}

// Outside hosts retry every half hour and give up after two days, as many mail hosts do; nothing in the stories rests on it.
const (
	outsideRetry  = 30 * time.Minute
	outsideExpiry = 48 * time.Hour
)

// Send puts a message to each recipient into the host's queue.
func (h *Host) Send(from string, to []string, content []byte) {
	h.w.Do(func(in *Inside) { h.at(in).send(from, to, content) })
}

func (h *hostState) send(from string, to []string, content []byte) {
	now := h.w.Clock.Now()
	for _, rcpt := range to {
		h.sent++
		header, body := relay.SplitMessage(content)
		header = header.Completed(fmt.Sprintf("<%d@%s>", h.sent, h.Name), now)
		h.enqueue(&outgoing{from: from, to: rcpt, content: relay.Content(header, body), submitted: now, next: now, number: h.sent})
	}
}

// outsideConnections is how many conversations a host holds at a time: as many as Postfix with one destination.
const outsideConnections = 20

func (h *hostState) due() (due time.Time, ok bool) {
	if h.trying >= outsideConnections {
		return due, false
	}
	for _, m := range h.outgoing {
		if !m.trying && (!ok || m.next.Before(due)) {
			due, ok = m.next, true
		}
	}
	return due, ok
}

func (h *hostState) step() *Conversation {
	if h.trying >= outsideConnections {
		return nil
	}
	for _, m := range h.outgoing {
		if m.trying || m.next.After(h.w.Clock.Now()) {
			continue
		}
		m.attempts++
		m.trying = true
		h.trying++
		d := relay.Dialogue{
			Egress: m.number + m.attempts, Connector: h.Name, Logged: true, Hello: h.Name, From: m.from,
			Hop: relay.NextHop{Domain: relay.DomainOf(m.to), Port: 25}, Body: m.content,
			Recipients: []relay.EnvelopeRecipient{{Address: m.to}}, Mail: relay.MailParams{Size: int64(len(m.content)), XOORG: m.xoorg},
			TLS: relay.TLSPolicy{Now: h.w.Clock.Now, Certificate: h.certificate},
		}
		if rule := h.relayFor(m.to); rule != nil {
			d.Hop.SmartHosts = []string{rule.To}
		}
		return &Conversation{dialogue: d, from: h.Host, finish: func(o relay.Outcome) { h.finish(m, o) }}
	}
	return nil
}

func (h *Host) name() string     { return h.Name }
func (h *Host) host() *vnet.Host { return h.net }

func (h *Host) open(in *Inside, d relay.Dialogue, target relay.Target, local netip.AddrPort) *Transcript {
	t := &Transcript{Time: h.w.Clock.Now(), Connector: h.Name, Logged: true, Local: local, Remote: target.Addr, RemoteHost: target.Host}
	here := h.at(in)
	here.sentLog = append(here.sentLog, t)
	return t
}

func (h *hostState) finish(m *outgoing, o relay.Outcome) {
	m.trying = false
	h.trying--
	reply := o.Reply
	for _, r := range o.Recipients {
		reply = r.Reply
	}
	m.last, m.remote = reply, o.Target.Host
	now := h.w.Clock.Now()
	switch {
	case reply.OK():
	case reply.Permanent() || o.Failure == relay.DNSNoDomain || !m.submitted.Add(outsideExpiry).After(now):
		h.bounce(m, reply, o.Target.Host)
	default:
		m.next = now.Add(outsideRetry)
		return
	}
	h.drop(m.number)
	h.w.note(h.in, h.change(OutsideChange{Left: m.number}))
}

// bounce gives a message up and reports that: into the mailbox of the host's own user, by mail to others, whose messages it has
// passed on.
func (h *hostState) bounce(m *outgoing, answer relay.Reply, remote string) {
	if answer.IsZero() {
		answer = reply.PlainExpired()
	}
	m.last = answer
	end := h.outside(m, journey.Failed)
	defer func() { h.givenUp = append(h.givenUp, end) }()
	if m.from == "" {
		return
	}
	header, body := relay.SplitMessage(m.content)
	report := &dsn.Report{
		Action: dsn.Failed, Reporting: h.Name, Arrival: m.submitted, Date: h.w.Clock.Now(),
		ID: fmt.Sprintf("bounce-%d", m.number), From: "<MAILER-DAEMON@" + h.Name + ">", To: m.from, Original: header, Body: body,
		Recipients: []dsn.Recipient{{Address: m.to, Reply: answer, Remote: remote}},
	}
	content := dsn.Compose(report)
	end.Report = messageID(content)
	if !h.holds(m.from) {
		h.send("", []string{m.from}, content)
		return
	}
	h.put(OutsideMail{Mailbox: m.from, Time: h.w.Clock.Now(), Source: h.net.Addrs()[0], Content: content})
}

// Talk types commands to another host's SMTP port, as telnet does, and returns the banner and the replies.
func (h *Host) Talk(to string, commands []string) ([]string, error) {
	targets, err := h.w.resolve(h.Name, relay.NextHop{SmartHosts: []string{to}, Port: 25})
	if err != nil {
		return nil, fmt.Errorf("finding %s: %w", to, err)
	}
	var conn net.Conn
	if conn, err = h.net.Dial(context.Background(), h.net.Addrs()[0], targets[0].Addr); err != nil {
		return nil, fmt.Errorf("connecting to %s: %w", to, err)
	}
	defer h.w.quiesce()
	defer conn.Close()
	var t *Transcript
	h.w.Do(func(in *Inside) { t = h.open(in, relay.Dialogue{}, targets[0], smtpio.AddrPort(conn.LocalAddr())) })
	return smtpio.Converse(conn, commands, t)
}
