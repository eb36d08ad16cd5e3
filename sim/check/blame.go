package check

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"sort"
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
	maxPlays    = 6000 // flows played again, which the failing ones have in equal parts
	minSets     = 300  // that each failing flow is played with, however many fail
)

// blame finds out which of the failing flows each finding breaks: it searches for the smallest sets of fixes that mend
// each flow, one by one, then two and three together, and notes what else a fix that mends makes worse. Nothing is
// concluded from one flow to another: each was played with each set that is said to mend it, and what is found out of
// one does not depend on which others are looked at beside it.
func (p *plan) blame(r *Report, verdicts []verdict, assumed []Assumption) (*Part, error) {
	b := &blamer{plan: p, report: r, verdicts: verdicts, part: &Part{Assumed: assumed}}
	failed := 0
	for i, e := range p.entries {
		if r.Flows[i].OK {
			b.good = append(b.good, i)
			continue
		}
		if failed++; p.share.Has(i) {
			b.bad = append(b.bad, failing{entry: e, row: i, extent: as(verdicts[i].bySize), missed: verdicts[i].missed,
				tells: map[int]bool{}})
		}
	}
	if failed == 0 {
		return b.part, nil
	}
	b.left = max(maxPlays/failed, minSets)
	b.gather()
	for size := 1; size <= maxTogether; size++ {
		if err := b.search(size); err != nil {
			return nil, err
		}
	}
	if err := b.harm(); err != nil {
		return nil, err
	}
	b.part.Apart = b.conflicts()
	for _, f := range b.bad {
		if f.mended == 0 {
			b.name(f)
		}
	}
	return b.part, nil
}

// failing is a flow that is not as in a healthy hybrid.
type failing struct {
	entry
	row    int      // in the report
	extent extent   // that shows it
	mended int      // by how many fixes together; 0: by none yet
	missed []string // names that it asked for in vain
	tried  int      // sets
	// fixes that, typed alone, change how it fails, so they are tried before others together with more
	tells map[int]bool
}

// as is how much of a flow has to be played again that failed by its size, or not.
func as(bySize bool) extent {
	if bySize {
		return whole
	}
	return withoutLarge
}

// blamer plays failing flows again.
type blamer struct {
	plan     *plan
	report   *Report
	verdicts []verdict // of all rows
	bad      []failing
	good     []int // rows that are as in a healthy hybrid
	part     *Part // what is found out
	left     int   // sets that a flow is played with at most
}

// gather collects the fixes that can be typed alone, each once.
func (b *blamer) gather() {
	for i := range b.report.Findings {
		f := &b.report.Findings[i]
		if len(f.Fix) == 0 {
			continue
		}
		same := func(r []int) bool { return slices.Equal(b.report.Findings[r[0]].Fix, f.Fix) }
		if at := slices.IndexFunc(b.part.Remedies, same); at >= 0 {
			b.part.Remedies[at] = append(b.part.Remedies[at], i)
			continue
		}
		alone, err := b.typed(f.Fix)
		if err != nil {
			f.Untried = err.Error()
			continue
		}
		b.plan.worlds.forget(alone.Subject) // there may be a thousand of them
		b.part.Remedies = append(b.part.Remedies, []int{i})
	}
}

// search tries sets of so many fixes on the flows that no smaller set mends.
func (b *blamer) search(size int) error {
	for _, s := range b.sets(size) {
		if err := b.try(s.set, s.flows); err != nil {
			return err
		}
	}
	return nil
}

// tries is a set of fixes with the failing flows that are played with it.
type tries struct{ set, flows []int }

// sets are those of so many fixes that are to be tried, in order. Each flow has its own: first those of fixes that
// change how it fails, and not more than are left to it.
func (b *blamer) sets(size int) (list []tries) {
	at := map[string]int{}
	for n := range b.bad {
		f := &b.bad[n]
		if f.mended != 0 {
			continue
		}
		for set := range combinations(tellingFirst(len(b.part.Remedies), f.tells), size) {
			if f.tried == b.left {
				b.part.Ended = true
				break
			}
			f.tried++
			key := fmt.Sprint(set)
			if _, there := at[key]; !there {
				at[key] = len(list)
				list = append(list, tries{set: set})
			}
			list[at[key]].flows = append(list[at[key]].flows, n)
		}
	}
	slices.SortFunc(list, func(a, b tries) int { return slices.Compare(a.set, b.set) })
	return list
}

// tellingFirst are the numbers below n, those that tell something before others.
func tellingFirst(n int, tells map[int]bool) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return rank(tells[j]) - rank(tells[i]) })
	return order
}

// try types the fixes of a set on a copy and plays flows there.
func (b *blamer) try(set []int, places []int) error {
	subject, err := b.typed(b.report.lines(b.part, set))
	if err != nil {
		b.part.Untried = append(b.part.Untried, Together{set, firstLine(err)})
		return nil
	}
	var jobs []job
	for _, n := range places {
		f := b.bad[n]
		jobs = append(jobs, job{entry: f.entry, subject: subject.Subject, extent: f.extent,
			cast: subject.castFor(f.entry)})
	}
	defer b.plan.worlds.forget(subject.Subject)
	verdicts, err := b.plan.play(jobs)
	if err != nil {
		return err
	}
	cure := Mending{Set: set}
	for i, n := range places {
		f := &b.bad[n]
		row := jobs[i].who().row(f.flow, verdicts[i])
		if row.OK {
			f.mended = len(set)
			cure.Mends = append(cure.Mends, f.row)
		}
		if len(set) == 1 && !row.Decided.like(b.report.Flows[f.row].Decided) {
			f.tells[set[0]] = true
			b.part.tell(set[0])
		}
	}
	if len(cure.Mends) > 0 {
		b.part.Cures = append(b.part.Cures, cure)
	}
	return nil
}

// harm plays the flows that are as in a healthy hybrid with each cure.
func (b *blamer) harm() error {
	for n := range b.part.Cures {
		c := &b.part.Cures[n]
		fix := b.report.lines(b.part, c.Set)
		subject, err := b.typed(fix)
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
		lines := strings.Join(fix, "\n")
		verdicts, err := b.plan.beside(known, jobs, withoutLarge, func(job) string { return lines })
		b.plan.worlds.forget(subject.Subject)
		if err != nil {
			return err
		}
		for n, i := range b.good {
			if row := jobs[n].who().row(b.plan.entries[i].flow, verdicts[n]); !row.OK {
				c.Worse = append(c.Worse, i)
			}
		}
	}
	return nil
}

// conflicts types all fixes one after another, as somebody does who pastes what is printed, and finds those that cannot
// be typed after others.
func (b *blamer) conflicts() (found []Together) {
	order := tellingFirst(len(b.part.Remedies), nil)
	fails := func(set ...int) error {
		subject, err := b.typed(b.report.lines(b.part, set))
		if err == nil {
			b.plan.worlds.forget(subject.Subject)
		}
		return err
	}
	for len(order) > 1 && fails(order...) != nil {
		// the first that cannot be typed after those before it
		at := sort.Search(len(order), func(n int) bool { return fails(order[:n+1]...) != nil })
		if at == len(order) {
			return found
		}
		last, set := order[at], slices.Clone(order[:at+1])
		because := fails(set...)
		for _, before := range order[:at] {
			if err := fails(before, last); err != nil {
				set, because = []int{before, last}, err
				break
			}
		}
		found = append(found, Together{set, firstLine(because)})
		order = slices.Delete(order, at, at+1)
	}
	return found
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
