// Package caveat says beside an answer what the answer did not look at: settings that differ from their default and
// objects that the model does not have. It decides nothing; what a property does is declared in sim/cmdlet.
//
//  1. [Of] lists what the organizations of a world have of that kind.
//  2. A [Path] gathers what the answer was about: [Path.Follow] takes the events of messages, [Path.Meet] names.
//  3. [List.Nearest] puts what stood on the path first, then what concerns everybody on a side that was passed.
//  4. [List.Lines] tells it to people, a few lines and a count; JSON documents have the List as notLookedAt.
package caveat

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// Setting is something that an answer did not look at, as JSON documents have it.
type Setting struct {
	Side     string  `json:"side"`
	Noun     string  `json:"noun"`
	Object   string  `json:"object"`
	Property string  `json:"property,omitempty"` // empty: the whole object
	Value    string  `json:"value"`
	Default  *string `json:"default,omitempty"` // of the property, when it is known
	Why      string  `json:"why,omitempty"`     // what it could change
	OnPath   bool    `json:"onPath"`            // a message that the answer is about met the object

	addresses []string
	domains   []string
	everybody bool // it concerns all mail of its side
	far       int
}

// String says it in one line.
func (s Setting) String() string {
	text := s.Side + ": " + s.Noun
	if s.Object != s.Noun {
		text += " " + cmdlet.Quote(s.Object)
	}
	switch {
	case s.Property != "":
		text += ": " + s.Property + " is " + cmp.Or(s.Value, "empty")
		if s.Default != nil {
			text += ", by default " + cmp.Or(*s.Default, "empty")
		}
	case s.Value != "":
		text += " (" + s.Value + ")"
	}
	if s.Why != "" {
		text += ": " + s.Why
	}
	return text
}

// List is what was not looked at. It is never nil, so that a document has [].
type List []Setting

// Of lists what organizations have that nothing reads, in the order of their inventories.
func Of(organizations ...*relay.Organization) List {
	list := List{}
	for _, o := range organizations {
		for _, n := range cmdlet.Unlooked(o) {
			s := Setting{
				Side: string(n.Side), Noun: n.Noun, Object: cmp.Or(n.Identity, n.Noun),
				Property: n.Property, Value: n.Value, Why: n.Why,
			}
			if n.Known {
				s.Default = &n.Default
			}
			s.belongs(o, &n)
			list = append(list, s)
		}
	}
	return list
}

// belongs finds out whose mail the setting concerns.
func (s *Setting) belongs(o *relay.Organization, n *cmdlet.NotLookedAt) {
	switch {
	case n.Property == "":
		x := o.Carries(n.Noun, n.Identity)
		s.everybody = x.Server == ""
		for _, v := range x.Kept {
			for _, t := range v.Texts {
				s.mentions(t)
			}
		}
	case n.Single:
		s.everybody = true
	case n.Noun == "AcceptedDomain" || n.Noun == "RemoteDomain":
		s.domains = []string{n.Domain}
	default:
		for _, r := range o.Recipients {
			if n.Recipient && strings.EqualFold(r.Name, n.Identity) {
				s.addresses = append(slices.Clone(r.EmailAddresses), r.PrimarySmtpAddress)
			}
		}
	}
}

// mentions keeps an address that stands in a value.
func (s *Setting) mentions(text string) {
	if local, domain, ok := strings.Cut(text, "@"); ok && local != "" && domain != "" {
		_, local, proxy := strings.Cut(local, ":")
		if proxy {
			text = local + "@" + domain
		}
		s.addresses = append(s.addresses, text)
	}
}

// Merge adds what another list has besides.
func (l List) Merge(more List) List {
	for _, s := range more {
		if !slices.ContainsFunc(l, func(t Setting) bool { return t.String() == s.String() }) {
			l = append(l, s)
		}
	}
	return l
}

// Path is what an answer was about: the sides that mail passed, and the objects and people that it met.
type Path struct {
	sides map[string]bool
	names map[string]bool // of objects, servers and addresses, in lower case
}

// Follow adds what events tell.
func (p *Path) Follow(events []relay.Event) {
	for _, e := range events {
		p.Meet(e.Side, e.ConnectorID, e.Server, e.Sender)
		p.Meet(e.Side, e.Recipients...)
		for _, d := range e.Decisions {
			p.Meet(e.Side, d.Chosen, d.Subject)
		}
	}
}

// Meet adds names and addresses of a side.
func (p *Path) Meet(side relay.Side, names ...string) {
	if p.sides == nil {
		p.sides, p.names = map[string]bool{}, map[string]bool{}
	}
	p.sides[string(side)] = true
	for _, n := range names {
		if n != "" {
			p.names[strings.ToLower(n)] = true
		}
	}
}

// How far a setting is from a path.
const (
	onPath    = iota // a message met its object
	forAll           // it concerns all mail of a side that a message passed
	besides          // it is on such a side
	elsewhere        // it is on a side that no message passed
)

// near is how far a setting is from the path.
func (p *Path) near(s *Setting) int {
	met := p.names[strings.ToLower(s.Object)]
	for _, a := range s.addresses {
		met = met || p.names[strings.ToLower(a)]
	}
	for n := range p.names {
		_, domain, isAddress := strings.Cut(n, "@")
		covers := func(d string) bool { return relay.MatchDomain(d, domain, true) }
		met = met || isAddress && slices.ContainsFunc(s.domains, covers)
	}
	switch {
	case met:
		return onPath
	case p.sides[s.Side] && s.everybody:
		return forAll
	case p.sides[s.Side]:
		return besides
	}
	return elsewhere
}

// Nearest sorts by the distance from a path, what is equally near staying as it is, and marks what is on it.
func (l List) Nearest(p Path) List {
	sorted := append(List{}, l...)
	for i := range sorted {
		s := &sorted[i]
		s.far = p.near(s)
		s.OnPath = s.far < besides
	}
	slices.SortStableFunc(sorted, func(a, b Setting) int { return cmp.Compare(a.far, b.far) })
	return sorted
}

// most is how many lines an answer spends on what it did not look at.
const most = 10

// Lines tells people: a heading, a few lines, and how many more there are with the command that lists them. Of nothing
// there are no lines.
func (l List) Lines(command string) []string {
	if len(l) == 0 {
		return nil
	}
	lines := []string{"Not looked at, and it could change this answer:"}
	for i, s := range l {
		if i == most {
			lines = append(lines, fmt.Sprintf("  and %d more; %s lists all %d", len(l)-most, command, len(l)))
			break
		}
		lines = append(lines, "  "+s.String())
	}
	return lines
}

// Count says how many there are: "2 settings were not looked at".
func (l List) Count() string {
	switch len(l) {
	case 0:
		return "nothing that could change an answer is passed over"
	case 1:
		return "1 setting or object was not looked at"
	}
	return fmt.Sprintf("%d settings and objects were not looked at", len(l))
}
