package script

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// autoReplyQuery looks for automatic replies of a mailbox.
type autoReplyQuery struct {
	mailbox   string
	mailboxAt mistake.Column
	from      string
	fromAt    mistake.Column
	text      string
}

var (
	_ = claims(some, "reply at", `want reply at ADDRESS from ADDRESS [containing "TEXT"]`,
		"An automatic reply of the second mailbox arrived at the first since the section began.", parseAutoReply)
	_ = claims(none, "no reply at", `want no reply at ADDRESS from ADDRESS [containing "TEXT"]`,
		"No such automatic reply arrived since the section began, although a message reached the second mailbox "+
			"and its automatic replies are on.", parseAutoReply)
)

func parseAutoReply(c *Cursor, _ *judgement) (query, error) {
	a := &autoReplyQuery{}
	var err error
	a.mailboxAt = c.Here()
	if a.mailbox, err = c.address("the address that was answered"); err != nil {
		return nil, err
	}
	if err = c.Expect("from"); err != nil {
		return nil, err
	}
	a.fromAt = c.Here()
	if a.from, err = c.address("the address that answers"); err != nil {
		return nil, err
	}
	if c.Take("containing") {
		a.text, err = c.quoted("the text")
	}
	return a, err
}

func (a *autoReplyQuery) look(p *Player, j judgement) (sights, error) {
	if err := a.canFail(p, j); err != nil {
		return sights{}, err
	}
	s := sights{nothing: "no automatic reply at " + a.mailbox + " from " + a.from,
		event: p.reaction(a.from, relay.WhichAutoReply)}
	if a.text == "" {
		s.absence = "no automatic reply"
	}
	for _, m := range p.MailAt(a.mailbox, &p.section) {
		if !m.IsAutoReply() || !strings.EqualFold(m.Sender(), a.from) {
			continue
		}
		body := strings.TrimSpace(string(m.Body))
		s.list = append(s.list, sight{
			says: m.Header.Get("Subject") + ": " + body, fits: strings.Contains(string(m.Body), a.text),
			brief: strings.TrimSpace(fmt.Sprintf("automatic reply %q", a.text)),
		})
	}
	return s, nil
}

// canFail demands that a reply was possible, for a claim that there was none.
func (a *autoReplyQuery) canFail(p *Player, j judgement) error {
	if err := p.needMailbox(a.mailbox, a.mailboxAt); err != nil {
		return err
	}
	sides := p.SidesOf(a.from)
	switch {
	case len(sides) == 0:
		return vacuous(a.fromAt, "create it with New-Mailbox", "%s has no mailbox on either side, so it cannot reply",
			a.from)
	case j.kind != none:
		return nil
	case p.w.Side(sides[0]).Organization().Recipient(a.from).Settings().
		AutoReply.AutoReplyState != relay.AutoReplyEnabled:
		return vacuous(a.fromAt, "Set-MailboxAutoReplyConfiguration -AutoReplyState Enabled",
			"the automatic replies of %s are off", a.from)
	case len(p.MailAt(a.from, &p.section)) == 0:
		return vacuous(a.fromAt, "send a message to "+a.from, "nothing arrived at %s that it could reply to", a.from)
	}
	return nil
}

// reaction is the event that explains what became of a mailbox's answer: where it was dropped, else where the mailbox
// decided about it.
func (p *Player) reaction(mailbox string, question relay.Question) *relay.Event {
	var found *relay.Event
	for _, e := range p.w.EventLog().Since(p.section.Events) {
		decided := false
		for _, d := range e.Decisions {
			decided = decided || d.Question == question && relay.SameAddress(d.Subject, mailbox)
		}
		if e.ID == relay.EventDeliver && decided || e.ID == relay.EventDrop {
			found = &e
		}
	}
	return found
}
