package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func showCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show STORY|FILE",
		Short: "Print a story as an article, with a picture of its hybrid",
		Args:  oneStory,
		RunE: func(cmd *cobra.Command, args []string) error {
			stories, err := loadStories(args)
			if err != nil {
				return err
			}
			if len(stories) != 1 {
				return errors.New("show takes one story; name it or give its file")
			}
			text, err := stories[0].Article()
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), text)
			return err
		},
	}
}
