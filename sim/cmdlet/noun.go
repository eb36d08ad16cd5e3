package cmdlet

import (
	"fmt"
	"iter"
	"net/netip"
	"reflect"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// noun is a kind of object with Get-, Set-, New- and Remove- cmdlets. What the kinds have in common is here, once.
type noun[T any] struct {
	name       string
	on         scope
	key        string // parameter that names one object; empty: Identity
	properties []property
	list       func(*relay.Organization) *[]*T
	mine       func(*T) bool         // of a list with several kinds; nil: all
	kind       func(*T) string       // the kind of an object that is not mine
	identity   func(*T) string       // unique
	answers    func(*T, string) bool // to other names than the identity; may be nil
	defaults   func(*relay.Organization) *T
	settle     func(c *call, old, x *T) error // what setting one property implies; old is nil in New-
	rules      []rule[T]
}

// rule is one of Exchange's conditions on an object. It is judged when one of the parameters it is about is set, so
// that what an import already holds can be mended step by step.
type rule[T any] struct {
	says   string // the condition, as documentation has it
	source string // where it is documented
	about  []string
	broken func(subject[T]) *refusal // nil when kept
}

// subject is an object to be judged, in its surroundings.
type subject[T any] struct {
	x    *T
	org  *relay.Organization
	day  relay.Era // at the console; 0 when nobody is there
	old  *T        // what x replaces; nil when it is new
	list []*T      // that both are in

	addresses  func(server string) []netip.Addr // of a server; none when nobody knows
	neighbours func() []*relay.Organization     // as [Admin.Neighbours]
}

// others are the other objects in the same list.
func (s subject[T]) others() iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for _, other := range s.list {
			if other != s.old && !yield(other) {
				return
			}
		}
	}
}

// must makes a refusal when a condition does not hold.
func must(holds bool, message, hint string) *refusal {
	if holds {
		return nil
	}
	return &refusal{message: message, hint: hint}
}

// judge applies the rules about the given parameters; nil parameters mean all rules.
func judge[T any](rules []rule[T], s subject[T], given func(name string) bool) error {
	for _, r := range rules {
		if given != nil && !slices.ContainsFunc(r.about, given) {
			continue
		}
		if broken := r.broken(s); broken != nil {
			broken.about = r.about
			return broken
		}
	}
	return nil
}

// all lists the noun's objects.
func (n *noun[T]) all(o *relay.Organization) []*T {
	var objects []*T
	for _, x := range *n.list(o) {
		if n.mine == nil || n.mine(x) {
			objects = append(objects, x)
		}
	}
	return objects
}

// named returns the object that the line names, or that comes from the pipeline.
func (n *noun[T]) named(c *call) (*T, error) {
	name, err := c.identity(n.keyName())
	if err != nil {
		return nil, err
	}
	return n.find(c.here.now, name)
}

// is reports whether an object has an identity. Every line asks it of all objects, so that nothing is put together for
// it.
func (n *noun[T]) is(x *T, identity string) bool {
	if c, ok := any(x).(interface{ Is(identity string) bool }); ok {
		return c.Is(identity)
	}
	return strings.EqualFold(n.identity(x), identity)
}

// find returns the one object that a name stands for.
func (n *noun[T]) find(o *relay.Organization, name string) (*T, error) {
	var found []*T
	for _, x := range n.all(o) {
		if n.is(x, name) {
			return x, nil
		}
		if n.answers != nil && n.answers(x, name) {
			found = append(found, x)
		}
	}
	switch len(found) {
	case 0:
		var names []string
		for _, x := range n.all(o) {
			names = append(names, n.identity(x))
		}
		for _, x := range *n.list(o) {
			if n.kind != nil && (strings.EqualFold(n.identity(x), name) || n.answers(x, name)) {
				return nil, refuse(n.keyName(), fmt.Sprintf("there is no %s %s", n.name, quote(name)),
					fmt.Sprintf("%s is a %s", quote(n.identity(x)), n.kind(x)))
			}
		}
		return nil, refuse(n.keyName(), fmt.Sprintf("there is no %s %s", n.name, quote(name)),
			suggest.DidYouMean(name, names))
	case 1:
		return found[0], nil
	}
	var names []string
	for _, x := range found {
		names = append(names, quote(n.identity(x)))
	}
	return nil, refuse(n.keyName(), fmt.Sprintf("several objects answer to %s", quote(name)),
		"say which: "+strings.Join(names, " or "))
}

func (n *noun[T]) keyName() string {
	if n.key == "" {
		return "Identity"
	}
	return n.key
}

// put replaces old by x, or appends x when old is nil. It reports false when that changes nothing.
func (n *noun[T]) put(w *workspace, old, x *T) bool {
	if old != nil && reflect.DeepEqual(old, x) {
		return false
	}
	objects := n.list(w.edit())
	if old == nil {
		*objects = append(*objects, x)
		w.log("New", n.name, n.identity(x))
	} else {
		(*objects)[slices.Index(*objects, old)] = x
		w.log("Set", n.name, n.identity(old))
	}
	return true
}

// drop removes an object.
func (n *noun[T]) drop(w *workspace, x *T) {
	objects := n.list(w.edit())
	*objects = slices.Delete(*objects, slices.Index(*objects, x), slices.Index(*objects, x)+1)
	w.log("Remove", n.name, n.identity(x))
}

// judge applies the noun's rules, and the one that all nouns share: names are not used twice.
func (n *noun[T]) judge(w *workspace, old, x *T, given func(string) bool) error {
	s, name := subject[T]{x, w.now, w.day(), old, *n.list(w.now), w.addresses, w.neighbours}, n.identity(x)
	for other := range s.others() {
		if n.is(other, name) {
			return refuse("Name", fmt.Sprintf("%s already exists", quote(n.identity(other))),
				"choose another name, or use Set-"+n.name)
		}
	}
	return judge(n.rules, s, given)
}

// ensure makes an object right in one go, as the wizard does: it changes a copy of old, or of the defaults when there
// is none, judges it and puts it in place.
func (n *noun[T]) ensure(w *workspace, old *T, change func(*T)) error {
	x := new(T)
	if old != nil {
		*x = *old
	} else {
		x = n.defaults(w.now)
	}
	change(x)
	if err := n.judge(w, old, x, nil); err != nil {
		return err
	}
	n.put(w, old, x)
	return nil
}
