package diagnose

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/check"
)

// form is what a message is like, beside who writes it to whom: where nothing is said, a few words of text.
type form struct {
	says    string // to the reader
	assumed bool   // nothing in the evidence says it
	header  relay.Header
	body    string
	size    int           // to which the body is filled up
	bare    bool          // lines of the body end in LF alone
	earlier check.Earlier // messages that went before it
}

// letter puts the message into a letter.
func (f *form) letter(c *check.Letter) {
	header := slices.Clone(f.header)
	field := func(name, value string) {
		if header.Get(name) == "" {
			header = append(header, relay.Field{Name: name, Value: value})
		}
	}
	field("From", "<"+c.From+">")
	field("To", "<"+strings.Join(c.To, ">, <")+">")
	field("Subject", "hybridsim send")
	body := f.body
	if body == "" {
		body = "Are you there?\r\n"
	}
	if missing := f.size - len(body); missing > 0 {
		const line = "The quick brown fox jumps over the lazy dog, and does so again and again.\r\n"
		body += strings.Repeat(line, missing/len(line)+1)
	}
	c.Content, c.Bare, c.Earlier = relay.Content(header, []byte(body)), f.bare, f.earlier
}

// returned is the message that the evidence has: in a report, or as it lies in a mailbox. What was added on its way is
// left out. nil: it has none.
func (s *Symptom) returned() *form {
	f := &form{says: "the message that the evidence shows"}
	var all relay.Header
	switch {
	case s.Scrap != nil && s.Scrap.Report != nil:
		all, f.body = s.Scrap.Report.Original, string(s.Scrap.Report.Body)
	case s.Headers != nil:
		all, _ = relay.SplitMessage(relay.WholeLines([]byte(s.Text + "\n\n")))
	}
	signed := all.Has("DKIM-Signature")
	for _, h := range all {
		if signed && (strings.EqualFold(h.Name, "Date") || strings.EqualFold(h.Name, "Message-ID")) {
			f.header = append(f.header, h) // which signatures are of
			continue
		}
		multipart := strings.EqualFold(h.Name, "Content-Type") && f.body == ""
		if !onTheWay.MatchString(h.Name) && !multipart {
			f.header = append(f.header, h)
		}
	}
	if f.header.Get("From") == "" && f.header.Get("Subject") == "" {
		return nil
	}
	return f
}

// onTheWay are the fields that transport adds, or that a new message has anew.
var onTheWay = regexp.MustCompile(`(?i)^(received|return-path|message-id|date|x-ms-.*|x-microsoft-.*|x-forefront-.*|` +
	`x-originat.*|x-eop.*|x-matching-connectors|x-crosspremises.*|x-organizationheaders.*|` +
	`authentication-results|received-spf|auto-submitted|in-reply-to|references|thread-.*)$`)

