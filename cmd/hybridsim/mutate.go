package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"hybridsim/scenarios"
	"hybridsim/sim/mistake"
	"hybridsim/sim/mutate"
	"hybridsim/sim/records"
	"hybridsim/sim/story"
	"hybridsim/sim/userfile"
)

// mutateFlags are what mutate is told.
type mutateFlags struct {
	asJSON, coverage, check   bool
	write, since, lcov, junit string
	part                      shardFlag
	fail                      percentFlag
}

func mutateCommand() *cobra.Command {
	var f mutateFlags
	cmd := &cobra.Command{
		Use:   "mutate BASE|FOLDER",
		Short: "Ask which mistakes a suite of assertions would miss, and write the assertions that it lacks",
		Long: "Makes every fault of the catalogue in a base, one at a time (a mutant), and plays the assertions of a " +
			"folder until one\nfails: the mutant is killed. Of those that survive it writes the shortest assertion " +
			"that would notice each. A mutant of\nwhich nothing can be seen counts nowhere. Of a base without " +
			"assertions, check is asked in their place.\n" +
			"Exit code 0: it was counted; 1: the score is under --fail-under; 2: the input was wrong.",
		Args: oneBase("a folder of assertions, a base file"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	cmd.Flags().StringVar(&f.write, "write", "", "write assertions that notice all that survived into this `file`; "+
		"they are played first")
	cmd.Flags().StringVar(&f.since, "since", "", "only mutants of what is otherwise than in the base `OLD`")
	cmd.Flags().BoolVar(&f.coverage, "coverage", false, "make no mutants: tell which lines of the base the decisions "+
		"of the suite's plays name")
	cmd.Flags().StringVar(&f.lcov, "lcov", "", "with --coverage, write it into this `file` for other programs")
	cmd.Flags().BoolVar(&f.check, "check", false, "ask of each mutant whether check would notice it, too; takes as "+
		"many checks as there are mutants")
	cmd.Flags().StringVar(&f.junit, "junit", "", "write the mutants as a JUnit report into this `file`; one that "+
		"survived failed")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print the result as JSON (docs/json.md)")
	f.fail.flag(cmd)
	f.part.flag(cmd)
	cmd.MarkFlagsMutuallyExclusive("coverage", "write")
	cmd.MarkFlagsMutuallyExclusive("coverage", "since")
	cmd.MarkFlagsMutuallyExclusive("coverage", "check")
	cmd.MarkFlagsMutuallyExclusive("coverage", "junit")
	cmd.MarkFlagsMutuallyExclusive("coverage", "shard")
	return cmd
}

func (f *mutateFlags) run(cmd *cobra.Command, arg string) error {
	if err := f.sound(); err != nil {
		return err
	}
	base, assertions, err := readSuite(arg)
	if err != nil {
		return err
	}
	read := storyFiles(append(assertions, base)...)
	outputs := []userfile.Output{{Flag: "--write", Name: f.write}, {Flag: "--junit", Name: f.junit},
		{Flag: "--lcov", Name: f.lcov}}
	if err := userfile.Apart(read, outputs...); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt)
	defer stop()
	suite, err := mutate.New(base, assertions)
	if err != nil {
		return err
	}
	defer suite.Close()
	if f.coverage {
		return f.covered(cmd, suite, arg)
	}
	report, err := f.mutants(ctx, cmd, suite)
	if err != nil {
		return unlessEnded(err)
	}
	return unlessEnded(f.show(cmd, report, arg, base))
}

// sound refuses flags that make no sense.
func (f *mutateFlags) sound() error {
	if !f.part.Whole() && f.write != "" {
		return mistake.New("run it once without --shard",
			"--write: of a share of the mutants the assertions would not be the fewest")
	}
	if f.lcov != "" && !f.coverage {
		return mistake.New("add --coverage", "--lcov: only coverage is written so")
	}
	return nil
}

// readSuite reads what mutate is asked about: the assertions of a folder with their base, or a base alone.
func readSuite(arg string) (*story.Story, []*story.Story, error) {
	if info, err := os.Stat(arg); err != nil || !info.IsDir() {
		base, err := findBase(arg)
		if err != nil {
			return nil, nil, err
		}
		if base.Base != nil {
			return nil, nil, mistake.New("name its folder, or its base", "%s is no base", arg)
		}
		return base, nil, nil
	}
	stories, err := loadStories([]string{arg})
	if err != nil {
		return nil, nil, err
	}
	base, err := mutate.OneBase(stories)
	return base, stories, err
}

// mutants plays them; progress is shown, and Ctrl-C ends it.
func (f *mutateFlags) mutants(ctx context.Context, cmd *cobra.Command, suite *mutate.Suite) (*mutate.Report, error) {
	o := mutate.Options{Shard: f.part.Shard, Check: f.check}
	if f.since != "" {
		old, err := findBase(f.since)
		if err != nil {
			return nil, err
		}
		if o.Only, err = suite.Changed(old); err != nil {
			return nil, err
		}
	}
	var seen *progress
	o.Seen = func(_, n int) {
		if seen == nil {
			seen = newProgress(cmd.ErrOrStderr(), n, "mutants")
		}
		seen.step()
	}
	r, err := mutate.Run(ctx, suite, o)
	if seen != nil {
		seen.clear()
	}
	return r, err
}

// show prints a report, writes what was asked for, and fails under a score.
func (f *mutateFlags) show(cmd *cobra.Command, r *mutate.Report, arg string, base *story.Story) error {
	if f.junit != "" {
		j := mutantReport(r)
		if err := j.write(f.junit); err != nil {
			return err
		}
	}
	var proposal *mutate.Proposal
	if f.write != "" {
		var err error
		if proposal, err = f.propose(r, base); err != nil {
			return err
		}
	}
	if f.asJSON {
		if err := printJSON(cmd.OutOrStdout(), r); err != nil {
			return err
		}
	} else {
		p := newPrinter(cmd.OutOrStdout())
		p.mutants(r, arg)
		if proposal != nil {
			p.proposed(r, proposal, f.write)
		}
	}
	return f.fail.judge(r.Score.Percent())
}

// propose writes the assertions that a suite lacks.
func (f *mutateFlags) propose(r *mutate.Report, base *story.Story) (*mutate.Proposal, error) {
	named, err := baseFrom(base, f.write)
	if err != nil {
		return nil, err
	}
	p, err := r.Propose(named)
	if err != nil {
		return nil, err
	}
	for i, text := range p.Files {
		if err := userfile.Write(partName(f.write, i), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// partName is the name of the file that holds what could not stand in those before it.
func partName(file string, i int) string {
	if i == 0 {
		return file
	}
	ending := filepath.Ext(file)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(file, ending), i+1, ending)
}

// baseFrom is how a file names a base in its header.
func baseFrom(base *story.Story, file string) (string, error) {
	c := &story.Catalogue{Files: scenarios.Files}
	if b, err := c.Base(base.Name); err == nil && b.File == base.File {
		return base.Name, nil
	}
	from, err := filepath.Abs(filepath.Dir(file))
	if err != nil {
		return "", err
	}
	to, err := filepath.Abs(filepath.FromSlash(base.File))
	if err != nil {
		return "", err
	}
	named, err := filepath.Rel(from, to)
	return filepath.ToSlash(named), err
}

// covered tells which lines of a base a suite touches.
func (f *mutateFlags) covered(cmd *cobra.Command, suite *mutate.Suite, arg string) error {
	if len(suite.Assertions) == 0 {
		return mistake.New("name the folder of the assertions", "--coverage: %s has no assertions", arg)
	}
	c, err := mutate.Cover(suite)
	if err != nil {
		return err
	}
	if f.lcov != "" {
		if err := userfile.Write(f.lcov, []byte(c.LCOV()), 0o644); err != nil {
			return err
		}
	}
	if f.asJSON {
		err = printJSON(cmd.OutOrStdout(), coverageJSON{records.Schema, suite.Base.Name, c})
	} else {
		newPrinter(cmd.OutOrStdout()).coverage(c)
	}
	if err != nil {
		return err
	}
	return f.fail.judge(c.Percent())
}

// coverageJSON is what mutate --coverage --json prints.
type coverageJSON struct {
	Schema  int    `json:"schema"`
	Subject string `json:"subject"`
	*mutate.Coverage
}

// mutantReport has a test case for each mutant that can be seen; one that survived failed.
func mutantReport(r *mutate.Report) *junitReport {
	j := &junitReport{records.JUnit{Suite: strings.TrimSpace(mutantSuite + " " + r.Shard)}}
	for _, m := range r.Numbered() {
		c := records.Case{Name: m.String(), Class: records.Class("hybridsim", "mutate", r.Subject, m.Family),
			Output: "nothing that anybody could see differs"}
		switch {
		case m.Refused():
			c.Output = "refused when it is typed: " + m.Refusal()
		case m.By != "":
			c.Output = m.By + ": " + m.Claim
		}
		if m.Result() == mutate.Survived {
			c.Output, c.Failure = "", &records.Trouble{Type: "mutant", Place: m.Object,
				Message: "no assertion notices: " + m.Says, Text: survivorText(m)}
		}
		j.Cases = append(j.Cases, c)
	}
	return j
}

const mutantSuite = "mutants" // beside a shard, where it is one's

func survivorText(m *mutate.Mutant) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n%s\nwould be noticed by:\n%s\n", m.Object, strings.Join(m.Lines, "\n"),
		strings.Join(m.Assertion, "\n"))
	return b.String()
}
