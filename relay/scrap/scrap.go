package scrap

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
)

// ErrNothing says that a text holds nothing that is read here.
var ErrNothing = errors.New("no delivery report, and no reply, trace detail, queue or log row")

// Kind is what sort of evidence a scrap is.
type Kind string

// Kinds.
const (
	Report          Kind = "a delivery report"
	Reply           Kind = "a reply"
	Dialogue        Kind = "a program's account of an SMTP dialogue"
	ForeignReport   Kind = "the text of another mail system's report"
	ForeignLog      Kind = "rows of another mail system's log"
	LastError       Kind = "the last error of an attempt" // {LED=...}, or its words alone
	Queue           Kind = "a queue"
	ProtocolLog     Kind = "rows of a protocol log"
	ConnectivityLog Kind = "rows of a connectivity log"
	Table           Kind = "records of a log or trace"
)

// Scrap is what a piece of evidence tells.
type Scrap struct {
	Kind   Kind
	Report *dsn.Report // of a delivery report
	Cases  []Case      // at least one
}

// Case is one recipient, or one message, and the answer that it got. What is not told is empty.
type Case struct {
	Recipient string
	Original  string // the address that the sender used, where it was rewritten
	Sender    string
	Action    dsn.Action
	Status    string       // as a Status field says, where the answer says something else
	Chain     []reply.Link // the answer, and what it quotes, outermost first; its last link is the reason
	Writer    string       // the server that noted it
	RefusedBy string       // the host that refused
	Waits     bool         // nobody refused: it waits, or waited too long
	Phase     relay.Phase
	Host, IP  string      // of the next host that was asked or tried; IP may have a port
	Client    string      // of whom this server answered
	Time      time.Time   // of the answer
	When      string      // the same as it stands there, where it cannot be told which day is meant
	Stamp     reply.Stamp // of the layer of the service that answered
	Last      dsn.Attempt // the attempt before an expiry or a delay
	Queue     *QueueRow

	Times int // how often the same stands before

	foreign bool // a remote host's answer, not the writer's own
	theirs  bool // words of a mail system that is not Exchange
	// nobody answered: no host was found or reached, the conversation broke off, or nothing was refused for good
	unanswered bool
	ownReport  bool // a report in Exchange's own text that names no second host
}

// QueueRow is a queue as Get-Queue shows it, as far as it was pasted.
type QueueRow struct {
	Identity      string
	NextHopDomain string
	Status        string
	Messages      string
}

// Answer is the reply as it stands there; the zero Reply if none does.
func (c *Case) Answer() relay.Reply {
	if len(c.Chain) == 0 {
		return relay.Reply{}
	}
	return c.Chain[0].Reply
}

// Reason is the innermost answer.
func (c *Case) Reason() reply.Link {
	if len(c.Chain) == 0 {
		return reply.Link{}
	}
	return c.Chain[len(c.Chain)-1]
}

// Meanings are the conditions that the answer may stand for: those that write its words, else those of what it
// quotes. None, if it is not known.
func (c *Case) Meanings() []reply.Match {
	var guess []reply.Match
	for i, link := range c.Chain {
		answer := link.Reply
		if i == 0 {
			answer = c.coded()
		}
		found := reply.ReadOf(answer, i == 0 && c.byService())
		if c.theirs {
			found = reply.ReadPlain(answer)
		}
		switch {
		case len(found) == 0:
		case found[0].Exact() && !found[0].Quotes():
			return c.narrowed(found)
		case guess == nil, i == len(c.Chain)-1 && found[0].By <= max(guess[0].By, reply.ByPlain):
			guess = found // what is quoted is the reason, unless only its number says anything
		}
	}
	if len(c.Chain) == 0 && c.Status != "" && !c.theirs {
		return reply.Read(c.coded())
	}
	return guess
}

// Subject is what the number of the answer, or of the Status field, concerns.
func (c *Case) Subject() string { return reply.Subject(c.coded()) }

// byService reports an answer that the service gave itself: in its own report, where no second host is named.
func (c *Case) byService() bool {
	return c.ownReport && reply.IsService(c.Writer)
}

// narrowed are conditions without those that another detail than the quoted one belongs to.
func (c *Case) narrowed(found []reply.Match) []reply.Match {
	detail := c.Reason().Message()
	kept := slices.DeleteFunc(slices.Clone(found), func(m reply.Match) bool { return !m.Says(detail) })
	if len(kept) > 0 {
		return kept
	}
	return found
}

// merged are cases without repetitions: of those that have all in common but the time, the last.
func merged(cases []Case) (list []Case) {
	at := map[string]int{}
	for _, c := range cases {
		said := withoutStampsOf(c)
		same := []string{c.Recipient, string(c.Action), c.Host, c.IP, c.Writer, string(c.Phase), said}
		key := strings.Join(same, "\n")
		i, again := at[key]
		if !again {
			at[key] = len(list)
			list = append(list, c)
			continue
		}
		c.Times = list[i].Times + 1
		list[i] = c
	}
	return list
}

// withoutStampsOf is an answer without its stamps, which differ each time.
func withoutStampsOf(c Case) string {
	text := c.Answer().String()
	for _, link := range c.Chain {
		for _, s := range link.Stamps {
			text = strings.ReplaceAll(text, s.String(), "")
		}
	}
	return text
}

