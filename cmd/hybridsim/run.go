package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"hybridsim/sim/story"
)

func runCommand() *cobra.Command {
	var verbose, asJSON, update bool
	keep := &keeper{}
	cmd := &cobra.Command{
		Use:   "run [STORY|FILE|FOLDER ...]",
		Short: "Play stories and check what they claim; all built-in ones when nothing is named",
		Long: "Plays each story on a simulated world: with its cause, without it, with each resolution and without.\n" +
			"Exit code 0: every claim holds; 1: a claim failed; 2: the input was wrong.",
		RunE: func(cmd *cobra.Command, args []string) error {
			stories, err := loadStories(args)
			if err != nil {
				return err
			}
			if err := keep.check(); err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			switch {
			case update:
				return updateGoldens(out, stories)
			case asJSON:
				return keep.finish(runJSON(out, stories, keep))
			default:
				return keep.finish(runText(out, stories, verbose, keep))
			}
		},
	}
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "tell each story hop by hop, with every decision")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the results as JSON (docs/json.md)")
	cmd.Flags().BoolVar(&update, "update", false, "rewrite the golden lines beneath trace, explain and show; never a claim")
	cmd.MarkFlagsMutuallyExclusive("verbose", "json", "update")
	keep.flags(cmd)
	return cmd
}

// runText plays stories for people.
func runText(out io.Writer, stories []*story.Story, verbose bool, keep *keeper) error {
	began := time.Now()
	p := newPrinter(out)
	var total tally
	var mistakes []error
	width := 0
	for _, s := range stories {
		width = max(width, len(s.Name))
	}
	playAll(stories, keep.also(func(s *story.Story, r result) {
		if r.err != nil {
			mistakes = append(mistakes, r.err)
			p.line("%-*s  %s", width, s.Name, p.bad("could not be played"))
			return
		}
		total.add(r.report)
		if verbose {
			p.tell(r.report)
		}
		p.summary(r.report, width)
		p.failures(r.report)
	}))
	p.line("%s%*s", total, max(100-len(total.String()), 2), fmt.Sprintf("%.1f s", time.Since(began).Seconds()))
	if len(mistakes) > 0 {
		return errors.Join(mistakes...)
	}
	if total.failed > 0 {
		return errClaimFailed
	}
	return nil
}

// runJSON plays stories for programs.
func runJSON(out io.Writer, stories []*story.Story, keep *keeper) error {
	document := newDocument()
	var mistakes []error
	playAll(stories, keep.also(func(s *story.Story, r result) {
		if r.err != nil {
			mistakes = append(mistakes, r.err)
			return
		}
		document.add(r.report)
	}))
	if len(mistakes) > 0 {
		return errors.Join(mistakes...)
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(document); err != nil {
		return fmt.Errorf("writing the results: %w", err)
	}
	if document.Summary.Failed > 0 {
		return errClaimFailed
	}
	return nil
}

// updateGoldens rewrites the golden lines of stories that are files here.
func updateGoldens(out io.Writer, stories []*story.Story) error {
	var mistakes []error
	playAll(stories, func(s *story.Story, r result) {
		if r.err != nil {
			mistakes = append(mistakes, r.err)
			return
		}
		content, changed := r.report.Rewritten()
		if !changed {
			return
		}
		if _, err := os.Stat(s.File); err != nil {
			mistakes = append(mistakes, fmt.Errorf("%s is not here to be rewritten; run in the folder that holds scenarios/", s.File))
			return
		}
		if err := os.WriteFile(s.File, content, 0o644); err != nil {
			mistakes = append(mistakes, fmt.Errorf("rewriting the story: %w", err))
			return
		}
		fmt.Fprintln(out, "rewritten:", s.File)
	})
	return errors.Join(mistakes...)
}

// tally counts over all stories.
type tally struct{ stories, failed, held, documented, inferred int }

func (t *tally) add(r *story.Report) {
	t.stories++
	if !r.OK() {
		t.failed++
	}
	t.held += r.Held
	documented, inferred := r.Story.Claims()
	t.documented, t.inferred = t.documented+documented, t.inferred+inferred
}

func (t tally) String() string {
	if t.failed > 0 {
		return fmt.Sprintf("%d of %d stories failed; %d of %d claims hold", t.failed, t.stories, t.held, t.documented+t.inferred)
	}
	return fmt.Sprintf("%d stories reproduced and cured, %d claims hold (%d documented, %d inferred)", t.stories, t.held, t.documented, t.inferred)
}
