package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"hybridsim/sim/fault"
	"hybridsim/sim/records"
)

// faultsDocument is what list --faults --json prints.
type faultsDocument struct {
	Schema int            `json:"schema"`
	Faults []operatorJSON `json:"faults"`
}

type operatorJSON struct {
	Name   string `json:"name"`
	Family string `json:"family"`
	Says   string `json:"says"`
	Common string `json:"common"`
	Source string `json:"source"`
	Whose  string `json:"whose"`
	Story  bool   `json:"story"`
}

// listFaults prints the catalogue of what goes wrong, which mutate and diagnose go through (docs/faults.md).
func listFaults(cmd *cobra.Command, asJSON bool) error {
	document := faultsDocument{records.Schema, []operatorJSON{}}
	for _, o := range fault.Operators() {
		document.Faults = append(document.Faults, operatorJSON{o.Name, string(o.Family), o.Says, o.Common.String(),
			o.Source, string(o.Whose), o.FromStory()})
	}
	if asJSON {
		return printJSON(cmd.OutOrStdout(), document)
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "FAULT\tFAMILY\tCOMMON\tSOURCE\tSTORY\tWHAT GOES WRONG")
	for _, o := range document.Faults {
		story := ""
		if o.Story {
			story = "yes"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", o.Name, o.Family, o.Common, shortened(o.Source, 26), story, o.Says)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s; docs/faults.md says what each needs and types\n",
		number(len(document.Faults), "kind of fault", "kinds of faults"))
	return err
}
