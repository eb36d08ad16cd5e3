package diagnose

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// Question is what to look at next.
type Question struct {
	Ask    string   `json:"ask"`   // where to look, and for what
	Mark   string   `json:"mark"`  // what is there or not: the answer is "yes: MARK" or "no: MARK"
	Bits   float64  `json:"bits"`  // how much the answer tells
	IfYes  []string `json:"ifYes"` // causes that are left
	IfNot  []string `json:"ifNot"`
	weight float64
}

// maxQuestions is how many are told: the best, and what would be asked if it cannot be answered.
const maxQuestions = 3

// questions are the marks that tell the causes apart, by the entropy of their answers (de Kleer and Williams 1987): a
// cause weighs as much as it is common and fits.
func questions(causes []Cause) []Question {
	list := []Question{}
	if len(causes) < 2 {
		return list
	}
	marks, all := map[string]bool{}, 0.0
	for _, c := range causes {
		all += c.weight()
		for m := range c.seen.marks {
			marks[m] = true
		}
	}
	splits := map[string]bool{} // the same split is asked once
	for _, m := range slices.Sorted(maps.Keys(marks)) {
		q := Question{Mark: m, Ask: ask(m), IfYes: []string{}, IfNot: []string{}}
		for i := range causes {
			c := &causes[i]
			if c.seen.marks[m] {
				q.IfYes, q.weight = append(q.IfYes, c.Title()), q.weight+c.weight()
			} else {
				q.IfNot = append(q.IfNot, c.Title())
			}
		}
		split := strings.Join(q.IfYes, "|")
		if len(q.IfYes) == 0 || len(q.IfNot) == 0 || splits[split] {
			continue
		}
		splits[split] = true
		q.Bits = math.Round(100*entropy(q.weight/all)) / 100
		list = append(list, q)
	}
	slices.SortStableFunc(list, func(a, b Question) int { return cmp.Compare(b.Bits, a.Bits) })
	return list[:min(len(list), maxQuestions)]
}

func (c *Cause) weight() float64 { return c.Fit * math.Pow(2, float64(c.common)) }

// entropy is that of an answer that is yes with a probability.
func entropy(p float64) float64 {
	if p <= 0 || p >= 1 {
		return 0
	}
	return -p*math.Log2(p) - (1-p)*math.Log2(1-p)
}
