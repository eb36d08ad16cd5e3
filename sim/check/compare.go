package check

import (
	"cmp"
	"slices"
	"strings"

	"hybridsim/sim/caveat"
	"hybridsim/sim/records"
)

// Difference is what lies between two reports: of an old configuration and a new one.
type Difference struct {
	Schema   int       `json:"schema"`
	Old      string    `json:"old"`
	New      string    `json:"new"`
	Settings []Changed `json:"settings"`
	Flows    []Moved   `json:"flows"` // whose outcome or way is another
	Findings []Noticed `json:"findings"`
	// NotLookedAt is what either configuration has that could change an outcome and that nothing here reads; first what
	// changed.
	NotLookedAt caveat.List `json:"notLookedAt"`
	// Assumptions is what either base assumes, and its flows depend on; first what only the newer one does.
	Assumptions []Assumption `json:"assumptions"`
	// Stale is what the newer base accepts and has no more.
	Stale []string `json:"staleAcceptances,omitempty"`
}

// Changed is a property that has another value. An object that came or went has one entry, without property.
type Changed struct {
	Side     string `json:"side"`
	Noun     string `json:"noun"`
	Object   string `json:"object"`
	Property string `json:"property"`
	Old      string `json:"old"`
	New      string `json:"new"`
}

// Moved is a flow that goes otherwise than before.
type Moved struct {
	Flow  string  `json:"flow"`
	Title string  `json:"title"`
	Old   string  `json:"old"` // outcome; empty: the flow was not played
	New   string  `json:"new"`
	Was   bool    `json:"was"`   // as in a healthy hybrid
	Is    bool    `json:"is"`    // as in a healthy hybrid
	Harm  bool    `json:"harm"`  // what arrived does no more, or what was kept out gets in
	First bool    `json:"first"` // nobody asked before: the older report is of a release that did not know the flow
	Moved []Turns `json:"moved"` // the decision that moved; empty when nothing did
}

// Turns is a decision then and now. One of them is empty when the question did not arise.
type Turns struct {
	Old Decision `json:"old"`
	New Decision `json:"new"`
}

// Noticed is a finding of one of the reports only.
type Noticed struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Side     string   `json:"side"`
	Object   string   `json:"object"`
	Message  string   `json:"message"`
	New      bool     `json:"new"` // else it is gone
	Accepted string   `json:"accepted,omitempty"`
}

// Worse reports whether a flow was as in a healthy hybrid and is no more, or arrived and does no more although a
// healthy hybrid need not deliver it; of a flow that is to be kept out, whether it gets in now.
func (m *Moved) Worse() bool { return !m.First && (m.Was && !m.Is || m.Old == "" && !m.Is || m.Harm) }

// Better is the opposite of [Moved.Worse].
func (m *Moved) Better() bool { return m.Old != "" && !m.Was && m.Is }

// Worse counts the flows that got worse.
func (d *Difference) Worse() int {
	n := 0
	for i := range d.Flows {
		if d.Flows[i].Worse() {
			n++
		}
	}
	return n
}

// Compare tells two reports apart.
func Compare(before, after *Report) *Difference {
	d := &Difference{Schema: records.Schema, Old: before.Subject, New: after.Subject, Flows: []Moved{},
		Findings: []Noticed{}, Stale: after.Stale}
	then, now := before.ofSetup(before.Configuration), before.ofSetup(before.alsoPrinted(after.Configuration))
	d.Settings = compareSettings(then, now)
	met := map[*Result]bool{}
	for i := range after.Flows {
		now := &after.Flows[i]
		was := before.counterpart(now, after.Domain)
		met[was] = true
		if m, moved := compareFlow(was, now); moved {
			m.First = was == nil && before.Classes == nil
			d.Flows = append(d.Flows, m)
		}
	}
	for i := range before.Flows { // in the order of the table
		if gone := &before.Flows[i]; !met[gone] {
			d.Flows = append(d.Flows, Moved{Flow: gone.Flow, Title: gone.Title, Old: gone.words(), Was: gone.Good(),
				Is: true, Moved: []Turns{}})
		}
	}
	d.noticed(before.Findings, after.Findings, false)
	d.noticed(after.Findings, before.Findings, true)
	d.caveats(before.NotLookedAt, after.NotLookedAt)
	d.assumed(before.Assumptions, after.Assumptions)
	return d
}

