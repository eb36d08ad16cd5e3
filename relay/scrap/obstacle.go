package scrap

import (
	"cmp"
	"net/netip"
	"regexp"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
)

// This file reads what a mail system that is not Exchange notes in words of its own, where no reply is quoted: a name
// that DNS does not know, a connection that did not come about, a conversation that broke off, a recipient that it does
// not have itself.

// obstacles are where such words place what happened, tried in order.
var obstacles = []struct {
	words *regexp.Regexp
	phase relay.Phase
}{
	{regexp.MustCompile(`(?i)\bname service error|\bhost (?:or domain name )?not found|\bhost unknown|\bNXDOMAIN\b|` +
		`\bfind any host|\bCNAME lookup|\bDNS\b|\bMX (?:record|host|lookup)|\bname ?server\b|\bhost lookup|` +
		`\bdomain (?:name )?(?:not found|couldn't be found|does not exist)|\ball relevant MX`), relay.PhaseDNS},
	{regexp.MustCompile(`(?i)\b(?:greeting|banner)\b`), relay.PhaseConnect},
	{regexp.MustCompile(`(?i)\b(?:while|after|when) .{0,30}\b(?:EHLO|HELO)\b`), relay.PhaseHello},
	{regexp.MustCompile(`(?i)\bTLS\b|\bSSL\b|\bcertificate`), relay.PhaseTLS},
	{regexp.MustCompile(`(?i)\b(?:while|after|when) .{0,30}\bMAIL FROM\b`), relay.PhaseMail},
	{regexp.MustCompile(`(?i)\b(?:while|after|when) .{0,30}\bRCPT TO\b`), relay.PhaseRcpt},
	{regexp.MustCompile(`(?i)\b(?:while|after|when) .{0,30}\b(?:DATA|message body|end of data|final|content)\b|` +
		`\bfailed after I sent the message\b`), relay.PhaseData},
	{regexp.MustCompile(`(?i)\bconnection (?:timed out|refused|reset)|\bconnect to\b|\bno route to host|\bunreachable|` +
		`\bestablish an SMTP connection|\bconnection with .{0,80}\btimed out|\btimed? ?out\b|` +
		`\bnot accept our requests to connect|\bconnection dropped|\bcould not connect`), relay.PhaseConnect},
}

// tooLong are words of a system that has given up, because it tried too long.
var tooLong = regexp.MustCompile(`(?i)\bretry time(?:out| limit)? exceeded|\bin the queue too long|` +
	`\b(?:message|delivery|delivery time|mail) (?:has )?expired|\bnot be delivered for \d|\btoo old\b|` +
	`\bafter a long failure period|\bexceeded the (?:maximum )?(?:retry|queue) (?:time|period)|\bqueue lifetime`)

