package mutate

import (
	"fmt"
	"slices"

	"hybridsim/sim/fault"
	"hybridsim/sim/records"
)

// Result is what became of a mutant. The set is closed.
type Result string

// Results.
const (
	Killed       Result = "killed"       // an assertion of the suite fails
	Survived     Result = "survived"     // none does, and there is something to see
	Unobservable Result = "unobservable" // nothing that anybody could see differs
)

// Mutant is a base with one fault in it.
type Mutant struct {
	Number    int      `json:"number"` // among all of the base
	Operator  string   `json:"operator"`
	Family    string   `json:"family"`
	Object    string   `json:"object"`
	Says      string   `json:"says"`
	Lines     []string `json:"lines"`
	By        string   `json:"by,omitempty"`        // the assertion that notices it
	Claim     string   `json:"claim,omitempty"`     // and what of it fails
	Check     string   `json:"check,omitempty"`     // what check notices
	Assertion []string `json:"assertion,omitempty"` // of one that survived: the shortest that would notice it

	result  Result
	refused string
	kills   []kill
	err     error
}

func mutantOf(number int, f fault.Fault) *Mutant {
	return &Mutant{Number: number, Operator: f.Name, Family: string(f.Family), Object: f.Object, Says: f.Says,
		Lines: f.Lines}
}

// String names the mutant.
func (m *Mutant) String() string { return fmt.Sprintf("%s at %s", m.Operator, m.Object) }

// Result is what became of it.
func (m *Mutant) Result() Result { return m.result }

// Refused reports whether the fault cannot be typed: then it is none.
func (m *Mutant) Refused() bool { return m.refused != "" }

// Refusal is what the cmdlets say of a fault that cannot be typed.
func (m *Mutant) Refusal() string { return m.refused }

func (m *Mutant) refuse(err error) { m.refused = err.Error() }

func (m *Mutant) kill(by, claim string) { m.result, m.By, m.Claim = Killed, by, claim }

// Score counts mutants that can be observed, and those of them that are noticed.
type Score struct {
	Name       string `json:"name,omitempty"`
	Killed     int    `json:"killed"`
	Observable int    `json:"observable"`
}

// Percent is the share of killed ones, rounded down; of none it is 100.
func (s Score) Percent() int {
	if s.Observable == 0 {
		return 100
	}
	return 100 * s.Killed / s.Observable
}

// String is the score in words.
func (s Score) String() string {
	return fmt.Sprintf("%d %% (%d of %d)", s.Percent(), s.Killed, s.Observable)
}

// Report is what a run found.
type Report struct {
	Schema       int       `json:"schema"`
	Subject      string    `json:"subject"`
	Shard        string    `json:"shard,omitempty"`
	Assertions   int       `json:"assertions"`
	Score        Score     `json:"score"` // of the suite
	Check        *Score    `json:"checkScore,omitempty"`
	Families     []Score   `json:"families"`
	Objects      []Score   `json:"objects"`
	Killed       []*Mutant `json:"killed"`
	Survived     []*Mutant `json:"survived"`
	Unobservable []*Mutant `json:"unobservable"`
	Refused      int       `json:"refused"` // faults that the cmdlets do not let anybody make

	run     *run
	refused []*Mutant
}

func (r *run) report(share []*Mutant) (*Report, error) {
	report := &Report{Schema: records.Schema, Subject: r.Base.Name, Shard: r.o.Shard.String(),
		Assertions: len(r.Assertions), run: r}
	if r.o.Check {
		report.Check = &Score{}
	}
	for _, m := range share {
		if m.Refused() {
			report.Refused++
			report.refused = append(report.refused, m)
			continue
		}
		report.add(m)
	}
	report.count()
	return report, nil
}

func (r *Report) add(m *Mutant) {
	switch m.result {
	case Killed:
		r.Killed = append(r.Killed, m)
	case Survived:
		r.Survived = append(r.Survived, m)
	default:
		r.Unobservable = append(r.Unobservable, m)
	}
}

// Numbered are all mutants in order, with those that are refused. A merged report does not know the latter.
func (r *Report) Numbered() []*Mutant {
	list := slices.Concat(r.Killed, r.Survived, r.Unobservable, r.refused)
	slices.SortFunc(list, func(a, b *Mutant) int { return a.Number - b.Number })
	return list
}

// observable are the mutants that count, in order.
func (r *Report) observable() []*Mutant {
	return slices.DeleteFunc(r.Numbered(), func(m *Mutant) bool { return m.result == Unobservable || m.Refused() })
}

// count makes the scores.
func (r *Report) count() {
	for _, list := range []*[]*Mutant{&r.Killed, &r.Survived, &r.Unobservable} {
		if *list == nil {
			*list = []*Mutant{}
		}
		slices.SortFunc(*list, func(a, b *Mutant) int { return a.Number - b.Number })
	}
	r.Score, r.Families, r.Objects = Score{}, []Score{}, []Score{}
	if r.Check != nil {
		r.Check = &Score{}
	}
	for _, m := range r.observable() {
		r.Score.count(m.result == Killed)
		count(&r.Families, m.Family, m.result == Killed)
		count(&r.Objects, m.Object, m.result == Killed)
		if r.Check != nil {
			r.Check.count(m.Check != "")
		}
	}
}

func (s *Score) count(killed bool) {
	s.Observable++
	if killed {
		s.Killed++
	}
}

func count(list *[]Score, name string, killed bool) {
	i := slices.IndexFunc(*list, func(s Score) bool { return s.Name == name })
	if i < 0 {
		i, *list = len(*list), append(*list, Score{Name: name})
	}
	(*list)[i].count(killed)
}

// Merge puts the reports of all shards of one division together. Nothing can be proposed from it.
func Merge(parts []*Report) *Report {
	all := &Report{Schema: parts[0].Schema, Subject: parts[0].Subject, Assertions: parts[0].Assertions}
	for _, p := range parts {
		all.Refused += p.Refused
		if p.Check != nil {
			all.Check = &Score{}
		}
		for result, list := range map[Result][]*Mutant{
			Killed: p.Killed, Survived: p.Survived, Unobservable: p.Unobservable,
		} {
			for _, m := range list {
				m.result = result
				all.add(m)
			}
		}
	}
	all.count()
	return all
}
