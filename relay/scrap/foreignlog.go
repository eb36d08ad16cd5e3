package scrap

import (
	"cmp"
	"regexp"
	"strings"

	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
)

// This file reads the logs of other mail systems: one row about a recipient is a case, whether it quotes a reply or
// says in words of its own where mail stopped.

var (
	// rowHead is what a log puts before each row: time, and in syslog the host and the program.
	rowHead = regexp.MustCompile(`^(?:<\d+>)?(?:([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)|` +
		`(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)|(@[0-9a-f]{24}|\d{10}\.\d+)) ` +
		`(?:\[\d+\] )?(?:([\w.-]+) ([A-Za-z][\w/.-]*(?:\[\d+\])?): )?`)
	postfixRow   = regexp.MustCompile(`\bstatus=(bounced|deferred|expired|undeliverable|sent)\b ?\((.*?)\)?\s*$`)
	sendmailRow  = regexp.MustCompile(`\bstat=(.*)$`)
	opensmtpdRow = regexp.MustCompile(`\bresult="?(PermFail|TempFail|Ok)"?,? stat="?(.*?)"?\s*$`)
	qmailRow     = regexp.MustCompile(`\bdelivery \d+: (failure|deferral|success): (.*)$`)
	eximRow      = regexp.MustCompile(`^(?:\S+ )?(\*\*|==) (` + anAddress + `)(?: <(` + anAddress + `)>)?:? ?(.*)$`)
	refusedRow   = regexp.MustCompile(`\breject: (\S+) from (\S*?)\[([^\]]*)\](?::\d+)?: (.*)$`)
	rulesetRow   = regexp.MustCompile(`\bruleset=\w+, .*\brelay=(?:(\S+) )?\[([^\]]*)\].*?\breject=(.*)$`)
	eximRefused  = regexp.MustCompile(`\bH=.*?\[([0-9A-Fa-f.:]+)\].*? (temporarily )?rejected ` +
		`(RCPT|MAIL|connection|after DATA|EHLO|HELO|AUTH)\b ?(?:<([^<>]*)>)?:? ?(.*)$`)

	rowStatus = regexp.MustCompile(`\bdsn=([245]\.\d{1,3}\.\d{1,3})`)
	rowRelay  = regexp.MustCompile(`\brelay=([\w-]+(?:\.[\w-]+)+)\.?,? ?\[([0-9A-Fa-f.:]+)\]`)
	rowTurned = regexp.MustCompile(`\brelay="?([0-9A-Fa-f.:]+) \(([\w-]+(?:\.[\w-]+)+)\)`)
	rowRcpt   = regexp.MustCompile(`\b(to|from|orig_to|rcpt)=<([^<>]*)>`)
	eximTag   = regexp.MustCompile(`\b[A-Z]{1,4}=(?:"[^"]*"|\S+)(?: \[[^\]]*\])? ?`)
	eximDefer = regexp.MustCompile(`\bdefer \(-?\d+\):? ?`)
	envelopes = regexp.MustCompile(`; from=<[^<>]*>.*$`)
)

// verbOf are the phases by the names that logs give them.
var verbOf = map[string]string{
	"RCPT": "RCPT TO", "MAIL": "MAIL FROM", "END-OF-MESSAGE": "END OF DATA", "after DATA": "END OF DATA",
}

// fromForeignLogs reads rows of the logs of other mail systems. What was sent counts only if nothing else did.
func fromForeignLogs(text string) *Scrap {
	s := &Scrap{Kind: ForeignLog}
	l := foreignLog{asked: map[string]string{}}
	for _, row := range logRows(text) {
		if c := l.row(row); c != nil {
			s.Cases = append(s.Cases, *c)
		}
	}
	return s
}

// logRows joins the lines that a row was wrapped onto: a row begins with a time, or where the last one is whole.
func logRows(text string) (rows []string) {
	const longest = 2000
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		n := len(rows)
		switch {
		case line == "":
			rows = append(rows, "")
		case n == 0, rows[n-1] == "", len(rows[n-1]) > longest, rowHead.MatchString(line),
			startsRow(line) && endsRow(rows[n-1]):
			rows = append(rows, line)
		default:
			rows[n-1] += " " + line
		}
	}
	return rows
}

func endsRow(row string) bool {
	return postfixRow.MatchString(row) || sendmailRow.MatchString(row) || opensmtpdRow.MatchString(row) ||
		qmailRow.MatchString(row) || eximRow.MatchString(row)
}

func startsRow(line string) bool { return rowRcpt.MatchString(line) || eximRow.MatchString(line) }

// foreignLog is a log as far as it has been read.
type foreignLog struct {
	asked map[string]string // of qmail: the recipient of a delivery
}

var startsDelivery = regexp.MustCompile(`\bstarting delivery (\d+): .*\bto (?:remote|local) (` + anAddress + `)`)