// hostsNamed are further ways in which programs name the host that they tried or that answered: name, address.
var hostsNamed = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(?:connection to|conversation with|connection with|refused by|timed out with|reset by|talking to|by host|` +
		`transferring to|lost connection with) ([\w-]+(?:\.[\w-]+)+)\.?(?: ?[\[(]([0-9A-Fa-f.:]+)[\])])?`),
	regexp.MustCompile(`\bby ([\w-]+(?:\.[\w-]+)+)\.? \[([0-9A-Fa-f.:]+)\]`),
	regexp.MustCompile(`\[([\w-]+(?:\.[\w-]+)+)\.? ([0-9A-Fa-f.:]+): `),
	regexp.MustCompile(`\bH=([\w-]+(?:\.[\w-]+)+) \[([0-9A-Fa-f.:]+)\]`),
	regexp.MustCompile(`^()([0-9A-Fa-f.:]+[0-9A-Fa-f]) (?:does not like|failed after|said|rejected)\b`),
	regexp.MustCompile(`(?i)\b()(?:giving up on|connected to) ([0-9A-Fa-f.:]+[0-9A-Fa-f])\b`),
	regexp.MustCompile(`(?i)\bremote server \(?()([0-9.]+|[0-9A-Fa-f]*:[0-9A-Fa-f:]+)\)?`),
}

// qmailAt are where qmail places the reply that it quotes next.
var qmailAt = []struct {
	words string
	phase relay.Phase
}{
	{"but greeting failed", relay.PhaseConnect}, {"but my name was rejected", relay.PhaseHello},
	{"but sender was rejected", relay.PhaseMail}, {"does not like recipient", relay.PhaseRcpt},
	{"failed on DATA command", relay.PhaseData}, {"failed after I sent the message", relay.PhaseData},
}

// hearHost takes the host that words name. An address alone does not take the place of a name.
func (x *context) hearHost(line string) {
	for _, at := range qmailAt {
		if strings.Contains(line, at.words) {
			x.phase = at.phase
		}
	}
	for _, pattern := range hostsNamed {
		m := pattern.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		name, ip := m[1], m[2]
		if _, err := netip.ParseAddr(name); err == nil {
			name, ip = "", name
		}
		if _, err := netip.ParseAddr(ip); err != nil {
			ip = ""
		}
		switch {
		case name != "":
			x.host, x.ip = name, ip
		case ip != "" && x.host == "":
			x.ip = ip
		default:
			continue
		}
		return
	}
}

// noted is the case of words in a context. What they say of the way to a next host, nobody refused; else the system
// that says them decided by itself.
func (x *context) noted(text string, action dsn.Action, status string) Case {
	c := Case{
		Recipient: x.recipient, Original: x.original, Sender: x.sender, Writer: x.writer, Action: action,
		Status: status, theirs: true,
	}
	c.Chain = reply.Chain(reply.Words(text))
	c.Phase = obstacle(text)
	if c.Phase != relay.PhaseDNS {
		c.Host, c.IP = x.host, x.ip
	}
	c.unanswered = c.Phase != ""
	switch {
	case action == dsn.Delayed:
		c.Phase = cmp.Or(c.Phase, reply.PhaseQueue)
		c.Waits = true
	case tooLong.MatchString(text):
		c.Phase, c.Action, c.Waits = reply.PhaseExpiry, dsn.Failed, true
	case action == dsn.Failed && !c.unanswered:
		c.RefusedBy = x.writer
	}
	c.settle()
	return c
}

// ownAnswer is the case of a reply that a program gives itself, beside those that it quotes.
func (x *context) ownAnswer(r relay.Reply) Case {
	own := *x
	own.host, own.ip = "", ""
	c := own.noted(r.Text(), "", "")
	c.Chain, c.Phase = nil, ""
	if c.unanswered {
		c.Phase = obstacle(r.Text())
	}
	c.answered(r)
	if c.Action == dsn.Failed && !c.unanswered {
		c.RefusedBy = x.writer
	}
	c.settle()
	return c
}

// obstacle is where words say that mail stopped on its way to a next host; empty if they do not.
func obstacle(text string) relay.Phase {
	for _, o := range obstacles {
		if o.words.MatchString(text) {
			return o.phase
		}
	}
	return ""
}

// means reports words of which something is known.
func means(text string) bool { return len(reply.ReadPlain(reply.Words(text))) > 0 }

// statusIn is the enhanced code that qmail puts behind its words, (#5.1.1), and others before them: 5.1.2 - ...
var statusIn = regexp.MustCompile(`(?:^|\(#)([245]\.\d{1,3}\.\d{1,3})(?:\)| - )`)

// statusOf is such a code, and the action that it stands for.
func statusOf(text string) (status string, action dsn.Action) {
	m := statusIn.FindStringSubmatch(text)
	if m == nil {
		return "", ""
	}
	return m[1], actionOfClass(m[1])
}

// actionOfClass is the action that the class of an enhanced code stands for.
func actionOfClass(status string) dsn.Action {
	switch {
	case strings.HasPrefix(status, "5."):
		return dsn.Failed
	case strings.HasPrefix(status, "4."):
		return dsn.Delayed
	}
	return ""
}

// fromWords reads a line or two in which a program says without any code what it met, and nothing else.
func fromWords(text string) *Scrap {
	s := &Scrap{Kind: LastError}
	words := strings.Join(strings.Fields(text), " ")
	const mostWords = 400
	if len(words) > mostWords || strings.Contains(strings.TrimSpace(text), "\n\n") || !means(words) {
		return nil
	}
	x := &context{}
	x.hearHost(words)
	x.hear(words)
	c := x.noted(words, "", "")
	c.theirs = false
	s.Cases = append(s.Cases, c)
	return s
}
