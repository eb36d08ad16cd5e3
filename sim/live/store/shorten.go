package store

import (
	"time"

	"hybridsim/sim"
)

// A log that nobody makes short grows for as long as its process lives. When a world forgets, [Store.Grown] says
// whether it pays to begin the log anew, and [Store.Replace] hands over what it begins with. That takes its place in
// the order of what was handed over: changes before it are in the state, lines and notes before it are kept, and
// what comes behind it is written behind it, all in one transaction. If that cannot be made, the log stays long and
// everything is written as if nobody had wanted it short.

// replacing is the state that takes the place of all changes before it.
type replacing struct{ state []sim.Change }

// leastHistory is how many changes must be history before a log is begun anew while its world lives.
const leastHistory = 500

// typing is what was typed and noted since the store was made, which no state holds.
type typing struct {
	lines []Line
	notes []string
}

// remember takes what was typed and noted from entries that are about to be written.
func (p *typing) remember(entries []entry) {
	for _, e := range entries {
		if e.line != nil {
			p.lines = append(p.lines, *e.line)
		}
		if e.note != "" {
			p.notes = append(p.notes, e.note)
		}
		if r := e.result; r != nil && r.Line <= len(p.lines) {
			p.lines[r.Line-1].Worked = r.Worked
		}
	}
}

// entries are what was typed and noted, and then a state.
func (p *typing) entries(state []sim.Change) (all []entry) {
	for i := range p.lines {
		all = append(all, entry{line: &p.lines[i]})
	}
	for _, n := range p.notes {
		all = append(all, entry{note: n})
	}
	for _, c := range state {
		all = append(all, entry{changes: []sim.Change{c}})
	}
	return all
}

// Grown implements [sim.Keeper].
func (s *Store) Grown() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changes > s.begunWith+max(s.begunWith, s.leastHistory)
}

// Replace implements [sim.Keeper].
func (s *Store) Replace(state []sim.Change, now time.Time) {
	s.mu.Lock()
	s.changes, s.begunWith = len(state), len(state)
	s.mu.Unlock()
	s.add(entry{replaces: &replacing{state}}, now)
}

// shorten begins the log anew, if entries say so, and reports whether it did, and with that has written all of them.
func (s *Store) shorten(entries []entry) bool {
	at := -1
	for i, e := range entries {
		if e.replaces != nil {
			at = i
		}
	}
	if at < 0 {
		s.typing.remember(entries)
		return false
	}
	s.typing.remember(entries[:at])
	was := s.log
	s.log = log{next: 1, encoder: &encoder{}}
	err := s.replace(nil, append(s.typing.entries(entries[at].replaces.state), entries[at+1:]...))
	if err != nil {
		s.log = was
	}
	s.typing.remember(entries[at+1:])
	return err == nil
}
