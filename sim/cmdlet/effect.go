package cmdlet

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// Effect says what a parameter does in this model.
type Effect string

const (
	// EffectActs is that a room which decides about mail reads the value.
	EffectActs Effect = "acts"
	// EffectKept is that the value could change what becomes of mail, or the evidence of it, by its documentation, and
	// nothing here reads it: it is kept with its object, and answers name it when it is not the default.
	EffectKept Effect = "kept"
	// EffectIgnored is that the value cannot change what becomes of mail: names, logging paths, switches of the shell.
	EffectIgnored Effect = "ignored"
)

// except is where a property's effect is another than elsewhere.
type except struct {
	on     scope
	effect Effect
	why    string
}

// usual is a value that a property has when nobody set it.
type usual struct {
	on    scope // zero: everywhere
	value string
	of    func(*relay.Organization) string // the value, when it depends on the organization
	when  func(object any) bool            // on which objects; nil: on all
}

// A valueType is what may be written for a property that no field of the model holds.
type valueType struct {
	typ    reflect.Type
	values []string
}

var (
	flag   = valueType{typ: reflect.TypeFor[bool]()}
	number = valueType{typ: reflect.TypeFor[int]()}
	size   = valueType{typ: reflect.TypeFor[relay.ByteSize]()}
	span   = valueType{typ: reflect.TypeFor[time.Duration]()}
	limit  = valueType{typ: reflect.TypeFor[relay.Limit]()}
	word   = valueType{typ: reflect.TypeFor[string]()}
	words  = valueType{typ: reflect.TypeFor[[]string]()}
)

// nothing is the default of what is empty.
const nothing = ""

func oneOf(values ...string) valueType { return valueType{reflect.TypeFor[string](), values} }

// noField is the field of a property that none holds, whatever the fields are called.
const noField = "-"

// kept declares a parameter that no field holds and nothing reads. The values are what it is when nobody set it, the
// first being what Get- prints; none: that is not known.
func kept(name string, t valueType, why string, values ...string) property {
	p := property{name: name, field: noField, effect: EffectKept, why: why, typ: t.typ, values: t.values, quiet: true}
	for _, v := range values {
		p.usual = append(p.usual, usual{value: v})
	}
	return p
}

// keptField is like kept for what a field of the model holds.
func keptField(name string, t valueType, why string, values ...string) property {
	p := kept(name, t, why, values...)
	p.field, p.quiet = "", false
	return p
}

// byDefault makes a kept property act: a field holds it, whose zero value is what nobody set.
func (p property) byDefault() property {
	p.field, p.effect, p.unset = "", "", true
	return p
}

// ignoredField declares a parameter that a field holds and that cannot change what becomes of mail.
func ignoredField(name, why string) property {
	return property{name: name, effect: EffectIgnored, why: why}
}

// ignored declares parameters that no field holds and that cannot change what becomes of mail.
func ignored(why string, names string) []property {
	var ps []property
	for name := range strings.FieldsSeq(names) {
		ps = append(ps, property{name: name, field: noField, access: writeOnly, effect: EffectIgnored, why: why,
			typ: words.typ})
	}
	return ps
}

// by is the property of some of the cmdlets only.
func (p property) by(a access) property { p.access = a; return p }

// in is the property on some sides and products only.
func (p property) in(s scope) property { p.on = s; return p }

// initially adds what the property is on some sides and products when nobody set it.
func (p property) initially(on scope, value string) property {
	p.usual = append(slices.Clip(p.usual), usual{on: on, value: value})
	return p
}

// on adds what the property is on some objects when nobody set it.
func (p property) when(holds func(object any) bool, value string) property {
	p.usual = append([]usual{{value: value, when: holds}}, p.usual...)
	return p
}

// all gives several properties the same cmdlets.
func all(a access, properties []property) []property {
	for i := range properties {
		properties[i].access = a
	}
	return properties
}

// effectIn is what the property does in an organization, and why.
func (p *property) effectIn(o *relay.Organization) (Effect, string) {
	for _, e := range p.except {
		if e.on.has(o) {
			return e.effect, e.why
		}
	}
	if p.effect == "" {
		return EffectActs, p.why
	}
	return p.effect, p.why
}

