package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"hybridsim/sim/story"
)

func listCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list [STORY|FILE|FOLDER ...]",
		Short: "Show the catalogue: each story with its source, symptom and number of claims",
		RunE: func(cmd *cobra.Command, args []string) error {
			stories, err := loadStories(args)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), newCatalogueDocument(stories))
			}
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 8, 2, ' ', 0)
			fmt.Fprintln(w, "NAME\tDOCUMENTED\tINFERRED\tSOURCE\tTITLE\tSYMPTOM")
			for _, s := range stories {
				documented, inferred := s.Claims()
				fmt.Fprintf(w, "%s\t%d\t%d\t%s\t%s\t%s\n", s.Name, documented, inferred, s.SourceAndSection(), s.Title, s.SymptomClaim())
			}
			return w.Flush()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the catalogue as JSON (docs/json.md)")
	return cmd
}

func newCatalogueDocument(stories []*story.Story) *catalogueDocument {
	document := &catalogueDocument{schemaVersion, []listedJSON{}}
	for _, s := range stories {
		documented, inferred := s.Claims()
		document.Stories = append(document.Stories,
			listedJSON{s.Name, s.Title, s.Source, s.Section, s.Contrast, s.SymptomClaim(), documented, inferred})
	}
	return document
}
