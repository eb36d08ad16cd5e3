package mutate

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
)

// item is a probe with a claim, as one of several in an assertion.
type item struct {
	kill
	*lookout
	mutants []*Mutant // that it notices
}

// Proposal are assertions that notice what a suite misses. Each holds on the healthy base.
type Proposal struct {
	Files  []string  // texts
	Missed []*Mutant // that none of them notices
}

// maxFiles bounds how many files are tried: what is done for one probe can hide what another looks at, and then they
// need worlds of their own.
const maxFiles = 12

// Propose writes the fewest assertions that notice all mutants that survived. named is how their header names the base.
// Each file is played: it holds on the healthy base, and fails on the mutants that it is for.
func (r *Report) Propose(named string) (*Proposal, error) {
	p := &Proposal{}
	left := slices.DeleteFunc(slices.Clone(r.Survived), func(m *Mutant) bool { return len(m.kills) == 0 })
	p.Missed = slices.DeleteFunc(slices.Clone(r.Survived), func(m *Mutant) bool { return len(m.kills) > 0 })
	for len(left) > 0 && len(p.Files) < maxFiles {
		if err := r.run.ctx.Err(); err != nil {
			return nil, err
		}
		text, err := r.run.file(r.run.cover(left), named, len(p.Files)+1)
		if err != nil {
			return nil, err
		}
		if text == "" {
			break
		}
		rest, err := r.run.missed(text, left)
		if err != nil {
			return nil, err
		}
		if len(rest) == len(left) {
			break
		}
		p.Files, left = append(p.Files, text), rest
	}
	p.Missed = append(p.Missed, left...)
	return p, nil
}

// cover chooses few items that notice all mutants: again and again the one that notices most of those that are left.
func (r *run) cover(mutants []*Mutant) (items []*item) {
	type key struct {
		at    int
		claim string
	}
	all := map[key]*item{}
	for _, m := range mutants {
		for _, k := range m.kills {
			it := all[key{k.at, k.claim}]
			if it == nil {
				it = &item{kill: k, lookout: r.lookouts[k.at]}
				all[key{k.at, k.claim}] = it
			}
			it.mutants = append(it.mutants, m)
		}
	}
	noticed := map[*Mutant]bool{}
	for len(noticed) < len(mutants) {
		var best *item
		most := 0
		for _, it := range all {
			n := 0
			for _, m := range it.mutants {
				if !noticed[m] {
					n++
				}
			}
			if n > most || n == most && n > 0 && it.cheaper(best.kill) < 0 {
				best, most = it, n
			}
		}
		best.mutants = slices.DeleteFunc(best.mutants, func(m *Mutant) bool { return noticed[m] })
		for _, m := range best.mutants {
			noticed[m] = true
		}
		items = append(items, best)
	}
	return inOrder(items)
}

// inOrder sorts the items of a file; those of one probe stand together, and it is played once.
func inOrder(items []*item) []*item {
	slices.SortFunc(items, (*item).before)
	var sorted []*item
	for _, it := range items {
		if !slices.Contains(sorted, it) {
			for _, o := range items {
				if o.at == it.at {
					sorted = append(sorted, o)
				}
			}
		}
	}
	return sorted
}

// before orders the items of a file: what says that something is not so before what makes it so, and what changes the
// world for its own sake at the end.
func (it *item) before(o *item) int {
	rank := func(it *item) int {
		switch {
		case len(it.changes()) > 0:
			return 2
		case strings.HasPrefix(it.claim, "want no "):
			return 0
		}
		return 1
	}
	if a, b := rank(it), rank(o); a != b {
		return a - b
	}
	return it.cheaper(o.kill)
}

// changes are the lines of a probe's set-up that change what others see.
func (p *probe) changes() []string {
	return slices.DeleteFunc(slices.Clone(p.setup), func(line string) bool {
		return strings.HasPrefix(line, "net> host ")
	})
}

// file makes a file of as many items as can stand in one. It is empty when none can.
func (r *run) file(items []*item, named string, number int) (string, error) {
	for len(items) > 0 {
		text, places := r.text(items, named, number)
		bad, err := r.broken(text)
		if err != nil || bad == 0 {
			return text, err
		}
		i := 0
		for i+1 < len(items) && places[i+1] <= bad {
			i++
		}
		items = slices.Delete(items, i, i+1)
	}
	return "", nil
}

