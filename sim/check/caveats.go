package check

import (
	"hybridsim/relay"
	"hybridsim/sim/caveat"
)

// NotLookedAt lists what a subject has that could change an answer about it and that nothing here reads.
func NotLookedAt(subject *Subject) (caveat.List, error) {
	w, err := subject.world()
	if err != nil {
		return nil, err
	}
	defer w.Close()
	return caveat.Of(w.Organizations()...), nil
}

// passed is the path of all flows of a report: who took part, and what was chosen on the way.
func (r *Report) passed() caveat.Path {
	var path caveat.Path
	for _, f := range r.Flows {
		for _, d := range f.Trail {
			path.Meet(relay.Side(d.Side), d.Chosen)
		}
	}
	for _, who := range r.Participants {
		for _, side := range relay.BothSides {
			path.Meet(side, who.Address)
		}
	}
	return path
}
