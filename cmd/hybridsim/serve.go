package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/spf13/cobra"

	"hybridsim/scenarios"
	"hybridsim/sim/capture"
	"hybridsim/sim/console"
	"hybridsim/sim/lab"
	"hybridsim/sim/live"
	"hybridsim/sim/live/house"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
	"hybridsim/sim/suggest"
	"hybridsim/sim/userfile"
)

// serving is a house with what the command line says of it.
type serving struct {
	house.House
	options serveOptions
	out     io.Writer
	warn    io.Writer
	desk    *house.Desk // of this process's terminal or standard input; nil: there is none
}

func serveCommand() *cobra.Command {
	s := &serving{}
	cmd := &cobra.Command{
		Use:   "serve [BASE|STORY|FILE]",
		Short: "Let a hybrid run on real sockets, for real clients and servers",
		Long: "Lets a healthy hybrid, or with --story a faulty one, run in wall-clock time and opens its SMTP " +
			"ports on loopback.\n" +
			"Mail travels between the sides; none of it leaves this machine. It runs until it is interrupted.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s.out, s.warn = cmd.OutOrStdout(), cmd.ErrOrStderr()
			if err := s.options.check(cmd.Flags()); err != nil {
				return err
			}
			stop, cancel := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
			defer cancel()
			return flagError(s.serve(stop, args, cmd.InOrStdin()))
		},
	}
	s.options.flags(cmd.Flags())
	return cmd
}

// serve serves what the command line says until the context ends.
func (s *serving) serve(stop context.Context, args []string, in io.Reader) (err error) {
	o := &s.options
	if s.Doors, s.Windows, err = o.openings(); err != nil {
		return err
	}
	if s.Keep, err = live.ParseBound(cmp.Or(o.keep, live.DefaultBound)); err != nil {
		return fmt.Errorf("--keep %w", err)
	}
	if o.data != "" {
		if s.Folder, err = house.OpenFolder(o.data); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.Folder.Close()) }()
	}
	if err := s.choose(args); err != nil {
		return err
	}
	defer boundGarbage()()
	if o.capture == "" {
		return s.withConsole(stop, in)
	}
	file, err := os.OpenFile(o.capture, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return mistake.New("name a file that can be written", "--capture: %w", err)
	}
	s.Capture = capture.NewFile(file)
	return errors.Join(s.withConsole(stop, in), s.Capture.Err(), file.Close())
}

// defaultBase is what is served when nothing is named.
const defaultBase = "hybrid-2019"

// choose finds the base or story to begin with, and the lab if it is one; one that is drawn stands on the base, if that
// was named.
func (s *serving) choose(args []string) (err error) {
	o := &s.options
	s.Teller, s.Speed, s.Lab = s, o.speed, o.lab || len(args) == 0 && o.story == "" && s.Folder.Lab()
	c := &story.Catalogue{Files: scenarios.Files}
	switch {
	case o.story != "":
		s.Story, err = findStory(o.story, args)
	case len(args) == 1:
		s.Story, err = findBase(args[0])
	case s.Folder.Held():
		s.Story, err = s.Folder.Story()
	default:
		s.Story, err = c.Base(defaultBase)
	}
	if err != nil {
		return err
	}
	if s.Lab && s.Story.Base == nil { // no story was named
		if s.Story, err = s.draw(c, args); err != nil {
			return err
		}
	} else if o.seed != 0 {
		return mistake.New("leave one of them out", "--seed draws a story, and --story names one")
	}
	if err := s.Folder.Suits(s.Story, s.Lab); err != nil {
		return err
	}
	if err := userfile.Apart(storyFiles(s.Story), o.outputs()...); err != nil {
		return err
	}
	if !s.Lab {
		s.Console = console.New(s.Story)
		return nil
	}
	sheet, err := lab.SheetOf(scenarios.Files, s.Story.Name)
	if err != nil {
		return err
	}
	exercise, err := lab.New(s.Story, sheet)
	if err != nil {
		return err
	}
	s.Story = exercise.Story
	s.Console = console.New(s.Story)
	s.Console.Teach(exercise, o.instructor)
	return nil
}

// findStory finds what --story names, which stands on the base that may be named, too.
func findStory(name string, args []string) (*story.Story, error) {
	all, err := loadStories([]string{name})
	switch {
	case err != nil:
		return nil, err
	case len(all) > 1:
		return nil, mistake.New("name one", "--story %s: there are %d stories", name, len(all))
	case len(args) == 1 && all[0].Base.Name != args[0]:
		return nil, mistake.New("leave the base out", "the story %s starts from %s, not from %s", all[0].Name,
			all[0].Base.Name, args[0])
	}
	return all[0], nil
}

// draw picks a story of the catalogue for a lab.
func (s *serving) draw(c *story.Catalogue, args []string) (*story.Story, error) {
	var all []*story.Story
	for _, name := range c.Names() {
		one, err := c.Story(name)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	seed, base := s.options.seed, ""
	if seed == 0 {
		seed = 1 + rand.Uint64N(9999)
	}
	if len(args) == 1 {
		base = s.Story.Name
	}
	drawn := house.Draw(all, base, seed)
	if drawn == nil {
		return nil, mistake.New("leave the base out", "no story on %s can be a lab", base)
	}
	fmt.Fprintf(s.out, "This is lab number %d: hybridsim serve --lab --seed %d brings it again.\n\n", seed, seed)
	return drawn, nil
}

// withConsole lets the house live while people type.
func (s *serving) withConsole(stop context.Context, in io.Reader) error {
	if s.options.console == consoleOff || s.options.console == consoleAuto && !asksFor(in) {
		return s.Live(stop)
	}
	t, err := sit(console.Session{Console: s.Console, Files: here}, in, s.out, s.options.history)
	if err != nil {
		return err
	}
	defer t.leave()
	d := t.desk()
	s.desk, s.out = d, t.out
	whole, end := context.WithCancel(stop)
	defer end()
	read := make(chan struct{})
	go func() {
		defer close(read)
		if d.Read() {
			d.Finish()
			end()
		}
	}()
	if err := s.Live(whole); err != nil {
		s.Console.Close()
		return err
	}
	s.Console.Close()
	if stop.Err() != nil { // interrupted; the input may still be open
		return outcome(d.Interrupted())
	}
	<-read
	return outcome(d.Result())
}

// outcome is how it went at a desk, for the exit code.
func outcome(r house.Result) error {
	switch {
	case r.Wrong > 0:
		return fmt.Errorf("%d of %d lines could not be done", r.Wrong, r.Seen)
	case r.Failed:
		return errClaimFailed
	}
	return nil
}

// oneOf complains about a flag that has to be one of some words.
func oneOf(flag, value string, words ...string) error {
	if slices.Contains(words, value) {
		return nil
	}
	return mistake.New(suggest.DidYouMean(value, words), "--%s takes no %q", flag, value)
}
