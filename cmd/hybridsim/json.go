package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"hybridsim/sim/caveat"
	"hybridsim/sim/mistake"
	"hybridsim/sim/records"
	"hybridsim/sim/story"
)

// document is what run --json prints.
type document struct {
	Schema int `json:"schema"`
	// Shard is the share of the stories that was played, such as 2/4; left out for all.
	Shard   string      `json:"shard,omitempty"`
	Stories []storyJSON `json:"stories"`
	Summary summaryJSON `json:"summary"`
	// Mistakes are those in files that could not be read or played.
	Mistakes []mistakeJSON `json:"mistakes"`
}

// mistakeJSON is a mistake in an input. What is not known of its place is left out.
type mistakeJSON struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// mistakesJSON are errors one by one; those of one file may come together.
func mistakesJSON(all []error) []mistakeJSON {
	list := []mistakeJSON{}
	for _, err := range all {
		var many mistake.Errors
		var one *mistake.Error
		switch {
		case errors.As(err, &many):
		case errors.As(err, &one):
			many = mistake.Errors{one}
		default:
			many = mistake.Errors{{Message: err.Error()}}
		}
		for _, e := range many {
			list = append(list, mistakeJSON{e.File, e.Line, e.Column, e.Message, e.Hint})
		}
	}
	return list
}

type storyJSON struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Kind     string   `json:"kind,omitempty"`
	Source   string   `json:"source"`
	Section  string   `json:"section,omitempty"`
	Contrast string   `json:"contrast,omitempty"`
	OK       bool     `json:"ok"`
	Symptom  string   `json:"symptom"`
	Cures    []string `json:"cures"`
	Outcome  string   `json:"outcome,omitempty"`
	countsJSON
	Held        int           `json:"held"`
	Failures    []failureJSON `json:"failures"`
	Context     []contextJSON `json:"context"`
	Headers     []headerJSON  `json:"headers"`
	Evidence    string        `json:"evidence"`
	NotLookedAt caveat.List   `json:"notLookedAt"`
}

// countsJSON are claims by what they rest on.
type countsJSON struct {
	Documented int `json:"documented"`
	Observed   int `json:"observed"`
	Inferred   int `json:"inferred"`
	Required   int `json:"required"`
}

type failureJSON struct {
	File      string             `json:"file"`
	Line      int                `json:"line"`
	Wanted    string             `json:"wanted"`
	Got       string             `json:"got"`
	Undecided []string           `json:"undecided"`
	Decisions []records.Decision `json:"decisions"`
}

type contextJSON struct {
	Line  int    `json:"line"`
	Claim string `json:"claim"`
}

type headerJSON struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

type summaryJSON struct {
	Stories    int `json:"stories"`
	Assertions int `json:"assertions"`
	Failed     int `json:"failed"`
	Held       int `json:"held"`
	countsJSON
}

func newDocument() *document {
	return &document{Schema: records.Schema, Stories: []storyJSON{}}
}

func (d *document) add(r *story.Report) {
	s := storyJSON{
		Name: r.Story.Name, Title: r.Story.Title, Kind: string(r.Story.Kind), Source: r.Story.Source,
		Section: r.Story.Section, Contrast: r.Story.Contrast,
		OK: r.OK(), Symptom: r.Symptom, Cures: []string{}, Outcome: r.Outcome, countsJSON: countsJSON(r.Story.Claims()),
		Held:     r.Held,
		Failures: []failureJSON{}, Context: []contextJSON{}, Headers: []headerJSON{}, Evidence: r.Evidence,
		NotLookedAt: r.NotLookedAt,
	}
	for _, c := range r.Cures {
		s.Cures = append(s.Cures, c.Outcome)
	}
	for _, f := range r.Failures {
		j := failureJSON{File: f.File, Line: f.Line, Wanted: f.Want, Got: f.Got,
			Undecided: append([]string{}, f.Undecided...), Decisions: []records.Decision{}}
		for _, made := range f.Decisions {
			j.Decisions = append(j.Decisions, records.DecisionOf(f.Side, made))
		}
		s.Failures = append(s.Failures, j)
	}
	for _, step := range r.Context {
		s.Context = append(s.Context, contextJSON{step.Line, step.Text})
	}
	for _, h := range r.Headers {
		s.Headers = append(s.Headers, headerJSON(h))
	}
	d.Stories = append(d.Stories, s)
}

// catalogueDocument is what list --json prints.
type catalogueDocument struct {
	Schema  int          `json:"schema"`
	Stories []listedJSON `json:"stories"`
}

type listedJSON struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Kind     string `json:"kind,omitempty"`
	Source   string `json:"source"`
	Section  string `json:"section,omitempty"`
	Contrast string `json:"contrast,omitempty"`
	Symptom  string `json:"symptom"`
	Claim    string `json:"claim,omitempty"`
	countsJSON
}

// printJSON writes a document, indented and with <, > and & as they are.
func printJSON(out io.Writer, document any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(document); err != nil {
		return fmt.Errorf("writing the results: %w", err)
	}
	return nil
}
