package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"hybridsim/scenarios"
	"hybridsim/sim/check"
	"hybridsim/sim/story"
	"hybridsim/sim/suggest"
)

// loadSubject reads what an argument of check, what-if and send names: a built-in base, a file with a base or a story, or a
// built-in story, which is taken in its faulty state.
func loadSubject(arg string) (*check.Subject, error) {
	s, err := findBase(arg)
	if err != nil {
		return nil, err
	}
	return check.Read(s), nil
}

// loadOld reads what --against names: a report that --save wrote, or anything that can be checked.
func loadOld(arg string, o check.Options) (*check.Report, error) {
	if content, err := os.ReadFile(arg); err == nil && check.IsSaved(content) {
		return check.ReadSaved(arg, content)
	}
	subject, err := loadSubject(arg)
	if err != nil {
		return nil, err
	}
	return check.Check(subject, o)
}

// oneBase is the demand of a command for exactly one base.
func oneBase(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		bases := (&story.Catalogue{Files: scenarios.Files}).Bases()
		return fmt.Errorf("%s takes one base, not %d\n    hint: a base file, a story, or one of the built-in bases %s", cmd.Name(), len(args), suggest.OrList(bases))
	}
	return nil
}

// checked plays a check with progress on a terminal.
func checked(cmd *cobra.Command, subject *check.Subject, domain string) (*check.Report, error) {
	var seen *progress
	r, err := check.Check(subject, check.Options{Domain: domain, Seen: func(done, n int) {
		if seen == nil {
			seen = newProgress(cmd.ErrOrStderr(), n, "flows")
		}
		seen.step()
	}})
	if seen != nil {
		seen.clear()
	}
	return r, err
}
