package script

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// ndrQuery looks for delivery reports in a sender's mailbox.
type ndrQuery struct {
	action dsn.Action
	to     string
	toAt   mistake.Column
	about  string
	by     string // cloud, onprem or a host name
	byAt   mistake.Column
	remote string
	local  bool // no Remote-MTA
	reply  pattern
}

const ndrDoc = "A delivery report arrived at the sender since the section began: about this recipient, written " +
	"by this side or host, with this Remote-MTA or none, with this reply. " +
	"Text without quotes is code and beginning, quoted text a part. A number counts the reports."

var (
	_ = claims(some, "NDR",
		`want [N] NDR to ADDRESS [about ADDRESS] [by SIDE|HOST] [, remote HOST | , no remote] [: REPLY | : "TEXT"]`, ndrDoc, parseNDR(dsn.Failed))
	_ = claims(none, "no NDR", "want no NDR to ADDRESS [about ADDRESS]",
		"No failure report arrived since the section began.", parseNDR(dsn.Failed))
	_ = claims(some, "delay report", `want [N] delay report to ADDRESS [about ADDRESS] [by SIDE|HOST]`,
		"A report that a message is late arrived since the section began.", parseNDR(dsn.Delayed))
)

func parseNDR(action dsn.Action) func(c *Cursor, j *judgement) (query, error) {
	return func(c *Cursor, j *judgement) (query, error) {
		n := &ndrQuery{action: action}
		j.number = j.kind != none
		if err := c.Expect("to"); err != nil {
			return nil, err
		}
		n.toAt = c.Here()
		var err error
		if n.to, err = c.address("the sender's address"); err != nil {
			return nil, err
		}
		if n.about, err = c.addressIf("about", "the recipient's address"); err != nil || j.kind == none {
			return n, err
		}
		if c.Take("by") {
			n.byAt = c.Here()
			if n.by, err = c.Word("a side or a host"); err != nil {
				return nil, err
			}
		}
		if c.Take(",") {
			if n.local = c.Take("no remote"); !n.local {
				if n.remote, err = c.WordAfter("remote", "a host name"); err != nil {
					return nil, err
				}
			}
		}
		if c.Take(":") {
			n.reply, err = parsePattern(c)
		}
		return n, err
	}
}

func (n *ndrQuery) look(p *Player, j judgement) (sights, error) {
	if err := p.needMailbox(n.to, n.toAt); err != nil {
		return sights{}, err
	}
	if side, ok := organization(n.by); ok {
		by, err := p.organization(side, n.byAt)
		if err != nil {
			return sights{}, err
		}
		n.by = string(by.Name)
	} else if n.by != "" {
		if err := p.knownHost(n.by, n.byAt); err != nil {
			return sights{}, err
		}
	}
	s := sights{nothing: "no report at " + n.to, event: p.failure(n.about)}
	if j.kind != none {
		s.absence = "no report"
	}
	for _, m := range p.MailAt(n.to, &p.section) {
		r := m.Report()
		if r == nil || r.Action != n.action {
			continue
		}
		for _, rcpt := range r.Recipients {
			if n.about != "" && !rcpt.About(n.about) {
				continue
			}
			writer := p.whoseHost(r.Reporting)
			s.list = append(s.list, sight{says: describeReport(r, rcpt, writer), fits: n.matches(r, rcpt, writer),
				brief: n.brief(rcpt)})
		}
	}
	return s, nil
}

func (n *ndrQuery) brief(rcpt dsn.Recipient) string {
	if n.action == dsn.Delayed {
		return "delayed"
	}
	return strings.TrimSpace(fmt.Sprintf("NDR %d %s to %s", rcpt.Reply.Code(), rcpt.Reply.Enhanced(), n.to))
}

func (n *ndrQuery) matches(r *dsn.Report, rcpt dsn.Recipient, writer string) bool {
	switch {
	case n.by != "" && n.by != writer && !strings.EqualFold(n.by, r.Reporting):
		return false
	case n.local && rcpt.Remote != "", n.remote != "" && !strings.EqualFold(n.remote, rcpt.Remote):
		return false
	}
	return n.reply.matches(rcpt.Reply.String())
}

func describeReport(r *dsn.Report, rcpt dsn.Recipient, writer string) string {
	remote := "no remote"
	if rcpt.Remote != "" {
		remote = "remote " + rcpt.Remote
	}
	return fmt.Sprintf("report about %s by %s (%s), %s: %s", rcpt.Address, writer, r.Reporting, remote, rcpt.Reply)
}

// whoseHost names the side that a host belongs to, or the host itself.
func (p *Player) whoseHost(host string) string {
	for _, side := range p.w.SideNames() {
		for _, s := range p.w.Side(side).Organization().Hosts() {
			if strings.EqualFold(s.Fqdn, host) {
				return string(side)
			}
		}
	}
	return host
}

// failure is the latest failure or deferral since the section began that is about a recipient, or about any: it
// explains what happened.
func (p *Player) failure(recipient string) *relay.Event {
	var found *relay.Event
	for _, e := range p.w.EventLog().Since(p.section.Events) {
		interesting := e.ID == relay.EventFail || e.ID == relay.EventDefer || e.ID == relay.EventDeliver ||
			e.ID == relay.EventBadMail
		if interesting && (recipient == "" || suggest.Has(e.Recipients, recipient)) {
			found = &e
		}
	}
	return found
}