// text writes a file, and tells on which line each item begins.
func (r *run) text(items []*item, named string, number int) (string, []int) {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	title := "What the suite of " + r.Base.Name + " would miss"
	if number > 1 {
		title += fmt.Sprintf(", part %d", number)
	}
	add("Title: %s", title)
	add("Kind: assertion")
	add("Base: %s", named)
	add("")
	add("# Written by hybridsim mutate: each claim fails when the mistake above it is made.")
	setup := slices.Clone(r.Shared)
	for _, it := range items {
		for _, line := range it.setup {
			if !slices.Contains(setup, line) && !slices.Contains(it.changes(), line) {
				setup = append(setup, line)
			}
		}
	}
	lines = append(lines, setup...)
	add("")
	add("== Verification")
	places := make([]int, len(items))
	for i, it := range items {
		places[i] = len(lines) + 1
		again := i > 0 && items[i-1].at == it.at
		if i > 0 && !again {
			add("")
		}
		for n, m := range it.mutants {
			if n == 3 && len(it.mutants) > 4 {
				add("# and %d more", len(it.mutants)-n)
				break
			}
			add("# %s", m)
		}
		if !again {
			lines = append(append(lines, it.changes()...), it.acts...)
		}
		add("Required: the suite would not notice that %s", lower(it.mutants[0].Says))
		lines = append(lines, it.told())
	}
	add("")
	var files []string
	for _, it := range items {
		if it.probe.file != "" && !slices.Contains(files, it.probe.file) {
			files = append(files, it.probe.file)
			add("-- %s --", it.probe.file)
			lines = append(lines, strings.TrimSuffix(it.probe.text, "\n"))
		}
	}
	return strings.Join(lines, "\n") + "\n", places
}

// told is the claim among others: of the letters that a mailbox has it means the probe's own.
func (it *item) told() string {
	rest, mail := strings.CutPrefix(it.claim, "want mail at ")
	if !mail || it.subject == "" {
		return it.claim
	}
	mailbox, conditions, more := strings.Cut(rest, ", ")
	claim := fmt.Sprintf("want mail at %s, with Subject %q", mailbox, it.subject)
	if more {
		claim += ", " + conditions
	}
	return claim
}

func lower(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + strings.TrimSuffix(s[1:], ".")
}

// read makes an assertion of a text.
func (r *run) read(text string) (*story.Story, error) {
	return story.Parse("proposal", []byte(text), func(string) (*story.Story, error) { return r.Base, nil })
}

// broken plays a file on the healthy base and returns the line that does not hold there; 0 when all do.
func (r *run) broken(text string) (int, error) {
	a, err := r.read(text)
	if err != nil {
		return placeOf(err)
	}
	w, err := r.main.world()
	if err != nil {
		return 0, err
	}
	defer w.Close()
	report, err := a.AssertOn(w)
	if err != nil {
		return placeOf(err)
	}
	bad := 0
	for _, f := range report.Failures {
		bad = max(bad, f.Line) // what stands above may have broken what stands below
	}
	return bad, nil
}

// placeOf is the line of a mistake; one without a place is returned as it is.
func placeOf(err error) (int, error) {
	var one *mistake.Error
	var many mistake.Errors
	switch {
	case errors.As(err, &many) && len(many) > 0 && many[0].Line > 0:
		return many[0].Line, nil
	case errors.As(err, &one) && one.Line > 0:
		return one.Line, nil
	}
	return 0, err
}

// missed plays a file on mutants and returns those that it does not notice.
func (r *run) missed(text string, mutants []*Mutant) ([]*Mutant, error) {
	a, err := r.read(text)
	if err != nil {
		return nil, err
	}
	noticed, mistakes := make([]bool, len(mutants)), make([]error, len(mutants))
	r.each(len(mutants), func(i int) {
		if r.ctx.Err() == nil {
			noticed[i], mistakes[i] = r.notices(a, mutants[i])
		}
	})
	var rest []*Mutant
	for i, m := range mutants {
		if mistakes[i] != nil {
			return nil, mistakes[i]
		}
		if !noticed[i] {
			rest = append(rest, m)
		}
	}
	return rest, r.ctx.Err()
}

// notices reports whether an assertion fails on a mutant.
func (r *run) notices(a *story.Story, m *Mutant) (bool, error) {
	steps, err := parsed(m.Lines)
	if err != nil {
		return false, err
	}
	w, err := r.main.world()
	if err != nil {
		return false, err
	}
	defer w.Close()
	if err := r.Base.Continue(w, steps); err != nil {
		return false, err
	}
	report, err := a.AssertOn(w)
	return err != nil || !report.OK(), nil
}
