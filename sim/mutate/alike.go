package mutate

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"hybridsim/sim/fault"
)

// Looks are what the faults of operators look like on a base: for each operator, everything that can be seen of each of
// its faults, as one sum. A fault of which nothing can be seen has none.
type Looks map[string]map[string]bool

// Look makes every fault that is chosen on the base of a suite and looks at it with every probe.
func (s *Suite) Look(ctx context.Context, only func(fault.Fault) bool) (Looks, error) {
	r := &run{Suite: s, ctx: ctx}
	var err error
	if r.lookouts, err = s.lookouts(r.each); err != nil {
		return nil, err
	}
	healthy := make([]string, len(r.lookouts))
	for i, l := range r.lookouts {
		healthy[i] = l.healthy.sum()
		l.healthy.close()
	}
	faults := slices.DeleteFunc(fault.Of(s.main.w), func(f fault.Fault) bool { return !only(f) })
	looks, mu := Looks{}, sync.Mutex{}
	r.each(len(faults), func(i int) {
		sum, differs := r.lookOf(faults[i], healthy)
		mu.Lock()
		defer mu.Unlock()
		if name := faults[i].Name; differs {
			if looks[name] == nil {
				looks[name] = map[string]bool{}
			}
			looks[name][sum] = true
		}
	})
	return looks, ctx.Err()
}

// lookOf is everything that can be seen of a fault, and whether it differs from what the healthy base shows.
func (r *run) lookOf(f fault.Fault, healthy []string) (sum string, differs bool) {
	steps, err := parsed(f.Lines)
	if err != nil || r.ctx.Err() != nil {
		return "", false
	}
	g, err := r.main.mutated(r.Base, steps)
	if err != nil {
		return "", false
	}
	defer g.close()
	whole := sha256.New()
	for i, l := range r.lookouts {
		w, err := g.world()
		if err != nil {
			return "", false
		}
		own := "cannot be played"
		if sick, err := l.play(w, r.Shared); err == nil {
			own = sick.sum()
			sick.close()
		}
		differs = differs || own != healthy[i]
		fmt.Fprintln(whole, own)
	}
	return fmt.Sprintf("%x", whole.Sum(nil)), differs
}

// sum is all facts as one.
func (s *seen) sum() string {
	all := slices.Sorted(maps.Keys(s.index))
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(all, "\n"))))
}

// Classes sorts operators into those that something tells apart: an operator is in a class with one that looks like it
// wherever it can be made. Each class is named by its first operator; those of which nothing was ever seen are in none.
func (l Looks) Classes(operators []string) (classes [][]string) {
	for _, name := range operators {
		if len(l[name]) == 0 {
			continue
		}
		at := slices.IndexFunc(classes, func(c []string) bool {
			return within(l[name], l[c[0]]) || within(l[c[0]], l[name])
		})
		if at < 0 {
			classes = append(classes, []string{name})
			continue
		}
		classes[at] = append(classes[at], name)
	}
	return classes
}

func within(part, all map[string]bool) bool {
	for k := range part {
		if !all[k] {
			return false
		}
	}
	return true
}

// Add adds what was seen on another base.
func (l Looks) Add(base string, o Looks) {
	for name, sums := range o {
		if l[name] == nil {
			l[name] = map[string]bool{}
		}
		for sum := range sums {
			l[name][base+" "+sum] = true
		}
	}
}
