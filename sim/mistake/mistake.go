// Package mistake says what somebody did wrong: where, what, and what to do next. Everything that reads what people
// write has this one error: files of stories, lines at a prompt, cmdlets, exports. It is not for faults of this program
// or of the machine.
//
//  1. Whoever reads a word makes the mistake: with [At] or [Column.Errorf] where the column is known, else with [New].
//  2. Whoever knows what the word stands in adds it: a cmdlet's column becomes one of the line ([Column.Shift]), the
//     line one of a file ([In]). What is known already stays.
//  3. Whoever shows it prints [Error.Error], or asks for the parts.
package mistake

import (
	"errors"
	"fmt"
	"strings"
)

// Error is one mistake. Of its place, what is not known is zero.
type Error struct {
	File    string // as its owner named it
	Line    int    // from 1
	Column  int    // from 1, in characters, as people and their editors count
	Message string // what is wrong
	Hint    string // what to do, or the nearest valid name; may be empty
	Cause   error  // what it came of, for errors.Is; may be nil
}

// Error is the place, the message, and beneath it the hint: "ours.txtar:3:7: there is no base "ourz"".
func (e *Error) Error() string {
	s := e.Message
	switch {
	case e.File == "" && e.Line == 0 && e.Column == 0:
	case e.File == "" && e.Line == 0:
		s = fmt.Sprintf("column %d: %s", e.Column, s)
	case e.Line == 0:
		s = fmt.Sprintf("%s: %s", e.File, s)
	case e.Column == 0:
		s = fmt.Sprintf("%s:%d: %s", e.File, e.Line, s)
	default:
		s = fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, s)
	}
	if e.Hint != "" {
		s += "\n    hint: " + e.Hint
	}
	return s
}

// Unwrap is what the mistake came of.
func (e *Error) Unwrap() error { return e.Cause }

// Hinting gives the error a hint.
func (e *Error) Hinting(hint string) *Error {
	e.Hint = hint
	return e
}

// New is a mistake whose place is not known yet, or that has none. What %w names is its cause.
func New(hint, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Message: err.Error(), Hint: hint, Cause: errors.Unwrap(err)}
}

// At is a mistake at the word that begins in a column of a line.
func At(column int, message, hint string) *Error {
	return &Error{Column: column, Message: message, Hint: hint}
}

// In gives an error the line that it stands in, unless it has one. An error that is no mistake becomes one.
func In(err error, file string, line int) error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e):
		e = &Error{Message: err.Error()}
	case e.Line > 0:
		return err
	}
	placed := *e
	placed.File, placed.Line, placed.Column = file, line, max(e.Column, 1)
	return &placed
}

// Message is what an error says without its place and hint.
func Message(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}

// Column is where in its line a word stands, as [Error.Column] counts, for mistakes that show only when the line is
// done.
type Column int

// Errorf is a mistake at the word.
func (c Column) Errorf(hint, format string, args ...any) error {
	e := New(hint, format, args...)
	e.Column = int(c)
	return e
}

// Blame makes an error one about the word, unless it knows better.
func (c Column) Blame(err error) error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e):
		return c.Errorf("", "%s", err)
	case e.Column > 0:
		return err
	}
	placed := *e
	placed.Column = int(c)
	return &placed
}

// Shift makes a mistake in a text that begins at this column one in the whole line.
func (c Column) Shift(err error) error {
	var e *Error
	if !errors.As(err, &e) || e.Line > 0 {
		return err
	}
	shifted := *e
	shifted.Column = int(c) + max(e.Column, 1) - 1
	return &shifted
}

// Errors are all mistakes found in one file.
type Errors []*Error

// maxShown is how many mistakes are told at once; who mends those finds the rest sooner than by reading on.
const maxShown = 20

// Error is one mistake after the other, up to a number that can be mended at a time.
func (es Errors) Error() string {
	var lines []string
	for i, e := range es {
		if i == maxShown {
			lines = append(lines, fmt.Sprintf("... and %d more", len(es)-i))
			break
		}
		lines = append(lines, e.Error())
	}
	return strings.Join(lines, "\n")
}
