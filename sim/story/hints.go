package story

import (
	"fmt"

	"hybridsim/relay"
)

// Hint is a step on the way to the cure.
type Hint struct{ Title, Text string }

// Hints are what somebody who investigates the story's fault can be told, one after the other: what is seen, the event that shows
// it with the decisions behind it, what went wrong, and each documented fix.
func (s *Story) Hints() ([]Hint, error) {
	if err := s.curable(); err != nil {
		return nil, err
	}
	look, err := s.whereToLook()
	if err != nil {
		return nil, err
	}
	var seen, cause Hint
	var cures []Hint
	for _, section := range s.told() {
		switch section.name {
		case "Symptoms":
			seen = Hint{"What is seen", section.text}
		case "Cause":
			cause = Hint{"What went wrong", section.text}
		case "Resolution":
			title := "What cures it"
			if len(s.Cures) > 1 {
				title = fmt.Sprintf("What cures it, way %d of %d", len(cures)+1, len(s.Cures))
			}
			cures = append(cures, Hint{title, section.text})
		}
	}
	return append([]Hint{seen, {"Where to look", look}, cause}, cures...), nil
}

// whereToLook is the event behind the first symptom that rests on decisions; if none does, the last event with decisions.
func (s *Story) whereToLook() (string, error) {
	p, err := newFaultyPlay(s)
	if err != nil {
		return "", err
	}
	defer p.close()
	var found *relay.Event
	err = p.watch(s.Symptoms, watcher{claim: func(_ *Step, f finding, err error) error {
		if found == nil && f.event != nil && len(f.event.Decisions) > 0 {
			found = f.event
		}
		return err
	}})
	if err != nil {
		return "", err
	}
	if found != nil {
		return renderEvent(*found, false), nil
	}
	decided := p.events(p.section, func(e relay.Event) bool { return len(e.Decisions) > 0 })
	if len(decided) == 0 {
		return "Nothing was decided: look at what was sent, and where it stopped.\n", nil
	}
	return renderEvent(decided[len(decided)-1], false), nil
}
