package tell

import (
	"fmt"

	"hybridsim/relay"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
)

// Hint is a step on the way to the cure.
type Hint struct{ Title, Text string }

// Hints are what somebody who investigates the story's fault can be told, one after the other: what is seen, the event
// that shows it with the decisions behind it, what went wrong, and each documented fix.
func Hints(s *story.Story) ([]Hint, error) {
	if err := s.Curable(); err != nil {
		return nil, err
	}
	look, err := whereToLook(s)
	if err != nil {
		return nil, err
	}
	var seen, cause Hint
	var cures []Hint
	for _, section := range told(s) {
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

// whereToLook is the event behind the first symptom that rests on decisions; if none does, the last event with
// decisions.
func whereToLook(s *story.Story) (string, error) {
	p, err := s.Player()
	if err != nil {
		return "", err
	}
	defer p.World().Close()
	var found *relay.Event
	for _, step := range s.Symptoms {
		var f script.Finding
		switch {
		case step.Acts():
			err = p.Perform(step.Step)
		case step.IsClaim():
			f, err = p.Check(step.Step)
		}
		if err != nil {
			return "", err
		}
		if found == nil && f.Event != nil && len(f.Event.Decisions) > 0 {
			found = f.Event
		}
	}
	if found != nil {
		return script.RenderEvents([]relay.Event{*found}, false), nil
	}
	decided := p.EventsSince(p.Section(), func(e relay.Event) bool { return len(e.Decisions) > 0 })
	if len(decided) == 0 {
		return "Nothing was decided: look at what was sent, and where it stopped.\n", nil
	}
	return script.RenderEvents(decided[len(decided)-1:], false), nil
}
