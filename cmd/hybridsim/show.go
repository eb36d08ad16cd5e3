package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"hybridsim/sim/caveat"
	"hybridsim/sim/check"
	"hybridsim/sim/records"
	"hybridsim/sim/story"
	"hybridsim/sim/story/tell"
)

func showCommand() *cobra.Command {
	var asJSON, strict bool
	cmd := &cobra.Command{
		Use:   "show STORY|FILE",
		Short: "Print a story as an article, with a picture of its hybrid",
		Args:  oneStory,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := loadStory(cmd, args[0])
			if err != nil {
				return err
			}
			list, err := check.NotLookedAt(check.Read(s))
			if err != nil {
				return err
			}
			if asJSON {
				return strictly(strict, list, printJSON(cmd.OutOrStdout(), newShown(s, list)))
			}
			text, err := tell.Article(s)
			if err != nil {
				return err
			}
			p := newPrinter(cmd.OutOrStdout())
			_, err = fmt.Fprint(p.out, text)
			p.notLooked(list, args[0])
			return strictly(strict, list, err)
		},
	}
	strictFlag(cmd, &strict)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the story's parts as JSON (docs/json.md)")
	return cmd
}

// shownJSON is what show --json prints: a story in its parts, without playing it.
type shownJSON struct {
	Schema      int                `json:"schema"`
	Name        string             `json:"name"`
	Title       string             `json:"title"`
	Kind        string             `json:"kind,omitempty"`
	Source      string             `json:"source"`
	Section     string             `json:"section,omitempty"`
	Base        string             `json:"base"`
	Sections    []shownSectionJSON `json:"sections"`
	NotLookedAt caveat.List        `json:"notLookedAt"`
}

type shownSectionJSON struct {
	Name  string          `json:"name"`
	Steps []shownStepJSON `json:"steps"`
}

type shownStepJSON struct {
	Line    int    `json:"line"`
	Text    string `json:"text"`
	Mark    string `json:"mark,omitempty"`
	RestsOn string `json:"restsOn,omitempty"`
}

func newShown(s *story.Story, list caveat.List) *shownJSON {
	shown := &shownJSON{Schema: records.Schema, Name: s.Name, Title: s.Title, Kind: string(s.Kind), Source: s.Source,
		Section: s.Section, Base: s.Base.Name, NotLookedAt: list}
	add := func(name string, steps []*story.Step) {
		section := shownSectionJSON{Name: name, Steps: []shownStepJSON{}}
		for _, step := range steps {
			section.Steps = append(section.Steps, shownStepJSON{step.Line, step.Text, string(step.Mark.Kind),
				step.Mark.Text})
		}
		if len(steps) > 0 {
			shown.Sections = append(shown.Sections, section)
		}
	}
	add("Setup", s.Setup)
	add("Cause", s.Cause)
	add("Symptoms", s.Symptoms)
	for _, cure := range s.Cures {
		add("Resolution", cure.Resolution)
		add("Verification", cure.Verification)
	}
	return shown
}
