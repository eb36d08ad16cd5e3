package main

import (
	"cmp"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
)

// report tells a delivery report for people.
func (p *printer) report(r *reportJSON) {
	p.line("%s", p.bold(cmp.Or(map[string]string{
		"failed": "A report that a message was not delivered", "delayed": "A report that a message is late",
	}[r.Action], "A report that a message was "+r.Action)))
	p.fact("written by", cmp.Or(r.Reporting, "a server that it does not name"))
	p.fact("in the form of", r.Form)
	p.fact("on", r.Date)
	p.fact("to", r.To)
	p.fact("about", strings.TrimSpace(r.Subject+" "+r.MessageID))
	for _, rcpt := range r.Recipients {
		p.line("")
		p.recipient(rcpt, r.Reporting)
	}
}

func (p *printer) recipient(r recipientJSON, reporting string) {
	p.line("%s", p.bold(r.Address))
	if r.Original != "" {
		p.fact("addressed as", r.Original)
	}
	p.fact(r.Action, r.Reply)
	switch {
	case r.RefusedBy == "":
		p.fact("refused by", "nobody: it waited for its next host")
	case strings.EqualFold(r.RefusedBy, reporting):
		p.fact("refused by", r.RefusedBy+", the server that reports it")
	default:
		p.fact("refused by", r.RefusedBy)
	}
	p.fact("when", cmp.Or(reply.PhaseText(relay.Phase(r.Phase)), "the report does not tell"))
	if last := r.LastAttempt; last != nil {
		p.fact("last attempt", strings.TrimSpace(last.Time+" "+dsn.Attempt{Host: last.Host, IP: last.IP}.Where())+": "+last.Error)
	}
	if r.Known {
		p.fact("meaning", r.Meaning)
	} else {
		p.fact("meaning", "unknown: "+r.Status+" with this text is in no table of this program. By its class: "+r.Meaning)
	}
	p.fact("look at", r.Check)
	for _, s := range r.Stories {
		p.fact("story", s.Name+" ("+s.Likeness+"): "+s.Title)
	}
	if len(r.Stories) == 0 {
		p.fact("story", "none of the catalogue claims such a reply")
	}
}

// fact prints a label and its value, and nothing without a value.
func (p *printer) fact(label, value string) {
	if value != "" {
		p.line("  %-14s  %s", label, value)
	}
}
