package story

import (
	"errors"

	"hybridsim/sim/mistake"
)

// wrap gives an error the step's place in the file, unless it has one.
func (s *Step) wrap(err error) error { return mistake.In(err, s.File, s.Line) }

// mistaken is a mistake in the story as a whole.
func (s *Story) mistaken(hint, format string, args ...any) error {
	return mistake.In(mistake.New(hint, format, args...), s.File, 1)
}

// vacuous is the error of a claim that could not have failed.
func vacuous(at mistake.Column, hint, format string, args ...any) error {
	return at.Errorf(hint, "this claim cannot fail: "+format, args...)
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
