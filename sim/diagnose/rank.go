package diagnose

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"hybridsim/sim/fault"
)

// rank puts the likeliest cause first, and merges those that the message does not tell apart.
func rank(r *Report) {
	r.sort()
	r.merge()
}

// silence ranks the causes of a mild symptom by what it does not say.
func (d *search) silence(r *Report) {
	mild := !r.Shows && d.symptom.mild()
	for i := range r.Causes {
		c := &r.Causes[i]
		if !mild {
			c.hurt = 0
			continue
		}
		c.hurt, c.apart = c.hurt+d.symptom.hurts(c), c.marksApart()
	}
	r.sort()
}

// sort puts the likeliest cause first: by fit, by what else it would break, by how common, by assumptions.
func (r *Report) sort() {
	slices.SortStableFunc(r.Causes, func(a, b Cause) int {
		return cmp.Or(
			cmp.Compare(math.Round(50*b.Fit), math.Round(50*a.Fit)),
			cmp.Compare(min(a.faults, 1), min(b.faults, 1)), // what is not known contradicts nothing
			cmp.Compare(b.expected, a.expected),
			cmp.Compare(a.hurt, b.hurt),
			cmp.Compare(b.common, a.common),
			cmp.Compare(a.elsewhere(), b.elsewhere()), // one's own configuration can be looked at
			cmp.Compare(a.faults, b.faults),
			cmp.Compare(a.apart, b.apart),
			cmp.Compare(len(a.Lines)+len(a.Fix), len(b.Lines)+len(b.Fix)),
		)
	})
}

// describes reports whether the documentation of a fault describes just what the words of the symptom say: it comes
// before others that would show it as well.
func (s *Symptom) describes(source string) int {
	for word, label := range map[Word]string{ShownAs: "S8.3", PartLost: "S8.2"} {
		if s.has(word) && strings.Contains(source, label) {
			return 1
		}
	}
	return 0
}

// elsewhere is 1 where somebody else than the customer can look at it.
func (c *Cause) elsewhere() int {
	if c.Whose == string(fault.Customer) {
		return 0
	}
	return 1
}

// merge makes one of the causes that the message does not tell apart: no row, reply, header or report of it.
func (r *Report) merge() {
	var kept []Cause
	at := map[string]int{}
	for _, c := range r.Causes {
		if r.Shows { // cures differ by their lines
			kept = append(kept, c)
			continue
		}
		key := c.letter.from + ">" + c.letter.to + c.seen.key()
		if i, there := at[key]; there {
			kept[i].Alike = append(kept[i].Alike, c.Title())
			continue
		}
		at[key] = len(kept)
		kept = append(kept, c)
	}
	r.Causes = kept[:min(len(kept), maxCauses)]
	if r.Causes == nil {
		r.Causes = []Cause{}
	}
}

// maxCauses is how many are told.
const maxCauses = 20

// Title is what is wrong, and where.
func (c *Cause) Title() string {
	if c.Object == "" {
		return c.Name
	}
	return c.Name + " at " + c.Object
}

// judge says what may be claimed.
func (d *search) judge(r *Report) {
	n := len(r.Causes)
	contradicted := len(d.o.Also) > 0
	switch {
	case n == 0 && r.Shows && d.symptom.tellsNoFault():
		r.Verdict = "cannot tell: this is what the configuration gives, and the message arrives"
	case n == 0 && contradicted:
		r.Verdict = "cannot tell: no fault that is known shows everything that was seen; the observations may " +
			"contradict each other, or be of different messages"
	case n == 0:
		r.Verdict = "cannot tell: no fault that is known makes this configuration show it"
	case r.Shows && d.o.From == "" && r.Causes[0].letter.inAnothersName():
		r.Verdict = "cannot tell yet: the evidence does not say with whose mailbox the client logs on, and in whose " +
			"name it sends; tell with --from, and compare the mailbox"
	case d.symptom.Open() && n > 1:
		r.Verdict = fmt.Sprintf("cannot tell yet: it fits %d causes, and says too little to accuse one", n)
	case n == 1:
		r.Verdict = "one cause fits"
	case r.Causes[0].Fit-r.Causes[1].Fit >= 0.05 || r.Causes[0].common > r.Causes[1].common:
		r.Verdict = fmt.Sprintf("%d causes fit; the first is the likeliest", n)
	default:
		r.Verdict = fmt.Sprintf("%d causes fit equally well", n)
	}
}
