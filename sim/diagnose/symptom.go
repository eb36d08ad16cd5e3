package diagnose

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hybridsim/relay/scrap"
	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
)

// Word is a symptom that needs no evidence but somebody who says it. The set is closed.
type Word string

// Words.
const (
	External    Word = "external"           // arrives, and counts as mail from outside
	Deferred    Word = "deferred"           // waits in a queue
	Junk        Word = "junk"               // lies in Junk Email
	Quarantined Word = "quarantined"        // is held
	NoReply     Word = "no reply"           // an out-of-office reply or a report does not come
	NobodyTold  Word = "nobody told"        // is gone without a report
	OnlyMembers Word = "only these members" // some recipients have it and others do not
	WrongWay    Word = "wrong way"          // arrives by another way than the configured one
	NotThrough  Word = "not through"        // and a host's name
	Absent      Word = "absent"             // and a header's name
	Loop        Word = "loop"
	NoSession   Word = "no session at" // and a host's name: its log has none of the message
)

// An address, a name or a media type stands in words about mailboxes.
const (
	Copies   Word = "copies at"                   // none, some number, or some of so many
	ShownAs  Word = "sender shown as"             // an address instead of a name, or the other way round
	PartLost Word = "part absent"                 // of a media type
	Lost     Word = "does not arrive"             // whatever is said of it; nobody says so
	InInbox  Word = "in the Inbox"                // where it should be junk
	NoLog    Word = "no log has it, in the Inbox" // nothing was recorded of the message: it is where it was written
)

// spoken are the ways in which people say a word.
var spoken = []struct {
	word Word
	by   *regexp.Regexp
}{
	{NoSession, regexp.MustCompile(`(?i)\bno session (?:at|in the log of)\s+([\w.-]+)`)},
	{InInbox, regexp.MustCompile(`(?i)\bin (?:the |somebody's )?inbox\b`)},
	{NoLog, regexp.MustCompile(`(?i)\bno (?:log|trace) (?:has|shows) it\b|\bstill in (?:the )?(?:outbox|drafts)\b`)},
	{NotThrough, regexp.MustCompile(`(?i)\bnot through\s+([\w.-]+)`)},
	{Absent, regexp.MustCompile(`(?i)\bheader\s+([\w-]+)\s+(?:is\s+)?(?:absent|missing)\b`)},
	{OnlyMembers, regexp.MustCompile(`(?i)\bonly (?:these|some|the) (?:members|recipients)\b`)},
	{NobodyTold, regexp.MustCompile(`(?i)\bnobody (?:is |was )?told\b|\b(?:vanish|disappear)(?:s|ed)?\b`)},
	{NoReply, regexp.MustCompile(`(?i)\bno (?:reply|answer|out.of.office)\b`)},
	{WrongWay, regexp.MustCompile(`(?i)\bwrong way\b`)},
	{Quarantined, regexp.MustCompile(`(?i)\bquarantined?\b`)},
	{Junk, regexp.MustCompile(`(?i)\bjunk\b`)},
	{Loop, regexp.MustCompile(`(?i)\bloops?\b|\blooping\b`)},
	{External, regexp.MustCompile(`(?i)\bexternal(?:ly)?\b`)},
	{Deferred, regexp.MustCompile(`(?i)\b(?:deferred|delayed|delay|waits|queued|stuck)\b`)},
}

// Spoken are the words in which somebody may tell what was seen.
const Spoken = "external, deferred, junk, quarantined, no reply, nobody told, only these members, wrong way, " +
	"not through HOST, header NAME absent, loop, no session at HOST, no copy at ADDRESS, 2 copies at ADDRESS, " +
	"7 of 20 copies at ADDRESS, sender shown as NAME, part TYPE absent, no log has it, in the Inbox"

// accepted is what can be given as a symptom.
const accepted = "give a report, a reply (450 4.4.317 ...), a trace detail, a queue with its LastError or log rows, " +
	"as ndr reads them; rows of message tracking or a trace, and of a protocol log, whether they failed or not; a " +
	"message that arrived, or its header; an EHLO list; what " +
	"Validate-OutboundConnector printed; an event of the application log (event 12014 at " +
	"EX01); or words: " + Spoken

// maxSymptom is the largest evidence that is read.
const maxSymptom = 10 << 20

