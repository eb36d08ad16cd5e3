package main

import (
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"hybridsim/sim/caveat"
	"hybridsim/sim/shard"
	"hybridsim/sim/story"
)

func runCommand() *cobra.Command {
	var verbose, asJSON, update, strict bool
	var clock clockFlag
	var tls tlsFlag
	var part shardFlag
	keep := &keeper{}
	cmd := &cobra.Command{
		Use:   "run [STORY|FILE|FOLDER ...]",
		Short: "Play stories and check what they claim; all built-in ones when nothing is named",
		Long: "Plays each story on a simulated world: with its cause, without it, with each resolution and " +
			"without. An assertion\n" +
			"is played on its base, and once more for each thing that is not known about it. Bases in a folder " +
			"are not played.\n" +
			"Exit code 0: every claim holds; 1: a claim failed; 2: the input was wrong.",
		RunE: func(cmd *cobra.Command, args []string) error {
			stories, unread := readStories(args)
			if len(stories) == 0 && len(unread) > 0 {
				return errors.Join(unread...)
			}
			stories = shard.Pick(part.Shard, stories)
			if !part.First() {
				unread = nil // the first shard tells it
			}
			clock.tell(cmd.ErrOrStderr())
			clock.apply(stories...)
			for _, s := range stories {
				s.RealTLS = tls.real
			}
			keep.unread(unread)
			keep.share(part.Shard)
			if err := keep.check(stories); err != nil {
				return err
			}
			out, seen := cmd.OutOrStdout(), newProgress(cmd.ErrOrStderr(), len(stories), "stories")
			switch {
			case update:
				return besides(unread, updateGoldens(out, stories, seen))
			case asJSON:
				return keep.finish(runJSON(out, stories, unread, seen, strict, keep))
			default:
				return keep.finish(besides(unread, runText(out, stories, seen, verbose, strict, keep)))
			}
		},
	}
	strictFlag(cmd, &strict)
	clock.flag(cmd)
	tls.flag(cmd)
	part.flag(cmd)
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "tell each story hop by hop, with every decision")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the results as JSON (docs/json.md)")
	cmd.Flags().BoolVar(&update, "update", false,
		"rewrite the golden lines beneath trace, explain and show; never a claim")
	cmd.MarkFlagsMutuallyExclusive("verbose", "json", "update")
	cmd.MarkFlagsMutuallyExclusive("update", "clock") // goldens are of the time that the header says
	keep.flags(cmd)
	return cmd
}

// besides is an outcome beside mistakes in files that were not played: those go before a claim that failed, which the
// output has told already.
func besides(unread []error, outcome error) error {
	if len(unread) > 0 && errors.Is(outcome, errClaimFailed) {
		outcome = nil
	}
	return errors.Join(append(unread[:len(unread):len(unread)], outcome)...)
}

// runText plays stories for people.
func runText(out io.Writer, stories []*story.Story, seen *progress, verbose, strict bool, keep *keeper) error {
	began := time.Now()
	p := newPrinter(out)
	var total tally
	var mistakes []error
	var unlooked caveat.List
	width := 0
	for _, s := range stories {
		width = max(width, utf8.RuneCountInString(s.Name))
	}
	playAll(stories, seen, keep.also(func(s *story.Story, r result) {
		if r.err != nil {
			mistakes = append(mistakes, r.err)
			p.line("%s  %s", column(s.Name, width), p.bad("could not be played"))
			return
		}
		total.add(r.report)
		if verbose {
			p.tell(r.report)
		}
		p.summary(r.report, width)
		p.failures(r.report)
		unlooked = unlooked.Merge(r.report.NotLookedAt)
		if n := len(r.report.NotLookedAt); n > 0 && !verbose {
			p.line("    %s: %s", r.report.NotLookedAt.Count(), listOf(named(stories, s)))
		} else if n > 0 {
			p.notLooked(r.report.NotLookedAt, named(stories, s))
		}
	}))
	p.line("%s%*s", total, max(100-len(total.String()), len("  0.0 s")),
		fmt.Sprintf("%.1f s", time.Since(began).Seconds()))
	if len(mistakes) > 0 {
		return errors.Join(mistakes...)
	}
	if total.failed() > 0 {
		return errClaimFailed
	}
	return strictly(strict, unlooked, nil)
}

// named is how a command line names a story: by its name, or by its file.
func named(_ []*story.Story, s *story.Story) string {
	if s.File != "" {
		return s.File
	}
	return s.Name
}

// runJSON plays stories for programs. It prints a whole document, or none when nothing could be played.
func runJSON(out io.Writer, stories []*story.Story, unread []error, seen *progress, strict bool, keep *keeper) error {
	document := newDocument()
	document.Shard = keep.shard.String()
	var total tally
	var unlooked caveat.List
	mistakes := unread
	playAll(stories, seen, keep.also(func(s *story.Story, r result) {
		if r.err != nil {
			mistakes = append(mistakes, r.err)
			return
		}
		document.add(r.report)
		total.add(r.report)
		unlooked = unlooked.Merge(r.report.NotLookedAt)
	}))
	if len(document.Stories) == 0 && len(mistakes) > 0 && keep.shard.Whole() { // merge would miss a shard
		return errors.Join(mistakes...)
	}
	document.Summary, document.Mistakes = total.json(), mistakesJSON(mistakes)
	if err := printJSON(out, document); err != nil {
		return err
	}
	if len(mistakes) > 0 {
		return errors.Join(mistakes...)
	}
	if document.Summary.Failed > 0 {
		return errClaimFailed
	}
	return strictly(strict, unlooked, nil)
}
