package scrap

import (
	"net/netip"
	"regexp"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// context is what an account of a dialogue has said before an answer.
type context struct {
	host, ip          string
	sender, recipient string
	original          string // the address that the recipient was expanded from
	writer            string // who tells it
	theirs            bool   // who tells it is a mail system that is not Exchange
	phase             relay.Phase
}

var (
	envelope = regexp.MustCompile(`(?i)\b(RCPT TO|MAIL FROM) ?: ?<([^<>]*)>`)
	logged   = regexp.MustCompile(`\b(to|from|orig_to)=<([^<>]*)>`)
	spoken   = regexp.MustCompile(`\b(EHLO|HELO|STARTTLS|AUTH|DATA|BDAT)\b`)
	replyTo  = regexp.MustCompile(`(?i)\b(?:in reply to|after|in response to) (?:the )?(?:pipelined )?` +
		`(end of data|RCPT TO|MAIL FROM|DATA|EHLO|HELO|STARTTLS|AUTH)`)
	banner = regexp.MustCompile(`\b220[ -]([\w-]+(?:\.[\w-]+)+) `)
	named  = regexp.MustCompile(`(?i)\b(?:servers?|host|talking to|connect(?:ed|ing)? to|` +
		`relay|mail system|gateway|sent to)\b` +
		`[ :=]*(?:at )?"?([\w-]+(?:\.[\w-]+)+)"?` +
		`(?: ?[\[(]([0-9A-Fa-f.:]+)[\])])?`)
)

var verbs = map[string]relay.Phase{
	"RCPT TO": relay.PhaseRcpt, "MAIL FROM": relay.PhaseMail, "END OF DATA": relay.PhaseData, "DATA": relay.PhaseData, "BDAT": relay.PhaseData,
	"EHLO": relay.PhaseHello, "HELO": relay.PhaseHello, "STARTTLS": relay.PhaseTLS,
}

// hear takes what a line says beside a reply. It stands for the answers after it.
func (x *context) hear(line string) {
	for _, m := range envelope.FindAllStringSubmatch(line, -1) {
		x.phase = verbs[strings.ToUpper(m[1])]
		if x.phase == relay.PhaseRcpt {
			x.recipient = m[2]
		} else {
			x.sender = m[2]
		}
	}
	for _, m := range logged.FindAllStringSubmatch(line, -1) {
		if m[1] == "to" {
			x.recipient = m[2]
		} else if m[1] == "from" {
			x.sender = m[2]
		}
	}
	if m := spoken.FindStringSubmatch(line); m != nil && !envelope.MatchString(line) {
		x.phase = verbs[m[1]]
	}
	if m := replyTo.FindStringSubmatch(line); m != nil {
		x.phase = verbs[strings.ToUpper(m[1])]
	}
	if m := banner.FindStringSubmatch(line); m != nil {
		x.host, x.ip = m[1], ""
	} else if m := named.FindStringSubmatch(line); m != nil {
		x.host, x.ip = m[1], m[2]
		if _, err := netip.ParseAddr(m[1]); err == nil {
			x.host, x.ip = "", m[1]
		}
	} else if x.theirs {
		x.hearHost(line)
	}
}

var (
	// coded is a reply with its enhanced code, wherever it stands; bare is one without, which has to begin a line.
	coded = regexp.MustCompile(`(?:^|[^\d.])([245]\d\d)[ -]#?([245]\.\d{1,3}\.\d{1,3})(?:$|[^\d.])`)
	bare  = regexp.MustCompile(`^(?:[<>*] |<<< |<-- |S: |C: |\[?\d\d:\d\d:\d\d\]? )?` +
		`(?:(?i:said|response|reply|error|answer|reason|rejection|rejected|result|` +
		`remote host said|server said|failure reason|rejection reason|remote server replied):? )?"?'?([245]\d\d)[ -](\S.*)$`)
	said     = regexp.MustCompile(`\bsaid: ([245]\d\d)[ -](\S.*)$`)
	codeless = regexp.MustCompile(`(?:^|: )([45]\.\d{1,3}\.\d{1,3} [A-Za-z<].*)$`) // as .NET prints what a server said
	labelled = regexp.MustCompile(`^[A-Z][\w -]{2,40}: `)
	after    = regexp.MustCompile(`(?i) *\((?:in reply to|in response to|state \d+)[^()]*\)*$`)
)

// replyIn finds where a reply begins in a line, or the words of one without its reply code; -1 if none does.
func replyIn(line string) int {
	if at := codeIn(line); at >= 0 {
		return at
	}
	if m := codeless.FindStringSubmatchIndex(line); m != nil {
		return m[2]
	}
	return -1
}

// codeIn finds a reply code with the words behind it.
func codeIn(line string) int {
	if m := coded.FindStringSubmatchIndex(line); m != nil {
		return m[2]
	}
	for _, pattern := range []*regexp.Regexp{bare, said} {
		if m := pattern.FindStringSubmatchIndex(line); m != nil {
			return m[2]
		}
	}
	return -1
}

// fromDialogue reads replies, alone or in what a program tells of its dialogue: a scanner, another mail system's log,
// a report in no standard form. Replies that agree count only if nothing was refused.
func fromDialogue(text string) *Scrap {
	s := &Scrap{Kind: Reply}
	refused, agreed, told := dialogue(unfolded(text), &context{})
	s.Cases = refused
	if told {
		s.Kind = Dialogue
	}
	if len(s.Cases) == 1 && s.Kind == Reply && s.Cases[0].Phase == reply.PhaseQueue {
		s.Kind = LastError
	}
	if len(s.Cases) == 0 && len(agreed) > 0 {
		s.Cases = agreed[len(agreed)-1:]
	}
	return s
}

// dialogue reads the replies in an account, and whether more is told there than replies.
func dialogue(text string, x *context) (refused, agreed []Case, told bool) {
	lines := strings.Split(text, "\n")
	t := transcript{marked: strings.Contains(text, "<<< ")}
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		at := replyIn(line)
		if at < 0 {
			x.hear(line)
			told = told || line != ""
			continue
		}
		x.hear(line[:at])
		answer, used := wholeReply(lines[i:], at)
		i += used
		if t.repeats(line, answer) {
			continue
		}
		if m := after.FindString(answer); m != "" {
			x.hear(m)
			answer = strings.TrimSuffix(answer, m)
		}
		if m := banner.FindStringSubmatch(line); m != nil {
			x.hear(line)
		}
		c := x.answered(reply.Parse(unwrapped(answer)))
		if t.own(line, at) {
			c = x.ownAnswer(reply.Parse(unwrapped(answer)))
		}
		switch {
		case len(c.Chain) == 0:
		case c.Answer().OK():
			agreed = append(agreed, c)
		default:
			refused = append(refused, c)
		}
		told = told || strings.Trim(line[:at], "\"' ") != "" || *x != (context{})
	}
	return refused, agreed, told
}

