package script

import (
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/mailbox"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
)

// voteAction is a moderator deciding about a message that waits.
type voteAction struct {
	by        string
	approve   bool
	subject   string // of the message; empty: the latest
	subjectAt mistake.Column
}

// The verbs of moderators have no parser in the registry: they need the address before the ">".
var (
	approveVerb = register(groupUser, "approve", `ADDRESS> approve ["TEXT"]`,
		"A moderator approves the message about which the latest request in the mailbox asks, or the one whose "+
			"subject is the text. The decision is a message to the arbitration mailbox.", nil)
	rejectVerb = register(groupUser, "reject", `ADDRESS> reject ["TEXT"]`,
		"A moderator rejects the message about which the latest request in the mailbox asks, or the one whose "+
			"subject is the text.", nil)
)

func parseVote(c *Cursor, by string) (any, *Verb, error) {
	a := &voteAction{by: by, approve: c.Take("approve")}
	verb := approveVerb
	if !a.approve {
		verb = rejectVerb
		if err := c.Expect("reject"); err != nil {
			return nil, verb, err
		}
	}
	a.subjectAt = c.Here()
	if c.isQuoted() {
		var err error
		if a.subject, err = c.quoted("the subject of the message"); err != nil {
			return nil, verb, err
		}
	}
	return a, verb, nil
}

func (a *voteAction) do(p *Player) error {
	by, err := p.w.Sender(a.by, "")
	if err != nil {
		return mistake.Column(1).Errorf(p.mailboxHint(a.by), "%s", err)
	}
	m := a.request(p)
	if m == nil {
		about := "a message"
		if a.subject != "" {
			about = `"` + a.subject + `"`
		}
		return a.subjectAt.Errorf("look who moderates: Get-Mailbox or Get-DistributionGroup, ModeratedBy",
			"nobody has asked %s to approve %s", a.by, about)
	}
	if !mailbox.HasButtons(m.Header, m.Body) {
		return a.subjectAt.Errorf("let TNEF travel: Set-RemoteDomain -TNEFEnabled $true, on the side that asks",
			"the request came to %s without TNEF and shows no Approve and Reject (P4.11)", a.by)
	}
	to := m.Sender()
	header, body := mailbox.Vote(m.Header, a.by, to, a.approve)
	sent := p.Now()
	p.sent = &sent
	if err := p.w.Post(by, a.by, []string{to}, relay.Content(header, body)); err == sim.ErrFull {
		return err
	}
	return p.Settle()
}

// request is the latest request in the moderator's mailbox that is meant, or nil.
func (a *voteAction) request(p *Player) *Mail {
	for _, m := range slices.Backward(p.MailAt(a.by, nil)) {
		if mailbox.AsksForApproval(m.Header, a.subject) {
			return &m
		}
	}
	return nil
}
