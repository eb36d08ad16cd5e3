package scrap

import (
	"net/mail"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
)

// fromReport tells a delivery report.
func fromReport(r *dsn.Report) *Scrap {
	s := &Scrap{Kind: Report, Report: r}
	for _, rcpt := range r.Recipients {
		s.Cases = append(s.Cases, reported(r, rcpt))
	}
	return s
}

func reported(r *dsn.Report, rcpt dsn.Recipient) Case {
	c := Case{
		Recipient: rcpt.Address, Original: rcpt.OriginalAddress(), Sender: r.To,
		Action: r.Outcome(rcpt), Status: rcpt.Status, Writer: r.Reporting,
		Phase: phaseOf(r, rcpt), foreign: rcpt.Remote != "",
	}
	if rcpt.Last.Error != "" {
		c.Last = rcpt.Last
	} else {
		c.Host, c.IP = rcpt.Last.Host, rcpt.Last.IP
	}
	c.ownReport = rcpt.Remote == "" && r.Form != dsn.FormOther
	answer := rcpt.Reply
	if rcpt.Detail != "" {
		answer = relay.Received(answer.Code(), answer.Message()+rcpt.Detail)
	}
	c.answered(answer)
	c.settlePhase()
	switch {
	case c.Action != dsn.Failed, c.Phase == reply.PhaseExpiry:
	case len(c.Chain) > 1 && (c.Reason().Host != "" || c.Stamp.Host != ""):
		// the rendered reply says who: settled below
	case rcpt.Remote != "":
		c.RefusedBy = rcpt.Remote
	case c.Stamp.Host != "":
	case c.ownReport && r.Form == dsn.FormRich23, rcpt.Remote == "" && c.decidedHere():
		c.RefusedBy = r.Reporting // no second host: the one that reports (NB4; RFC 3464 2.3.5)
	}
	if c.foreign && c.Host == "" && !strings.EqualFold(rcpt.Remote, c.RefusedBy) {
		c.Host = rcpt.Remote
	}
	if c.Sender == "" {
		c.Sender = addressOf(r.Original.Get("From"))
	}
	c.settle()
	return c
}

// decidedHere reports words that a server of Exchange's says of mail that it had accepted. What is said in a dialogue
// another host said, and whose name the paste has lost.
func (c *Case) decidedHere() bool {
	found := c.Meanings()
	return len(found) > 0 && found[0].Own() && !found[0].Quotes() && found[0].Decided()
}

// addressOf is the address in a From field.
func addressOf(field string) string {
	if a, err := mail.ParseAddress(field); err == nil {
		return a.Address
	}
	return ""
}

// phaseOf is what a report itself tells about when it happened.
func phaseOf(r *dsn.Report, rcpt dsn.Recipient) relay.Phase {
	switch {
	case r.Outcome(rcpt) == dsn.Delayed:
		return reply.PhaseQueue
	case r.Outcome(rcpt) != dsn.Failed:
		return ""
	case rcpt.Last.Error != "":
		return reply.PhaseExpiry
	case rcpt.Remote == "" && r.Form != dsn.FormOther && strings.Contains(rcpt.Reply.Text(), "RESOLVER."):
		return reply.PhaseCategorizer
	}
	return ""
}
