package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"hybridsim/scenarios"
	"hybridsim/sim/records"
	"hybridsim/sim/story"
)

// sourcesDocument is what list --sources --json prints.
type sourcesDocument struct {
	Schema  int               `json:"schema"`
	Sources []scenarios.Entry `json:"sources"`
}

// listSources prints the index of the documents: each section with the stories that show it.
func listSources(cmd *cobra.Command, stories []*story.Story, asJSON bool) error {
	index, err := scenarios.Sources()
	if err != nil {
		return err
	}
	var citations []scenarios.Citation
	for _, s := range stories {
		if s.Source == "" { // an assertion rests on nobody but its team
			continue
		}
		citations = append(citations, scenarios.Citation{Story: s.Name, Source: s.Source, Section: s.Section})
	}
	entries := scenarios.Entries(index, citations)
	if asJSON {
		return printJSON(cmd.OutOrStdout(), sourcesDocument{records.Schema, entries})
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "SOURCE\tSECTION\tSTORY\tSTATUS")
	counts := map[scenarios.Status]int{}
	for _, e := range entries {
		counts[e.Status]++
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", shortened(e.Source, 46), shortened(e.Section, 60), e.Story, e.Status)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d told, %d planned, %d missing\n", counts[scenarios.Told],
		counts[scenarios.Planned], counts[scenarios.Missing])
	return err
}
