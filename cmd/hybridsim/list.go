package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"hybridsim/sim/story"
)

func listCommand() *cobra.Command {
	var asJSON, bySource bool
	cmd := &cobra.Command{
		Use:   "list [STORY|FILE|FOLDER ...]",
		Short: "Show the catalogue: each story with its source, symptom and number of claims",
		RunE: func(cmd *cobra.Command, args []string) error {
			stories, err := loadStories(args)
			if err != nil {
				return err
			}
			if bySource {
				return listSources(cmd, stories, asJSON)
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), newCatalogueDocument(stories))
			}
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 8, 2, ' ', 0)
			fmt.Fprintln(w, "NAME\tDOC\tINF\tTITLE\tSOURCE\tSYMPTOM")
			for _, s := range stories {
				documented, inferred := s.Claims()
				fmt.Fprintf(w, "%s\t%3d\t%3d\t%s\t%s\t%s\n", s.Name, documented, inferred, shortened(s.Title, 60), shortened(s.Source, 24), shortened(s.SymptomClaim(), 60))
			}
			return w.Flush()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the catalogue as JSON (docs/json.md)")
	cmd.Flags().BoolVar(&bySource, "sources", false, "print the documents instead, section by section, with the stories that show each")
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
