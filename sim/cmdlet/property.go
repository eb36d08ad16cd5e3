package cmdlet

import (
	"cmp"
	"fmt"
	"reflect"
	"strings"
)

// access says which cmdlets know a property, and how a line gives it.
type access uint8

const (
	gets    access = 1 << iota // Get- prints it
	sets                       // Set- takes it
	makes                      // New- takes it
	flagged                    // it is given without a value, or as -Name:$true
)

// The combinations that occur. Nothing means that Get-, Set- and New- all know a property.
const (
	readWrite  = gets | sets | makes
	readOnly   = gets
	newOnly    = gets | makes // Set- does not take it
	changeOnly = gets | sets  // New- does not take it
	setOnly    = sets         // Get- does not print it either
	onceOnly   = makes        // New- takes it, and nothing shows it afterwards
	writeOnly  = sets | makes // a parameter that Get- does not print
	switchOnly = writeOnly | flagged
)

// has reports whether one of the cmdlets knows a property.
func (a access) has(cmdlets access) bool {
	if a == 0 {
		a = readWrite
	}
	return a&cmdlets != 0
}

// printed reports whether Get- shows a property of this access.
func (a access) printed() bool { return a.has(gets) }

// property is the one declaration of a parameter: which cmdlets have it on which side and product, what may be written
// for it, what it is when nobody set it, and what it does in this model.
type property struct {
	name     string
	field    string // of the struct it is bound to, when that is called otherwise
	on       scope  // zero: wherever the cmdlet is
	access   access
	required bool     // New- insists on it, and it cannot be emptied
	optional bool     // a closed set that may also be $null
	losable  bool     // required of a new object; $null is what is left when Active Directory has lost it
	values   []string // closed set of a property whose type is string
	beyond   []string // values that Exchange has besides, which are kept
	clean    func(string) (string, error)
	show     func(object any) string // prints it; nil: as the field's type says
	note     string                  // for the reference page

	effect Effect   // zero: it acts
	why    string   // what a kept one could change, or why an ignored one cannot
	except []except // where the effect is another
	typ    reflect.Type
	source string // of usual; empty: the page of its cmdlet
	// what it is when nobody set it, the first that applies being what Get- prints; none: not known
	usual []usual
	moot  func(object any) bool // whether other settings of the object take its meaning away; may be nil
	// one value or the other decides what becomes of mail: an import that does not know it asks
	asked  bool
	prose  bool // a text that somebody wrote rather than a word, name or address
	silent bool // a switch of the shell, which no hint proposes
	quiet  bool // it is printed only when it is asked for by name
	unset  bool // the zero value of its field stands for what nobody set, which is the usual value
	links  bool // it names recipients of the same side; the model holds their primary addresses
}

// within is the scope of the property in a cmdlet of the given scope.
func (p *property) within(cmdlet scope) scope {
	if p.on == unspecified {
		return cmdlet
	}
	s := p.on
	if cmdlet.from == 0 {
		s.from, s.to = 0, 0
	}
	s.cloud = s.cloud && cmdlet.cloud
	return s
}

// fieldIn returns the field of a struct that the property stands for; "Unless.From" is a field of a field.
func (p *property) fieldIn(s reflect.Value) reflect.Value {
	name := cmp.Or(p.field, p.name)
	if outer, inner, ok := strings.Cut(name, "."); ok {
		s, name = s.FieldByName(outer), inner
	}
	return s.FieldByName(name)
}

// typeIn is the type of the property's value in a struct type: its field's, or its own when no field holds it; nil when
// the property is computed.
func (p *property) typeIn(t reflect.Type) reflect.Type {
	name := cmp.Or(p.field, p.name)
	if outer, inner, nested := strings.Cut(name, "."); nested {
		if f, ok := t.FieldByName(outer); ok {
			t, name = f.Type, inner
		}
	}
	f, ok := t.FieldByName(name)
	switch {
	case p.typ != nil:
		return p.typ
	case ok:
		return f.Type
	case p.show == nil:
		panic(fmt.Sprintf("cmdlet: %v has no field %s", t, name))
	}
	return nil
}

// shows adapts a printer of T to the printer of a property.
func shows[T any](print func(*T) string) func(any) string {
	return func(object any) string { return print(object.(*T)) }
}

// parameter is a property in its place in a cmdlet.
type parameter struct {
	property
	typ reflect.Type
}

// parameters gives the properties that a cmdlet takes their types in a struct type.
func parameters(t reflect.Type, cmdlet access, properties []property) []parameter {
	var ps []parameter
	for _, p := range properties {
		if p.access.has(cmdlet) {
			ps = append(ps, parameter{property: p, typ: p.typeIn(t)})
		}
	}
	return ps
}

// options are the parameters of a cmdlet that stand for fields of T.
func options[T any](properties ...property) []parameter {
	return parameters(reflect.TypeFor[T](), writeOnly, properties)
}

// disregarded are parameters about one call of a cmdlet rather than about an object: taken with a warning, without
// effect.
func disregarded(why string, names ...string) []parameter {
	ps := make([]parameter, len(names))
	for i, name := range names {
		ps[i] = parameter{property: property{name: name, access: writeOnly, effect: EffectIgnored, why: why}}
	}
	return ps
}

// common are the parameters that every cmdlet takes without a word.
var common = []parameter{
	{property: property{name: "Confirm", access: switchOnly, effect: EffectIgnored, silent: true}},
	{property: property{name: "Force", access: switchOnly, effect: EffectIgnored, silent: true}},
	{property: property{name: "DomainController", effect: EffectIgnored, silent: true}},
	{property: property{name: "ErrorAction", effect: EffectIgnored, silent: true}},
	{property: property{name: "WarningAction", effect: EffectIgnored, silent: true}},
}