// Symptom is what somebody saw.
type Symptom struct {
	Text   string
	Words  []Word
	Host   string // of NotThrough and NoSession
	Header string // of Absent
	Number string // of a socket error, alone: 10061
	// Headers are the X- fields of a message that arrived, by their names in lower case.
	Headers map[string]string
	Scrap   *scrap.Scrap // nil: words only

	Event int // of a server's application log

	ehlo  *ehlo
	talks []*talk // sessions of a protocol log
	facts []fact  // of a message that arrived, or of rows of a trace

	passages []*passage // that rows tell

	validation *validation // of a connector

	from, to string // as rows, or a message, say
	subject  string // of the message that it is about, as far as that is told
	invites  bool   // to a meeting
	copies   []copies
	shownAs  string
	part     string // of PartLost

	yes, no []string // marks that somebody looked for, by their texts
}

var (
	socketError = regexp.MustCompile(`\b(100[3-6]\d|11001)\b`)
	coded       = regexp.MustCompile(`\b[245]\d\d\b|\n.*\n`) // evidence, and no saying
	field       = regexp.MustCompile(`(?m)^(X-[\w-]+):[ \t]*(.*)$`)
	failed      = regexp.MustCompile(`(?i)reporting-mta|diagnostic-code|\b[45]\d\d[ -][45]\.\d`)
	status      = regexp.MustCompile(`(?:^|[\s"'(])([45]\.\d{1,3}\.\d{1,3})(?:$|[\s"',;:)]|\.(?:\s|$))`)
	answered    = regexp.MustCompile(`(?is)^\s*(yes|no):\s*(.+?)\s*$`)
)

// Read reads a symptom. The error says what is accepted.
func Read(content []byte) (*Symptom, error) {
	if len(content) > maxSymptom {
		return nil, mistake.New("cut out what shows the failure: a report, a reply, the rows of one message",
			"the symptom is larger than %d MB", maxSymptom>>20)
	}
	s := &Symptom{Text: strings.TrimSpace(string(content))}
	if m := answered.FindStringSubmatch(s.Text); m != nil {
		if strings.EqualFold(m[1], "yes") {
			s.yes = append(s.yes, m[2])
		} else {
			s.no = append(s.no, m[2])
		}
		return s, nil
	}
	if s.validation = readValidation(s.Text); s.validation != nil {
		return s, nil
	}
	if s.ehlo, s.talks = readEHLO(s.Text), readTalks(s.Text); len(s.talks) > 0 {
		s.ehlo = nil // which is what they said
	}
	if m := eventText.FindStringSubmatch(s.Text); m != nil && !coded.MatchString(s.Text) {
		s.Event, _ = strconv.Atoi(m[1] + m[2])
		return s, s.knownEvent()
	}
	if !coded.MatchString(s.Text) { // what people say may sound like a mail system's words
		s.readWords()
	}
	if len(s.Words) == 0 && !failed.MatchString(s.Text) {
		s.readHeaders()
		s.readArrived()
	}
	if len(s.Words) == 0 && s.Headers == nil && s.facts == nil && s.ehlo == nil {
		s.Scrap, _ = scrap.Read(content)
		s.readRecords()
	}
	if s.Scrap != nil && (len(s.Scrap.Cases) == 0 || s.facts != nil && !s.refused()) {
		s.Scrap = nil
	}
	for _, t := range s.talks {
		if t.to != "" {
			s.from, s.to = t.from, t.to
		}
		if s.Scrap != nil && !s.refused() {
			s.Scrap = nil
		}
	}
	if code := status.FindStringSubmatch(s.Text); code != nil && (len(s.Words) == 0 || s.Open()) {
		s.Words = nil // that it waits is what the code says
		s.readStatus(code[1])
	}
	if s.Scrap == nil && s.ehlo == nil && len(s.talks) == 0 && s.facts == nil {
		s.Number = socketError.FindString(s.Text)
	}
	if s.empty() {
		return nil, mistake.New(accepted, "nothing in the symptom is read here")
	}
	return s, nil
}

// empty reports whether nothing was read.
func (s *Symptom) empty() bool {
	return s.Scrap == nil && len(s.Words) == 0 && s.Number == "" && s.Headers == nil && s.ehlo == nil &&
		len(s.talks) == 0 && s.facts == nil
}

// refused reports whether one of the cases is a refusal, or waits.
func (s *Symptom) refused() bool {
	return slices.ContainsFunc(s.Scrap.Cases, func(c scrap.Case) bool { return !c.Answer().OK() })
}

