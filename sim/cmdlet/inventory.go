package cmdlet

import (
	"reflect"
	"slices"
	"strings"

	"hybridsim/relay"
)

// Noun describes a kind of object of one organization, for programs that read or write whole configurations.
type Noun struct {
	Name string
	// the organization has one, which cannot be named or removed; there is no New- but for HybridConfiguration
	Single     bool
	InMailbox  bool           // settings of a mailbox, which is named
	Properties []NounProperty // that Get- prints or that New- or Set- take, in Get-'s order

	kind inventoried
}

// NounProperty is a property of a noun in one organization.
type NounProperty struct {
	Name     string
	List     bool
	Printed  bool // by Get-
	New, Set bool // the cmdlets that take it
	Effect   Effect
	Why      string // what a kept one could change, or why an ignored one cannot
	Loose    bool   // no field of the model holds it, so an object has it only when it is kept with it
	Asked    bool   // one value or the other decides what becomes of mail: who does not know it should ask
	Word     bool   // its values are Exchange's words, not names or addresses
	Prose    bool   // somebody wrote it
	Switch   bool   // it is given without a value
	Quiet    bool   // Get- prints it when it is not as usual
	Links    bool   // it names recipients of the same side

	property
	typ reflect.Type // nil when it is computed
}

// Entry is an object of an organization as Get- would print it.
type Entry struct {
	Noun     string
	Identity string // under which Set- and Remove- find it
	Values   []NamedValue

	object any // pointer to a struct
}

// NamedValue is a property with its value.
type NamedValue struct {
	Name string
	Value
}

// Value finds a value by the property's name, without regard to case; of no entry there is none.
func (o *Entry) Value(name string) (Value, bool) {
	if o == nil {
		return Value{}, false
	}
	for _, v := range o.Values {
		if strings.EqualFold(v.Name, name) {
			return v.Value, true
		}
	}
	return Value{}, false
}

// inventoried is a kind of object, of whatever type.
type inventoried interface {
	describe(o *relay.Organization) (n Noun, ok bool)
	inventory(o *relay.Organization) []*item
	unlooked(o *relay.Organization) []NotLookedAt
	fresh(o *relay.Organization) *item // a new object before anything is set; nil when there is no such thing
}

// inventory are the kinds of objects that a configuration consists of, in the order in which they can be made.
func inventory() []inventoried {
	return []inventoried{
		certificates, acceptedDomains, remoteDomains, organizationConfig, transportConfig, modernTransport, oldTransport,
		receiveConnectors, sendConnectors, inboundConnectors, outboundConnectors, hybridConfiguration,
		mailContacts, mailPublicFolders, mailboxes, remoteMailboxes, mailUsers, groups, dynamicGroups, autoReplies, calendarProcessing, junkEmail,
		clientAccess,
		connectionFilters, arcConfig, allowBlockItems, outboundSpamPolicies, outboundSpamRules,
		contentFilterPolicies, contentFilterRules, antiPhishPolicies, antiPhishRules, transportRules, journalRules,
		inboxRules,
	}
}

// Nouns describes the kinds of objects that an organization can have.
func Nouns(o *relay.Organization) []Noun {
	var nouns []Noun
	for _, k := range inventory() {
		if n, ok := k.describe(o); ok {
			n.kind = k
			nouns = append(nouns, n)
		}
	}
	return nouns
}

// Objects lists the noun's objects in an organization, with what Get- prints.
func (n Noun) Objects(o *relay.Organization) []*Entry {
	var objects []*Entry
	for _, it := range n.kind.inventory(o) {
		objects = append(objects, it.export())
	}
	return objects
}

// Fresh is what New- makes when it is told nothing; nil for a noun without New-.
func (n Noun) Fresh(o *relay.Organization) *Entry {
	if it := n.kind.fresh(o); it != nil {
		return it.export()
	}
	return nil
}

// Property finds a property by name, without regard to case; nil when the model does not have it.
func (n Noun) Property(name string) *NounProperty {
	i := slices.IndexFunc(n.Properties, func(p NounProperty) bool { return strings.EqualFold(p.Name, name) })
	if i < 0 {
		return nil
	}
	return &n.Properties[i]
}

// Syntax says what may be written for the property.
func (p *NounProperty) Syntax() string { return syntaxOf(p.typ, &p.property) }

// ValueIn is what the property of an entry is, printed or not: as somebody set it, or as it is when nobody did.
func (p *NounProperty) ValueIn(o *relay.Organization, e *Entry) Value { return p.valueIn(o, e.object) }

