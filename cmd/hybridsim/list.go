package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"hybridsim/sim/mistake"
	"hybridsim/sim/records"
	"hybridsim/sim/story"
)

func listCommand() *cobra.Command {
	var asJSON, bySource, faults bool
	cmd := &cobra.Command{
		Use:   "list [STORY|FILE|FOLDER ...]",
		Short: "Show the catalogue: each story with its source, symptom and number of claims",
		RunE: func(cmd *cobra.Command, args []string) error {
			if faults {
				if len(args) > 0 {
					return mistake.New("hybridsim list --faults", "--faults: the catalogue of faults names no stories")
				}
				return listFaults(cmd, asJSON)
			}
			stories, unread := readStories(args)
			if len(stories) == 0 && len(unread) > 0 {
				return errors.Join(unread...)
			}
			switch {
			case bySource:
				return besides(unread, listSources(cmd, stories, asJSON))
			case asJSON:
				return besides(unread, printJSON(cmd.OutOrStdout(), newCatalogueDocument(stories)))
			}
			return besides(unread, listText(cmd.OutOrStdout(), stories))
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the catalogue as JSON (docs/json.md)")
	cmd.Flags().BoolVar(&bySource, "sources", false,
		"print the documents instead, section by section, with the stories that show each")
	cmd.Flags().BoolVar(&faults, "faults", false,
		"print the kinds of faults that mutate and diagnose go through instead (docs/faults.md)")
	cmd.MarkFlagsMutuallyExclusive("sources", "faults")
	return cmd
}

// listText prints a table. The columns of what is observed and what is required are there when something is.
func listText(out io.Writer, stories []*story.Story) error {
	var all story.ClaimCount
	for _, s := range stories {
		all = all.Plus(s.Claims())
	}
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	row := func(name, documented, observed, inferred, required string, rest ...string) {
		cells := []string{name, documented}
		if all.Observed > 0 {
			cells = append(cells, observed)
		}
		cells = append(cells, inferred)
		if all.Required > 0 {
			cells = append(cells, required)
		}
		fmt.Fprintln(w, strings.Join(append(cells, rest...), "\t"))
	}
	row("NAME", "DOC", "OBS", "INF", "REQ", "TITLE", "SOURCE", "SYMPTOM")
	for _, s := range stories {
		n, claim := s.Claims(), s.FirstClaim()
		if s.Kind == story.Assertion {
			claim = "asserts: " + claim
		}
		row(s.Name, right(n.Documented), right(n.Observed), right(n.Inferred), right(n.Required),
			shortened(s.Title, 60), shortened(s.Source, 24), shortened(claim, 60))
	}
	return w.Flush()
}

// right is a number at the right end of its column.
func right(n int) string { return fmt.Sprintf("%3d", n) }

func newCatalogueDocument(stories []*story.Story) *catalogueDocument {
	document := &catalogueDocument{records.Schema, []listedJSON{}}
	for _, s := range stories {
		listed := listedJSON{Name: s.Name, Title: s.Title, Kind: string(s.Kind), Source: s.Source, Section: s.Section,
			Contrast: s.Contrast, countsJSON: countsJSON(s.Claims())}
		if s.Kind == story.Assertion {
			listed.Claim = s.FirstClaim()
		} else {
			listed.Symptom = s.FirstClaim()
		}
		document.Stories = append(document.Stories, listed)
	}
	return document
}
