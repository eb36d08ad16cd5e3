package cmdlet

import (
	"fmt"
	"reflect"
)

// access says what an administrator may do with a property.
type access int

const (
	readWrite  access = iota
	readOnly          // Get- prints it, nothing sets it
	newOnly           // New- takes it, Set- does not
	setOnly           // Set- takes it, New- does not; Get- does not print it
	writeOnly         // a parameter that Get- does not print
	switchOnly        // a writeOnly parameter that takes no value, or -Name:$true
)

// printed reports whether Get- shows a property of this access.
func (a access) printed() bool { return a == readWrite || a == readOnly || a == newOnly }

// property describes one parameter of a cmdlet, and the line that Get- prints about it.
type property struct {
	name     string
	field    string // of the struct it is bound to, when that is called otherwise
	on       scope  // zero: wherever the cmdlet is
	access   access
	required bool     // New- insists on it, and it cannot be emptied
	optional bool     // a closed set that may also be $null
	values   []string // closed set of a property whose type is string
	clean    func(string) (string, error)
	show     func(object any) string // prints it; nil: as the field's type says
	note     string                  // for the reference page
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

// fieldIn returns the field of a struct that the property stands for.
func (p *property) fieldIn(s reflect.Value) reflect.Value {
	if p.field != "" {
		return s.FieldByName(p.field)
	}
	return s.FieldByName(p.name)
}

// typeIn is the type of the property's field in a struct type, or nil when the property is computed.
func (p *property) typeIn(t reflect.Type) reflect.Type {
	name := p.name
	if p.field != "" {
		name = p.field
	}
	f, ok := t.FieldByName(name)
	if !ok {
		if p.show == nil {
			panic(fmt.Sprintf("cmdlet: %v has no field %s", t, name))
		}
		return nil
	}
	return f.Type
}

// shows adapts a printer of T to the printer of a property.
func shows[T any](print func(*T) string) func(any) string {
	return func(object any) string { return print(object.(*T)) }
}

// parameter is a property in its place in a cmdlet.
type parameter struct {
	property
	typ     reflect.Type
	ignored bool // real, but without effect in this model
	silent  bool // and not worth a warning
}

// parameters gives the settable properties of a struct type their types.
func parameters(t reflect.Type, properties []property) []parameter {
	var ps []parameter
	for _, p := range properties {
		if p.access != readOnly {
			ps = append(ps, parameter{property: p, typ: p.typeIn(t)})
		}
	}
	return ps
}

// options are the parameters of a cmdlet that stand for fields of T.
func options[T any](properties ...property) []parameter {
	return parameters(reflect.TypeFor[T](), properties)
}

// unmodelled are parameters that Exchange has and this model ignores, with a warning.
func unmodelled(names ...string) []parameter {
	ps := make([]parameter, len(names))
	for i, name := range names {
		ps[i] = parameter{property: property{name: name, access: writeOnly}, ignored: true}
	}
	return ps
}

// common are the parameters that every cmdlet takes without a word.
var common = []parameter{
	{property: property{name: "Confirm", access: switchOnly}, ignored: true, silent: true},
	{property: property{name: "Force", access: switchOnly}, ignored: true, silent: true},
	{property: property{name: "DomainController"}, ignored: true, silent: true},
	{property: property{name: "ErrorAction"}, ignored: true, silent: true},
	{property: property{name: "WarningAction"}, ignored: true, silent: true},
}