// readStatus takes a status code that stands in somebody's own sentence, unless an answer was read there.
func (s *Symptom) readStatus(code string) {
	if s.Scrap == nil {
		s.Scrap = &scrap.Scrap{Cases: []scrap.Case{{}}}
	}
	if c := &s.Scrap.Cases[0]; len(s.Scrap.Cases) == 1 && len(c.Chain) == 0 {
		c.Status = code
	}
}

// eventText is an event of an application log: by its number and the word, or its number and its source in a row.
var eventText = regexp.MustCompile(`(?i)\bevent(?:[ -]?id)?[ :=#]*(\d{4,5})\b|\bMSExchange\w*\W+(?:\w+\W+)?(\d{4,5})\b`)

// knownEvent complains about an event that nothing here writes: its lack would say nothing.
func (s *Symptom) knownEvent() error {
	if known := script.EventNumbers(); !slices.Contains(known, s.Event) {
		return mistake.New(fmt.Sprintf("events that are known: %v", known), "event %d is not modelled", s.Event)
	}
	return nil
}

// readHeaders reads the header of a message that arrived.
func (s *Symptom) readHeaders() {
	fields := field.FindAllStringSubmatch(s.Text, -1)
	if len(fields) < 2 { // one line may be anything
		return
	}
	s.Headers = map[string]string{}
	for _, f := range fields {
		s.Headers[strings.ToLower(f[1])] = strings.TrimSpace(f[2])
	}
}

func (s *Symptom) readWords() {
	for _, p := range spoken {
		m := p.by.FindStringSubmatch(s.Text)
		if m == nil {
			continue
		}
		s.Words = append(s.Words, p.word)
		switch p.word {
		case NotThrough, NoSession:
			s.Host = m[1]
		case Absent:
			s.Header = m[1]
		}
	}
	s.readMailboxes()
	if len(s.Words) > 1 && slices.Contains(s.Words, NotThrough) { // "external mail does not go through HOST"
		s.Words = []Word{NotThrough}
	}
}

func (s *Symptom) has(w Word) bool { return slices.Contains(s.Words, w) }

// isSpoken reports whether the symptom was told in words.
func (s *Symptom) isSpoken() bool { return len(s.Words) > 0 }

// People are the sender and the recipient that the evidence names; empty: it names none.
func (s *Symptom) People() (from, to string) {
	if s.from != "" || s.to != "" {
		return s.from, s.to
	}
	if s.Headers != nil {
		return addressIn(s.Text, fromField), addressIn(s.Text, toField)
	}
	if s.Scrap == nil {
		return "", ""
	}
	for _, c := range s.Scrap.Cases {
		if from == "" {
			from = c.Sender
		}
		if to == "" {
			to = c.Recipient
			if c.Original != "" {
				to = c.Original
			}
		}
	}
	return from, to
}

var (
	fromField = regexp.MustCompile(`(?mi)^From:[ \t]*(.+)$`)
	toField   = regexp.MustCompile(`(?mi)^To:[ \t]*(.+)$`)
)

// addressIn is the address in a field of a header; "" where there is none, or more than one.
func addressIn(header string, field *regexp.Regexp) string {
	if m := field.FindStringSubmatch(header); m != nil {
		if a, err := mail.ParseAddress(strings.TrimSpace(m[1])); err == nil {
			return a.Address
		}
	}
	return ""
}

// tellsNoFault reports whether the symptom may be as it is where nothing is wrong: a list, or sessions without a
// refusal.
func (s *Symptom) tellsNoFault() bool {
	if slices.ContainsFunc(s.talks, func(t *talk) bool { return t.capabilities == "None" }) {
		return false // a certificate was shown, and nobody trusts it with headers
	}
	return s.Scrap == nil && len(s.Words) == 0 && (s.ehlo != nil || len(s.talks) > 0)
}

// Open reports whether a symptom says too little to accuse anybody: words that fit every delay, or a number alone.
func (s *Symptom) Open() bool {
	if s.Scrap == nil {
		return slices.Equal(s.Words, []Word{Deferred}) || len(s.Words) == 0 && s.Number != ""
	}
	if len(s.Scrap.Cases) != 1 || s.Scrap.Report != nil {
		return false
	}
	r := s.Scrap.Cases[0].Reason()
	return len(words(r.Message())) == 0 && s.Scrap.Cases[0].Writer == ""
}
