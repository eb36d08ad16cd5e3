package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
	"hybridsim/sim/userfile"
)

// updateGoldens rewrites the golden lines of stories that are files here. Claims are never touched: one that does not
// hold is told, and fails the command as it would fail a run.
func updateGoldens(out io.Writer, stories []*story.Story, seen *progress) error {
	p := newPrinter(out)
	var mistakes []error
	failed := false
	playAll(stories, seen, func(s *story.Story, r result) {
		if r.err != nil {
			mistakes = append(mistakes, r.err)
			return
		}
		if content, changed := r.report.Rewritten(); changed {
			if err := rewrite(s, content); err != nil {
				mistakes = append(mistakes, err)
				return
			}
			p.line("rewritten: %s", s.File)
		}
		for _, f := range r.report.Failures {
			if !f.Golden {
				failed = true
				p.failure(f)
			}
		}
	})
	switch {
	case len(mistakes) > 0:
		return errors.Join(mistakes...)
	case failed:
		return errClaimFailed
	}
	return nil
}

// rewrite replaces a story's file in one go: there is always a whole file, the old one or the new one.
func rewrite(s *story.Story, content []byte) error {
	there, err := userfile.Read(s.File)
	if errors.Is(err, os.ErrNotExist) {
		return mistake.New("run in the folder that holds scenarios/, or name the file",
			"%s is not here to be rewritten", s.File)
	}
	if err != nil {
		return fmt.Errorf("rewriting the story: %w", err)
	}
	if string(there) != s.Text() {
		return mistake.New(fmt.Sprintf("name the file: hybridsim run --update %s", s.File),
			"%s is not the story that was played: it differs from the one in this program", s.File)
	}
	info, err := os.Stat(s.File)
	if err != nil {
		return fmt.Errorf("rewriting the story: %w", err)
	}
	return userfile.Write(s.File, content, info.Mode().Perm())
}
