package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"hybridsim/sim/lab"
	"hybridsim/sim/mistake"
	"hybridsim/sim/userfile"
)

func verifyGradeCommand() *cobra.Command {
	var key string
	cmd := &cobra.Command{
		Use:   "verify-grade FILE...",
		Short: "Verify the signatures of grades that a class gave",
		Long: "Verifies grades that were saved from a class, one or a list of them in a file.\n" +
			"A signature says that nothing was changed since; --key says whose it has to be: the key that the class " +
			"prints at its start.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, name := range args {
				if err := verifyGrades(cmd.OutOrStdout(), name, key); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "the public key that must have signed, as the class prints it")
	return cmd
}

func verifyGrades(out io.Writer, name, key string) error {
	content, err := userfile.Read(name)
	if err != nil {
		return err
	}
	all, err := lab.Verify(name, content)
	if err != nil {
		return err
	}
	for _, v := range all {
		if key != "" && v.Key != key {
			return mistake.New("ask whoever gave the grade which key the class has",
				"%s: the grade of %q was signed by another key: %s", name, v.Student, v.Key)
		}
		fmt.Fprintln(out, gradeLine(v))
	}
	if key == "" {
		fmt.Fprintf(out, "signed by %s; --key KEY demands a certain one\n", all[0].Key)
	}
	return nil
}

// gradeLine is a grade in a line.
func gradeLine(v lab.Verified) string {
	verdict := "not passed"
	if v.Passed {
		verdict = "passed"
	}
	return fmt.Sprintf("good  %s  %s  %s  %s  hints %d  lines %d", v.End.Format("2006-01-02 15:04"),
		strings.ToValidUTF8(v.Student, "?"), v.Lab, verdict, v.Hints, len(v.Lines))
}
