package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"hybridsim/sim/story"
)

func explainCommand() *cobra.Command {
	return &cobra.Command{
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
			eachSection(r, func(name string, events string) {
				fmt.Fprintf(cmd.OutOrStdout(), "== %s\n%s\n", name, events)
			}, true)
			return nil
		},
	}
}

func oneStory(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("explain takes one story, not %d\n    hint: write hybridsim explain STORY; hybridsim list shows them", len(args))
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
