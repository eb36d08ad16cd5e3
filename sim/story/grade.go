package story

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/tools/txtar"

	"hybridsim/sim"
)

// Reported builds the story's world as somebody finds it who is called: after the cause, and after what Symptoms do. The
// caller closes the world.
func (s *Story) Reported() (*sim.World, error) {
	p, err := s.reported()
	if err != nil {
		return nil, err
	}
	return p.w, nil
}

func (s *Story) reported() (*play, error) {
	p, err := newFaultyPlay(s)
	if err != nil {
		return nil, err
	}
	if err := p.do(s.Symptoms); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// Teaches is nil when the story can be a lab: when it has a fault to look for and a cure that can be verified.
func (s *Story) Teaches() error {
	if s.Base != nil && len(s.Symptoms) > 0 && len(s.Cures) > 0 {
		return nil
	}
	what := "a story whose cause does no harm"
	if s.Base == nil {
		what = "a base"
	} else if s.Contrast == "" {
		what = "a story without symptoms and a cure"
	}
	return fmt.Errorf("%s cannot be a lab: it is %s\n    hint: a lab is a story with Symptoms, Resolution and Verification; hybridsim list shows them", s.Name, what)
}

// Hint is a part of a story that is told to somebody who asks for help.
type Hint struct{ Title, Text string }

// Hints are the story's parts in the order in which they are told: what is seen and claimed, what it is called, what caused it,
// and each cure.
func (s *Story) Hints() []Hint {
	about := s.Title + "\nSource: " + s.SourceAndSection() + "\n"
	hints := []Hint{{"What was done, and what is then seen", strings.Join(s.sectionText("Symptoms"), "")}, {"What it is", about}}
	for _, cause := range s.sectionText("Cause") {
		hints = append(hints, Hint{"What caused it", cause})
	}
	for _, cure := range s.sectionText("Resolution") {
		hints = append(hints, Hint{"What cures it", cure})
	}
	return hints
}

// sectionText is what the file says in each section of this name, without golden lines.
func (s *Story) sectionText(name string) (texts []string) {
	inside := false
	for line := range strings.Lines(string(txtar.Parse([]byte(s.text)).Comment)) {
		if heading, ok := strings.CutPrefix(line, "=="); ok {
			if inside = strings.TrimSpace(heading) == name; inside {
				texts = append(texts, "")
			}
			continue
		}
		if inside && strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "    ") {
			texts[len(texts)-1] += strings.TrimRight(line, " \t\r\n") + "\n"
		}
	}
	return texts
}

// Grade is how a verification went after what somebody changed.
type Grade struct {
	Passed bool
	Claims []ClaimResult
	// Trouble tells which line could not be played, and why: a change that the grade's world refused, or a step of the
	// verification that is impossible in it.
	Trouble []string
}

// Grade plays the story up to its symptoms on a fresh world, then the changes, and then each verification; one whose claims all
// hold is enough, whatever its resolution would have done. The changes are played at once, so that mail that waits is not lost
// because somebody thought for long. Only when one of them is impossible then, because it names a thumbprint that depends on
// the time, they are all played in their time.
func (s *Story) Grade(changes []Change) (*Grade, error) {
	if err := s.Teaches(); err != nil {
		return nil, err
	}
	var best *Grade
	for _, cure := range s.Cures {
		g, err := s.grade(changes, cure, false)
		if err == nil && !g.Passed && len(g.Trouble) > 0 {
			if inTime, e := s.grade(changes, cure, true); e == nil && inTime.Passed {
				g = inTime
			}
		}
		if err != nil {
			return nil, err
		}
		if best == nil || g.Passed && !best.Passed || g.held() > best.held() && g.Passed == best.Passed {
			best = g
		}
	}
	return best, nil
}

func (g *Grade) held() (n int) {
	for _, c := range g.Claims {
		if c.Holds {
			n++
		}
	}
	return n
}

func (s *Story) grade(changes []Change, cure Cure, inTime bool) (*Grade, error) {
	p, err := s.reported()
	if err != nil {
		return nil, err
	}
	defer p.close()
	g := &Grade{}
	began := p.w.Clock.Now()
	for _, change := range changes {
		if late := began.Add(change.After).Sub(p.w.Clock.Now()); inTime && late > 0 {
			if err := p.w.Wait(late); err != nil {
				return nil, err
			}
		}
		if err := p.change(change.Line); err != nil {
			g.trouble(change.Line, err)
		}
	}
	p.begin()
	g.Passed = true
	err = p.watch(cure.Verification, watcher{claim: func(step *Step, f finding, err error) error {
		got := f.got
		if err != nil {
			f.holds, got = false, said(err)
		}
		g.Claims = append(g.Claims, ClaimResult{step, f.holds, got})
		g.Passed = g.Passed && f.holds
		return nil
	}})
	if err != nil {
		g.Passed = false
		g.Trouble = append(g.Trouble, "the verification could not go on: "+said(err))
	}
	return g, nil
}

// change plays a line that somebody typed.
func (p *play) change(line string) error {
	step := &Step{Line: 1, Text: line}
	if err := step.understand(&cursor{line: 1, text: line, typed: true}); err != nil {
		return err
	}
	if !step.changes() {
		return nil
	}
	return p.do([]*Step{step})
}

func (g *Grade) trouble(line string, err error) {
	g.Trouble = append(g.Trouble, line+": "+said(err))
}

// said is an error's message without its place in a file, which a lab keeps to itself.
func said(err error) string {
	var whole *Error
	if errors.As(err, &whole) {
		return whole.Message
	}
	var placed *placedError
	if errors.As(err, &placed) {
		return placed.message
	}
	return err.Error()
}
