package story

import (
	"hybridsim/relay"
)

// Report is what playing a story showed.
type Report struct {
	Story    *Story
	Symptom  string // in a few words, from the first claim of Symptoms
	Cures    []CureReport
	Held     int // claims that hold
	Failures []Failure
	Context  []*Step // symptoms that also hold without the cause
	Headers  []HeaderChange
	Events   []relay.Event  // of the first whole play
	Sections []SectionStart // where each section's events begin
	Evidence string         // digest of everything the first whole play left behind
	goldens  map[*Step][]string
	outdated []*Step
}

// CureReport is how one Resolution went.
type CureReport struct{ Outcome string }

// SectionStart is a section's place in the events.
type SectionStart struct {
	Name  string
	Event int
}

// Failure is a claim that does not hold, or a rule of honest stories that is broken.
type Failure struct {
	File      string
	Line      int
	Want      string
	Got       string
	Decisions []relay.Decision // that led there
}

// HeaderChange is a header field of the mail before and after the cure.
type HeaderChange struct{ Name, Before, After string }

// OK reports whether everything holds.
func (r *Report) OK() bool { return len(r.Failures) == 0 }