// coded is the answer with the code of the Status field, where it has none of its own.
func (c *Case) coded() relay.Reply {
	return dsn.Recipient{Reply: c.Answer(), Status: c.Status}.Answer()
}

// Read reads a piece of evidence. The error wraps [ErrNothing].
func Read(content []byte) (*Scrap, error) {
	if s := fromJSON(content); s != nil {
		return s, nil
	}
	report, err := dsn.Read(content)
	if err == nil {
		return fromReport(report), nil
	}
	for _, attached := range dsn.Attached(content) {
		if report, err := dsn.Read(attached); err == nil {
			return fromReport(report), nil
		}
	}
	text := plainText(content)
	if strings.IndexByte(text, 0) >= 0 {
		return nil, fmt.Errorf("%w: it is no text", ErrNothing)
	}
	for _, read := range []func(string) *Scrap{
		fromLogs, fromQueues, fromTable, fromLastErrors, fromForeignLogs, fromForeignReport, fromDialogue,
		fromWords,
	} {
		if s := read(text); s != nil && len(s.Cases) > 0 {
			s.Cases = merged(s.Cases)
			return s, nil
		}
	}
	if strings.TrimSpace(text) == "" {
		return nil, fmt.Errorf("%w: it is empty", ErrNothing)
	}
	return nil, fmt.Errorf("%w (%w)", ErrNothing, err)
}

// answered settles what follows from an answer: its chain, the layer that stamped it, and whether mail waits or was
// refused.
func (c *Case) answered(r relay.Reply) {
	if r.IsZero() {
		return
	}
	c.Chain = reply.Chain(r)
	for i := len(c.Chain) - 1; i >= 0 && c.Stamp.Host == ""; i-- {
		if n := len(c.Chain[i].Stamps); n > 0 {
			c.Stamp = c.Chain[i].Stamps[n-1]
		}
	}
	if c.Action == "" {
		switch {
		case r.Temporary():
			c.Action = dsn.Delayed
		case r.Permanent():
			c.Action = dsn.Failed
		}
	}
}

// settle fills in when it happened and who refused, as far as the answer tells.
func (c *Case) settle() {
	c.settleHost()
	c.settlePhase()
	switch {
	case c.Phase == reply.PhaseQueue, c.Phase == reply.PhaseExpiry:
		c.Waits = c.Phase == reply.PhaseQueue || len(c.Chain) > 0
	case c.Action != dsn.Failed, c.RefusedBy != "", c.unanswered:
	case len(c.Chain) > 1 && c.Reason().Host != "":
		c.RefusedBy = c.Reason().Host
	case c.Stamp.Host != "":
		c.RefusedBy = c.Stamp.Host
	case c.Phase == relay.PhaseDNS, c.Phase == reply.PhaseCategorizer: // nobody was asked
	case c.Host != "":
		c.RefusedBy = c.Host
	case c.foreign && c.IP != "":
		c.RefusedBy = withoutPort(c.IP)
	}
	c.settleTime()
}

// The next host as a last error names it within its words.
var (
	lastAttempted = regexp.MustCompile(`\[LastAttempted(ServerName|IP)\s?=\s?([^\]]+)\]`)
	lastEndpoint  = regexp.MustCompile(`The last endpoint attempted was ([0-9A-Fa-f.:\[\]]*[0-9A-Fa-f\]])`)
)

// settleHost takes the next host that an answer names within its words, where none is named beside it. What names no
// port beside and does so within is the same address.
func (c *Case) settleHost() {
	text := c.Answer().Text()
	name, ip := "", ""
	for _, m := range lastAttempted.FindAllStringSubmatch(text, -1) {
		if m[1] == "IP" {
			ip = strings.TrimSpace(m[2])
		} else {
			name = strings.TrimSpace(m[2])
		}
	}
	if m := lastEndpoint.FindStringSubmatch(text); m != nil && ip == "" {
		ip = m[1]
	}
	if c.Host == "" && (c.IP == "" || c.IP == ip || c.IP == withoutPort(ip)) {
		c.Host = name
	}
	if c.IP == "" && (name == "" || strings.EqualFold(c.Host, name)) || c.IP != "" && c.IP == withoutPort(ip) {
		c.IP = cmp.Or(ip, c.IP)
	}
}

// settleTime takes the stamp's time where there is no other, or where it tells which number of the other is the day.
func (c *Case) settleTime() {
	if c.Stamp.Time.IsZero() || !c.Time.IsZero() {
		return
	}
	if c.When == "" {
		c.Time = c.Stamp.Time
		return
	}
	for _, layout := range []string{"2/1/2006 15:04:05", "1/2/2006 15:04:05"} {
		const sameTime = 24 * time.Hour
		if t, err := time.Parse(layout, c.When); err == nil && t.Sub(c.Stamp.Time).Abs() < sameTime {
			c.Time, c.When = t, ""
			return
		}
	}
}

func (c *Case) settlePhase() {
	if c.Phase != "" {
		return
	}
	if whole := reply.Read(c.coded()); len(whole) > 0 && whole[0].When() == reply.PhaseExpiry {
		c.Phase = reply.PhaseExpiry
		return
	}
	for _, m := range c.Meanings() {
		switch phase := m.When(); {
		case phase == "", phase == reply.PhaseQueue && c.Action == dsn.Failed:
		case phase == reply.PhaseCategorizer && c.foreign: // who answers a dialogue has categorized nothing yet
		default:
			c.Phase = phase
			return
		}
	}
}
