package dsn

import (
	"regexp"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// textReport is what the text for people says: Exchange's labels of all generations, found line by line (NB4, NB5).
// Words of the languages other than English need no labels: the lines with replies are the same in all.
type textReport struct {
	form       Form
	reporting  string
	receiving  string
	retries    int
	to         string // Sender Address
	recipients []Recipient
	original   relay.Header
	subject    Action // what the message's Subject says
	dayFirst   bool

	distributionLists bool // 2007's opening
	delayed           bool
	address, host     string // that the lines being read are about
	names             map[string]string
	unnamed           string // the host behind a label of a language that is not known here
	reply             string // of the rich form
	rejectedBy        string
}

func readText(text, language string) *textReport {
	t := &textReport{names: map[string]string{}, dayFirst: language != "" && !strings.EqualFold(language, "en-US")}
	raw := strings.Split(text, "\n")
	lines := make([]string, len(raw))
	for i := range raw {
		lines[i] = cleanLine(raw[i])
	}
	for i := 0; i < len(lines); i++ {
		if isOriginalLabel(lines[i]) {
			t.original = headerIn(raw[i+1:])
			break
		}
		full, used := joined(lines[i:])
		i += used
		t.line(full)
	}
	t.settleRich()
	return t
}

// settleRich adds the recipient of the rich form, whose parts stand apart.
func (t *textReport) settleRich() {
	if t.reply == "" || !t.form.rich() && len(t.recipients) > 0 {
		return
	}
	remote := t.rejectedBy
	if strings.EqualFold(remote, t.reporting) {
		remote = ""
	}
	t.add(Recipient{Address: t.address, Remote: remote, Reply: readDiagnostic(t.reply)})
}

// headerIn is the header that lines begin with, which may be quoted.
func headerIn(lines []string) relay.Header {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(quoteMarks.ReplaceAllString(line, "") + "\n")
	}
	header, _ := relay.SplitMessage([]byte(strings.TrimLeft(b.String(), "\n ")))
	return header
}

// joined is a line with those that it was wrapped onto, and their number: as far as quotes or number signs tell, for a
// label that stands alone the line with its value, for the reply of the rich form all lines up to an empty one or the
// next label. A line that never closes was not wrapped.
func joined(lines []string) (line string, used int) {
	line = lines[0]
	own, value := labelOf(line)
	open, most := openLine(line), 20
	switch {
	case own == labelReply:
		open = func(string) bool { return true }
	case own != "" && own != labelOriginal && value == "":
		open, most = func(s string) bool { _, v := labelOf(s); return v == "" }, 1
	}
	for used+1 < len(lines) && used < most && open(line) {
		next := lines[used+1]
		if l, _ := labelOf(next); next == "" || l != "" {
			break
		}
		line += " " + next
		used++
	}
	if own == "" && open(line) {
		return lines[0], 0
	}
	return line, used
}

// openLine tells whether a line that begins like this one is still open.
func openLine(first string) func(string) bool {
	switch {
	case serverLine.MatchString(first):
		return func(s string) bool {
			at := returnedAt.FindStringIndex(s)
			return at == nil || !strings.HasSuffix(s[at[1]:], "'")
		}
	case numbered.MatchString(first):
		return func(s string) bool {
			at := strings.IndexByte(s, '#')
			return !strings.Contains(s[at+1:], "##") && !strings.HasSuffix(s, "#SMTP#")
		}
	}
	return func(string) bool { return false }
}

