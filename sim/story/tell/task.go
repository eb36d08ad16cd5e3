package tell

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/headers"
	"hybridsim/relay/mailbox"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
)

// Task is what people report who know nothing of the cause: who sent what to whom in Symptoms, and what came of it. It
// is told from what is in mailboxes. Behind it stands all that is graded: each message that is sent, and each claim.
func Task(s *story.Story, p *script.Player) string {
	t := &task{s, p}
	var b strings.Builder
	b.WriteString("What is reported:\n")
	told := map[string]bool{}
	for _, pair := range pairs(s) {
		fmt.Fprintf(&b, "  %s\n", pair)
		for _, line := range t.outcome(pair) {
			fmt.Fprintf(&b, "    - %s\n", line)
		}
		told[pair.from] = true
	}
	for _, r := range p.Reports() {
		if report := r.Report(); report != nil && !told[r.Mailbox] {
			for _, rcpt := range report.Recipients {
				fmt.Fprintf(&b, "  %s, who sent nothing, got a %s\n", r.Mailbox, reportWords(report, rcpt))
			}
		}
	}
	graded(&b, s)
	return b.String()
}

// graded tells what a grade looks at: what is done, and each claim about it, in order.
func graded(b *strings.Builder, s *story.Story) {
	var ways []string
	for _, cure := range s.Cures {
		if way := verified(cure.Verification); !slices.Contains(ways, way) {
			ways = append(ways, way)
		}
	}
	if len(ways) == 1 {
		b.WriteString("What is graded, when this is done after your changes:\n" + ways[0])
		return
	}
	fmt.Fprintf(b, "What is graded, when this is done after your changes; one of %d lists must hold:\n", len(ways))
	for i, way := range ways {
		fmt.Fprintf(b, "  %d.\n%s", i+1, way)
	}
}

// verified are the steps of a verification as somebody reads them who is to make it hold.
func verified(steps []*story.Step) string {
	var b strings.Builder
	for _, step := range steps {
		sending, sends := step.Sending()
		switch {
		case sends && sending.Times > 1:
			fmt.Fprintf(&b, "  %s sends %d times %s to %s\n", sending.From, sending.Times, sending.Message,
				strings.Join(sending.To, ", "))
		case sends:
			fmt.Fprintf(&b, "  %s sends %s to %s\n", sending.From, sending.Message, strings.Join(sending.To, ", "))
		case step.IsClaim():
			fmt.Fprintf(&b, "  - %s\n", strings.TrimPrefix(step.Text, "want "))
		case step.Traits().Waits:
			fmt.Fprintf(&b, "  after %s:\n", strings.TrimPrefix(step.Text, "wait "))
		case step.Acts():
			fmt.Fprintf(&b, "  %s\n", step.Text)
		}
	}
	return b.String()
}

// task is a story's, told from a world.
type task struct {
	story *story.Story
	*script.Player
}

// pair is what one person sent to another in Symptoms.
type pair struct {
	from, to string
	count    int
	file     string
}

func (p pair) String() string {
	if p.count == 1 {
		return fmt.Sprintf("%s sent %s to %s.", p.from, p.file, p.to)
	}
	return fmt.Sprintf("%s sent %d messages (%s) to %s.", p.from, p.count, p.file, p.to)
}

// pairs are who sent to whom in Symptoms, each once, in order.
func pairs(s *story.Story) []*pair {
	var list []*pair
	for _, step := range s.Symptoms {
		sending, sends := step.Sending()
		if !sends {
			continue
		}
		for _, to := range sending.To {
			i := slices.IndexFunc(list, func(p *pair) bool { return p.from == sending.From && p.to == to })
			if i < 0 {
				i, list = len(list), append(list, &pair{from: sending.From, to: to, file: sending.Message})
			}
			list[i].count += sending.Times
			if !slices.Contains(strings.Split(list[i].file, ", "), sending.Message) {
				list[i].file += ", " + sending.Message
			}
		}
	}
	return list
}

