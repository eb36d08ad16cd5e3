package check

import (
	"fmt"
	"strings"

	"hybridsim/sim"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
)

// Subject is what is checked: a base, or a story in its faulty state.
type Subject struct {
	Name  string
	story *story.Story

	before *Subject      // of one that [Subject.With] made: without the lines
	more   []*story.Step // the lines
}

// Read makes a subject of a base or a story.
func Read(s *story.Story) *Subject { return &Subject{Name: s.Name, story: s} }

// With returns the subject after lines that somebody types: "onprem> Set-...", "net> block ...", as in a story. Only
// the lines themselves are judged here; what they do to the world shows when it is built.
func (s *Subject) With(lines ...string) (*Subject, error) {
	var steps []*story.Step
	for i, line := range lines {
		if err := hasPrompt(line); err != nil {
			return nil, err
		}
		step, err := story.ParseLine("argument", i+1, line)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	return &Subject{Name: s.Name, story: s.story.With(steps...), before: s, more: steps}, nil
}

// hasPrompt complains about a bare cmdlet, which says nothing of the side it is typed on.
func hasPrompt(line string) error {
	name, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	if !strings.Contains(name, "-") || strings.Contains(name, ">") {
		return nil
	}
	var write []string
	for _, doc := range cmdlet.Reference() {
		if strings.EqualFold(doc.Name, name) {
			for _, side := range doc.Sides {
				write = append(write, fmt.Sprintf("'%s> %s ...'", side, doc.Name))
			}
		}
	}
	if len(write) == 0 {
		write = []string{"'onprem> " + name + " ...'", "'cloud> " + name + " ...'"}
	}
	return mistake.New(fmt.Sprintf("write %s", strings.Join(write, " or ")),
		"%q does not say on which side it is typed", line)
}

// world builds a world of the subject, with those unknowns that are taken to be so, when all changes are in effect.
func (s *Subject) world(so ...script.Unknown) (*sim.World, error) {
	w, err := s.story.Faulty(so...)
	if err != nil {
		return nil, err
	}
	if late := w.Config.Propagation; late > 0 {
		w.Config.Propagation = 0
		if err := w.Wait(late); err != nil {
			w.Close()
			return nil, err
		}
	}
	return w, nil
}
