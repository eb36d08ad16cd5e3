package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/tools/txtar"

	"hybridsim/relay"
	"hybridsim/sim/exports"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
	"hybridsim/sim/userfile"
)

func exportCommand() *cobra.Command {
	var format, dir, organization string
	var force bool
	cmd := &cobra.Command{
		Use:   "export BASE",
		Short: "Write what Get- cmdlets would export of a base, as files that import reads",
		Long: "Builds the world of a base and writes the configuration of both sides as an administrator would " +
			"export it: one file for each\n" +
			"kind of object, with Cloud_ or OnPrem_ before its name where both sides have the kind. Importing " +
			"the files gives the same base. Of several organizations the first is written, with its tenant, unless " +
			"another is named.",
		Args: oneBase("a file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(exports.Formats(), format) {
				return mistake.New(suggest.DidYouMean(format, exports.Formats()), "%q is not a format", format)
			}
			s, err := findBase(args[0])
			if err != nil {
				return err
			}
			w, err := s.World()
			if err != nil {
				return err
			}
			defer w.Close()
			list := w.Hybrid(organization)
			if list == nil {
				return mistake.New(cmp.Or(suggest.DidYouMean(organization, w.HybridNames()),
					"there is "+strings.Join(w.HybridNames(), ", ")), "there is no organization %s", organization)
			}
			files, err := exports.Write(format, list...)
			if err != nil {
				return err
			}
			if others := unwritten(w.Organizations(), list); len(others) > 0 {
				fmt.Fprintf(cmd.ErrOrStderr(), "not written: %s; --organization names another\n",
					strings.Join(others, ", "))
			}
			if dir == "" {
				return printFiles(cmd, files)
			}
			return writeFiles(cmd, dir, files, force, storyFiles(s))
		},
	}
	cmd.Flags().StringVar(&format, "format", "fl", "clixml (Export-Clixml), fl (Format-List) or json (ConvertTo-Json)")
	cmd.Flags().StringVarP(&dir, "output", "o", "",
		"the folder to write into; without it the files are printed, each behind a line with its name")
	cmd.Flags().StringVar(&organization, "organization", "",
		"of several, whose configuration: an on-premises organization's and its tenant's, or a tenant's alone")
	cmd.Flags().BoolVar(&force, "force", false, "replace files that exist")
	return cmd
}

// unwritten are the sides of the organizations that are not among those that are written.
func unwritten(all, written []*relay.Organization) (sides []string) {
	for _, o := range all {
		is := func(w *relay.Organization) bool { return w.Side == o.Side }
		if !slices.ContainsFunc(written, is) && !o.IsEdge() {
			sides = append(sides, string(o.Side))
		}
	}
	return sides
}

// printFiles prints files as one archive of text.
func printFiles(cmd *cobra.Command, files []exports.File) error {
	a := &txtar.Archive{}
	for _, f := range files {
		a.Files = append(a.Files, txtar.File{Name: f.Name, Data: f.Content})
	}
	_, err := cmd.OutOrStdout().Write(txtar.Format(a))
	return err
}

// writeFiles writes files into a folder: all, or none when one of them exists.
func writeFiles(cmd *cobra.Command, dir string, files []exports.File, force bool, read []string) error {
	for _, f := range files {
		if err := userfile.Apart(read, userfile.Output{Flag: "-o", Name: filepath.Join(dir, f.Name)}); err != nil {
			return err
		}
		if _, err := os.Lstat(filepath.Join(dir, f.Name)); err == nil && !force {
			return mistake.New("choose another folder, or add --force", "%s exists and stays as it is",
				filepath.Join(dir, f.Name))
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return mistake.New("name a folder with -o", "looking at the folder: %w", err)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	for _, f := range files {
		if err := userfile.Write(filepath.Join(dir, f.Name), f.Content, 0o644); err != nil {
			return err
		}
	}
	fmt.Fprintf(cmd.OutOrStdout(), "written: %d files into %s\nto make a base of them: hybridsim import %s -o "+
		"NAME.txtar\n", len(files), dir, dir)
	return nil
}
