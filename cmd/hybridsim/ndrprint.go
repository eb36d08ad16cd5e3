package main

import (
	"cmp"
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
	"hybridsim/relay/scrap"
)

// scrap tells a piece of evidence for people.
func (p *printer) scrap(s *scrapJSON) {
	title := strings.ToUpper(s.Kind[:1]) + s.Kind[1:]
	if s.Kind == string(scrap.Report) {
		title = cmp.Or(map[string]string{
			"": title, "failed": "A report that a message was not delivered", "delayed": "A report that a message is late",
		}[s.Action], "A report that a message was "+s.Action)
	}
	p.line("%s", p.bold(title))
	p.fact("written by", s.Reporting)
	p.fact("in the form of", s.Form)
	p.fact("on", s.Date)
	p.fact("to", s.To)
	p.fact("about", strings.TrimSpace(s.Subject+" "+s.MessageID))
	for _, c := range s.Recipients {
		p.line("")
		p.told(c, s)
	}
}

func (p *printer) told(c caseJSON, s *scrapJSON) {
	if c.Address != "" {
		p.line("%s", p.bold(c.Address))
	}
	p.fact("addressed as", c.Original)
	if c.Sender != s.To {
		p.fact("from", c.Sender)
	}
	p.queue(c.Queue)
	unnamed := "reply"
	if c.theirs {
		unnamed = "said"
	}
	p.fact(cmp.Or(c.Action, unnamed), cmp.Or(c.Reply, "no reply is quoted"))
	if c.Status != "" && !strings.Contains(c.Reply, c.Status) {
		p.fact("status", c.Status)
	}
	for _, q := range c.Quotes {
		p.fact("which quotes", strings.TrimSpace(q.Reply+of(q.Host)))
	}
	p.refusal(c, s)
	p.fact("when", reply.PhaseText(relay.Phase(c.Phase)))
	p.fact("next host", whereOf(c.Host, c.IP))
	p.fact("client", c.Client)
	if c.Stamp != nil && !strings.EqualFold(c.Stamp.Host, c.RefusedBy) {
		p.fact("stamped by", c.Stamp.Host)
	}
	if c.Before > 0 {
		c.Time = strings.TrimSpace(c.Time + fmt.Sprintf(" (the same stands there %d times before)", c.Before))
	}
	p.fact("at", c.Time)
	if last := c.LastAttempt; last != nil {
		p.fact("last attempt", strings.TrimSpace(last.Time+" "+dsn.Attempt{Host: last.Host, IP: last.IP}.Where())+
			": "+last.Error)
	}
	p.meaning(c)
	p.stories(c)
}

// whereOf is a host with its address, or either alone.
func whereOf(host, ip string) string {
	if host == "" {
		return ip
	}
	return dsn.Attempt{Host: host, IP: ip}.Where()
}

func of(host string) string {
	if host == "" {
		return ""
	}
	return " (" + host + ")"
}

func (p *printer) queue(q *queueJSON) {
	if q == nil {
		return
	}
	line := q.Identity
	if q.NextHopDomain != "" {
		line += " to " + q.NextHopDomain
	}
	if q.Status != "" {
		line += ", " + q.Status
	}
	if q.Messages != "" {
		line += ", messages waiting: " + q.Messages
	}
	p.fact("queue", strings.TrimSpace(line))
}

// refusal says who refused, as far as that is told.
func (p *printer) refusal(c caseJSON, s *scrapJSON) {
	if c.NotedBy != s.Reporting {
		p.fact("noted by", c.NotedBy)
	}
	switch {
	case c.Waits && c.Action == string(dsn.Delayed):
		p.fact("refused by", "nobody: it waits")
	case c.Waits:
		p.fact("refused by", "nobody: it waited until its time ran out")
	case c.RefusedBy != "" && strings.EqualFold(c.RefusedBy, s.Reporting):
		p.fact("refused by", c.RefusedBy+", the server that reports it")
	case c.RefusedBy != "":
		p.fact("refused by", c.RefusedBy)
	case c.Action == string(dsn.Failed) && s.Kind == string(scrap.Report):
		p.fact("refused by", "the report does not say")
	}
}

func (p *printer) meaning(c caseJSON) {
	switch {
	case c.Known:
		for i, m := range c.Conditions {
			if i == 0 || m.Meaning != c.Conditions[i-1].Meaning {
				p.fact([]string{"meaning", "or"}[min(i, 1)], m.Meaning)
				p.fact("look at", m.Check)
			}
		}
		if by := c.Conditions[0].By; by != "" {
			p.fact("wording of", strings.Join(strings.Fields(by+" "+c.Conditions[0].Seen+" "+c.Conditions[0].Source),
				" "))
		}
	case c.Reply != "":
		p.fact("meaning", strings.TrimSpace("unknown: such a reply is in no table of this program. "+c.Meaning))
	default:
		p.fact("meaning", c.Meaning)
	}
}

func (p *printer) stories(c caseJSON) {
	for _, s := range c.Stories {
		p.fact("story", s.Name+" ("+s.Likeness+"): "+s.Title)
	}
	switch {
	case c.Foreign && c.theirs:
		p.fact("story", "none is looked for: these are the words of a mail system that is not Exchange")
	case c.Foreign:
		p.fact("story", "none is looked for: by its name "+cmp.Or(c.RefusedBy, c.Host)+
			" belongs to another organization")
	case len(c.Stories) == 0:
		p.fact("story", "none of the catalogue claims such a reply")
	}
}

// fact prints a label and its value, and nothing without a value.
func (p *printer) fact(label, value string) {
	if value != "" {
		p.line("  %-14s  %s", label, value)
	}
}
