package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hybridsim/scenarios"
	"hybridsim/sim/check"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
	"hybridsim/sim/suggest"
	"hybridsim/sim/userfile"
)

// loadSubject reads what an argument of check, what-if and send names: a built-in base, a file with a base or a story,
// or a built-in story, which is taken in its faulty state. It also returns which files were read.
func loadSubject(arg string) (subject *check.Subject, read []string, err error) {
	s, err := findBase(arg)
	if err != nil {
		return nil, nil, err
	}
	return check.Read(s), storyFiles(s), nil
}

// storyFiles are the files that stories were read from, with those of their bases: nothing is written over them. Those
// of the catalogue are built in, and here only in a working tree.
func storyFiles(stories ...*story.Story) (files []string) {
	for _, s := range stories {
		files = append(files, filepath.FromSlash(s.File))
		for b := cmp.Or(s.Base, s.Lower); b != nil; b = b.Lower {
			files = append(files, filepath.FromSlash(b.File))
		}
	}
	return files
}

// findBase reads what an argument names: a built-in base, a file with a base or a story, or a built-in story. What a
// story stands for is the command's affair.
func findBase(arg string) (*story.Story, error) {
	c := &story.Catalogue{Files: scenarios.Files}
	info, err := os.Stat(arg)
	switch {
	case slices.Contains(c.Bases(), arg):
		return c.Base(arg)
	case slices.Contains(c.Names(), arg):
		return c.Story(arg)
	case err == nil && info.IsDir():
		return nil, mistake.New("name one of its files", "%s is a folder", arg)
	case err == nil:
		return readFile(c, arg)
	case strings.ContainsAny(arg, `/\`) || strings.HasSuffix(arg, ".txtar"):
		return nil, fmt.Errorf("there is no file %s", arg)
	}
	return nil, mistake.New(suggest.DidYouMean(arg, slices.Concat(c.Bases(), c.Names())), "there is no base %q", arg)
}

// loadOld reads what --against names: a report that --save wrote, or anything that can be checked, at the same time as
// what is compared with it.
func loadOld(arg string, o check.Options, clock *clockFlag) (*check.Report, error) {
	if content, err := userfile.Read(arg); err == nil && check.IsSaved(content) {
		return check.ReadSaved(arg, content)
	}
	s, err := findBase(arg)
	if err != nil {
		return nil, err
	}
	clock.apply(s)
	return check.Check(check.Read(s), o)
}

// oneBase is the demand of a command for exactly one base; others says what else than a built-in one may be named.
func oneBase(others string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			bases := (&story.Catalogue{Files: scenarios.Files}).Bases()
			return mistake.New(fmt.Sprintf("%s, or one of the built-in bases %s", others, suggest.OrList(bases)),
				"%s takes one base, not %d", cmd.Name(), len(args))
		}
		return nil
	}
}

// checked plays a check with progress on a terminal.
func checked(cmd *cobra.Command, subject *check.Subject, o check.Options) (*check.Report, error) {
	var seen *progress
	o.Seen = func(done, n int) {
		if seen == nil {
			seen = newProgress(cmd.ErrOrStderr(), n, "flows")
		}
		seen.step()
	}
	r, err := check.Check(subject, o)
	if seen != nil {
		seen.clear()
	}
	return r, err
}
