package dsn

import (
	"net/mail"
	"regexp"
	"strings"
	"time"

	"hybridsim/relay"
)

// readStatus reads message/delivery-status. Groups are told apart by empty lines and, where those are lost or doubled, by the
// fields that begin a group.
func (r *Report) readStatus(body string) {
	fresh := true
	var rcpt *group
	var groups []*group
	for _, f := range statusFields(body) {
		if f.Name == "" {
			fresh = true
			continue
		}
		value := f.Value // with its blanks: a reply may have two in a row (N7)
		switch name := strings.ToLower(f.Name); name {
		case "reporting-mta":
			r.Reporting = typed(value)
		case "received-from-mta":
			r.ReceivedBy = typed(value)
		case "arrival-date":
			r.Arrival, _ = parseDate(value)
		case "final-recipient", "original-recipient":
			if rcpt == nil || fresh || rcpt.fields[name] != "" {
				rcpt = &group{fields: map[string]string{}}
				groups = append(groups, rcpt)
			}
			rcpt.fields[name] = value
		case "will-retry-until":
			r.RetryTill, _ = parseDate(value)
		default:
			if rcpt != nil && rcpt.fields[name] == "" {
				rcpt.fields[name] = value
			}
		}
		fresh = false
	}
	for _, g := range groups {
		r.Recipients = append(r.Recipients, g.recipient())
	}
}

// group holds the fields of one recipient, by their names in lower case.
type group struct{ fields map[string]string }

func (g *group) recipient() Recipient {
	get := func(name string) string { return g.fields[name] }
	rcpt := Recipient{
		Address: bareAddress(typed(get("final-recipient"))), ORcpt: strings.ReplaceAll(get("original-recipient"), "; ", ";"),
		Remote: typed(get("remote-mta")), DisplayName: decodeWords(get("x-display-name")),
		Reply: readDiagnostic(get("status"), get("diagnostic-code")),
	}
	if rcpt.Address == "" {
		rcpt.Address = bareAddress(typed(rcpt.ORcpt))
	}
	action, _, _ := strings.Cut(strings.ToLower(get("action")), " ") // a comment may follow
	rcpt.Action = Action(action)
	if action == "" {
		rcpt.Action = actionOf(rcpt.Reply)
	}
	return rcpt
}

// actionOf is the action that a reply stands for when nothing says so.
func actionOf(reply relay.Reply) Action {
	switch {
	case reply.Temporary():
		return Delayed
	case reply.OK():
		return Succeeded
	}
	return Failed
}

// statusFields are the fields of all groups, with an empty one for each empty line. Lines that are no fields are left out.
func statusFields(body string) (fields relay.Header) {
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, " \t\n")
		name, value, ok := strings.Cut(line, ":")
		switch {
		case line == "":
			fields = append(fields, relay.Field{})
		case (line[0] == ' ' || line[0] == '\t') && len(fields) > 0:
			fields[len(fields)-1].Value += " " + strings.TrimSpace(line)
		case ok && !strings.ContainsAny(name, " \t<>"):
			fields = append(fields, relay.Field{Name: name, Value: strings.TrimSpace(value)})
		}
	}
	return fields
}

var (
	codeBehind    = regexp.MustCompile(`\b([245]\d\d)[ -]((?:[245]\.\d{1,3}\.\d{1,3}\b)?.*)`)
	codedWithin   = regexp.MustCompile(`\b([245]\d\d)[ -#]*([245]\.\d{1,3}\.\d{1,3}\b.*)`)
	statusPattern = regexp.MustCompile(`\b[245]\.\d{1,3}\.\d{1,3}\b`)
)

// readDiagnostic makes a reply of Diagnostic-Code, however its writer puts it: "smtp;550 5.1.1 ...", a multiline reply, words
// around a reply, or words alone. The Status field speaks where the diagnostic does not.
func readDiagnostic(status, diagnostic string) relay.Reply {
	status = statusPattern.FindString(status)
	text := typed(diagnostic)
	m := codeBehind.FindStringSubmatchIndex(text)
	if m == nil || m[0] != 0 { // words before the reply: take it only with its enhanced code
		m = codedWithin.FindStringSubmatchIndex(text)
	}
	if m == nil {
		if text == "" && status == "" {
			return relay.Reply{}
		}
		return relay.Received(classCode(status), strings.TrimSpace(status+" "+text))
	}
	code, rest := text[m[2]:m[3]], text[m[4]:m[5]]
	if text[m[3]] == '-' {
		rest = withoutContinuations(code, rest)
	}
	reply, err := relay.ParseReply(code + " " + rest)
	if err != nil {
		return relay.Received(classCode(status), strings.TrimSpace(status+" "+text))
	}
	if reply.Enhanced() == "" && status != "" && !strings.HasSuffix(status, ".0.0") {
		return relay.Received(reply.Code(), status+" "+reply.Text())
	}
	return reply
}

// withoutContinuations takes the codes out of the later lines of a multiline reply.
func withoutContinuations(code, text string) string {
	enhanced := statusPattern.FindString(text)
	for _, again := range []string{" " + code + "-" + enhanced + " ", " " + code + " " + enhanced + " ", " " + code + "-", " " + code + " "} {
		text = strings.ReplaceAll(text, again, " ")
	}
	return text
}

func classCode(status string) int {
	switch {
	case strings.HasPrefix(status, "4"):
		return 450
	case strings.HasPrefix(status, "2"):
		return 250
	}
	return 550
}

// typed is the value of a field of the form "type; value".
func typed(s string) string {
	if kind, value, ok := strings.Cut(s, ";"); ok && !strings.ContainsAny(strings.TrimSpace(kind), " \t:") {
		return strings.TrimSpace(value)
	}
	return strings.TrimSpace(s)
}

// bareAddress is an address without angle brackets and comments.
func bareAddress(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), " ")
	return strings.Trim(s, "<>")
}

// parseDate reads the date of a field. Comments and obsolete zones are taken.
func parseDate(s string) (time.Time, bool) {
	t, err := mail.ParseDate(strings.TrimSpace(s))
	return t, err == nil
}