var (
	inBrackets = regexp.MustCompile(`\[([245]\d\d)\] ([245]\.\d{1,3}\.\d)`)
	indented   = regexp.MustCompile(`\n[ \t]+`)
)

// unfolded is a text with reply codes as they were said, and with the paragraphs in which Postfix quotes a host in one
// line each.
func unfolded(text string) string {
	paragraphs := strings.Split(inBrackets.ReplaceAllString(text, "$1 $2"), "\n\n")
	for i, p := range paragraphs {
		if strings.Contains(p, " said: ") {
			paragraphs[i] = indented.ReplaceAllString(p, " ")
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

// wholeReply is a reply with the lines that it goes on in: "550-" before "550 ", or wrapped.
func wholeReply(lines []string, at int) (answer string, used int) {
	answer = strings.TrimSpace(lines[0])[at:]
	for used+1 < len(lines) && used < 20 {
		next := strings.TrimSpace(lines[used+1])
		code := answer[:3]
		switch {
		case next == "":
			return answer, used
		case strings.HasPrefix(next, code+"-"), strings.HasPrefix(next, code+" ") && strings.HasPrefix(answer[3:], "-"):
			again := strings.TrimSpace(next[4:])
			if enhanced, rest, ok := strings.Cut(again, " "); ok && relay.IsEnhancedCode(enhanced) {
				again = rest
			}
			if next[3] == ' ' {
				answer = code + " " + answer[4:]
			}
			answer += " " + again
		case codeIn(next) >= 0, envelope.MatchString(next), labelled.MatchString(next):
			return answer, used
		case !whole(answer) && (len(strings.TrimSpace(lines[used])) >= wrapsAt || whole(answer+" "+next)):
			answer += " " + next
		default:
			return answer, used
		}
		used++
	}
	return answer, used
}

// wrapsAt is a length that only a line has that was wrapped, or might have been.
const wrapsAt = 60

// whole reports a text of the catalogue.
func whole(answer string) bool {
	found := reply.Read(reply.Parse(answer))
	return len(found) > 0 && found[0].Exact() && !found[0].Quotes()
}

// unwrapped is an answer without the quotes that it ended with.
func unwrapped(answer string) string {
	for _, quote := range []string{"'", `"`} {
		if strings.Count(answer, quote)%2 == 1 {
			answer = strings.TrimSuffix(strings.TrimSuffix(answer, "."), quote)
		}
	}
	if code, rest, ok := strings.Cut(answer, "-"); ok && len(code) == 3 {
		answer = code + " " + rest
	}
	return answer
}

// answered is the case of an answer in its context.
func (x *context) answered(r relay.Reply) Case {
	c := Case{
		Recipient: x.recipient, Original: x.original, Sender: x.sender, Writer: x.writer, Phase: x.phase,
		Host: x.host, IP: x.ip,
	}
	c.foreign = x.host != "" || x.ip != "" || x.phase != ""
	c.answered(r)
	if found := reply.Read(r); len(found) > 0 && found[0].By <= reply.ByOwn && found[0].Waits && r.Temporary() {
		c.Phase = reply.PhaseQueue
	}
	c.settle()
	return c
}
