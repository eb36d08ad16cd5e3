package main

import (
	"io"
	"net/netip"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/story"
)

// explanation is what explain --json prints (docs/json.md).
type explanation struct {
	Schema   int                  `json:"schema"`
	Name     string               `json:"name"`
	Title    string               `json:"title"`
	Kind     string               `json:"kind,omitempty"`
	Source   string               `json:"source"`
	OK       bool                 `json:"ok"`
	Sections []explanationSection `json:"sections"`
}

type explanationSection struct {
	Name   string      `json:"name"`
	Events []eventJSON `json:"events"`
}

type eventJSON struct {
	Sequence         int               `json:"sequence"`
	Time             time.Time         `json:"time"`
	Side             string            `json:"side"`
	Server           string            `json:"server"`
	Source           string            `json:"source"`
	Event            string            `json:"event"`
	Connector        string            `json:"connector,omitempty"`
	MessageID        string            `json:"messageId,omitempty"`
	NetworkMessageID string            `json:"networkMessageId,omitempty"`
	Sender           string            `json:"sender"`
	Recipients       []string          `json:"recipients"`
	Status           string            `json:"status,omitempty"`
	Reply            string            `json:"reply,omitempty"`
	Disposition      string            `json:"disposition,omitempty"`
	ClientIP         string            `json:"clientIp,omitempty"`
	ServerIP         string            `json:"serverIp,omitempty"`
	RemoteHost       string            `json:"remoteHost,omitempty"`
	Decisions        []explainDecision `json:"decisions"`
}

type explainDecision struct {
	decisionJSON
	Subject     string          `json:"subject"`
	NotModelled bool            `json:"notModelled,omitempty"`
	Candidates  []candidateJSON `json:"candidates"`
}

type candidateJSON struct {
	Name     string `json:"name"`
	Chosen   bool   `json:"chosen"`
	Property string `json:"property"`
	Why      string `json:"why"`
}

// explainJSON prints every decision of a played story for programs.
func explainJSON(out io.Writer, r *story.Report) error {
	e := explanation{Schema: schemaVersion, Name: r.Story.Name, Title: r.Story.Title, Kind: string(r.Story.Kind), Source: r.Story.Source, OK: r.OK(), Sections: []explanationSection{}}
	for section, events := range r.SectionEvents() {
		s := explanationSection{Name: section, Events: []eventJSON{}}
		for _, event := range events {
			s.Events = append(s.Events, newEventJSON(event))
		}
		e.Sections = append(e.Sections, s)
	}
	return printJSON(out, e)
}

func newEventJSON(e relay.Event) eventJSON {
	j := eventJSON{
		Sequence: e.Sequence, Time: e.Time.UTC(), Side: string(e.Side), Server: e.Server, Source: e.Source, Event: string(e.ID),
		Connector: e.ConnectorID, MessageID: e.MessageID, NetworkMessageID: e.NetworkMessageID, Sender: e.Sender,
		Recipients: append([]string{}, e.Recipients...), Status: e.RecipientStatus, Reply: e.Reply.String(), Disposition: string(e.Disposition),
		ClientIP: known(e.ClientIP), ServerIP: known(e.ServerIP), RemoteHost: e.RemoteHost, Decisions: []explainDecision{},
	}
	for _, d := range e.Decisions {
		decision := explainDecision{
			decisionJSON: decisionJSON{Question: string(d.Question), Chosen: d.Chosen, Because: d.Because, Source: d.Source},
			Subject:      d.Subject, NotModelled: d.NotModelled, Candidates: []candidateJSON{},
		}
		for _, c := range d.Candidates {
			decision.Candidates = append(decision.Candidates, candidateJSON{c.Name, c.Chosen, c.Property, c.Why})
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
