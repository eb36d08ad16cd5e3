package fault

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/cmdlet"
)

// site is a configuration in which places are looked for.
type site struct {
	w      *sim.World
	faults []Fault
	done   map[string]bool // lines that are some fault's already
	people []string        // whom evidence names, and nobody knows
	nouns  map[*relay.Organization][]cmdlet.Noun
}

// object is one object of an organization, with the prompt at which its cmdlets are typed.
type object struct {
	prompt string
	side   relay.Side
	org    *relay.Organization
	noun   cmdlet.Noun
	from   *site
	*cmdlet.Entry
}

func newSite(w *sim.World) *site {
	return &site{w: w, done: map[string]bool{}, nouns: map[*relay.Organization][]cmdlet.Noun{}}
}

// add notes a fault, unless another operator makes the same by the same lines.
func (s *site) add(o *Operator, where string, lines, undo []string) {
	key := strings.Join(lines, "\n")
	if len(lines) == 0 || s.done[key] {
		return
	}
	s.done[key] = true
	s.faults = append(s.faults, Fault{Operator: o, Object: where, Lines: lines, Undo: undo})
}

// organizations goes through those of one kind.
func (s *site) organizations(kind relay.Side) iter.Seq2[relay.Side, *relay.Organization] {
	return func(yield func(relay.Side, *relay.Organization) bool) {
		for _, name := range s.w.SideNames() {
			if name.Kind() == kind && !yield(name, s.w.Side(name).Organization()) {
				return
			}
		}
	}
}

// objects goes through the objects of a noun on one kind of side; of an empty kind through both sides'.
func (s *site) objects(kind relay.Side, noun string) iter.Seq[object] {
	return func(yield func(object) bool) {
		for _, name := range s.w.SideNames() {
			if kind != "" && name.Kind() != kind {
				continue
			}
			o := s.w.Side(name).Organization()
			for _, n := range s.nounsOf(o) {
				if noun != "" && n.Name != noun {
					continue
				}
				for _, e := range n.Objects(o) {
					if !yield(object{string(name) + "> ", name, o, n, s, e}) {
						return
					}
				}
			}
		}
	}
}

// nounsOf are the kinds of objects of an organization. Each operator asks for them, and nothing is typed meanwhile.
func (s *site) nounsOf(o *relay.Organization) []cmdlet.Noun {
	list, known := s.nouns[o]
	if !known {
		list = cmdlet.Nouns(o)
		s.nouns[o] = list
	}
	return list
}

// text is a property's value as Get- prints it.
func (x object) text(property string) string {
	v, _ := x.Value(property)
	return v.String()
}

// is reports whether a property has a value.
func (x object) is(property, value string) bool { return strings.EqualFold(x.text(property), value) }

// literal is a property's value as it is typed.
func (x object) literal(property string) string {
	if v, ok := x.Value(property); ok {
		return v.Literal()
	}
	if p := x.noun.Property(property); p != nil {
		return p.ValueIn(x.org, x.Entry).Literal()
	}
	return "$null"
}

// name is the object in a sentence.
func (x object) name() string {
	return strings.TrimSpace(string(x.side) + " " + x.noun.Name + " " + x.Identity)
}

// set is the line that gives properties of the object other values; pairs are names and literals.
func (x object) set(pairs ...string) string {
	line := x.prompt + "Set-" + x.noun.Name
	if x.Identity != "" {
		line += " " + cmdlet.Quote(x.Identity)
	}
	for i := 0; i < len(pairs); i += 2 {
		line += " -" + pairs[i] + " " + pairs[i+1]
	}
	return line
}

// back is the line that gives the properties the values that they have.
func (x object) back(pairs ...string) string {
	old := slices.Clone(pairs)
	for i := 0; i < len(old); i += 2 {
		old[i+1] = x.literal(old[i])
	}
	return x.set(old...)
}

