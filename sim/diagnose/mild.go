package diagnose

import (
	"slices"
	"strings"
)

// This file weighs what a symptom does not say. Who says no more than that mail looks external, or that a copy is
// missing, has no report and other mail that arrives: he would speak of those first.

// mildWords are the symptoms of mail that arrives.
var mildWords = []Word{External, Junk, NoReply, Absent, Copies, ShownAs, PartLost}

// mild reports whether a symptom tells of nothing worse than mail that arrives otherwise than it should.
func (s *Symptom) mild() bool {
	told := s.Scrap != nil || s.Number != "" || s.Event != 0 || s.ehlo != nil || len(s.talks) > 0
	isOther := func(w Word) bool { return !slices.Contains(mildWords, w) }
	return !told && !slices.ContainsFunc(s.Words, isOther) && (len(s.Words) > 0 || s.Headers != nil)
}

// hurts is how many recipients of a message do not have it with a cause, and had it as configured, although a mild
// symptom says nothing of them; and whether its sender is told so.
func (s *Symptom) hurts(c *Cause) (n int) {
	before := c.letter.seen.ends
	for i, e := range c.seen.ends {
		arrived := i < len(before) && before[i].Outcome.Kind.Arrives()
		if !arrived || e.Outcome.Kind.Arrives() {
			continue
		}
		isMissing := func(m copies) bool {
			turnedInto := func(a string) bool { return strings.EqualFold(m.at, a) }
			return m.n == 0 && (turnedInto(e.Recipient) || slices.ContainsFunc(e.Via, turnedInto))
		}
		if !slices.ContainsFunc(s.copies, isMissing) {
			n++
		}
		if e.Report != nil && e.Report.Outcome.Kind.Arrives() {
			n++
		}
	}
	return n
}

// marksApart is how many marks a cause adds to what there is as configured, and takes away.
func (c *Cause) marksApart() (n int) {
	before, now := c.letter.seen.marks, c.seen.marks
	for m := range now {
		if !before[m] && !c.seen.own[m] {
			n++
		}
	}
	for m := range before {
		if !now[m] {
			n++
		}
	}
	return n
}
