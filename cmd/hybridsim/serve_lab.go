package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/spf13/pflag"

	"hybridsim/scenarios"
	"hybridsim/sim"
	"hybridsim/sim/console"
	"hybridsim/sim/story"
)

// teaching is what serve is told about people: whether they type, and whether they learn.
type teaching struct {
	consoleMode consoleMode
	history     string // a file; empty: the history ends with the session
	lab         bool
	instructor  bool
	seed        uint64
}

func (t *teaching) flags(flags *pflag.FlagSet) {
	flags.StringVar((*string)(&t.consoleMode), "console", string(consoleAuto), "on, off or auto: type at the world; auto is when standard input is a terminal, or lines are piped in")
	flags.StringVar(&t.history, "history", "", "keep what is typed at a terminal in this file, for the next time")
	flags.BoolVar(&t.lab, "lab", false, "make an exercise of the story: hide its cause and cure, give hints, grade what is changed (docs/labs.md); without --story one is drawn")
	flags.BoolVar(&t.instructor, "instructor", false, "with --lab: hide nothing")
	flags.Uint64Var(&t.seed, "seed", 0, "with --lab and no --story: draw the story that belongs to this number")
}

// teach prepares the console, and the lab if it is one; one that is drawn stands on the base, if that was named.
func (s *server) teach(based bool) error {
	switch s.consoleMode {
	case consoleAuto, consoleOn, consoleOff:
	default:
		return fmt.Errorf("--console %s: it is on, off or auto", s.consoleMode)
	}
	if !s.lab && (s.instructor || s.seed != 0) {
		return fmt.Errorf("--instructor and --seed belong to --lab\n    hint: add --lab")
	}
	if s.lab && s.story.Base == nil { // no story was named
		if err := s.draw(based); err != nil {
			return err
		}
	} else if s.seed != 0 {
		return fmt.Errorf("--seed draws a story, and --story names one\n    hint: leave one of them out")
	}
	s.console = console.New(s.story)
	if s.lab {
		return s.console.Teach(s.instructor)
	}
	return nil
}

// draw picks a story of the catalogue for a lab.
func (s *server) draw(based bool) error {
	c := &story.Catalogue{Files: scenarios.Files}
	var fit []*story.Story
	for _, name := range c.Names() {
		one, err := c.Story(name)
		if err != nil {
			return err
		}
		if one.Teaches() == nil && (!based || one.Base.Name == s.story.Name) {
			fit = append(fit, one)
		}
	}
	if len(fit) == 0 {
		return fmt.Errorf("no story on %s can be a lab\n    hint: leave the base out", s.story.Name)
	}
	if s.seed == 0 {
		s.seed = 1 + rand.Uint64N(9999)
	}
	s.story = fit[rand.New(rand.NewPCG(s.seed, 0)).IntN(len(fit))]
	s.printf("This is lab number %d: hybridsim serve --lab --seed %d brings it again.\n\n", s.seed, s.seed)
	return nil
}

// faulty builds the world: in a lab as it is found by somebody who is called.
func (s *server) faulty() (*sim.World, error) {
	if s.lab {
		return s.story.Reported()
	}
	return s.story.Faulty()
}

// attach gives the console its world, and returns how many events people need not be told of: those before a lab begins.
func (s *server) attach(w *sim.World, began time.Time) (told int, err error) {
	if s.lab {
		told = len(w.Events())
		s.printf("This is a lab: task tells what is reported; hint, grade, solution, reset and help are there too.\n\n")
	}
	if s.desk != nil {
		s.desk.watch(w, told)
	}
	return told, s.console.Attach(w, began)
}
