package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"hybridsim/sim/story"
)

func explainCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain STORY|FILE",
		Short: "Print every decision of every message, with all candidates and the property that ruled each in or out",
		Args:  oneStory,
		RunE: func(cmd *cobra.Command, args []string) error {
			stories, err := loadStories(args)
			if err != nil {
				return err
			}
			if len(stories) != 1 {
				return fmt.Errorf("explain takes one story; %s holds %d\n    hint: name one of its files", args[0], len(stories))
			}
			r, err := stories[0].Play()
			if err != nil {
				return err
			}
			if asJSON {
				return explainJSON(cmd.OutOrStdout(), r)
			}
			eachSection(r, func(name string, events string) {
				fmt.Fprintf(cmd.OutOrStdout(), "== %s\n%s\n", name, events)
			}, true)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the decisions as JSON (docs/json.md)")
	return cmd
}

// oneStory is the demand of a command for exactly one story.
func oneStory(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("%[1]s takes one story, not %[2]d\n    hint: write hybridsim %[1]s STORY; hybridsim list shows them", cmd.Name(), len(args))
	}
	return nil
}

// eachSection hands out what happened in each section in which something happened.
func eachSection(r *story.Report, see func(name, events string), candidates bool) {
	for i, section := range r.Sections {
		end := len(r.Events)
		if i+1 < len(r.Sections) {
			end = r.Sections[i+1].Event
		}
		if section.Event < end {
			see(section.Name, story.RenderEvents(r.Events[section.Event:end], candidates))
		}
	}
}
