package base

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/caveat"
	"hybridsim/sim/exports"
)

// Report says what became of what the exports show.
type Report struct {
	Inputs        []Input         `json:"inputs"`
	Notices       []string        `json:"notices"`
	Taken         []Taken         `json:"taken"`
	Ignored       []Ignored       `json:"ignored"`
	Unknown       []Unknown       `json:"unknown"`
	Assumed       []Assumed       `json:"assumed"`
	Contradictory []Contradiction `json:"contradictory"`
	Refused       []Refused       `json:"refused"`
	// NotLookedAt are the settings and objects of the base that may change what becomes of mail and that nothing reads.
	NotLookedAt caveat.List `json:"notLookedAt"`
}

// Input is a file that was looked at.
type Input struct {
	Name    string `json:"name"`
	Format  string `json:"format"`            // empty when it is not read
	Ignored string `json:"ignored,omitempty"` // why it is not read
	Objects int    `json:"objects"`           // how many it holds
}

// Taken is an object of the base with the values that come from the exports.
type Taken struct {
	Side     relay.Side   `json:"side"`
	Noun     string       `json:"noun"`
	Identity string       `json:"identity"`
	Values   []TakenValue `json:"values"`
}

// TakenValue is a value and the place that it comes from.
type TakenValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	From  string `json:"from"`
}

// Ignored is a kind of object or a property that the base does not have.
type Ignored struct {
	What  string `json:"what"` // SendConnector.ErrorPolicies, or the name of an object
	Count int    `json:"count"`
	Why   string `json:"why"`
}

// Unknown is something that the exports leave open.
type Unknown struct {
	What     string `json:"what"`
	Why      string `json:"why"`
	Taken    string `json:"taken"`              // what the base has instead
	Question string `json:"question,omitempty"` // of the perhaps line, when it can decide an outcome
}

// Assumed is something that the base needs and no export can tell.
type Assumed struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// Contradiction is a value that two exports tell differently, with nothing to say which is newer.
type Contradiction struct {
	What  string     `json:"what"`
	Taken TakenValue `json:"taken"`
	Other TakenValue `json:"other"`
}

// Refused is a line that the model does not take. It stands in the base as a comment.
type Refused struct {
	Line string `json:"line"`
	Why  string `json:"why"`
	From string `json:"from"`
}

// ledger is a report in the making.
type ledger struct {
	Report
	ignored map[[2]string]int // places in Ignored, by What and Why
}

func newLedger() *ledger {
	return &ledger{ignored: map[[2]string]int{}, Report: Report{Inputs: []Input{}, Notices: []string{},
		Taken: []Taken{}, Ignored: []Ignored{}, Unknown: []Unknown{}, Assumed: []Assumed{},
		Contradictory: []Contradiction{}, Refused: []Refused{}, NotLookedAt: caveat.List{}}}
}

// read notes what was read.
func (r *Report) read(x *exports.Export) {
	for _, in := range x.Inputs {
		r.Inputs = append(r.Inputs, Input{in.Name, in.Format, in.Ignored, in.Objects})
	}
	for _, n := range x.Notices {
		r.Notices = append(r.Notices, n.String())
	}
}

// formats counts the files by their formats.
func (r *Report) formats() string {
	counts := map[string]int{}
	var names []string
	for _, in := range r.Inputs {
		name := in.Format
		if name == "" {
			name = "not read"
		}
		if counts[name] == 0 {
			names = append(names, name)
		}
		counts[name]++
	}
	for i, name := range names {
		names[i] = fmt.Sprintf("%d %s", counts[name], name)
	}
	return strings.Join(names, ", ")
}

// ignore adds something that was passed over, or counts it once more.
func (r *ledger) ignore(what, why string) {
	k := [2]string{what, why}
	if i, ok := r.ignored[k]; ok {
		r.Ignored[i].Count++
		return
	}
	r.ignored[k] = len(r.Ignored)
	r.Ignored = append(r.Ignored, Ignored{what, 1, why})
}

func (r *Report) assume(what, why string, args ...any) {
	a := Assumed{what, fmt.Sprintf(why, args...)}
	if !slices.Contains(r.Assumed, a) {
		r.Assumed = append(r.Assumed, a)
	}
}

// values counts the values that were taken.
func (r *Report) values() int {
	n := 0
	for _, t := range r.Taken {
		n += len(t.Values)
	}
	return n
}