// Words are the values of a closed set; none when the property takes others too.
func (p *NounProperty) Words() []string {
	if p.values != nil || p.typ == nil {
		return p.values
	}
	if set, ok := reflect.Zero(p.typ).Interface().(closedSet); ok {
		return set.Values()
	}
	return nil
}

func newNoun(t reflect.Type, o *relay.Organization, name string, on scope, properties []property) (Noun, bool) {
	n := Noun{Name: name}
	for _, p := range properties {
		if !p.within(on).has(o) {
			continue
		}
		typ := p.typeIn(t)
		effect, why := p.effectIn(o)
		n.Properties = append(n.Properties, NounProperty{
			Name: p.name, List: typ != nil && typ.Kind() == reflect.Slice, Printed: p.access.printed(),
			New: p.access.has(makes), Set: p.access.has(sets), Effect: effect, Why: why, property: p, typ: typ,
			Loose: p.typ != nil && !p.fieldIn(reflect.Zero(t)).IsValid(), Asked: p.asked && effect == EffectActs,
			Word: isWord(typ, &p), Prose: p.prose, Switch: p.access != 0 && p.access.has(flagged),
			Quiet: p.quiet, Links: p.links,
		})
	}
	return n, on.has(o)
}

// isWord reports whether a property's values are members of a closed set, numbers or spans.
func isWord(t reflect.Type, p *property) bool {
	switch {
	case t == nil:
		return false
	case p.values != nil:
		return true
	case t.Kind() == reflect.Slice:
		t = t.Elem()
	}
	_, closed := reflect.Zero(t).Interface().(closedSet)
	return closed || t.Kind() != reflect.String && t.Kind() != reflect.Struct
}

// Usual reports whether a value is one that a property of the object has when nobody set it.
func (o *Entry) Usual(org *relay.Organization, p *NounProperty, v Value) bool {
	return p.isUsual(org, o.object, v)
}

// itemOf puts an object together with the properties that the organization has.
func itemOf(o *relay.Organization, noun, identity string, on scope, properties []property, object any) *item {
	it := &item{org: o, noun: noun, identity: identity, object: object}
	has := keptOf(object)
	for _, p := range properties {
		if p.within(on).has(o) && p.access.printed() {
			_, told := has[p.name]
			if f := p.fieldIn(reflect.ValueOf(object).Elem()); p.quiet && f.IsValid() && !f.IsZero() {
				told = true // somebody set what is mostly left alone
			}
			p.quiet = p.quiet && !told
			it.properties = append(it.properties, p)
		}
	}
	return it
}

func (it *item) export() *Entry {
	x := &Entry{Noun: it.noun, Identity: it.identity, object: it.object}
	for _, p := range it.properties {
		if !p.quiet {
			x.Values = append(x.Values, NamedValue{p.name, p.valueIn(it.org, it.object)})
		}
	}
	return x
}

func (n *noun[T]) describe(o *relay.Organization) (Noun, bool) {
	return newNoun(reflect.TypeFor[T](), o, n.name, n.on, n.properties)
}

func (n *noun[T]) inventory(o *relay.Organization) []*item {
	var items []*item
	for _, x := range n.all(o) {
		items = append(items, itemOf(o, n.name, n.identity(x), n.on, n.properties, x))
	}
	return items
}

func (n *noun[T]) fresh(o *relay.Organization) *item {
	if n.defaults == nil {
		return nil
	}
	return itemOf(o, n.name, "", n.on, n.properties, n.defaults(o))
}

func (s *settings[T]) describe(o *relay.Organization) (Noun, bool) {
	n, ok := newNoun(reflect.TypeFor[T](), o, s.name, s.on, s.properties)
	n.Single = true
	return n, ok
}

func (s *settings[T]) inventory(o *relay.Organization) []*item {
	var items []*item
	for _, server := range s.owners(o) {
		if x := s.load(o, server); x != nil {
			items = append(items, itemOf(o, s.name, server, s.on, s.properties, x))
		}
	}
	return items
}

func (s *settings[T]) fresh(*relay.Organization) *item { return nil }

func (p *inMailbox[T]) describe(o *relay.Organization) (Noun, bool) {
	n, ok := newNoun(reflect.TypeFor[T](), o, p.name, p.within(), p.properties)
	n.InMailbox = true
	return n, ok
}

func (p *inMailbox[T]) inventory(o *relay.Organization) []*item {
	var items []*item
	if !p.within().has(o) {
		return nil
	}
	for _, r := range mailboxes.all(o) {
		if r.Mailbox != nil {
			items = append(items, p.item(o, r))
		}
	}
	return items
}

func (p *inMailbox[T]) fresh(*relay.Organization) *item { return nil }