// outcome tells what came of the mail from one person to another: reports, answers, and where it lies.
func (t *task) outcome(pair *pair) []string {
	var lines []string
	count := map[string]int{}
	note := func(format string, args ...any) {
		line := fmt.Sprintf(format, args...)
		if count[line]++; count[line] == 1 {
			lines = append(lines, line)
		}
	}
	reported := false
	for _, m := range t.MailAt(pair.from, nil) {
		switch r := m.Report(); {
		case r != nil:
			for _, rcpt := range r.Recipients {
				if t.about(rcpt, pair) {
					reported = true
					note("%s got a %s", pair.from, reportWords(r, rcpt))
				}
			}
		case !strings.EqualFold(m.Sender(), pair.to):
		case m.IsAutoReply():
			note("%s got an automatic reply: %s", pair.from, firstLine(m.Body))
		default:
			if status, ok := m.MeetingAnswer(); ok {
				note("%s %s the meeting request", pair.to, status)
			}
		}
	}
	arrived := false
	for _, holder := range t.whoHas(pair) {
		for _, m := range t.MailAt(holder, nil) {
			if t.isOf(m, pair) {
				arrived = true
				note("%s has it%s", holder, t.looks(m))
			}
		}
	}
	if !arrived && !reported {
		lines = append(lines, "it has not arrived, and nobody was told anything")
	} else if !arrived {
		lines = append(lines, "it has not arrived")
	}
	for i, line := range lines {
		if pair.count > 1 && count[line] > 0 {
			lines[i] = fmt.Sprintf("%s (%d of %d)", line, count[line], pair.count)
		}
	}
	return lines
}

// about reports whether a report is about mail of the pair. One about an address that nobody wrote to is: the
// recipient's address stood for it.
func (t *task) about(rcpt dsn.Recipient, sent *pair) bool {
	if rcpt.About(sent.to) {
		return true
	}
	return !slices.ContainsFunc(pairs(t.story), func(other *pair) bool {
		return relay.SameAddress(rcpt.Address, other.to)
	})
}

// reportWords are the words for a report.
func reportWords(r *dsn.Report, rcpt dsn.Recipient) string {
	kind := map[dsn.Action]string{dsn.Failed: "non-delivery report", dsn.Delayed: "report of a delay"}[r.Action]
	return fmt.Sprintf("%s about %s: %s", cmp.Or(kind, "delivery report"), rcpt.Address, rcpt.Reply)
}

// whoHas are the mailboxes in which mail to the recipient may lie: its own, and those of everybody it may stand for.
func (t *task) whoHas(pair *pair) []string {
	if len(t.SidesOf(pair.to)) > 0 || t.World().HostOf(pair.to) != nil {
		return []string{pair.to}
	}
	return t.Mailboxes()
}

func (t *task) isOf(m script.Mail, pair *pair) bool {
	from := m.Sender()
	if m.Item != nil {
		from = m.Item.From // who sent it, whatever the message says
	}
	header, _ := relay.SplitMessage(t.story.Attachment(strings.Split(pair.file, ", ")[0]))
	return !m.IsReport() && !m.IsAutoReply() && strings.EqualFold(from, pair.from) &&
		(strings.Contains(pair.file, ", ") || m.Header.Get("Subject") == header.Get("Subject"))
}

// looks is how a message of a colleague appears where it lies.
func (t *task) looks(m script.Mail) string {
	var words string
	if m.Folder != "" && m.Folder != mailbox.Inbox {
		words = ", in " + m.Folder
	}
	internal := m.Header.Get(headers.AuthAs) == string(relay.AuthInternal)
	if m.Side != "" && !internal && len(t.SidesOf(m.Sender())) > 0 {
		words += ", as mail from outside: the sender is shown as " + m.ShownAs
	}
	return words
}

func firstLine(body []byte) string {
	for line := range strings.Lines(string(body)) {
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return ""
}
