package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"hybridsim/scenarios"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
)

func newCommand() *cobra.Command {
	var base string
	var assertion, course bool
	cmd := &cobra.Command{
		Use:   "new NAME|FILE",
		Short: "Write the skeleton of a story into NAME.txtar; running it tells what to fill in",
		Long: "Writes the skeleton of a story of a fault, or with --assertion of a file that only states what " +
			"must hold on its base.\n" +
			"--base names a base of the catalogue, or a file from the new file's folder: ours.txtar, " +
			"../bases/ours.txtar.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return mistake.New("write hybridsim new kb2510049-domain-not-shared", "new takes one name, not %d",
					len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if course {
				return newCourse(cmd.OutOrStdout(), args[0])
			}
			file := strings.TrimSuffix(args[0], ".txtar") + ".txtar"
			if filepath.Base(file) == ".txtar" {
				return mistake.New("name it after its source and fault: kb2510049-domain-not-shared",
					"%q is not a name for a story", args[0])
			}
			c := &story.Catalogue{Files: scenarios.Files}
			b, err := c.BaseFor(filepath.ToSlash(file), base, openFile)
			if err != nil {
				return err
			}
			kind := story.Fault
			if assertion {
				kind = story.Assertion
			}
			text, err := story.Skeleton(kind, b, base)
			if err != nil {
				return err
			}
			if err := createFile(file, []byte(text)); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "written: %s\nfill in what its TODO lines name, then run it:\n"+
				"    hybridsim run %s\n", file, file)
			return nil
		},
	}
	cmd.Flags().StringVar(&base, "base", "hybrid-2013", "the healthy hybrid that the story starts from")
	cmd.Flags().BoolVar(&course, "course", false, "write the folder of a course, with a lab of its own (docs/class.md)")
	cmd.Flags().BoolVar(&assertion, "assertion", false,
		"write an assertion: a file that states what must hold (docs/assertions.md)")
	return cmd
}

// createFile writes a file that must not be there yet.
func createFile(name string, content []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return mistake.New("choose another name, or remove it first", "%s exists and stays as it is", name)
	}
	if err != nil {
		return fmt.Errorf("writing the story: %w", err)
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(fmt.Errorf("writing the story: %w", err), os.Remove(name))
	}
	return nil
}
