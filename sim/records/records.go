// Package records says how what happened in a world is written for programs: as JSON (docs/json.md) and as a JUnit
// report. It records nothing and decides nothing; the command line and the HTTP side print the same.
//
//  1. A world keeps a [relay.Event] for each thing that happened to a message.
//  2. [Of] turns one into an [Event], whose names are the document's; a decision is an [Answer] in all of them.
//  3. A [JUnit] report says the same to continuous integration.
package records

import (
	"net/netip"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/journey"
)

// Event is a [relay.Event] as JSON.
type Event struct {
	Sequence         int        `json:"sequence"`
	Time             time.Time  `json:"time"`
	Side             string     `json:"side"`
	Server           string     `json:"server"`
	Source           string     `json:"source"`
	Event            string     `json:"event"`
	Connector        string     `json:"connector,omitempty"`
	MessageID        string     `json:"messageId,omitempty"`
	NetworkMessageID string     `json:"networkMessageId,omitempty"`
	Sender           string     `json:"sender"`
	Recipients       []string   `json:"recipients"`
	Status           string     `json:"status,omitempty"`
	Reply            string     `json:"reply,omitempty"`
	Disposition      string     `json:"disposition,omitempty"`
	ClientIP         string     `json:"clientIp,omitempty"`
	TranslatedFrom   string     `json:"translatedFrom,omitempty"`
	ServerIP         string     `json:"serverIp,omitempty"`
	RemoteHost       string     `json:"remoteHost,omitempty"`
	Decisions        []Decision `json:"decisions"`
}

// Schema is the version of every JSON document. It grows when a field goes away or changes its meaning; docs/json.md
// has a table of what changed.
const Schema = 2

// Answer is a decision without what else could have been chosen. It has the same names in every document.
type Answer struct {
	Side        string `json:"side"`
	Question    string `json:"question"`
	Subject     string `json:"subject"`
	Chosen      string `json:"chosen"`
	Because     string `json:"because"`
	Source      string `json:"source"`
	NotModelled bool   `json:"notModelled,omitempty"`
}

// Decision is an [Answer] with every candidate.
type Decision struct {
	Answer
	Candidates []Candidate `json:"candidates"`
}

// Message is what became of a message, as JSON.
type Message struct {
	MessageID string `json:"messageId"`
	Sender    string `json:"sender"`
	Subject   string `json:"subject"`
	Ends      []End  `json:"ends"`
}

// End is a [journey.End] as JSON.
type End struct {
	Recipient string   `json:"recipient"`
	Via       []string `json:"via"`
	Kind      string   `json:"kind"`
	At        string   `json:"at"`
	Reply     string   `json:"reply,omitempty"`
	Report    string   `json:"report,omitempty"`
}

// Messages tells what became of every message.
func Messages(r journey.Records) []Message {
	list := []Message{}
	for _, id := range journey.IDs(r) {
		told := journey.Of(r, id)
		m := Message{told.MessageID, told.Sender, told.Subject, []End{}}
		for _, e := range told.Ends {
			m.Ends = append(m.Ends, End{e.Recipient, append([]string{}, e.Via...), string(e.Kind), e.At,
				e.Reply.String(), e.Report})
		}
		list = append(list, m)
	}
	return list
}

// Candidate is a [relay.Candidate] as JSON.
type Candidate struct {
	Name     string `json:"name"`
	Chosen   bool   `json:"chosen"`
	Fits     bool   `json:"fits"`
	Property string `json:"property"`
	Why      string `json:"why"`
}

// AnswerOf is what was decided on a side, or by an outside host.
func AnswerOf(at string, d relay.Decision) Answer {
	return Answer{
		Side: at, Question: string(d.Question), Subject: d.Subject, Chosen: d.Chosen, Because: d.Because,
		Source:      d.Source,
		NotModelled: d.NotModelled,
	}
}

// DecisionOf is what was decided on a side, with every candidate.
func DecisionOf(side relay.Side, d relay.Decision) Decision {
	decision := Decision{Answer: AnswerOf(string(side), d), Candidates: []Candidate{}}
	for _, c := range d.Candidates {
		decision.Candidates = append(decision.Candidates, Candidate{c.Name, c.Chosen, c.Fits, c.Property, c.Why})
	}
	return decision
}

// Of is an event as JSON.
func Of(e relay.Event) Event {
	j := Event{
		Sequence: e.Sequence, Time: e.Time.UTC(), Side: string(e.Side), Server: e.Server, Source: e.Source,
		Event:     string(e.ID),
		Connector: e.ConnectorID, MessageID: e.MessageID, NetworkMessageID: e.NetworkMessageID, Sender: e.Sender,
		Recipients: append([]string{}, e.Recipients...), Status: e.RecipientStatus, Reply: e.Reply.String(),
		Disposition: string(e.Disposition),
		ClientIP:    known(e.ClientIP), TranslatedFrom: known(e.TranslatedFrom), ServerIP: known(e.ServerIP),
		RemoteHost: e.RemoteHost, Decisions: []Decision{},
	}
	for _, d := range e.Decisions {
		j.Decisions = append(j.Decisions, DecisionOf(e.Side, d))
	}
	return j
}

func known(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

// Tone is how an event is coloured where it is shown: good, wait, bad or plain.
func Tone(id relay.EventID) string {
	switch id {
	case relay.EventDeliver, relay.EventSend:
		return "good"
	case relay.EventDefer, relay.EventConnect:
		return "wait"
	case relay.EventFail, relay.EventRefuse, relay.EventBadMail, relay.EventDrop:
		return "bad"
	}
	return "plain"
}