// Summary is the report in one line for each section that has something.
func (r *Report) Summary() []string {
	var lines []string
	if len(r.Inputs) > 0 {
		lines = append(lines, fmt.Sprintf("read: %s (%s)", count(len(r.Inputs), "file"), r.formats()))
	}
	lines = append(lines, fmt.Sprintf("taken: %s of %s (%s)", count(r.values(), "value"), count(len(r.Taken), "object"),
		r.nouns()))
	if n := len(r.NotLookedAt); n > 0 {
		lines = append(lines, fmt.Sprintf("not looked at, and may change what becomes of mail: %d", n))
	}
	total := 0
	for _, i := range r.Ignored {
		total += i.Count
	}
	if total > 0 {
		lines = append(lines, fmt.Sprintf("ignored: %d, of %s", total, count(len(r.Ignored), "kind")))
	}
	if n := len(r.Unknown); n > 0 {
		questions := 0
		for _, u := range r.Unknown {
			if u.Question != "" {
				questions++
			}
		}
		lines = append(lines, fmt.Sprintf("unknown: %d, %d of which may decide what becomes of mail", n, questions))
	}
	for _, s := range []struct {
		name string
		n    int
	}{{"damaged or not understood", len(r.Notices)}, {"assumed", len(r.Assumed)},
		{"contradictory", len(r.Contradictory)}, {"refused by the model", len(r.Refused)}} {
		if s.n > 0 {
			lines = append(lines, fmt.Sprintf("%s: %d", s.name, s.n))
		}
	}
	return lines
}

// Details is the whole report but for the values that were taken: those stand in the base, each with its source.
func (r *Report) Details() []string {
	var lines []string
	section := func(title string, n int, line func(int) string) {
		if n == 0 {
			return
		}
		lines = append(lines, title)
		for i := range n {
			lines = append(lines, "  "+line(i))
		}
	}
	section("damaged or not understood:", len(r.Notices), func(i int) string { return r.Notices[i] })
	var unread []Input
	for _, in := range r.Inputs {
		if in.Format == "" {
			unread = append(unread, in)
		}
	}
	section("not read:", len(unread), func(i int) string { return unread[i].Name + ": " + unread[i].Ignored })
	section("refused:", len(r.Refused), func(i int) string {
		x := r.Refused[i]
		return fmt.Sprintf("%s\n    %s (from %s)", x.Line, x.Why, x.From)
	})
	section("contradictory:", len(r.Contradictory), func(i int) string {
		x := r.Contradictory[i]
		return fmt.Sprintf("%s: taken %s (%s), not %s (%s)", x.What, shown(x.Taken.Value), x.Taken.From,
			shown(x.Other.Value), x.Other.From)
	})
	const most = 10
	var list []string
	for _, s := range r.NotLookedAt[:min(most, len(r.NotLookedAt))] {
		list = append(list, s.String())
	}
	if n := len(r.NotLookedAt); n > most {
		list = append(list, fmt.Sprintf("and %d more, which stand in the base and in --json", n-most))
	}
	section("not looked at, and may change what becomes of mail:", len(list), func(i int) string { return list[i] })
	section("unknown:", len(r.Unknown), func(i int) string {
		x := r.Unknown[i]
		return fmt.Sprintf("%s: %s; the base has %s", x.What, x.Why, x.Taken)
	})
	section("assumed:", len(r.Assumed), func(i int) string { return r.Assumed[i].What + ": " + r.Assumed[i].Why })
	ignored := r.grouped()
	section("ignored:", len(ignored), func(i int) string { return ignored[i] })
	return lines
}

// grouped puts the properties of one noun that are ignored for one reason into one line.
func (r *Report) grouped() []string {
	type group struct{ noun, why string }
	members := map[group][]string{}
	var order []group
	for _, x := range r.Ignored {
		noun, property, isProperty := strings.Cut(x.What, ".")
		if !isProperty || strings.Contains(noun, " ") {
			noun, property = x.What, ""
		}
		g := group{noun, x.Why}
		if members[g] == nil {
			order = append(order, g)
		}
		member := property
		if x.Count > 1 {
			member = strings.TrimSpace(fmt.Sprintf("%s (%d)", property, x.Count))
		}
		members[g] = append(members[g], member)
	}
	lines := make([]string, len(order))
	for i, g := range order {
		what := g.noun
		if list := strings.Join(members[g], ", "); list != "" {
			what += ", " + list
		}
		lines[i] = g.why + ": " + what
	}
	return lines
}

// nouns counts the objects of each kind.
func (r *Report) nouns() string {
	counts := map[string]int{}
	var names []string
	for _, t := range r.Taken {
		if counts[t.Noun] == 0 {
			names = append(names, t.Noun)
		}
		counts[t.Noun]++
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	for i, n := range names {
		names[i] = fmt.Sprintf("%d %s", counts[n], n)
	}
	return strings.Join(names, ", ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func shown(value string) string {
	if value == "" {
		return "nothing"
	}
	return value
}

// from is a source as the base and the report name it.
func from(at exports.Place, verb, noun string) string { return at.String() + ", " + verb + "-" + noun }
