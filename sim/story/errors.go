package story

import (
	"errors"

	"hybridsim/sim/mistake"
)

// mistaken is a mistake in the story as a whole.
func (s *Story) mistaken(hint, format string, args ...any) error {
	return mistake.In(mistake.New(hint, format, args...), s.File, 1)
}

// during adds to an error in which of a story's plays it happened.
func during(err error, play string) error {
	var whole *mistake.Error
	if !errors.As(err, &whole) {
		return err
	}
	told := *whole
	told.Message += " (" + play + ")"
	return &told
}

// Teaches is nil when the story can be a lab: when it has a fault to look for and a cure to verify.
func (s *Story) Teaches() error {
	if err := s.Curable(); err != nil {
		return mistake.New("a lab is a story with Symptoms and Resolution; hybridsim list shows them",
			"%s cannot be a lab: %s", s.Name, mistake.Message(err))
	}
	return nil
}
