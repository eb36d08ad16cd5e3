package story

import (
	"errors"
	"slices"

	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
)

// ParseLine reads one line that acts, as [script.ParseAct] does.
func ParseLine(where string, number int, line string) (*Step, error) {
	step, err := script.ParseAct(where, number, line)
	if err != nil {
		return nil, err
	}
	return &Step{Step: step}, nil
}

// With returns the story with more steps at the end of its cause; the story itself stays as it is. Of a base it is a
// base to which something has happened.
func (s *Story) With(steps ...*Step) *Story {
	more := *s
	more.Cause = slices.Concat(s.Cause, steps)
	return &more
}

// Healthy returns the story without its cause: the hybrid before the fault.
func (s *Story) Healthy() *Story {
	sound := *s
	sound.Cause = nil
	return &sound
}

// Cured returns the story with a documented cure behind its cause.
func (s *Story) Cured(cure int) *Story { return s.With(s.Cures[cure].Resolution...) }

// Typed returns the story with lines that somebody typed behind its cause.
func (s *Story) Typed(lines []string) (*Story, error) {
	more, err := steps(lines)
	if err != nil {
		return nil, err
	}
	return s.With(more...), nil
}

// After returns the story as [Story.Typed] does, without those of the lines that cannot be typed: what is about mail
// that waited, which is not there before anybody has sent some.
func (s *Story) After(lines []string) (*Story, error) {
	for {
		more, err := s.Typed(lines)
		if err != nil {
			return nil, err
		}
		w, err := more.Faulty()
		if err == nil {
			w.Close()
			return more, nil
		}
		var at *mistake.Error
		if !errors.As(err, &at) || at.File != LinesName || at.Line < 1 || at.Line > len(lines) {
			return nil, err
		}
		lines = slices.Delete(slices.Clone(lines), at.Line-1, at.Line)
	}
}

// Instead returns the story with another cause, and the lines that undo it as the one cure. What is sent in Symptoms is
// sent still, and what they claimed is not: that was of the other cause. Verification stays.
func (s *Story) Instead(cause, undo []string) (*Story, error) {
	other := *s
	var err error
	if other.Cause, err = steps(cause); err != nil {
		return nil, err
	}
	cure := Cure{Verification: s.Cures[0].Verification}
	if cure.Resolution, err = steps(undo); err != nil {
		return nil, err
	}
	other.Cures = []Cure{cure}
	other.Symptoms = slices.DeleteFunc(slices.Clone(s.Symptoms), func(step *Step) bool { return step.IsClaim() })
	return &other, nil
}

// steps reads lines that somebody typed.
func steps(lines []string) ([]*Step, error) {
	var list []*Step
	for i, line := range lines {
		step, err := ParseLine(LinesName, i+1, line)
		if err != nil {
			return nil, err
		}
		list = append(list, step)
	}
	return list, nil
}
