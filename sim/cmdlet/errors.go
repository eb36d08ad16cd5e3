package cmdlet

import (
	"fmt"
	"strings"
)

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

// nearest suggests the candidate that a mistyped word probably meant: one that it abbreviates, else the one with the fewest
// differing letters, if those are few. It returns "" when nothing is near.
func nearest(word string, candidates []string) string {
	word = strings.ToLower(word)
	best, fewest := "", max(2, len(word)/3)+1
	for _, c := range candidates {
		lower := strings.ToLower(c)
		if len(word) >= 3 && strings.HasPrefix(lower, word) {
			return c
		}
		if d := distance(word, lower); d < fewest {
			best, fewest = c, d
		}
	}
	return best
}

// didYouMean is a hint made of the nearest candidate, or a list of all of them when they are few.
func didYouMean(word string, candidates []string) string {
	if c := nearest(word, candidates); c != "" {
		return "did you mean " + c + "?"
	}
	if len(candidates) > 0 && len(candidates) <= 12 {
		return "there is " + strings.Join(candidates, ", ")
	}
	return ""
}

// distance is the number of letters to insert, delete or replace to make b from a (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
