package script

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

func parseAutoReply(none bool) func(c *Cursor) (any, error) {
	return func(c *Cursor) (any, error) {
		a := &autoReplyClaim{none: none}
		var err error
		a.atPlace = c.Here()
		if a.at, err = c.address("the address that was answered"); err != nil {
			return nil, err
		}
		if err = c.Expect("from"); err != nil {
			return nil, err
		}
		a.fromPlace = c.Here()
		if a.from, err = c.address("the address that answers"); err != nil {
			return nil, err
		}
		if c.Take("containing") {
			a.text, err = c.quoted("the text")
		}
		return a, err
	}
}

func (a *autoReplyClaim) check(p *Player) (Finding, error) {
	if err := a.canFail(p); err != nil {
		return Finding{}, err
	}
	matching := 0
	var got []string
	for _, m := range p.MailAt(a.at, &p.section) {
		if !m.IsAutoReply() || !strings.EqualFold(m.From(), a.from) {
			continue
		}
		_, body := relay.SplitMessage(m.Content)
		got = append(got, fmt.Sprintf("%s: %s", m.Header.Get("Subject"), strings.TrimSpace(string(body))))
		if strings.Contains(string(body), a.text) {
			matching++
		}
	}
	f := Finding{
		Holds: (matching > 0) != a.none,
		Got:   orNothing(got, "no automatic reply at "+a.at+" from "+a.from),
		Event: p.reaction(a.from, relay.WhichAutoReply),
	}
	switch {
	case !a.none:
		f.Brief = strings.TrimSpace(fmt.Sprintf("automatic reply %q", a.text))
	case a.text == "":
		f.Brief = "no automatic reply"
	}
	return f, nil
}

// canFail demands that a reply was possible, for a claim that there was none.
func (a *autoReplyClaim) canFail(p *Player) error {
	if err := p.needMailbox(a.at, a.atPlace); err != nil {
		return err
	}
	sides := p.SidesOf(a.from)
	switch {
	case len(sides) == 0:
		return vacuous(a.fromPlace, "create it with New-Mailbox", "%s has no mailbox on either side, so it cannot reply", a.from)
	case !a.none:
		return nil
	case p.w.Side(sides[0]).Organization().Recipient(a.from).Settings().AutoReply.AutoReplyState != relay.AutoReplyEnabled:
		return vacuous(a.fromPlace, "Set-MailboxAutoReplyConfiguration -AutoReplyState Enabled", "the automatic replies of %s are off", a.from)
	case len(p.MailAt(a.from, &p.section)) == 0:
		return vacuous(a.fromPlace, "send a message to "+a.from, "nothing arrived at %s that it could reply to", a.from)
	}
	return nil
}

// IsAutoReply reports whether a mailbox sent the message by itself (RFC 3834 section 5).
func (m Mail) IsAutoReply() bool {
	return !m.IsReport() && strings.HasPrefix(strings.ToLower(m.Header.Get("Auto-Submitted")), "auto-")
}

// reaction is the event that explains what became of a mailbox's answer: where it was dropped, else where the mailbox decided
// about it.
func (p *Player) reaction(mailbox string, question relay.Question) *relay.Event {
	var found *relay.Event
	for _, e := range p.w.Events()[p.section.Events:] {
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
