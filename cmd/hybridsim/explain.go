package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
)

func explainCommand() *cobra.Command {
	var asJSON, strict bool
	cmd := &cobra.Command{
		Use:   "explain STORY|FILE",
		Short: "Print every decision of every message, with all candidates and the property that ruled each in or out",
		Args:  oneStory,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := loadStory(cmd, args[0])
			if err != nil {
				return err
			}
			r, err := s.Play()
			if err != nil {
				return err
			}
			if asJSON {
				return strictly(strict, r.NotLookedAt, explainJSON(cmd.OutOrStdout(), r))
			}
			eachSection(r, func(name string, events string) {
				fmt.Fprintf(cmd.OutOrStdout(), "== %s\n%s\n", name, events)
			}, true)
			fmt.Fprintf(cmd.OutOrStdout(), "== What became of the messages\n%s", script.RenderEnds(r.Records()))
			newPrinter(cmd.OutOrStdout()).notLooked(r.NotLookedAt, args[0])
			return strictly(strict, r.NotLookedAt, nil)
		},
	}
	strictFlag(cmd, &strict)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the decisions as JSON (docs/json.md)")
	return cmd
}

// oneStory is the demand of a command for exactly one story.
func oneStory(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return mistake.New(fmt.Sprintf("write hybridsim %s STORY; hybridsim list shows them", cmd.Name()),
			"%s takes one story, not %d", cmd.Name(), len(args))
	}
	return nil
}

// loadStory reads the story that a command's argument names.
func loadStory(cmd *cobra.Command, arg string) (*story.Story, error) {
	stories, err := loadStories([]string{arg})
	if err != nil {
		return nil, err
	}
	if len(stories) != 1 {
		return nil, mistake.New("name one of its files", "%s takes one story; %s holds %d", cmd.Name(), arg,
			len(stories))
	}
	return stories[0], nil
}

// eachSection hands out what happened in each section in which something happened.
func eachSection(r *story.Report, see func(name, events string), candidates bool) {
	for section, events := range r.SectionEvents() {
		if len(events) > 0 {
			see(section, script.RenderEvents(events, candidates))
		}
	}
}
