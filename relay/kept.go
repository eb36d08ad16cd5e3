package relay

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// ValueKind is what a [Value] consists of.
type ValueKind int

// Kinds of values.
const (
	NullValue ValueKind = iota
	TextValue
	BooleanValue
	NumberValue
	ListValue
)

// Value is the value of a property, as Get- prints it and as Set- takes it.
type Value struct {
	Kind  ValueKind
	Texts []string // one, or the members of a list; none for NullValue
}

// Kept holds what an object has been told and nothing in this model reads: the value of each such property, by its name
// in Exchange's spelling. It is there so that Get- and exports show it, comparisons see it change, and every answer can
// name what it did not look at. It is never written to: [Kept.With] makes a changed copy.
type Kept map[string]Value

// With is a copy in which a property has a value.
func (k Kept) With(name string, v Value) Kept {
	c := maps.Clone(k)
	if c == nil {
		c = Kept{}
	}
	c[name] = v
	return c
}

// Without is a copy in which a property has no value.
func (k Kept) Without(name string) Kept {
	if _, ok := k[name]; !ok {
		return k
	}
	c := maps.Clone(k)
	delete(c, name)
	if len(c) == 0 {
		return nil
	}
	return c
}

// Names are the properties that have a value, in order.
func (k Kept) Names() []string { return slices.Sorted(maps.Keys(k)) }

// Carried is an object that nothing in this model reads: of a kind that it does not have, such as a transport rule, or
// on a server that is not played. It is carried along with its values for the same reasons as [Kept].
type Carried struct {
	Noun   string // of its cmdlets: TransportRule
	Name   string // under which Set- and Remove- find it; `EX02\Default EX02` for what belongs to a server
	Server string // that it is on, when that is one that is not played
	Kept   Kept
	Made   time.Time // of the file of an Edge's subscription
}

// Carries finds a carried object, or nil.
func (o *Organization) Carries(noun, name string) *Carried {
	for _, c := range o.Carried {
		if strings.EqualFold(c.Noun, noun) && strings.EqualFold(c.Name, name) {
			return c
		}
	}
	return nil
}
