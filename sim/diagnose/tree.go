package diagnose

import (
	"fmt"
	"slices"
)

// tree finds smallest sets of things that work together, each in another branch: a hitting-set tree (Reiter 1987). A
// node leaves some things out; a smallest set of the others is its label; each of its children leaves out one thing of
// the label more. What works is asked as seldom as possible.
type tree struct {
	n     int // the things are 0 to n-1
	works func(set []int) (bool, error)
	most  int // sets that are looked for
	asks  int // how often may be asked

	found [][]int
	ended bool // a bound was reached
	known map[string]bool
}

// grow finds the sets, the smallest first.
func (t *tree) grow() ([][]int, error) {
	if t.known == nil {
		t.known = map[string]bool{}
	}
	for i := range t.n { // a set of one is its own branch
		ok, err := t.ask([]int{i})
		if err != nil {
			return nil, err
		}
		if ok {
			t.found = append(t.found, []int{i})
		}
	}
	var alone []int
	for _, set := range t.found {
		alone = append(alone, set[0])
	}
	nodes := [][]int{alone}
	for len(nodes) > 0 && len(t.found) < t.most && !t.ended {
		out := nodes[0]
		nodes = nodes[1:]
		label, err := t.label(out)
		if err != nil {
			return nil, err
		}
		for _, i := range label {
			child := append(slices.Clone(out), i)
			slices.Sort(child)
			if !slices.ContainsFunc(nodes, func(o []int) bool { return slices.Equal(o, child) }) {
				nodes = append(nodes, child)
			}
		}
	}
	slices.SortStableFunc(t.found, func(a, b []int) int { return len(a) - len(b) })
	return t.found, nil
}

// label is a smallest set without what is left out; nil when there is none.
func (t *tree) label(out []int) ([]int, error) {
	for _, set := range t.found {
		if !slices.ContainsFunc(set, func(i int) bool { return slices.Contains(out, i) }) {
			return set, nil
		}
	}
	var set []int
	for i := range t.n {
		if !slices.Contains(out, i) {
			set = append(set, i)
		}
	}
	if len(set) < 2 { // of one it is known
		return nil, nil
	}
	ok, err := t.ask(set)
	if err != nil || !ok {
		return nil, err
	}
	if set, err = smallest(set, t.ask); err == nil && !t.ended {
		t.found = append(t.found, set)
	}
	return set, err
}

// smallest takes out of a set that works whatever it works without, halves first.
func smallest(set []int, works func([]int) (bool, error)) ([]int, error) {
	for size := len(set) / 2; size > 0; size /= 2 {
		for at := 0; at < len(set) && len(set) > size; {
			without := slices.Delete(slices.Clone(set), at, min(at+size, len(set)))
			ok, err := works(without)
			if err != nil {
				return nil, err
			}
			if ok {
				set = without
			} else {
				at += size
			}
		}
	}
	return set, nil
}

func (t *tree) ask(set []int) (bool, error) {
	if ok, known := t.known[key(set)]; known {
		return ok, nil
	}
	if t.asks <= 0 {
		t.ended = true
		return false, nil
	}
	t.asks--
	ok, err := t.works(set)
	t.known[key(set)] = ok
	return ok, err
}

// key is a set as the key of a map.
func key(set []int) string { return fmt.Sprint(set) }
