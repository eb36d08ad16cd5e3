package script

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/sim/mistake"
)

// toldQuery looks for reports of any kind, wherever they are by now.
type toldQuery struct {
	about   string
	aboutAt mistake.Column
}

var _ = claims(none, "nobody told", "want nobody told [about ADDRESS]",
	"Nobody has been sent a report of any kind since the section began: no delivery report, no delay report, and none "+
		"that is still on its way; about this recipient, or about any. A message must have moved.",
	func(c *Cursor, _ *judgement) (query, error) {
		q := &toldQuery{aboutAt: c.Here()}
		var err error
		q.about, err = c.addressIf("about", "a recipient's address")
		return q, err
	})

func (q *toldQuery) look(p *Player, _ judgement) (sights, error) {
	moved := p.EventsSince(p.section, func(e relay.Event) bool { return e.ID == relay.EventReceive })
	if len(moved) == 0 {
		return sights{}, vacuous(q.aboutAt, "send something first", "no message was taken since the section began")
	}
	s := sights{nothing: "nobody is told", absence: "nobody told", most: 8}
	about := map[string]bool{} // Message-IDs that failed for the recipient
	for _, e := range p.EventsSince(p.section, func(relay.Event) bool { return true }) {
		if e.ID == relay.EventFail && (q.about == "" || concerns(e, q.about)) {
			about[e.MessageID] = true
		}
		if e.ID == relay.EventDSN && (q.about == "" || about[e.SourceContext]) {
			to := strings.Join(e.Recipients, ", ")
			s.list = append(s.list, sight{fits: true, event: &e, brief: "report to " + to,
				says: fmt.Sprintf("%s sent a report (%s) to %s", e.Side, e.RecipientStatus, to)})
		}
	}
	for _, l := range p.w.Mail(p.section.Mail) { // those that outside hosts wrote
		m := Mail{l}
		r := m.Report()
		if r == nil || slices.ContainsFunc(p.w.SideNames(), func(s relay.Side) bool {
			return p.whoseHost(r.Reporting) == string(s)
		}) || q.about != "" && !isAbout(r, q.about) {
			continue
		}
		s.list = append(s.list, sight{fits: true, brief: "report to " + l.Mailbox,
			says: fmt.Sprintf("%s sent a report to %s", r.Reporting, l.Mailbox)})
	}
	return s, nil
}

// concerns reports whether an event is about a recipient, under whatever address it was written to.
func concerns(e relay.Event, address string) bool {
	if slices.ContainsFunc(e.Recipients, func(r string) bool { return relay.SameAddress(r, address) }) {
		return true
	}
	return slices.ContainsFunc(e.Decisions, func(d relay.Decision) bool {
		return relay.SameAddress(d.Subject, address)
	})
}

func isAbout(r *dsn.Report, address string) bool {
	return slices.ContainsFunc(r.Recipients, func(rcpt dsn.Recipient) bool {
		return rcpt.About(address)
	})
}

// onlyQuery looks at which mailboxes have mail.
type onlyQuery struct {
	at     []string
	places []mistake.Column
}

var _ = claims(some, "mail only", "want mail only at ADDRESS [, ADDRESS]...",
	"Since the section began mail arrived at these mailboxes, each of them, and at no other on either side or "+
		"outside; delivery reports and automatic replies aside.",
	func(c *Cursor, _ *judgement) (query, error) {
		q := &onlyQuery{}
		if err := c.Expect("at"); err != nil {
			return nil, err
		}
		return q, c.list(func() error {
			q.places = append(q.places, c.Here())
			a, err := c.address("a mailbox's address")
			q.at = append(q.at, a)
			return err
		})
	})

func (q *onlyQuery) look(p *Player, _ judgement) (sights, error) {
	missing := map[string]bool{}
	for i, a := range q.at {
		if err := p.needMailbox(a, q.places[i]); err != nil {
			return sights{}, err
		}
		missing[a] = true
	}
	var has, others []string
	for _, l := range p.w.Mail(p.section.Mail) {
		m := Mail{l}
		if m.IsReport() || m.IsAutoReply() {
			continue
		}
		i := slices.IndexFunc(q.at, func(a string) bool { return p.sameMailbox(l.Side, l.Mailbox, a) })
		if i >= 0 {
			delete(missing, q.at[i])
		} else if !slices.Contains(others, l.Mailbox) {
			others = append(others, l.Mailbox)
		}
		if !slices.Contains(has, l.Mailbox) {
			has = append(has, l.Mailbox)
		}
	}
	told := "no mailbox has mail"
	if len(has) > 0 {
		told = "mail at " + strings.Join(has, ", ")
	}
	return sights{list: []sight{{fits: len(missing)+len(others) == 0, brief: told}}, told: told}, nil
}

// sameMailbox reports whether an address is one of a mailbox's.
func (p *Player) sameMailbox(side relay.Side, mailbox, address string) bool {
	if relay.SameAddress(mailbox, address) {
		return true
	}
	if side == "" {
		return false
	}
	r := p.w.Side(side).Organization().Recipient(address)
	return r != nil && r.HasAddress(mailbox)
}
