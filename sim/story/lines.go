package story

import (
	"slices"

	"hybridsim/sim"
)

// ParseLine reads one line that acts, outside of any file: "onprem> Set-...", "net> block ...". where is the name that errors
// print, such as "line 2". The error is an [*Error].
func ParseLine(where, line string) (*Step, error) {
	c := &cursor{file: where, line: 1, text: line}
	s := &Step{File: where, Line: 1, Text: line}
	if err := s.understand(c); err != nil {
		return nil, err
	}
	if s.act == nil {
		return nil, c.errorAt(0, "type what an administrator does: onprem> Set-SendConnector ...", "this line does nothing")
	}
	return s, nil
}

// With returns the story with more steps at the end of its cause; the story itself stays as it is. Of a base it is a base to
// which something has happened.
func (s *Story) With(steps ...*Step) *Story {
	more := *s
	more.Cause = slices.Concat(s.Cause, steps)
	return &more
}

// FaultyWorld builds the story's world as its symptoms find it: base, set-up and cause, when all changes are in effect. A base
// gives its healthy hybrid, with what [Story.With] added. Those of the story's [Story.Unknowns] that are given are taken to be
// so. The caller closes the world.
func (s *Story) FaultyWorld(so ...Unknown) (*sim.World, error) {
	p, err := newFaultyPlay(s, so...)
	if err != nil {
		return nil, err
	}
	if late := p.w.Config.Propagation; late > 0 {
		p.w.Config.Propagation = 0
		if err := p.w.Wait(late); err != nil {
			p.close()
			return nil, err
		}
	}
	return p.w, nil
}