// counterpart finds the row of an older report that asked the same: by its id, or that of the class which the domain
// was in then.
func (r *Report) counterpart(now *Result, first string) *Result {
	bare := now.Bare()
	domain := cmp.Or(now.Domain, first)
	for _, class := range r.Classes {
		if class.Has(domain) && class.Hybrid == now.Hybrid {
			domain = class.Domain
			break
		}
	}
	for _, id := range []string{bare + ":" + domain, bare} {
		for i := range r.Flows {
			if was := &r.Flows[i]; was.Hybrid == now.Hybrid && was.Flow == id && (now.Asked != nil ||
				was.Domain == "" || strings.EqualFold(was.Domain, domain)) {
				return was
			}
		}
	}
	return nil
}

// at are the servers that make of the flow what the row says, when others do not.
func (r *Result) at() string {
	var servers []string
	for _, s := range r.Servers {
		if s.Outcome.String() == r.Outcome.String() {
			servers = append(servers, s.Server)
		}
	}
	return strings.Join(servers, ", ")
}

// words is the outcome with what cannot be decided.
func (r *Result) words() string {
	var b strings.Builder
	b.WriteString(r.Outcome.String())
	if at := r.at(); at != "" {
		b.WriteString(" at " + at)
	}
	for _, d := range r.Doubts {
		b.WriteString(" or " + d.Outcome.String())
	}
	return b.String()
}

func compareFlow(before, now *Result) (Moved, bool) {
	m := Moved{Flow: now.Flow, Title: now.Title, New: now.words(), Is: now.Good(), Moved: []Turns{}}
	if before == nil {
		return m, true
	}
	m.Old, m.Was = before.words(), before.Good()
	m.Harm = before.Outcome.Kind.Arrives() != now.Outcome.Kind.Arrives() && now.Outcome.Kind.Arrives() == now.Guard
	turn, turned := firstTurn(before.Trail, now.Trail)
	if before.Trail == nil { // of the first release, whose decisions have other words
		turn, turned = Turns{}, false
	}
	if m.Old == m.New && m.Was == m.Is {
		if !turned || !slices.Contains(waysInWords, cmp.Or(turn.New.Question, turn.Old.Question)) {
			return m, false
		}
		m.Moved = append(m.Moved, turn) // the same, by another way
		return m, true
	}
	switch {
	case m.Is && !m.Was: // what had decided against it
		turn = Turns{before.Decided, counterpart(before.Decided, now.Trail, before.Trail)}
	case !now.Decided.like(before.Decided):
		turn = Turns{counterpart(now.Decided, before.Trail, now.Trail), now.Decided}
	}
	if !turn.Old.like(turn.New) {
		m.Moved = append(m.Moved, turn)
	}
	return m, true
}

// counterpart is the answer to a decision's question on the other trail: the first that is not on both.
func counterpart(d Decision, there, here []Decision) Decision {
	for _, x := range there {
		if x.Side == d.Side && x.Question == d.Question && !slices.ContainsFunc(here, x.like) {
			return x
		}
	}
	return Decision{}
}

var waysInWords = func() []string {
	var list []string
	for _, q := range ways {
		list = append(list, string(q))
	}
	return list
}()

// firstTurn finds the first decision that is another than before.
func firstTurn(before, now []Decision) (Turns, bool) {
	for i := range max(len(before), len(now)) {
		var t Turns
		if i < len(before) {
			t.Old = before[i]
		}
		if i < len(now) {
			t.New = now[i]
		}
		if t.Old.like(t.New) {
			continue
		}
		if t.Old.Question != t.New.Question { // another question arose first
			t.Old = Decision{}
			if i >= len(now) {
				t.Old, t.New = before[i], Decision{}
			}
		}
		return t, true
	}
	return Turns{}, false
}

