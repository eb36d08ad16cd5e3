package lab

import (
	"math/rand/v2"

	"hybridsim/sim/fault"
	"hybridsim/sim/story/tell"
)

// refaulted is the lab with a fault that its author allows in place of the story's, drawn by a seed: one that keeps
// what is graded from holding, and whose undoing passes. The lab stays as it is when the draw falls on its own cause,
// or when none of the operators has such a place.
func (l *Lab) refaulted(seed uint64) (*Lab, error) {
	r := rand.New(rand.NewPCG(seed, 0xfa))
	drawn := r.IntN(len(l.Sheet.Faults) + 1)
	if drawn == len(l.Sheet.Faults) {
		return l, nil
	}
	w, err := l.Story.Healthy().World()
	if err != nil {
		return nil, err
	}
	defer w.Close()
	places := fault.Find(l.Sheet.Faults[drawn]).At(w)
	r.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
	for _, f := range places {
		if len(f.Undo) == 0 {
			continue
		}
		s, err := l.Story.Instead(f.Lines, f.Undo)
		if err != nil {
			return nil, err
		}
		sheet := *l.Sheet
		sheet.Hints = []tell.Hint{{Title: "What went wrong", Text: f.Says + "\n"}} // the author's are of the other
		sheet.Ticket, sheet.Notes, sheet.Broad = "", "", nil
		other, err := New(s, &sheet)
		if err != nil {
			return nil, err
		}
		other.Name = l.Name
		if g, err := s.Grade(nil); err == nil && !g.Passed && other.cured() {
			return other, nil
		}
	}
	return l, nil
}
