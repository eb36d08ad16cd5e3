package cmdlet

import "fmt"

// Error tells what is wrong with a line, where, and what to do next.
type Error struct {
	Column  int    // of the offending word, counted in characters from 1
	Message string // what is wrong
	Hint    string // the nearest valid name, or what to do; may be empty
}

// Error is the message with its column and hint in one line.
func (e *Error) Error() string {
	s := fmt.Sprintf("column %d: %s", e.Column, e.Message)
	if e.Hint != "" {
		s += " (hint: " + e.Hint + ")"
	}
	return s
}

// refusal is an objection that knows no column yet: it names the parameters it is about, and becomes an [Error] at the
// argument that set one of them.
type refusal struct {
	about         []string
	message, hint string
}

func (r *refusal) Error() string { return r.message }

// refuse objects to a value of the named parameter.
func refuse(about, message, hint string) *refusal {
	return &refusal{about: []string{about}, message: message, hint: hint}
}