// alsoPrinted leaves out of newer settings what the release of an old report did not print: properties of kinds that
// it did, and the default objects of kinds that it did not, which are there from the start. That they are printed now
// is no change.
func (r *Report) alsoPrinted(newer []Setting) []Setting {
	if r.Schema == records.Schema {
		return newer
	}
	type column struct{ side, noun, property string }
	known, nouns := map[column]bool{}, map[column]bool{}
	for _, s := range r.Configuration {
		known[column{s.Side, s.Noun, s.Property}], nouns[column{s.Side, s.Noun, ""}] = true, true
	}
	initial := map[column]bool{} // objects
	for _, s := range newer {
		if s.Object == "Default" || s.Property == "IsDefault" && s.Value == "True" {
			initial[column{s.Side, s.Noun, s.Object}] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(newer), func(s Setting) bool {
		known, listed := known[column{s.Side, s.Noun, s.Property}], nouns[column{s.Side, s.Noun, ""}]
		return !known && (listed || s.Side == network || initial[column{s.Side, s.Noun, s.Object}])
	})
}

// ofSetup leaves out of settings, where an old report is of another release, what has changed since without anybody's
// doing: what stands in the self-signed certificates that setup makes, and whom synchronization takes over (P6.12).
func (r *Report) ofSetup(list []Setting) []Setting {
	if r.Schema == records.Schema {
		return list
	}
	signed := map[string]bool{}
	for _, s := range list {
		if s.Noun == "ExchangeCertificate" && s.Property == "IsSelfSigned" && s.Value == "True" {
			signed[s.Object] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(list), func(s Setting) bool {
		return s.Noun == "ExchangeCertificate" && signed[s.Object] || s.Property == "IsDirSynced"
	})
}

// sameValue reports whether two printed values mean the same: the order of a list does not count.
func sameValue(a, b string) bool {
	x, list := members(a)
	y, both := members(b)
	return a == b || list && both && slices.Equal(x, y)
}

func members(s string) (sorted []string, list bool) {
	if !strings.HasPrefix(s, "{") || !strings.HasSuffix(s, "}") {
		return nil, false
	}
	sorted = strings.Split(s[1:len(s)-1], ", ")
	slices.Sort(sorted)
	return sorted, true
}

// compareSettings compares property by property, in the order of the old configuration and then of what is new.
func compareSettings(before, after []Setting) []Changed {
	type object struct{ side, noun, name string }
	type key struct {
		object
		property string
	}
	of := func(s Setting) key { return key{object{s.Side, s.Noun, s.Object}, s.Property} }
	old, now, oldObjects, newObjects := map[key]string{}, map[key]string{}, map[object]bool{}, map[object]bool{}
	for _, s := range before {
		old[of(s)], oldObjects[of(s).object] = s.Value, true
	}
	said := map[object]bool{} // what has a value: settings that a release did not know and nobody has made are not new
	for _, s := range after {
		now[of(s)], newObjects[of(s).object] = s.Value, true
		if s.Value != "" && s.Value != "{}" {
			said[of(s).object] = true
		}
	}
	list, told := []Changed{}, map[object]bool{}
	add := func(k key, was, is string) {
		list = append(list, Changed{k.side, k.noun, k.name, k.property, was, is})
	}
	for _, s := range before {
		k := of(s)
		is, there := now[k]
		switch {
		case !newObjects[k.object]:
			if !told[k.object] {
				told[k.object] = true
				add(key{object: k.object}, "there", "gone")
			}
		case !there || !sameValue(is, s.Value):
			add(k, s.Value, is)
		}
	}
	for _, s := range after {
		k := of(s)
		switch _, there := old[k]; {
		case !oldObjects[k.object] && !said[k.object]:
		case !oldObjects[k.object]:
			if !told[k.object] {
				told[k.object] = true
				add(key{object: k.object}, "", "new")
			}
			if s.Value != "" {
				add(k, "", s.Value)
			}
		case !there:
			add(k, "", s.Value)
		}
	}
	return list
}

func (d *Difference) noticed(list, others []Finding, isNew bool) {
	for _, f := range list {
		if !slices.ContainsFunc(others, func(o Finding) bool {
			return o.Code == f.Code && o.Side == f.Side && o.Object == f.Object
		}) {
			d.Findings = append(d.Findings, Noticed{f.Code, f.Severity, f.Side, f.Object, f.Message, isNew, f.Accepted})
		}
	}
}
