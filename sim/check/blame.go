package check

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"hybridsim/sim/suggest"
)

// Cure is a smallest set of findings whose fixes, typed together, mend flows: each of its subsets was typed, too, and
// mended none of these flows.
type Cure struct {
	// a name for each fix: code and object of the finding that proposes it, as [Finding.Name] gives them; "or" stands
	// between findings that propose the same fix
	Findings []string `json:"findings"`
	Fix      []string `json:"fix"`   // the lines of all of them, in order
	Mends    []string `json:"mends"` // flows, by their ids
	// flows that were as in a healthy hybrid and are no more when the lines are typed
	Worse []string `json:"worse"`
}

// orElse stands between findings that one fix mends.
const orElse = " or "

// The bounds of the search for cures. Beyond them an answer says that it did not look further.
const (
	maxTogether = 3    // fixes typed together
	maxPlays    = 6000 // flows played again
)

// blame finds out which of the failing flows each finding breaks: it searches for the smallest sets of fixes that mend
// each flow, one by one, then two and three together, and notes what else a fix that mends makes worse. Nothing is
// concluded from one flow to another: each was played with each set that is said to mend it.
func (p *plan) blame(r *Report, verdicts []verdict) error {
	b := &blamer{plan: p, report: r, verdicts: verdicts}
	for i, e := range p.entries {
		if r.Flows[i].OK {
			b.good = append(b.good, i)
			continue
		}
		b.bad = append(b.bad, failing{entry: e, row: i, extent: as(verdicts[i].bySize), missed: verdicts[i].missed})
	}
	if len(b.bad) == 0 {
		return nil
	}
	b.gather()
	for size := 1; size <= maxTogether && !b.ended; size++ {
		if err := b.search(size); err != nil {
			return err
		}
	}
	if err := b.harm(); err != nil {
		return err
	}
	b.tell()
	b.inOrder()
	return nil
}

// failing is a flow that is not as in a healthy hybrid.
type failing struct {
	entry
	row    int      // in the report
	extent extent   // that shows it
	mended int      // by how many fixes together; 0: by none yet
	missed []string // names that it asked for in vain
}

// as is how much of a flow has to be played again that failed by its size, or not.
func as(bySize bool) extent {
	if bySize {
		return whole
	}
	return withoutLarge
}

// remedy is a fix, with the findings that propose it.
type remedy struct {
	lines    []string
	findings []int
	tells    bool // typed alone it changes how some flow fails, so it is tried before others together with more
}

// cured is a cure with the remedies of its set.
type cured struct {
	Cure
	set []int
}

// blamer plays failing flows again.
type blamer struct {
	plan     *plan
	report   *Report
	verdicts []verdict // of all rows
	bad      []failing
	good     []int // rows that are as in a healthy hybrid
	remedies []*remedy
	order    []int // of the remedies: those that tell before others
	cures    []*cured
	plays    int
	ended    bool // the bound was reached
}

// gather collects the fixes that can be typed alone, each once.
func (b *blamer) gather() {
	for i := range b.report.Findings {
		f := &b.report.Findings[i]
		if len(f.Fix) == 0 {
			continue
		}
		same := func(r *remedy) bool { return slices.Equal(r.lines, f.Fix) }
		if at := slices.IndexFunc(b.remedies, same); at >= 0 {
			b.remedies[at].findings = append(b.remedies[at].findings, i)
			continue
		}
		alone, err := b.typed(f.Fix)
		if err != nil {
			f.Untried = err.Error()
			continue
		}
		b.plan.worlds.forget(alone.Subject) // there may be a thousand of them
		b.order = append(b.order, len(b.remedies))
		b.remedies = append(b.remedies, &remedy{lines: f.Fix, findings: []int{i}})
	}
}

// search tries every set of so many fixes on the flows that no smaller set mends.
func (b *blamer) search(size int) error {
	slices.SortStableFunc(b.order, func(i, j int) int { return rank(b.remedies[j].tells) - rank(b.remedies[i].tells) })
	for set := range combinations(b.order, size) {
		var open []int
		for n := range b.bad {
			if m := b.bad[n].mended; m == 0 || m == size {
				open = append(open, n)
			}
		}
		if len(open) == 0 {
			return nil
		}
		if b.plays+len(open) > maxPlays {
			b.ended = true
			return nil
		}
		if err := b.try(set, open); err != nil {
			return err
		}
	}
	return nil
}

// try types the fixes of a set on a copy and plays flows there.
func (b *blamer) try(set []int, places []int) error {
	lines := b.lines(set)
	subject, err := b.typed(lines)
	if err != nil {
		b.untried(set, err)
		return nil
	}
	var jobs []job
	for _, n := range places {
		f := b.bad[n]
		jobs = append(jobs, job{entry: f.entry, subject: subject.Subject, extent: f.extent,
			cast: subject.castFor(f.entry)})
	}
	b.plays += len(jobs)
	defer b.plan.worlds.forget(subject.Subject)
	verdicts, err := b.plan.play(jobs)
	if err != nil {
		return err
	}
	cure := &cured{Cure{Fix: lines, Findings: b.names(set), Mends: []string{}, Worse: []string{}}, set}
	for i, n := range places {
		row := jobs[i].who().row(b.bad[n].flow, verdicts[i])
		if row.OK {
			b.bad[n].mended = len(set)
			cure.Mends = append(cure.Mends, b.report.Flows[b.bad[n].row].Flow)
		}
		if len(set) == 1 && !row.Decided.like(b.report.Flows[b.bad[n].row].Decided) {
			b.remedies[set[0]].tells = true
		}
	}
	if len(cure.Mends) > 0 {
		b.cures = append(b.cures, cure)
	}
	return nil
}

