package main

import (
	"encoding/json"
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
				return listJSON(cmd, stories)
			}
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 8, 2, ' ', 0)
			fmt.Fprintln(w, "NAME\tSOURCE\tTITLE\tSYMPTOM\tDOCUMENTED\tINFERRED")
			for _, s := range stories {
				documented, inferred := s.Claims()
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%d\n", s.Name, s.SourceAndSection(), s.Title, s.SymptomClaim(), documented, inferred)
			}
			return w.Flush()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the catalogue as JSON (docs/json.md)")
	cmd.Flags().BoolVar(&bySource, "sources", false, "print the documents instead, section by section, with the stories that show each")
	return cmd
}

// listed is one story as list --json prints it.
type listed struct {
	Name       string `json:"name"`
	Title      string `json:"title"`
	Source     string `json:"source"`
	Section    string `json:"section,omitempty"`
	Symptom    string `json:"symptom"`
	Documented int    `json:"documented"`
	Inferred   int    `json:"inferred"`
}

func listJSON(cmd *cobra.Command, stories []*story.Story) error {
	document := struct {
		Schema  int      `json:"schema"`
		Stories []listed `json:"stories"`
	}{schemaVersion, []listed{}}
	for _, s := range stories {
		documented, inferred := s.Claims()
		document.Stories = append(document.Stories, listed{s.Name, s.Title, s.Source, s.Section, s.SymptomClaim(), documented, inferred})
	}
	encoder := json.NewEncoder(cmd.OutOrStdout())
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(document)
}
