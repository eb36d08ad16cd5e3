package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/content"
	"hybridsim/sim"
	"hybridsim/sim/check"
	"hybridsim/sim/script"
)

// This file reads messages: one that somebody shows, and those that are in mailboxes.

var (
	folded   = regexp.MustCompile(`\r?\n[ \t]+`)
	verdicts = regexp.MustCompile(`(?i)\b(spf|dkim|dmarc|compauth)=(\w+)`)
	judgedIP = regexp.MustCompile(`(?i)\bsender IP is ([0-9A-Fa-f.:]+)`)
	filtered = regexp.MustCompile(`(?i)\b(CAT|SFV):([A-Z]+)`)
	byOrFrom = regexp.MustCompile(`(?i)(?:^|\s)(?:from|by) ([\w-]+(?:\.[\w-]+)+)`)
	anyField = regexp.MustCompile(`(?m)^([A-Za-z][A-Za-z0-9-]*):[ \t]*(.*)$`)
)

// shown is a message as somebody shows it: its header, and its body where that is there too.
type shown struct {
	header relay.Header
	body   string
}

// readMessage reads a message, or its header alone; nil: it is none.
func readMessage(text string) *shown {
	header, body, _ := strings.Cut(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n")
	m := &shown{body: strings.TrimSpace(body)}
	for _, f := range anyField.FindAllStringSubmatch(folded.ReplaceAllString(header, " "), -1) {
		m.header = append(m.header, relay.Field{Name: f[1], Value: f[2]})
	}
	if m.header.Get("From") == "" || m.header.Get("Subject") == "" && m.header.Get("Received") == "" {
		return nil
	}
	return m
}

func (m *shown) letter() script.Mail {
	return script.Mail{Letter: sim.Letter{Header: m.header, Body: []byte(m.body)}}
}

// readArrived reads what a message that arrived says, and of an answer to a message what that one was.
func (s *Symptom) readArrived() {
	m := readMessage(s.Text)
	if m == nil || m.header.IsReport() {
		return
	}
	s.facts = m.facts()
	s.from, s.to = addressIn(s.Text, fromField), addressIn(s.Text, toField)
	_, answers := m.letter().MeetingAnswer()
	if s.invites = answers; answers || m.letter().IsAutoReply() {
		s.from, s.to, s.Headers = s.to, s.from, nil // whose fields they are the message's do not tell
		return
	}
	s.subject = m.header.Get("Subject")
}

// saying is a value of a field that tells what was found out about a message, or where it was.
type saying struct{ what, value string }

// sayings are what the fields of a header say, without what differs from message to message; and the hosts that some
// of them are about.
func sayings(h relay.Header) (list []saying, hosts map[saying]string) {
	hosts = map[saying]string{}
	add := func(what, value string) {
		if s := (saying{what, strings.ToLower(value)}); value != "" && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	first := map[string]bool{}
	for _, f := range h {
		value := folded.ReplaceAllString(f.Value, " ")
		name := strings.ToLower(f.Name)
		switch name {
		case "authentication-results":
			if first[name] { // of an earlier hop
				break
			}
			for _, m := range verdicts.FindAllStringSubmatch(value, -1) {
				add(strings.ToLower(m[1]), m[2])
			}
			if m := judgedIP.FindStringSubmatch(value); m != nil {
				add("judged address", m[1])
			}
		case "received-spf":
			result, _, _ := strings.Cut(value, " ")
			add("spf", result)
		case "x-forefront-antispam-report":
			for _, m := range filtered.FindAllStringSubmatch(value, -1) {
				add("filter's "+strings.ToUpper(m[1]), m[2])
			}
		case "return-path":
			add("return path", pathOf(value))
		case "received":
			for _, m := range byOrFrom.FindAllStringSubmatch(value, -1) {
				add("hop", steady(m[1]))
				hosts[saying{"hop", steady(m[1])}] = m[1]
			}
		}
		first[name] = true
	}
	return list, hosts
}

// facts are what a message says beside which X- fields it has.
func (m *shown) facts() (facts []fact) {
	list, hosts := sayings(m.header)
	for _, s := range list {
		facts = append(facts, fact{says: s.what + " " + s.value, is: func(v *view) bool { return v.said(s) },
			host: hosts[s]})
	}
	by := m.letter().Sender()
	if status, ok := m.letter().MeetingAnswer(); ok {
		facts = append(facts, fact{says: by + " " + status, is: marked(answerMark(by, status))})
	}
	if m.letter().IsAutoReply() && m.body != "" {
		facts = append(facts, fact{says: "reply of " + by, is: marked(replyMark(by, m.body))})
	}
	return facts
}

func marked(mark string) func(*view) bool { return func(v *view) bool { return v.marks[mark] } }

// said reports whether one of the messages that lie in mailboxes says so; reports are none of them.
func (v *view) said(s saying) bool {
	v.read.Do(func() {
		v.sayings = map[saying]bool{}
		for _, l := range v.letters {
			list, _ := sayings(l.Header)
			for _, s := range list {
				v.sayings[s] = true
			}
		}
	})
	return v.sayings[s]
}

func answerMark(by, status string) string { return "answer of " + strings.ToLower(by) + ": " + status }

func replyMark(by, text string) string {
	return "reply of " + strings.ToLower(by) + ": " + strings.Join(strings.Fields(text), " ")
}

// sights adds what mail programs show of the messages in mailboxes, where it is not plain.
func (v *view) sights(s *check.Sent, as check.Letter) {
	for _, l := range s.World.Mail(nil) {
		m := script.Mail{Letter: l}
		if l.IsReport() {
			v.reports++
			continue
		}
		v.letters = append(v.letters, l)
		if status, ok := m.MeetingAnswer(); ok {
			v.marks[answerMark(m.Sender(), status)] = true
		}
		if m.IsAutoReply() {
			v.marks[replyMark(m.Sender(), string(l.Body))] = true
			continue
		}
		if l.ShownAs != "" {
			v.marks[shownMark(l.Mailbox, l.ShownAs)] = true
		}
		if strings.HasPrefix(strings.ToLower(l.Header.Get("Content-Type")), "multipart/") {
			root := content.Read(l.Header, l.Body)
			root.Each(func(p *content.Part) {
				if kind := p.Type; !strings.HasPrefix(kind, "multipart/") && !strings.HasPrefix(kind, "text/") {
					v.marks[partMark(l.Mailbox, kind)] = true
				}
			})
		}
	}
	for _, p := range v.passages {
		if p.event == "SEND" && p.path != pathOf(as.From) {
			v.marks["return path "+p.path+" of what "+p.server+" sends"] = true
		}
	}
}

func shownMark(mailbox, name string) string {
	return "sender shown as " + name + " at " + strings.ToLower(mailbox)
}

func partMark(mailbox, kind string) string {
	return "part " + kind + " in what " + strings.ToLower(mailbox) + " has"
}
