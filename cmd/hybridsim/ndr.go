package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"hybridsim/relay/scrap"
	"hybridsim/sim/exports"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
	"hybridsim/sim/userfile"
)

func ndrCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "ndr FILE",
		Short: "Read what is left when mail fails: a report, a reply, a trace detail, a queue, log rows; what " +
			"it means, and which stories show the same",
		Long: "Reads a piece of evidence from a file or from standard input (-): a delivery report as it " +
			"arrived (any RFC 3464 report) or its text\n" +
			"copied out of a mail program, in any of the languages that are known; one reply; a detail of a " +
			"message trace; a queue with its\n" +
			"LastError; rows of protocol, connectivity and tracking logs; a message or trace as JSON; what a " +
			"scanner printed; reports, logs\n" +
			"and single lines of other mail systems (Postfix, Exim, sendmail, qmail, Gmail, Domino and their like).\n" +
			"Damaged reports are read as far as they go. What a piece does not hold is left out.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := readScrap(cmd.InOrStdin(), args[0])
			if err != nil {
				return err
			}
			stories, err := loadStories(nil)
			if err != nil { // of the private ones; the report can be told all the same
				fmt.Fprintln(cmd.ErrOrStderr(), err)
			}
			told := tellScrap(s, story.ReadClaims(stories))
			if asJSON {
				return printJSON(cmd.OutOrStdout(), told)
			}
			newPrinter(cmd.OutOrStdout()).scrap(told)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was read as JSON (docs/json.md)")
	return cmd
}

func readScrap(stdin io.Reader, file string) (*scrap.Scrap, error) {
	name := file
	var content []byte
	var err error
	if file == "-" {
		name = "standard input"
		content, err = userfile.ReadFrom(stdin, name)
	} else {
		content, err = userfile.Read(file)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the report: %w", err)
	}
	s, err := scrap.Read(exports.AsText(content))
	if errors.Is(err, scrap.ErrNothing) {
		return nil, mistake.New("save the report as a file (.eml), copy its text from the first line to the "+
			"original's headers, or paste the line that holds the reply (550 5.7.1 ...)", "%s: %w", name, err)
	}
	return s, err
}
