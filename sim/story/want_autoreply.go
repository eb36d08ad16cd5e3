package story

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// autoReplyClaim is about automatic replies of a mailbox.
type autoReplyClaim struct {
	none      bool
	at        string
	atPlace   mistake.Column
	from      string
	fromPlace mistake.Column
	text      string
}

var (
	_ = register(groupWant, "reply at", `want reply at ADDRESS from ADDRESS [containing "TEXT"]`,
		"An automatic reply of the second mailbox arrived at the first since the section began.", parseAutoReply(false))
	_ = register(groupWant, "no reply at", `want no reply at ADDRESS from ADDRESS [containing "TEXT"]`,
		"No such automatic reply arrived since the section began, although a message reached the second mailbox and its automatic replies are on.", parseAutoReply(true))
)

func parseAutoReply(none bool) func(c *cursor) (any, error) {
	return func(c *cursor) (any, error) {
		a := &autoReplyClaim{none: none}
		var err error
		a.atPlace = c.here()
		if a.at, err = c.address("the address that was answered"); err != nil {
			return nil, err
		}
		if err = c.expect("from"); err != nil {
			return nil, err
		}
		a.fromPlace = c.here()
		if a.from, err = c.address("the address that answers"); err != nil {
			return nil, err
		}
		if c.take("containing") {
			a.text, err = c.quoted("the text")
		}
		return a, err
	}
}

func (a *autoReplyClaim) check(p *play) (finding, error) {
	if err := a.canFail(p); err != nil {
		return finding{}, err
	}
	matching := 0
	var got []string
	for _, m := range p.mailAt(a.at, &p.section) {
		if !m.isAutoReply() || !strings.EqualFold(m.from(), a.from) {
			continue
		}
		_, body := relay.SplitMessage(m.content)
		got = append(got, fmt.Sprintf("%s: %s", m.header.Get("Subject"), strings.TrimSpace(string(body))))
		if strings.Contains(string(body), a.text) {
			matching++
		}
	}
	f := finding{
		holds: (matching > 0) != a.none,
		got:   orNothing(got, "no automatic reply at "+a.at+" from "+a.from),
		event: p.reaction(a.from, relay.WhichAutoReply),
	}
	switch {
	case !a.none:
		f.brief = strings.TrimSpace(fmt.Sprintf("automatic reply %q", a.text))
	case a.text == "":
		f.brief = "no automatic reply"
	}
	return f, nil
}

// canFail demands that a reply was possible, for a claim that there was none.
func (a *autoReplyClaim) canFail(p *play) error {
	if err := p.needMailbox(a.at, a.atPlace); err != nil {
		return err
	}
	sides := p.sidesOf(a.from)
	switch {
	case len(sides) == 0:
		return vacuous(a.fromPlace, "create it with New-Mailbox", "%s has no mailbox on either side, so it cannot reply", a.from)
	case !a.none:
		return nil
	case p.w.Side(sides[0]).Organization().Recipient(a.from).Settings().AutoReply.AutoReplyState != relay.AutoReplyEnabled:
		return vacuous(a.fromPlace, "Set-MailboxAutoReplyConfiguration -AutoReplyState Enabled", "the automatic replies of %s are off", a.from)
	case len(p.mailAt(a.from, &p.section)) == 0:
		return vacuous(a.fromPlace, "send a message to "+a.from, "nothing arrived at %s that it could reply to", a.from)
	}
	return nil
}

// isAutoReply reports whether a mailbox sent the message by itself (RFC 3834 section 5).
func (m message) isAutoReply() bool {
	return !m.isReport() && strings.HasPrefix(strings.ToLower(m.header.Get("Auto-Submitted")), "auto-")
}

// reaction is the event that explains what became of a mailbox's answer: where it was dropped, else where the mailbox decided
// about it.
func (p *play) reaction(mailbox string, question relay.Question) *relay.Event {
	var found *relay.Event
	for _, e := range p.w.Events()[p.section.events:] {
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