// harm plays the flows that are as in a healthy hybrid with each cure.
func (b *blamer) harm() error {
	for _, c := range b.cures {
		subject, err := b.typed(c.Fix)
		if err != nil {
			return err
		}
		var jobs []job
		var known []verdict
		for _, i := range b.good {
			e := b.plan.entries[i]
			jobs = append(jobs, job{entry: e, subject: subject.Subject, cast: subject.castFor(e)})
			known = append(known, b.verdicts[i])
		}
		lines := strings.Join(c.Fix, "\n")
		verdicts, err := b.plan.beside(known, jobs, withoutLarge, func(job) string { return lines })
		b.plan.worlds.forget(subject.Subject)
		if err != nil {
			return err
		}
		for n, i := range b.good {
			if row := jobs[n].who().row(b.plan.entries[i].flow, verdicts[n]); !row.OK {
				c.Worse = append(c.Worse, b.report.Flows[i].Flow)
			}
		}
	}
	return nil
}

// inOrder types the fixes of all cures one after another, as somebody does who pastes what is printed, and notes when
// that cannot be done.
func (b *blamer) inOrder() {
	var all []int
	for _, c := range b.cures {
		for _, r := range c.set {
			if !slices.Contains(all, r) {
				all = append(all, r)
			}
		}
	}
	slices.Sort(all)
	if len(all) < 2 {
		return
	}
	subject, err := b.typed(b.lines(all))
	if err != nil {
		b.untried(all, err)
		return
	}
	b.plan.worlds.forget(subject.Subject)
}

func (b *blamer) untried(set []int, err error) {
	u := Untried{b.names(set), firstLine(err)}
	same := func(o Untried) bool { return slices.Equal(o.Findings, u.Findings) }
	if !slices.ContainsFunc(b.report.UntriedFixes, same) {
		b.report.UntriedFixes = append(b.report.UntriedFixes, u)
	}
}

// tell writes into the report what was found out.
func (b *blamer) tell() {
	add := func(list *[]string, more ...string) {
		for _, m := range more {
			if !slices.Contains(*list, m) {
				*list = append(*list, m)
			}
		}
	}
	findings := b.report.Findings
	for _, c := range b.cures {
		b.report.Cures = append(b.report.Cures, c.Cure)
		for _, r := range c.set {
			for _, i := range b.remedies[r].findings {
				add(&findings[i].Breaks, c.Mends...)
				add(&findings[i].Worse, c.Worse...)
				for _, other := range c.set {
					if other != r {
						add(&findings[i].With, findings[b.remedies[other].findings[0]].Code)
					}
				}
			}
		}
	}
	for _, f := range b.bad {
		if f.mended == 0 {
			b.name(f)
		}
	}
	b.report.SearchEnded = b.ended
}

// name looks for findings about just what a flow met that no fix mends: those that the flow was asked for to show, and
// those that say that a name is not found which it asked for.
func (b *blamer) name(f failing) {
	row := &b.report.Flows[f.row]
	for i := range b.report.Findings {
		x := &b.report.Findings[i]
		c := b.plan.clues[i]
		shown := slices.ContainsFunc(c.flows, func(a *Asked) bool { return a.id() == row.Flow })
		if shown || c.unresolved != "" && suggest.Has(f.missed, c.unresolved) {
			row.Named, x.Names = append(row.Named, x.Name()), append(x.Names, row.Flow)
		}
	}
	row.Unexplained = len(row.Named) == 0
}

// lines are the fixes of a set, in the order of the findings. What several of them begin with is typed once.
func (b *blamer) lines(set []int) (lines []string) {
	for _, r := range set {
		for _, line := range b.remedies[r].lines {
			if !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

// names are the findings of a set, one name for each fix.
func (b *blamer) names(set []int) (names []string) {
	for _, r := range set {
		var alike []string
		for _, i := range b.remedies[r].findings {
			alike = append(alike, b.report.Findings[i].Name())
		}
		names = append(names, strings.Join(alike, orElse))
	}
	return names
}

// copied is a subject after fixes. Where the plan lacks players the copy may have them.
type copied struct {
	*Subject
	casts map[*cast]*cast // in place of the plan's; empty: the plan's
}

// castFor is who plays an entry of the plan in the copy; nil: who plays it in the plan.
func (c copied) castFor(e entry) *cast { return c.casts[e.cast] }

// typed types lines on a copy. An error means that they cannot be typed; without one the caller forgets the copy.
func (b *blamer) typed(lines []string) (_ copied, err error) {
	subject, err := b.plan.subject.With(lines...)
	if err != nil {
		return copied{}, err
	}
	defer func() {
		if err != nil {
			b.plan.worlds.forget(subject)
		}
	}()
	w, err := b.plan.worlds.typed(subject)
	if err != nil {
		return copied{}, err
	}
	defer w.Close()
	c := copied{subject, map[*cast]*cast{}}
	for _, original := range b.plan.casts {
		if original.lacksSomebody() {
			if c.casts[original], err = findCast(w, original.hybrid, original.class); err != nil {
				return copied{}, err
			}
		}
	}
	return c, nil
}

// who plays a job.
func (j job) who() *cast { return cmp.Or(j.cast, j.entry.cast) }

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// combinations yields every choice of k members of a list, in order.
func combinations(list []int, k int) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		set := make([]int, 0, k)
		var choose func(from int) bool
		choose = func(from int) bool {
			if len(set) == k {
				chosen := slices.Clone(set)
				slices.Sort(chosen) // fixes are typed in the order of the findings
				return yield(chosen)
			}
			for i := from; i <= len(list)-(k-len(set)); i++ {
				set = append(set, list[i])
				if !choose(i + 1) {
					return false
				}
				set = set[:len(set)-1]
			}
			return true
		}
		choose(0)
	}
}
