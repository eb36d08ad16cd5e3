package story

import (
	"strings"

	"golang.org/x/tools/txtar"

	"hybridsim/sim"
)

// Reported builds the story's world as somebody finds it who is called: after the cause, and after what Symptoms do. The
// caller closes the world.
func (s *Story) Reported() (*sim.World, error) {
	p, err := newFaultyPlay(s)
	if err != nil {
		return nil, err
	}
	if err := p.do(s.Symptoms); err != nil {
		p.close()
		return nil, err
	}
	return p.w, nil
}

// Hint is a part of a story that is told to somebody who asks for help.
type Hint struct{ Title, Text string }

// Hints are the story's parts in the order in which they are told: what is seen and claimed, what it is called, what caused it,
// and each cure.
func (s *Story) Hints() []Hint {
	about := s.Title + "\nSource: " + s.SourceAndSection() + "\n"
	hints := []Hint{{"What was done, and what is then seen", strings.Join(s.sectionTexts("Symptoms"), "")}, {"What it is", about}}
	for _, cause := range s.sectionTexts("Cause") {
		hints = append(hints, Hint{"What caused it", cause})
	}
	for _, cure := range s.sectionTexts("Resolution") {
		hints = append(hints, Hint{"What cures it", cure})
	}
	return hints
}

// sectionTexts are what the file says in each section of this name, without golden lines.
func (s *Story) sectionTexts(name string) (texts []string) {
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

// Teaches is nil when the story can be a lab: when it has a fault to look for and a cure to verify.
func (s *Story) Teaches() error {
	if s.Base != nil && !s.uncured() {
		return nil
	}
	return &placedError{1, s.Name + " cannot be a lab: " + s.what() + " has no fault to look for", "a lab is a story with Symptoms and Resolution; hybridsim list shows them"}
}

// Reveals reports whether what the step shows is taken from decisions, which tell why things are as they are.
func (s *Step) Reveals() bool {
	_, traces := s.print.(*tracePrinter)
	_, decides := s.claim.(*decisionClaim)
	return traces || decides
}

// HasAttachment reports whether the story brings a message of this name.
func (s *Story) HasAttachment(name string) bool {
	_, ok := s.files[name]
	return ok
}
