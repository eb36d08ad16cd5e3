package scenarios

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
)

// Source is a document that stories rest on, by its public name.
type Source struct {
	Name     string    `json:"source"`
	About    string    `json:"about"` // in our words
	Sections []Section `json:"sections"`
}

// Section is a part of a document that names a fault, a symptom, a check or a fix.
type Section struct {
	Name    string   `json:"section"`           // empty: the whole document
	Says    string   `json:"says"`              // in our words
	Also    []string `json:"also,omitempty"`    // stories that show it and cite another section
	Planned []string `json:"planned,omitempty"` // stories to be written
}

//go:embed sources.json
var sourcesJSON []byte

// Sources is the index of the documents, section by section.
func Sources() ([]Source, error) {
	var index []Source
	if err := json.Unmarshal(sourcesJSON, &index); err != nil {
		return nil, fmt.Errorf("scenarios/sources.json: %w", err)
	}
	return index, nil
}

// Citation is a story with what it cites in its header.
type Citation struct{ Story, Source, Section string }

// Status says whether a section of a document is told.
type Status string

// Statuses.
const (
	Told    Status = "told"    // the story plays
	Planned Status = "planned" // the story is named and not there yet
	Missing Status = "missing" // no story is even named
)

// Entry is one line of the index: a section and one story that shows it.
type Entry struct {
	Source  string `json:"source"`
	Section string `json:"section"`
	Story   string `json:"story"`
	Status  Status `json:"status"`
}

// Entries joins the index with the stories: for each section those that cite it, those that also show it, and those
// that are planned and not there yet. A section without any has one entry without a story.
func Entries(index []Source, stories []Citation) []Entry {
	exists := func(name string) bool {
		return slices.ContainsFunc(stories, func(c Citation) bool { return c.Story == name })
	}
	var entries []Entry
	for _, source := range index {
		for _, section := range source.Sections {
			var named []string
			for _, c := range stories {
				if c.Source == source.Name && c.Section == section.Name {
					named = append(named, c.Story)
				}
			}
			for _, name := range slices.Concat(section.Also, section.Planned) {
				if !slices.Contains(named, name) {
					named = append(named, name)
				}
			}
			if len(named) == 0 {
				entries = append(entries, Entry{source.Name, section.Name, "", Missing})
			}
			for _, name := range named {
				status := Planned
				if exists(name) {
					status = Told
				}
				entries = append(entries, Entry{source.Name, section.Name, name, status})
			}
		}
	}
	return entries
}
