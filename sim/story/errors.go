package story

import (
	"errors"
	"fmt"
	"strings"
)

// Error is a mistake in a story file, shown as file:line:column with what was expected and what to do.
type Error struct {
	File    string
	Line    int // 1-based
	Column  int // 1-based, in characters
	Message string
	Hint    string
}

func (e *Error) Error() string {
	s := fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
	if e.Hint != "" {
		s += "\n    hint: " + e.Hint
	}
	return s
}

// Errors are all mistakes found in one file.
type Errors []*Error

// mostShown is how many mistakes are told at once; who mends those finds the rest sooner than by reading on.
const mostShown = 20

func (es Errors) Error() string {
	var lines []string
	for i, e := range es {
		if i == mostShown {
			lines = append(lines, fmt.Sprintf("... and %d more", len(es)-i))
			break
		}
		lines = append(lines, e.Error())
	}
	return strings.Join(lines, "\n")
}

// place is a column in a line, as [Error.Column] counts it.
type place int

// errorf makes an error about the word at this place.
func (p place) errorf(hint, format string, args ...any) error {
	return &placedError{p, fmt.Sprintf(format, args...), hint}
}

// blame makes an error one about the word at this place, unless it knows better.
func (p place) blame(err error) error {
	var placed *placedError
	if err == nil || errors.As(err, &placed) {
		return err
	}
	return p.errorf("", "%s", strings.TrimPrefix(err.Error(), "vnet: "))
}

// vacuous is the error of a claim that could not have failed.
func (p place) vacuous(hint, format string, args ...any) error {
	return p.errorf(hint, "this claim cannot fail: "+format, args...)
}

// placedError is an error that knows its column and a hint, but not its line.
type placedError struct {
	column        place
	message, hint string
}

func (e *placedError) Error() string {
	if e.hint == "" {
		return e.message
	}
	return e.message + "\n    hint: " + e.hint
}

// wrap gives an error the step's place in the file, unless it has one.
func (s *Step) wrap(err error) error {
	var whole *Error
	if err == nil || errors.As(err, &whole) {
		return err
	}
	var at *placedError
	if !errors.As(err, &at) {
		at = &placedError{column: 1, message: err.Error()}
	}
	return &Error{File: s.File, Line: s.Line, Column: int(at.column), Message: at.message, Hint: at.hint}
}

// during adds to an error in which of a story's plays it happened.
func during(err error, play string) error {
	var whole *Error
	if !errors.As(err, &whole) {
		return err
	}
	told := *whole
	told.Message += " (" + play + ")"
	return &told
}

// hinting gives the error a hint.
func (e *Error) hinting(hint string) *Error {
	e.Hint = hint
	return e
}