// row is the case of a row; nil for one that tells none.
func (l *foreignLog) row(row string) *Case {
	x := &context{theirs: true}
	head := rowHead.FindStringSubmatch(row)
	when := ""
	if head != nil {
		row = row[len(head[0]):]
		when, x.writer = cmp.Or(head[1], head[2]), head[4]
	}
	for _, m := range rowRcpt.FindAllStringSubmatch(row, -1) {
		switch {
		case m[2] == "", m[2] == "-":
		case m[1] == "from":
			x.sender = m[2]
		case m[1] == "orig_to":
			x.original = m[2]
		default:
			x.recipient = m[2]
		}
	}
	if m := startsDelivery.FindStringSubmatch(row); m != nil {
		l.asked[m[1]] = m[2]
		return nil
	}
	c := l.delivery(x, row)
	if c == nil {
		c = x.refusal(row)
	}
	if c != nil && c.Time.IsZero() && c.When == "" && when != "" {
		c.Time, c.When = readTime(when)
	}
	return c
}

// delivery is the case of a row about an attempt of the writer's.
func (l *foreignLog) delivery(x *context, row string) *Case {
	status := ""
	if m := rowStatus.FindStringSubmatch(row); m != nil {
		status = m[1]
	}
	if m := rowRelay.FindStringSubmatch(row); m != nil {
		x.host, x.ip = m[1], m[2]
	} else if m := rowTurned.FindStringSubmatch(row); m != nil {
		x.host, x.ip = m[2], m[1]
	}
	if m := postfixRow.FindStringSubmatch(row); m != nil {
		return x.row(m[2], actionNamed[m[1]], status)
	}
	if m := opensmtpdRow.FindStringSubmatch(row); m != nil {
		return x.row(m[2], actionNamed[m[1]], status)
	}
	if m := qmailRow.FindStringSubmatch(row); m != nil {
		number := regexp.MustCompile(`\d+`).FindString(row[strings.Index(row, "delivery "):])
		x.recipient = cmp.Or(x.recipient, l.asked[number])
		text := strings.ReplaceAll(strings.ReplaceAll(m[2], "/", "\n"), "_", " ")
		return x.row(text, actionNamed[m[1]], status)
	}
	if m := eximRow.FindStringSubmatch(row); m != nil {
		x.recipient, x.original = m[2], m[3]
		x.hearHost(m[4])
		words := strings.TrimLeft(eximDefer.ReplaceAllString(eximTag.ReplaceAllString(m[4], ""), ""), ": ")
		return x.row(words, actionNamed[m[1]], status)
	}
	if m := sendmailRow.FindStringSubmatch(row); m != nil && (x.recipient != "" || status != "") {
		action := actionOfClass(status)
		if strings.HasPrefix(m[1], "Deferred") {
			action = dsn.Delayed
		}
		c := x.row(m[1], action, status)
		if c != nil && c.Action == dsn.Failed && !c.unanswered && x.host != "" { // in short what that host said
			c.RefusedBy, c.Host, c.IP = x.host, x.host, x.ip
		}
		return c
	}
	return nil
}

// actionNamed are the actions by the words that logs have for them.
var actionNamed = map[string]dsn.Action{
	"bounced": dsn.Failed, "deferred": dsn.Delayed, "expired": dsn.Failed, "undeliverable": dsn.Failed, "sent": dsn.Relayed,
	"PermFail": dsn.Failed, "TempFail": dsn.Delayed, "Ok": dsn.Relayed, "failure": dsn.Failed, "deferral": dsn.Delayed,
	"success": dsn.Relayed, "**": dsn.Failed, "==": dsn.Delayed,
}

var replyBehind = regexp.MustCompile(`: ([245]\d\d[ -]\S)`)

// row is the case of what a row says; nil where mail went on.
func (x *context) row(said string, action dsn.Action, status string) *Case {
	if action == dsn.Relayed {
		return nil
	}
	if coded, _, _ := dialogue(replyBehind.ReplaceAllString(said, ":\n$1"), x); len(coded) > 0 {
		c := coded[0]
		c.reported(action)
		return &c
	}
	said = strings.Join(strings.Fields(said), " ")
	if said == "" {
		return nil
	}
	x.hear(said)
	if inside, byStatus := statusOf(said); status == "" {
		status, action = inside, cmp.Or(action, byStatus)
	}
	c := x.noted(said, action, status)
	return &c
}

// refusal is the case of a row about what the writer said to a client.
func (x *context) refusal(row string) *Case {
	var answer, verb, client string
	if m := refusedRow.FindStringSubmatch(row); m != nil {
		verb, client, answer = m[1], m[3], envelopes.ReplaceAllString(m[4], "")
	} else if m := rulesetRow.FindStringSubmatch(row); m != nil {
		client, answer = m[2], m[3]
	} else if m := eximRefused.FindStringSubmatch(row); m != nil {
		verb, client, answer = m[3], m[1], m[5]
		x.recipient = cmp.Or(m[4], x.recipient)
		if strings.EqualFold(verb, "MAIL") {
			x.sender, x.recipient = m[4], ""
		}
	} else {
		return nil
	}
	c := Case{
		Recipient: x.recipient, Sender: x.sender, Writer: x.writer, RefusedBy: x.writer, Client: client,
		Phase: verbs[cmp.Or(verbOf[verb], verb)], theirs: true, foreign: true,
	}
	c.answered(reply.Parse(answer))
	if len(c.Chain) == 0 {
		return nil
	}
	if c.Action == "" {
		c.Action = dsn.Failed
		if strings.Contains(row, "temporarily rejected") {
			c.Action = dsn.Delayed
		}
	}
	if c.Action == dsn.Delayed {
		c.RefusedBy = ""
	}
	c.settle()
	return &c
}
