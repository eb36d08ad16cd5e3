package main

import (
	"io"

	"hybridsim/sim/caveat"
	"hybridsim/sim/records"
	"hybridsim/sim/story"
)

// explanation is what explain --json prints (docs/json.md).
type explanation struct {
	Schema      int                  `json:"schema"`
	Name        string               `json:"name"`
	Title       string               `json:"title"`
	Kind        string               `json:"kind,omitempty"`
	Source      string               `json:"source"`
	OK          bool                 `json:"ok"`
	Sections    []explanationSection `json:"sections"`
	NotLookedAt caveat.List          `json:"notLookedAt"`
	Messages    []records.Message    `json:"messages"`
}

type explanationSection struct {
	Name   string          `json:"name"`
	Events []records.Event `json:"events"`
}

// explainJSON prints every decision of a played story for programs.
func explainJSON(out io.Writer, r *story.Report) error {
	e := explanation{Schema: records.Schema, Name: r.Story.Name, Title: r.Story.Title, Kind: string(r.Story.Kind),
		Source: r.Story.Source, OK: r.OK(), Sections: []explanationSection{}, NotLookedAt: r.NotLookedAt}
	for section, events := range r.SectionEvents() {
		s := explanationSection{Name: section, Events: []records.Event{}}
		for _, event := range events {
			s.Events = append(s.Events, records.Of(event))
		}
		e.Sections = append(e.Sections, s)
	}
	e.Messages = records.Messages(r.Records())
	return printJSON(out, e)
}