// initial is what the property of an object is when nobody set it, as far as that is known. Without an object it is
// what most objects have.
func (p *property) initial(o *relay.Organization, object any) (Value, bool) {
	for _, u := range p.usual {
		if u.appliesTo(o, object) {
			v, err := p.read(u.in(o))
			return v, err == nil
		}
	}
	return Value{}, false
}

func (u *usual) in(o *relay.Organization) string {
	if u.of != nil {
		return u.of(o)
	}
	return u.value
}

func (u *usual) appliesTo(o *relay.Organization, object any) bool {
	return (u.on == unspecified || u.on.has(o)) && (u.when == nil || object != nil && u.when(object))
}

// isUsual reports whether a value is one that the property of an object has when nobody set it, or means nothing there.
func (p *property) isUsual(o *relay.Organization, object any, v Value) bool {
	if p.moot != nil && object != nil && p.moot(object) {
		return true
	}
	special := slices.ContainsFunc(p.usual, func(u usual) bool { return u.when != nil && u.appliesTo(o, object) })
	return slices.ContainsFunc(p.usual, func(u usual) bool {
		usual, err := p.read(u.in(o))
		return err == nil && u.appliesTo(o, object) && special == (u.when != nil) && usual.Same(v)
	}) || len(p.usual) == 0 && v.Empty()
}

// read is the value that a text stands for.
func (p *property) read(text string) (Value, error) {
	np := NounProperty{property: *p, typ: p.typ}
	if text == nothing {
		if p.typ.Kind() == reflect.Slice {
			return Value{Kind: List}, nil
		}
		return Value{}, nil
	}
	if p.typ.Kind() == reflect.Slice {
		return np.Read(strings.Split(text, ", "))
	}
	return np.Read([]string{text})
}

// isBeyond reports whether a value is one that Exchange has and the model does not.
func (p *property) isBeyond(v *value) bool {
	return v.kind == text && suggest.Has(p.beyond, v.text)
}

// keptIn is the field of a struct that holds what nothing reads, or nil.
func keptIn(s reflect.Value) *relay.Kept {
	if f := s.FieldByName("Kept"); f.IsValid() {
		return f.Addr().Interface().(*relay.Kept)
	}
	return nil
}

// keptOf is what nothing reads of an object, given by pointer.
func keptOf(object any) relay.Kept {
	if s := reflect.ValueOf(object).Elem(); s.Kind() == reflect.Struct {
		if k := s.FieldByName("Kept"); k.IsValid() {
			return k.Interface().(relay.Kept)
		}
	}
	return nil
}

// valueIn is the value of a property of an object, given by pointer: as its field has it, as the object keeps it, or as
// it is when nobody set it.
func (p *property) valueIn(o *relay.Organization, object any) Value {
	if v, ok := keptOf(object)[p.name]; ok {
		return Value(v)
	}
	if p.show != nil {
		return valueOfText(p.show(object))
	}
	if f := p.fieldIn(reflect.ValueOf(object).Elem()); f.IsValid() && !(p.unset && f.IsZero()) {
		return valueOf(f)
	}
	v, _ := p.initial(o, object)
	return v
}

// keep gives an object, of which s is the struct and k what it keeps, a value that nothing reads. What is usual need
// not be kept. It reports whether there is something to warn of.
func (p *property) keep(o *relay.Organization, s reflect.Value, k *relay.Kept, v *value) (bool, error) {
	field := reflect.New(p.typ).Elem()
	if v.kind == change {
		has := p.valueIn(o, s.Addr().Interface())
		now := &value{kind: list, column: v.column}
		for _, t := range has.Texts {
			now.items = append(now.items, &value{column: v.column, text: t})
		}
		if err := bind(field, now, p); err != nil {
			return false, err
		}
	}
	if v.kind == null && p.typ.Kind() != reflect.Slice {
		return p.hold(o, s, k, Value{}), nil
	}
	if err := bind(field, v, p); err != nil {
		return false, err
	}
	return p.hold(o, s, k, valueOf(field)), nil
}

func (p *property) hold(o *relay.Organization, s reflect.Value, k *relay.Kept, v Value) bool {
	if p.isUsual(o, s.Addr().Interface(), v) && p.moot == nil {
		*k = k.Without(p.name)
		return false
	}
	*k = k.With(p.name, relay.Value(v))
	return true
}

// from says where a property's defaults are documented, when that is not the page of its cmdlet.
func (p property) from(source string) property { p.source = source; return p }