// addressed are those to whom the message of the evidence may have been sent: the recipients of the report; and whom
// its To and Cc name, where a group or somebody who passes mail on stands between.
func (s *Symptom) addressed(knows func(address string) bool) (list []string) {
	add := func(to []string) {
		if text := strings.Join(to, ","); text != "" && !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	var failed []string
	fails := func(a string) bool {
		return slices.ContainsFunc(failed, func(o string) bool { return relay.SameAddress(o, a) })
	}
	if s.Scrap != nil && s.Scrap.Report != nil {
		for i := range s.Scrap.Cases {
			c := &s.Scrap.Cases[i]
			a := c.Recipient
			if c.Original != "" {
				a = c.Original
			}
			if a != "" && !fails(a) {
				failed = append(failed, a)
			}
		}
		add(failed)
	}
	f := s.returned()
	if len(failed) == 0 {
		_, to := s.People()
		add([]string{to})
	}
	if f == nil {
		return list
	}
	var named []string
	for _, field := range []string{"To", "Cc"} {
		all, _ := mail.ParseAddressList(f.header.Get(field))
		for _, a := range all {
			if !knows(a.Address) {
				return list
			}
			named = append(named, a.Address)
		}
	}
	if !slices.ContainsFunc(named, fails) {
		add(named)
	}
	return list
}

// journaled are the sender and the recipient of the message that the report is of a journal report of; empty: of none.
func (s *Symptom) journaled() (from, to string) {
	if s.Scrap == nil || s.Scrap.Report == nil || !s.Scrap.Report.Original.Has("X-MS-Journal-Report") {
		return "", ""
	}
	line := func(name string) string {
		m := regexp.MustCompile(`(?m)^` + name + `: *<?([^\s<>,]+@[^\s<>,]+)`).FindSubmatch(s.Scrap.Report.Body)
		if m == nil {
			return ""
		}
		return string(m[1])
	}
	if from, to = line("Sender"), line("(?:To|Recipient)"); from == "" || to == "" {
		return "", ""
	}
	return from, to
}

// forwarded is the mailbox in which a rule made the message that the report is of (P2.10); empty: none did.
func (s *Symptom) forwarded() string {
	if s.Scrap == nil || s.Scrap.Report == nil {
		return ""
	}
	return strings.Trim(s.Scrap.Report.Original.Get("X-MS-Exchange-Inbox-Rules-Loop"), "<> ")
}

// The texts by which evidence tells of what kind of message it is.
var (
	ofSize       = regexp.MustCompile(`(?i)\b5\.(?:3\.4|2\.3)\b|\bsize\b|\btoo large\b`)
	ofRecipients = regexp.MustCompile(`(?i)\b[45]\.5\.3\b|too many recipients|RecipLimit`)
	ofLineFeeds  = regexp.MustCompile(`(?i)\bbare ?line ?feeds?`)
	ofRoom       = regexp.MustCompile(`(?i)\b[45]\.2\.2\b|\bmailbox full\b|\bquota\b`)
	ofAge        = regexp.MustCompile(`(?i)\b[45]\.7\.230\b|\bout-of-date\b`)
	ofRate       = regexp.MustCompile(`(?i)\b5\.7\.23[36]\b|\b5\.1\.90\b|\bexceeded\b.*\blimit\b`)
	ofRules      = regexp.MustCompile(`(?i)TRANSPORT\.RULES|\b5\.7\.\d{3}\b|\bpolic(?:y|ies)\b`)
)

// suspicious is the text that every filter takes for spam (GTUBE).
const suspicious = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n"

// forms are the kinds of message that the symptom may be about and does not show: each is an assumption.
func (d *search) forms(l letter) (list []letter) {
	s := d.symptom
	text := s.answer()
	if s.Scrap != nil && l.form != nil && !l.form.assumed && l.form.body != "" { // the whole message is there
		text = ""
	}
	add := func(f form) {
		f.assumed = true
		if l.form != nil {
			f.header = l.form.header
		} else if s.subject != "" {
			f.header = relay.Header{{Name: "Subject", Value: s.subject}}
		}
		o := l
		o.form = &f
		list = append(list, o)
	}
	if ofSize.MatchString(text) {
		for _, kb := range []int{200, 1024, 9 << 10} {
			add(form{says: fmt.Sprintf("a message of %s", relay.ByteSize(kb<<10)), size: kb << 10})
		}
	}
	if ofLineFeeds.MatchString(s.answer()) {
		f := form{says: "a message whose lines end in LF alone", bare: true}
		if l.form != nil {
			f.body = l.form.body
		}
		add(f)
	}
	if ofRecipients.MatchString(text) {
		o := l
		o.to, o.form = strings.Join(d.everybody(l), ","), &form{says: "a message to everybody", assumed: true}
		list = append(list, o)
	}
	if ofRoom.MatchString(s.answer()) {
		for _, n := range []int{1, 9} {
			f := form{says: fmt.Sprintf("a message of 150KB after %d of the same", n), size: 150 << 10,
				earlier: check.Earlier{Messages: n}}
			add(f)
		}
	}
	if ofAge.MatchString(s.answer()) {
		add(form{says: "a message like one of 65 days before",
			earlier: check.Earlier{Messages: 1, Wait: 65 * 24 * time.Hour}})
	}
	if ofRate.MatchString(s.answer()) {
		add(form{says: "a message after 100 of the same", earlier: check.Earlier{Messages: 100}})
	}
	held := d.says(Junk) || d.says(Quarantined)
	if held && d.within(l) {
		add(form{says: "a message that filters take for spam", body: suspicious})
	}
	if held || d.says(NobodyTold) || ofRules.MatchString(text) {
		for _, f := range d.ruled() {
			add(f)
		}
	}
	return list
}

// says reports whether a word is among what was seen.
func (d *search) says(w Word) bool {
	return slices.ContainsFunc(d.evidence(), func(s *Symptom) bool { return s.has(w) })
}

// answer is what somebody answered, as far as it was an answer.
func (s *Symptom) answer() string {
	if s.Scrap == nil {
		return ""
	}
	var b strings.Builder
	for i := range s.Scrap.Cases {
		c := &s.Scrap.Cases[i]
		fmt.Fprintln(&b, c.Status, c.Answer(), c.Reason().Reply)
	}
	return b.String()
}

// within reports whether a letter is one between people of the organizations, whom a filter does not suspect.
func (d *search) within(l letter) bool {
	return d.own(l.from) && !slices.ContainsFunc(strings.Split(l.to, ","), func(a string) bool { return !d.own(a) })
}

// anybody reports whether an address is somebody's, here or outside.
func (d *search) anybody(address string) bool {
	return d.own(address) || d.world.HostOf(address) != nil
}

// own reports whether an address is somebody's of an organization.
func (d *search) own(address string) bool {
	for _, o := range d.world.Organizations() {
		if o.Recipient(address) != nil {
			return true
		}
	}
	return false
}

// sendsByPrimary reports whether an address is the primary one of its mailbox: a mail program sends with that, and with
// another one where it becomes the primary.
func (d *search) sendsByPrimary(address string) bool {
	return slices.ContainsFunc(d.world.Organizations(), func(o *relay.Organization) bool {
		r := o.Recipient(address)
		return r != nil && relay.SameAddress(r.PrimarySmtpAddress, address)
	})
}

// mostRecipients is how many recipients a message to everybody has.
const mostRecipients = 50

// everybody are a letter's recipients and whoever else has a mailbox.
func (d *search) everybody(l letter) []string {
	to := strings.Split(l.to, ",")
	for _, m := range d.world.Mailboxes() {
		same := func(a string) bool { return relay.SameAddress(a, m.Address) }
		if len(to) < mostRecipients && !slices.ContainsFunc(to, same) {
			to = append(to, m.Address)
		}
	}
	return to
}

// ruled are the messages that the mail-flow rules in force are about, as check makes them.
func (d *search) ruled() (list []form) {
	for i := range d.flows.Flows {
		a := d.flows.Flows[i].Asked
		if a == nil || a.Subject == "" && a.Header == "" && a.Size == 0 {
			continue
		}
		f := form{says: fmt.Sprintf("a message as rule %q looks for", a.Object), size: a.Size}
		if a.Subject != "" {
			f.header = append(f.header, relay.Field{Name: "Subject", Value: a.Subject})
		}
		if name, value, ok := strings.Cut(a.Header, ": "); ok {
			f.header = append(f.header, relay.Field{Name: name, Value: value})
		}
		list = append(list, f)
	}
	return list
}

// formed plays the kinds of message that the symptom may be about, where it does not show with those as they are.
func (d *search) formed(all []*asConfigured) ([]*asConfigured, error) {
	if d.shows(all, d.inTrouble) != nil {
		return nil, nil
	}
	var list []letter
	for _, p := range all[:min(len(all), atOnce)] {
		list = append(list, d.forms(p.letter)...)
	}
	if len(list) == 0 {
		return nil, nil
	}
	return d.configured(list)
}

// worthy are those of the forms that faults are played with: what arrives as configured, the largest of them, and
// nothing that takes long.
func (d *search) worthy(formed []*asConfigured) (list []*asConfigured) {
	for _, p := range formed {
		f := p.form
		if !p.seen.arrives() || p.fit >= enough || f.size > 1<<20 || f.earlier.Messages > 1 {
			continue
		}
		if n := len(list); n > 0 && f.size > 0 && list[n-1].form.size > 0 && f.earlier == list[n-1].form.earlier {
			list = list[:n-1]
		}
		list = append(list, p)
	}
	return list[:min(len(list), atOnce)]
}