// sets makes an operator's place: properties of the objects for which when holds get other values. Values are literals;
// one that the object has already is no fault.
func sets(kind relay.Side, noun string, when func(*site, object) bool, pairs ...string) func(*site, *Operator) {
	return computes(kind, noun, func(s *site, x object) []string {
		if when != nil && !when(s, x) {
			return nil
		}
		return pairs
	})
}

// computes is as sets, with values that depend on the object; none means that there is no place.
func computes(kind relay.Side, noun string, values func(*site, object) []string) func(*site, *Operator) {
	return func(s *site, o *Operator) {
		for x := range s.objects(kind, noun) {
			pairs := values(s, x)
			var changed []string
			for i := 0; i+1 < len(pairs); i += 2 {
				if p := x.noun.Property(pairs[i]); p == nil || !p.Set {
					changed = nil
					break
				}
				if !strings.EqualFold(x.literal(pairs[i]), pairs[i+1]) {
					changed = append(changed, pairs[i], pairs[i+1])
				}
			}
			if len(changed) > 0 {
				s.add(o, x.name(), []string{x.set(changed...)}, []string{x.back(changed...)})
			}
		}
	}
}

// removes takes objects away; undoing makes them again as they were.
func removes(kind relay.Side, noun string, when func(*site, object) bool) func(*site, *Operator) {
	return func(s *site, o *Operator) {
		for x := range s.objects(kind, noun) {
			if when != nil && !when(s, x) {
				continue
			}
			s.add(o, x.name(), []string{x.prompt + "Remove-" + x.noun.Name + " " + cmdlet.Quote(x.Identity)}, x.again())
		}
	}
}

// again are the lines that make the object as it is.
func (x object) again() []string {
	if x.is("IsDirSynced", "True") {
		var lines []string
		for side, o := range x.from.organizations(relay.OnPremises) {
			if !o.FirstServer().Edge {
				lines = append(lines, string(side)+"> Start-ADSyncSyncCycle")
			}
		}
		return append(lines, x.rejoined()...)
	}
	made := x.prompt + "New-" + x.noun.Name
	var pairs []string
	for _, p := range x.noun.Properties {
		v := p.ValueIn(x.org, x.Entry)
		acts := p.Effect == cmdlet.EffectActs || p.Effect == cmdlet.EffectKept && v.Kind == cmdlet.Boolean
		if !p.Printed || !acts && p.Name != "Name" || !p.New && !p.Set || v.Literal() == "$null" {
			continue
		}
		switch {
		case p.New && (p.Name == "Name" || !x.Usual(x.org, &p, v)):
			made += " -" + p.Name + " " + v.Literal()
		case p.Set && (v.Kind == cmdlet.Boolean || !x.Usual(x.org, &p, v)):
			pairs = append(pairs, p.Name, v.Literal())
		}
	}
	lines := []string{made}
	if len(pairs) > 0 {
		lines = append(lines, x.set(pairs...))
	}
	return append(lines, x.rejoined()...)
}

// rejoined are the lines that make the object a member of its groups again.
func (x object) rejoined() (lines []string) {
	address := x.text("PrimarySmtpAddress")
	for _, g := range x.org.Recipients {
		is := func(m string) bool { return strings.EqualFold(m, address) }
		if address != "" && slices.ContainsFunc(g.Members, is) {
			lines = append(lines, fmt.Sprintf("%sAdd-DistributionGroupMember %s -Member %s", x.prompt,
				cmdlet.Quote(g.Name), cmdlet.Quote(address)))
		}
	}
	return lines
}

// types makes a place of lines that name no object of a noun.
func types(what func(s *site, add func(where string, lines, undo []string))) func(*site, *Operator) {
	return func(s *site, o *Operator) {
		what(s, func(where string, lines, undo []string) { s.add(o, where, lines, undo) })
	}
}

func one(format string, args ...any) []string { return []string{fmt.Sprintf(format, args...)} }
