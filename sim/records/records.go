// Package records says how what happened in a world is written as JSON: events of message tracking with the decisions behind
// them (docs/json.md). It records nothing and decides nothing; the command line and the HTTP side print the same.
//
//  1. A world keeps a [relay.Event] for each thing that happened to a message.
//  2. [Of] turns one into an [Event], whose names are the document's.
package records

import (
	"net/netip"
	"time"

	"hybridsim/relay"
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
	ServerIP         string     `json:"serverIp,omitempty"`
	RemoteHost       string     `json:"remoteHost,omitempty"`
	Decisions        []Decision `json:"decisions"`
}

// Decision is a [relay.Decision] as JSON.
type Decision struct {
	Question    string      `json:"question"`
	Chosen      string      `json:"chosen"`
	Because     string      `json:"because"`
	Source      string      `json:"source"`
	Subject     string      `json:"subject"`
	NotModelled bool        `json:"notModelled,omitempty"`
	Candidates  []Candidate `json:"candidates"`
}

// Candidate is a [relay.Candidate] as JSON.
type Candidate struct {
	Name     string `json:"name"`
	Chosen   bool   `json:"chosen"`
	Property string `json:"property"`
	Why      string `json:"why"`
}

// Of is an event as JSON.
func Of(e relay.Event) Event {
	j := Event{
		Sequence: e.Sequence, Time: e.Time.UTC(), Side: string(e.Side), Server: e.Server, Source: e.Source, Event: string(e.ID),
		Connector: e.ConnectorID, MessageID: e.MessageID, NetworkMessageID: e.NetworkMessageID, Sender: e.Sender,
		Recipients: append([]string{}, e.Recipients...), Status: e.RecipientStatus, Reply: e.Reply.String(), Disposition: string(e.Disposition),
		ClientIP: known(e.ClientIP), ServerIP: known(e.ServerIP), RemoteHost: e.RemoteHost, Decisions: []Decision{},
	}
	for _, d := range e.Decisions {
		decision := Decision{
			Question: string(d.Question), Chosen: d.Chosen, Because: d.Because, Source: d.Source,
			Subject: d.Subject, NotModelled: d.NotModelled, Candidates: []Candidate{},
		}
		for _, c := range d.Candidates {
			decision.Candidates = append(decision.Candidates, Candidate{c.Name, c.Chosen, c.Property, c.Why})
		}
		j.Decisions = append(j.Decisions, decision)
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
