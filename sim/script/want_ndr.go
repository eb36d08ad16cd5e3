package script

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/sim/mistake"
)

// ndrClaim is about delivery reports in a sender's mailbox.
type ndrClaim struct {
	none   bool
	delay  bool
	count  counts
	to     string
	toAt   mistake.Column
	about  string
	by     string // cloud, onprem or a host name
	byAt   mistake.Column
	remote string
	local  bool // no Remote-MTA
	reply  pattern
}

const ndrDoc = "A delivery report arrived at the sender since the section began: about this recipient, written by this side or host, with this Remote-MTA or none, with this reply. " +
	"Text without quotes is code and beginning, quoted text a part. A number counts the reports."

var (
	_ = register(groupWant, "NDR", `want [N] NDR to ADDRESS [about ADDRESS] [by SIDE|HOST] [, remote HOST | , no remote] [: REPLY | : "TEXT"]`, ndrDoc, parseNDR(false, false))
	_ = register(groupWant, "no NDR", "want no NDR to ADDRESS [about ADDRESS]", "No failure report arrived since the section began.", parseNDR(true, false))
	_ = register(groupWant, "delay report", `want [N] delay report to ADDRESS [about ADDRESS] [by SIDE|HOST]`, "A report that a message is late arrived since the section began.", parseNDR(false, true))
)

func parseNDR(none, delay bool) func(c *Cursor) (any, error) {
	return func(c *Cursor) (any, error) {
		n := &ndrClaim{none: none, delay: delay}
		if err := c.Expect("to"); err != nil {
			return nil, err
		}
		n.toAt = c.Here()
		var err error
		if n.to, err = c.address("the sender's address"); err != nil {
			return nil, err
		}
		if n.about, err = c.addressIf("about", "the recipient's address"); err != nil || none {
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

// setCount takes the number before the key: want 3 NDR to ...
func (n *ndrClaim) setCount(k counts) bool {
	n.count = k
	return !n.none
}

func (n *ndrClaim) check(p *Player) (Finding, error) {
	if err := p.needMailbox(n.to, n.toAt); err != nil {
		return Finding{}, err
	}
	if n.by != "" && n.by != string(relay.OnPremises) && n.by != string(relay.Cloud) {
		if err := p.knownHost(n.by, n.byAt); err != nil {
			return Finding{}, err
		}
	}
	wanted := dsn.Failed
	if n.delay {
		wanted = dsn.Delayed
	}
	found, matching, got := 0, 0, []string{}
	var hit dsn.Recipient
	for _, m := range p.MailAt(n.to, &p.section) {
		r := m.Report()
		if r == nil || r.Action != wanted {
			continue
		}
		for _, rcpt := range r.Recipients {
			if n.about != "" && !relay.SameAddress(rcpt.Address, n.about) && !strings.EqualFold(rcpt.ORcpt, "rfc822;"+n.about) {
				continue
			}
			found++
			writer := p.whoseHost(r.Reporting)
			got = append(got, describeReport(r, rcpt, writer))
			if n.matches(r, rcpt, writer) {
				matching++
				hit = rcpt
			}
		}
	}
	f := Finding{Got: orNothing(got, "no report at "+n.to), Event: p.failure(n)}
	switch {
	case n.none:
		f.Holds = found == 0
	case n.count.given:
		f.Holds = n.count.hold(matching)
	default:
		f.Holds = matching > 0
	}
	switch {
	case n.none || !f.Holds:
	case matching == 0:
		f.Brief = "no report"
	case n.delay:
		f.Brief = "delayed"
	default:
		f.Brief = strings.TrimSpace(fmt.Sprintf("NDR %d %s to %s", hit.Reply.Code(), hit.Reply.Enhanced(), n.to))
	}
	return f, nil
}

func (n *ndrClaim) matches(r *dsn.Report, rcpt dsn.Recipient, writer string) bool {
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
	for _, side := range relay.BothSides {
		for _, s := range p.w.Side(side).Organization().Hosts() {
			if strings.EqualFold(s.Fqdn, host) {
				return string(side)
			}
		}
	}
	return host
}

// failure is the latest failure or deferral since the section began that the claim could be about: it explains what happened.
func (p *Player) failure(n *ndrClaim) *relay.Event {
	var found *relay.Event
	for _, e := range p.w.Events()[p.section.Events:] {
		interesting := e.ID == relay.EventFail || e.ID == relay.EventDefer || e.ID == relay.EventDeliver || e.ID == relay.EventBadMail
		if interesting && (n.about == "" || containsFold(e.Recipients, n.about)) {
			found = &e
		}
	}
	return found
}
