package main

import (
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
	"hybridsim/relay/scrap"
	"hybridsim/sim/records"
	"hybridsim/sim/story"
)

// scrapJSON is what ndr --json prints, and what ndr tells. What the piece does not hold is left out.
type scrapJSON struct {
	Schema     int        `json:"schema"`
	Kind       string     `json:"kind"`
	Action     string     `json:"action,omitempty"` // of a delivery report, as are those down to messageId
	Form       string     `json:"form,omitempty"`
	Reporting  string     `json:"reporting,omitempty"`
	Date       string     `json:"date,omitempty"`
	To         string     `json:"to,omitempty"`
	Subject    string     `json:"subject,omitempty"` // of the original
	MessageID  string     `json:"messageId,omitempty"`
	Recipients []caseJSON `json:"recipients"`
}

type caseJSON struct {
	Address     string          `json:"address,omitempty"`
	Original    string          `json:"original,omitempty"` // address before it was rewritten
	Sender      string          `json:"sender,omitempty"`
	Action      string          `json:"action,omitempty"`
	Reply       string          `json:"reply,omitempty"`
	Status      string          `json:"status,omitempty"`
	Quotes      []quoteJSON     `json:"quotes"` // what the reply quotes, outermost first; the last is the reason
	NotedBy     string          `json:"notedBy,omitempty"`
	RefusedBy   string          `json:"refusedBy,omitempty"`
	Waits       bool            `json:"waits"` // nobody refused: it waits, or waited too long
	Phase       string          `json:"phase,omitempty"`
	Host        string          `json:"host,omitempty"` // the next host
	IP          string          `json:"ip,omitempty"`
	Client      string          `json:"client,omitempty"`
	Time        string          `json:"time,omitempty"`
	Before      int             `json:"before,omitempty"` // how often the same stands before
	Stamp       *stampJSON      `json:"stamp,omitempty"`
	Queue       *queueJSON      `json:"queue,omitempty"`
	Known       bool            `json:"known"`
	Conditions  []conditionJSON `json:"conditions"`
	Meaning     string          `json:"meaning"`
	Check       string          `json:"check,omitempty"`
	LastAttempt *attemptJSON    `json:"lastAttempt,omitempty"`
	Foreign     bool            `json:"foreign"` // another organization's, by its name, or another mail system's
	Stories     []similar       `json:"stories"`

	theirs bool
}

type quoteJSON struct {
	Reply string `json:"reply"`
	Host  string `json:"host,omitempty"`
}

type stampJSON struct {
	Host    string `json:"host"`
	Time    string `json:"time,omitempty"`
	Session string `json:"session,omitempty"`
}

type queueJSON struct {
	Identity      string `json:"identity,omitempty"`
	NextHopDomain string `json:"nextHopDomain,omitempty"`
	Status        string `json:"status,omitempty"`
	Messages      string `json:"messages,omitempty"`
}

// conditionJSON is one condition that the reply may stand for, and whose wording it is.
type conditionJSON struct {
	Name    string `json:"name"`
	Meaning string `json:"meaning"`
	Check   string `json:"check,omitempty"`
	By      string `json:"by,omitempty"`
	Source  string `json:"source,omitempty"`
	Seen    string `json:"seen,omitempty"`
}

type attemptJSON struct {
	Host  string `json:"host,omitempty"`
	IP    string `json:"ip,omitempty"`
	Time  string `json:"time,omitempty"`
	Error string `json:"error"`
}

type similar struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Likeness string `json:"likeness"`
	Claim    string `json:"claim"`
}

const timeForm = "2006-01-02T15:04:05Z"

func stampOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeForm)
}

