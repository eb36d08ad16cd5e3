package dsn

import (
	"net/mail"
	"regexp"
	"strings"
	"time"

	"hybridsim/relay"
)

// readStatus reads message/delivery-status. The fields of a group may stand in any order. In a paste the recipient's
// may be missing.
func (r *Report) readStatus(body string, pasted bool) {
	for _, g := range groupsOf(statusFields(body)) {
		for _, f := range g.message {
			switch value := f.Value; strings.ToLower(f.Name) {
			case "reporting-mta":
				r.Reporting = typed(value)
			case "received-from-mta":
				r.ReceivedBy = typed(value)
			case "arrival-date":
				r.Arrival, _ = parseDate(value)
			}
		}
		if len(g.fields) == 0 {
			continue
		}
		if till, ok := parseDate(g.fields["will-retry-until"]); ok {
			r.RetryTill = till
		}
		if rcpt := g.recipient(); rcpt.Address != "" || pasted && !rcpt.Reply.IsZero() {
			r.Recipients = append(r.Recipients, rcpt)
		}
	}
}

// group holds the fields of one recipient, by their names in lower case, and fields about the message that stand among
// them.
type group struct {
	fields  map[string]string
	message []relay.Field
}

// ofRecipient are the fields of RFC 3464 section 2.3, and Exchange's own.
var ofRecipient = map[string]bool{
	"original-recipient": true, "final-recipient": true, "action": true, "status": true, "remote-mta": true, "diagnostic-code": true,
	"last-attempt-date": true, "final-log-id": true, "will-retry-until": true, "x-display-name": true,
}

// groupsOf divides fields by the empty lines between them, as far as every group that comes of it names a recipient;
// where empty lines are lost or doubled a field that comes again begins the next group.
func groupsOf(fields relay.Header) (groups []*group) {
	divided := true
	for _, g := range divide(fields, true) {
		divided = divided && (len(g.fields) == 0 || g.fields["final-recipient"] != "" ||
			g.fields["original-recipient"] != "")
	}
	return divide(fields, divided)
}

func divide(fields relay.Header, atEmptyLines bool) (groups []*group) {
	var g *group
	begin := func() {
		g = &group{fields: map[string]string{}}
		groups = append(groups, g)
	}
	begin()
	for _, f := range fields {
		name := strings.ToLower(f.Name)
		switch {
		case f.Name == "":
			if atEmptyLines {
				begin()
			}
		case !ofRecipient[name]:
			g.message = append(g.message, f)
		case g.fields[name] != "":
			begin()
			fallthrough
		default:
			g.fields[name] = f.Value // with its blanks: a reply may have two in a row (N7)
		}
	}
	return groups
}

func (g *group) recipient() Recipient {
	get := func(name string) string { return g.fields[name] }
	rcpt := Recipient{
		Address: bareAddress(typed(get("final-recipient"))), ORcpt: strings.ReplaceAll(get("original-recipient"),
			"; ", ";"),
		Remote: typed(get("remote-mta")), DisplayName: decodeWords(get("x-display-name")),
		Reply: readDiagnostic(get("diagnostic-code")),
	}
	if status := statusPattern.FindString(get("status")); status != rcpt.Reply.Status() {
		rcpt.Status = status
	}
	if rcpt.Address == "" {
		rcpt.Address = bareAddress(typed(rcpt.ORcpt))
	}
	action, _, _ := strings.Cut(strings.ToLower(get("action")), " ") // a comment may follow
	rcpt.Action = Action(action)
	if action == "" {
		rcpt.Action = actionOf(rcpt.Answer())
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

// statusFields are the fields of all groups, with an empty one for each empty line. Lines that are no fields are left
// out.
func statusFields(body string) (fields relay.Header) {
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, " \t\n")
		name, value, ok := strings.Cut(line, ":")
		if line != "" && line[0] != ' ' && line[0] != '\t' {
			name = strings.TrimRight(name, " \t")
		}
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

// readDiagnostic makes a reply of Diagnostic-Code, however its writer puts it: "smtp;550 5.1.1 ...", a multiline reply,
// words around a reply, or words alone, which have no code then.
func readDiagnostic(diagnostic string) relay.Reply {
	text := typed(diagnostic)
	m := codeBehind.FindStringSubmatchIndex(text)
	if m == nil || m[0] != 0 { // words before the reply: take it only with its enhanced code
		if strings.HasPrefix(text, "<") { // another system's report as Exchange renders it
			return relay.Received(0, text)
		}
		m = codedWithin.FindStringSubmatchIndex(text)
	}
	if m == nil {
		return relay.Received(0, text)
	}
	code, rest := text[m[2]:m[3]], text[m[4]:m[5]]
	if text[m[3]] == '-' {
		rest = withoutContinuations(code, rest)
	}
	reply, err := relay.ParseReply(code + " " + rest)
	if err != nil {
		return relay.Received(0, text)
	}
	return reply
}

// withoutContinuations takes the codes out of the later lines of a multiline reply.
func withoutContinuations(code, text string) string {
	enhanced := statusPattern.FindString(text)
	for _, again := range []string{" " + code + "-" + enhanced + " ", " " + code + " " + enhanced + " ",
		" " + code + "-", " " + code + " "} {
		text = strings.ReplaceAll(text, again, " ")
	}
	return text
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