// Lines of Exchange's texts with single blanks (V5.14).
var (
	serverLine = regexp.MustCompile(
		`(?i)^(?:[\d./-]+ [\d:]+(?: [AP]M)? - )?(?:Remote )?Server (?:at |returned |\S+ returned )`)
	returnedAt  = regexp.MustCompile(`(?i) returned '`)
	numbered    = regexp.MustCompile(`^(?:[\w.-]+ )?#(?:[245]\d\d |<)`)
	returned    = regexp.MustCompile(`(?i)^(?:(.*?\d.*?) - )?(Remote )?Server (?:at )?(?:(.*?) ?)?returned '(.*)'$`)
	remote2010  = regexp.MustCompile(`^(?:\S+ )?#<\s*(\S*?)\s*#[245]\.\d+\.\d+ smtp;\s*(.*)> #SMTP#$`)
	local2010   = regexp.MustCompile(`^(?:([\w.-]+) )?#\s*(?:<[^>]*>)?\s*([245]\d\d .*?)\s*##(.*)$`)
	withMailto  = regexp.MustCompile(`^(?:(.*) \((\S+@\S+)\)|(\S+@\S+?)|(.*?))<mailto:([^>]+)>$`)
	loneAddress = regexp.MustCompile(`^<?([^\s<>@:;,]+@[^\s<>@:;,]+)>?$`)
	loneHost    = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$|^\[[0-9A-Fa-f.:]+\]$`)
	richTitle   = regexp.MustCompile(`^Your message to (\S+@\S+) couldn.t be delivered\.?$`)
	rejected    = regexp.MustCompile(`^(\S+) rejected your message to the following`)
)

// line reads one line of the text.
func (t *textReport) line(line string) {
	if l, value := labelOf(line); l != "" {
		t.labelled(l, value)
		return
	}
	if m := returned.FindStringSubmatch(line); m != nil {
		t.returned(m[1], m[2] != "", m[3], m[4])
	} else if m := remote2010.FindStringSubmatch(line); m != nil {
		t.old(Recipient{Address: t.address, Remote: m[1], Reply: readDiagnostic(m[2])})
	} else if m := local2010.FindStringSubmatch(line); m != nil {
		t.old(Recipient{Address: t.address, Remote: m[1], ORcpt: m[3], Reply: readDiagnostic(m[2])})
	} else if m := withMailto.FindStringSubmatch(line); m != nil {
		t.names[strings.ToLower(m[5])], t.address = m[1], m[5]
	} else if m := loneAddress.FindStringSubmatch(line); m != nil {
		t.address, t.host = m[1], ""
	} else {
		t.words(line)
	}
}

// words reads a line of prose, as far as something stands in it.
func (t *textReport) words(line string) {
	_, value, labelled := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	switch m := richTitle.FindStringSubmatch(line); {
	case m != nil:
		t.address = m[1]
	case rejected.MatchString(line):
		if t.form == FormOther {
			t.form = Form2013
		}
	case loneHost.MatchString(line):
		t.host = line
	case strings.HasPrefix(line, "Delivery has failed to these recipients or distribution lists"):
		t.distributionLists = true
	case strings.HasPrefix(line, "Delivery is delayed to these recipients"):
		t.delayed = true
	case labelled && t.unnamed == "" && len(t.recipients) == 0 && loneHost.MatchString(value):
		t.unnamed = value
	}
}

// labelled takes a line with a label that is known.
func (t *textReport) labelled(l label, value string) {
	switch l {
	case labelReporting:
		t.reporting = value
	case labelGenerated:
		t.reporting, t.form = value, FormRich
	case labelRejectedBy:
		t.rejectedBy, t.form = value, FormRich23
	case labelRemote:
		t.rejectedBy = value
	case labelReceiving:
		t.receiving = value
	case labelRetries:
		t.retries = number(value)
	case labelReply: // "Status code" comes first, and says less
		if t.reply == "" || readDiagnostic(value).Text() != "" {
			t.reply = value
		}
	case labelRecipient:
		t.address = value
	case labelSender:
		t.to = value
	}
}

// returned reads a line of 2013 and later: undated for a refusal or a delay, dated for an expiry and for the attempt
// before.
func (t *textReport) returned(date string, remote bool, where, text string) {
	if where != "" {
		t.form = Form2016
		if remote {
			t.form = Form2013
		}
	} else if t.form == FormOther {
		t.form = Form2013
	}
	at, dated := readStamp(date, t.dayFirst)
	host, ip, _ := strings.Cut(strings.TrimSuffix(where, ")"), " (")
	if n := len(t.recipients); dated && n > 0 && t.recipients[n-1].Address == t.address &&
		t.recipients[n-1].Last.Error == "" {
		t.recipients[n-1].Last = Attempt{Host: host, IP: ip, Time: at, Error: text}
		return
	}
	rcpt := Recipient{Address: t.address, Remote: t.host, Reply: readDiagnostic(text)}
	if rcpt.Remote == "" && host != "" && !dated && !ownWords(rcpt.Reply) && !strings.EqualFold(host, t.reporting) {
		rcpt.Remote, rcpt.Last = host, Attempt{Host: host, IP: ip}
	}
	t.add(rcpt)
}

// ownWords reports what a server says of mail that waits or waited too long: the host that it names beside was the one
// tried, and said something else.
func ownWords(r relay.Reply) bool {
	for _, m := range reply.Read(r) {
		if m.When() == reply.PhaseExpiry || m.When() == reply.PhaseQueue {
			return true
		}
	}
	return false
}

// old reads a line of 2007 or 2010.
func (t *textReport) old(rcpt Recipient) {
	t.form = Form2010
	if t.distributionLists {
		t.form = Form2007
	}
	t.add(rcpt)
}

func (t *textReport) add(rcpt Recipient) {
	rcpt.ORcpt = strings.TrimSpace(rcpt.ORcpt)
	rcpt.Address = strings.TrimSpace(rcpt.Address)
	if rcpt.Reply.IsZero() {
		return
	}
	rcpt.DisplayName = t.names[strings.ToLower(rcpt.Address)]
	rcpt.Action = actionOf(rcpt.Reply)
	if t.delayed {
		rcpt.Action = Delayed
	}
	t.recipients = append(t.recipients, rcpt)
	t.host = ""
}

// empty reports a text that told nothing of a report.
func (t *textReport) empty() bool { return t.form == FormOther && t.reporting == "" }

// complete puts into a report what only its text says: everything when there was no delivery-status, else the details.
func (t *textReport) complete(r *Report) {
	r.Form, r.Receiving, r.Retries = t.form, t.receiving, t.retries
	if r.Reporting == "" {
		r.Reporting = t.reporting
	}
	if r.Reporting == "" && t.form != FormOther {
		r.Reporting = t.unnamed
	}
	if r.To == "" {
		r.To = t.to
	}
	if r.Original == nil && t.original != nil {
		r.Original, r.HeadersOnly = t.original, true
	}
	if len(r.Recipients) == 0 {
		r.Recipients = t.recipients
		for i := range r.Recipients {
			if t.subject != "" {
				r.Recipients[i].Action = t.subject
			}
		}
		return
	}
	for i := range r.Recipients {
		rcpt := &r.Recipients[i]
		for _, told := range t.recipients {
			if !relay.SameAddress(told.Address, rcpt.Address) {
				continue
			}
			rcpt.Last = told.Last
			if detail, ok := strings.CutPrefix(told.Reply.String(), rcpt.Reply.String()); ok {
				rcpt.Detail = detail
			}
		}
	}
}

// readStamp reads the time of a dated line: UTC, in the form of the report's language (NB4 [O]).
func readStamp(s string, dayFirst bool) (time.Time, bool) {
	layouts := []string{"1/2/2006 3:04:05 PM", "2/1/2006 3:04:05 PM", "2/1/2006 15:04:05", "2.1.2006 15:04:05",
		"2-1-2006 15:04:05", "2006-1-2 15:04:05", "2006/1/2 15:04:05", "06-1-2 15:04:05"}
	if dayFirst {
		layouts[0], layouts[1] = layouts[1], layouts[0]
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return t, true
		}
	}
	return time.Time{}, s != ""
}

func number(s string) (n int) {
	for _, c := range s {
		if c < '0' || c > '9' || n > 1<<20 {
			break
		}
		n = 10*n + int(c-'0')
	}
	return n
}
