package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"hybridsim/sim/story"
)

func explainCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain STORY|FILE",
		Short: "Print every decision of every message, with all candidates and the property that ruled each in or out",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			stories, err := loadStories(args)
			if err != nil {
				return err
			}
			if len(stories) != 1 {
				return errors.New("explain takes one story; name it or give its file")
			}
			r, err := stories[0].Run()
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			if asJSON {
				return explainJSON(out, r)
			}
			for i, section := range r.Sections {
				end := len(r.Events)
				if i+1 < len(r.Sections) {
					end = r.Sections[i+1].Event
				}
				fmt.Fprintf(out, "== %s\n%s\n", section.Name, story.RenderEvents(r.Events[section.Event:end], true))
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the decisions as JSON (docs/evidence.md)")
	return cmd
}
