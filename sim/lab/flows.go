package lab

import (
	"slices"
	"sync"

	"hybridsim/sim/check"
	"hybridsim/sim/story"
)

// flows knows which flows of a hybrid were healthy before the fault, and which of them each documented cure leaves
// worse. It is found out when it is first asked for.
type flows struct {
	story *story.Story
	once  sync.Once
	err   error
	sound *check.Report     // of the hybrid without the fault
	left  []map[string]bool // by cure: flows that are not as before, by their ids
}

func newFlows(s *story.Story) *flows { return &flows{story: s} }

// Flow is one that was healthy before the fault, or what became of it.
type Flow struct {
	ID    string `json:"flow"`
	Title string `json:"title"`
	Was   string `json:"was,omitempty"`
	Is    string `json:"is,omitempty"`
}

func (f *flows) find() error {
	f.once.Do(func() {
		if f.sound, f.err = check.Check(check.Read(f.story.Healthy()), check.Options{FlowsOnly: true}); f.err != nil {
			return
		}
		for i := range f.story.Cures {
			worse, err := f.worse(f.story.Cured(i))
			if err != nil {
				f.err = err
				return
			}
			left := map[string]bool{}
			for _, w := range worse {
				left[w.ID] = true
			}
			f.left = append(f.left, left)
		}
	})
	return f.err
}

// healthy are the flows that a grade looks at: those that were healthy before the fault whatever is not known, and are
// so again after one of the documented cures.
func (f *flows) healthy() ([]Flow, error) {
	if err := f.find(); err != nil {
		return nil, err
	}
	var list []Flow
	for i := range f.sound.Flows {
		r := &f.sound.Flows[i]
		never := !slices.ContainsFunc(f.left, func(left map[string]bool) bool { return !left[r.Flow] })
		if r.Good() && len(r.Doubts) == 0 && !never {
			list = append(list, Flow{ID: r.Flow, Title: r.Title})
		}
	}
	return list, nil
}

// worse are the flows of a changed story that were healthy before the fault and are not.
func (f *flows) worse(s *story.Story) ([]Flow, error) {
	now, err := check.Check(check.Read(s), check.Options{Beside: f.sound, FlowsOnly: true})
	if err != nil {
		return nil, err
	}
	undecided := map[string]bool{}
	for _, report := range []*check.Report{f.sound, now} {
		for i := range report.Flows {
			if r := &report.Flows[i]; len(r.Doubts) > 0 {
				undecided[r.Flow] = true
			}
		}
	}
	var list []Flow
	for _, m := range check.Compare(f.sound, now).Flows {
		if m.Worse() && m.Old != "" && !undecided[m.Flow] {
			list = append(list, Flow{m.Flow, m.Title, m.Old, m.New})
		}
	}
	return list, nil
}

// broken are the flows that lines made worse than they were before the fault, beyond what the cure leaves whose
// verification holds.
func (f *flows) broken(lines []string, cures []int) ([]Flow, error) {
	if err := f.find(); err != nil {
		return nil, err
	}
	worse, err := f.worseAfter(lines)
	if err != nil {
		return nil, err
	}
	least := worse
	for n, i := range cures {
		list := slices.DeleteFunc(slices.Clone(worse), func(w Flow) bool { return f.left[i][w.ID] })
		if n == 0 || len(list) < len(least) {
			least = list
		}
	}
	return least, nil
}

// worseAfter are the flows that lines made worse.
func (f *flows) worseAfter(lines []string) ([]Flow, error) {
	s, err := f.story.After(lines)
	if err != nil {
		return nil, err
	}
	return f.worse(s)
}
