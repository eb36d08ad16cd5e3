package story

import (
	"slices"

	"hybridsim/sim/mistake"
)

// ParseLine reads one line that acts, outside of any file: "onprem> Set-...", "net> block ...". where and number are its place in
// errors. The error is an [*mistake.Error].
func ParseLine(where string, number int, line string) (*Step, error) {
	s, err := parseTyped(where, number, line)
	if err == nil && (s == nil || s.act == nil) {
		return nil, mistake.In(mistake.New("type what an administrator does: onprem> Set-SendConnector ...", "this line does nothing"), where, number)
	}
	return s, err
}

// With returns the story with more steps at the end of its cause; the story itself stays as it is. Of a base it is a base to
// which something has happened.
func (s *Story) With(steps ...*Step) *Story {
	more := *s
	more.Cause = slices.Concat(s.Cause, steps)
	return &more
}