// tellScrap puts together what is known about a piece of evidence.
func tellScrap(s *scrap.Scrap, claims *story.Claims) *scrapJSON {
	told := &scrapJSON{Schema: records.Schema, Kind: string(s.Kind), Recipients: []caseJSON{}}
	if r := s.Report; r != nil {
		told.Action, told.Form, told.Reporting, told.To = string(r.Action), r.Form.String(), r.Reporting, r.To
		told.Date, told.Subject, told.MessageID = stampOf(r.Date), r.OriginalSubject(), r.Original.Get("Message-ID")
	}
	alike := map[string][]similar{} // many recipients have one reply
	for i := range s.Cases {
		told.Recipients = append(told.Recipients, tellCase(&s.Cases[i], claims, alike))
	}
	return told
}

func tellCase(c *scrap.Case, claims *story.Claims, alike map[string][]similar) caseJSON {
	j := caseJSON{
		Address: c.Recipient, Original: c.Original, Sender: c.Sender, Action: string(c.Action),
		Reply: c.Answer().String(), Status: c.Status,
		NotedBy: c.Writer, RefusedBy: c.RefusedBy, Waits: c.Waits, Phase: string(c.Phase), Host: c.Host, IP: c.IP,
		Client: c.Client, Time: stampOf(c.Time), Before: c.Times,
		Quotes: []quoteJSON{}, Conditions: []conditionJSON{}, Stories: []similar{},
		Foreign: c.Foreign(), theirs: c.Theirs(),
	}
	if j.Status == "" {
		j.Status = c.Answer().Enhanced() // and not what its class would make of it: no number that stands nowhere
	}
	if j.Time == "" {
		j.Time = c.When
	}
	for i := 1; i < len(c.Chain); i++ {
		j.Quotes = append(j.Quotes, quoteJSON{c.Chain[i].Reply.String(), c.Chain[i].Host})
	}
	if c.Stamp.Host != "" {
		j.Stamp = &stampJSON{c.Stamp.Host, stampOf(c.Stamp.Time), c.Stamp.Session}
	}
	if q := c.Queue; q != nil {
		j.Queue = &queueJSON{q.Identity, q.NextHopDomain, q.Status, q.Messages}
	}
	if last := c.Last; last.Error != "" {
		j.LastAttempt = &attemptJSON{Host: last.Host, IP: last.IP, Time: stampOf(last.Time), Error: last.Error}
	}
	j.means(c)
	if !j.Foreign {
		j.Stories = similarTo(c, claims, alike)
	}
	return j
}

// means fills in what the reply means; by the action alone, which is all that is known then, where no condition is.
func (j *caseJSON) means(c *scrap.Case) {
	found := c.Meanings()
	for _, m := range found {
		said := conditionJSON{Name: m.Name, Meaning: m.Meaning, Check: m.Look()}
		if j.Foreign { // whose servers nobody here can look at
			said.Check = ""
		}
		if m.Exact() {
			said.By, said.Source, said.Seen = m.Wording.By.String(), m.Wording.Source, m.Wording.Seen
		}
		j.Conditions = append(j.Conditions, said)
	}
	j.Known = len(found) > 0
	switch {
	case j.Known:
		j.Meaning, j.Check = j.Conditions[0].Meaning, j.Conditions[0].Check
	case c.Action == dsn.Failed:
		j.Meaning = "The message could not be delivered."
	case c.Action == dsn.Delayed:
		j.Meaning = "The message has not arrived yet."
	case c.Action != "":
		j.Meaning = "The message was passed on."
	}
	if !j.Known {
		j.Meaning = strings.TrimSpace(j.Meaning + " " + c.Subject())
	}
}

// similarTo finds the stories that claim such a reply, or the one of the last attempt.
func similarTo(c *scrap.Case, claims *story.Claims, alike map[string][]similar) []similar {
	replies := []relay.Reply{c.Answer()}
	if c.Last.Error != "" {
		replies = append(replies, reply.Parse(c.Last.Error))
	}
	var key strings.Builder
	for _, r := range replies {
		key.WriteString(r.String() + "\n")
	}
	if known, ok := alike[key.String()]; ok {
		return known
	}
	list := []similar{}
	for _, s := range claims.Similar(replies) {
		list = append(list, similar{s.Story.Name, s.Story.Title, string(s.Likeness), s.Claim.Text})
	}
	alike[key.String()] = list
	return list
}
