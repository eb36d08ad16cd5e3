package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"hybridsim/scenarios"
	"hybridsim/sim/fault"
	"hybridsim/sim/mistake"
	"hybridsim/sim/mutate"
	"hybridsim/sim/story"
	"hybridsim/sim/suggest"
)

func newCommand() *cobra.Command {
	var base string
	var assertion, course bool
	var ofFault string
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
			text, err := skeleton(b, base, ofFault, assertion)
			if err != nil {
				return err
			}
			if err := createFile(file, []byte(text)); err != nil {
				return err
			}
			if ofFault != "" {
				fmt.Fprintf(cmd.OutOrStdout(), "written: %s\nit holds as it is; say what it rests on, and run it:\n"+
					"    hybridsim run %s\n", file, file)
				return nil
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
	cmd.Flags().StringVar(&ofFault, "fault", "",
		"write a story of this `kind` of fault, which plays and holds as it is (docs/faults.md)")
	cmd.MarkFlagsMutuallyExclusive("fault", "assertion", "course")
	return cmd
}

// skeleton is the text of a new file: of a kind of fault, or one to fill in.
func skeleton(b *story.Story, named, ofFault string, assertion bool) (string, error) {
	switch {
	case assertion:
		return story.Skeleton(story.Assertion, b, named)
	case ofFault == "":
		return story.Skeleton(story.Fault, b, named)
	}
	o := fault.Find(ofFault)
	if o == nil {
		var known []string
		for _, o := range fault.Operators() {
			known = append(known, o.Name)
		}
		return "", mistake.New(cmp.Or(suggest.DidYouMean(ofFault, known), "hybridsim list --faults has them"),
			"there is no kind of fault %q", ofFault)
	}
	return mutate.Story(b, o, named)
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
