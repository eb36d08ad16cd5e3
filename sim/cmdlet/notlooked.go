package cmdlet

import (
	"reflect"
	"strings"

	"hybridsim/relay"
)

// NotLookedAt is something of a configuration that could change what becomes of mail and that nothing here reads: a
// setting that is not as it is when nobody set it, or an object that is carried.
type NotLookedAt struct {
	Side     relay.Side
	Noun     string
	Identity string
	Property string // empty: the whole object
	Value    string // of the property; of an object, what it has
	Default  string
	Known    bool   // whether the default is
	Why      string // what it could change

	Single    bool   // the organization has one such object, or each server
	Domain    string // of an accepted or remote domain
	Recipient bool   // the object is a recipient, or settings of a mailbox
}

// Unlooked lists what an organization has that could change what becomes of mail and that nothing here reads, in the
// order of the inventory.
func Unlooked(o *relay.Organization) []NotLookedAt {
	var list []NotLookedAt
	for _, k := range inventory() {
		list = append(list, k.unlooked(o)...)
	}
	for _, x := range o.Carried {
		if looked(o, x) {
			continue
		}
		n := NotLookedAt{Side: o.Side, Noun: x.Noun, Identity: x.Name, Value: summary(o, x)}
		if k := carriedKindOf(o, x.Noun); k != nil {
			n.Why = k.about
		}
		list = append(list, n)
	}
	return list
}

// maxShown is how many values of a carried object are told.
const maxShown = 4

// summary is what a carried object has, in a few words: of a kind that the model has on other servers what acts there,
// and what is not the default; of another everything, what is off at the end.
func summary(o *relay.Organization, x *relay.Carried) string {
	var parts []string
	for _, name := range tellingNames(o, x) {
		v := Value(x.Kept[spelling(x.Kept, name)])
		if v.Empty() || strings.EqualFold(name, "Server") {
			continue
		}
		if len(parts) == maxShown {
			parts = append(parts, "...")
			break
		}
		parts = append(parts, name+" "+clipped(v.String()))
	}
	return strings.Join(parts, ", ")
}

// tellingNames are the properties of a carried object in the order in which they are worth telling.
func tellingNames(o *relay.Organization, x *relay.Carried) []string {
	for _, k := range inventory() {
		n, _ := k.describe(o)
		if n.Name != x.Noun {
			continue
		}
		var acting, others []string
		for _, name := range x.Kept.Names() {
			if n.Property(name) == nil {
				acting = append(acting, name)
			}
		}
		for i := range n.Properties {
			p := &n.Properties[i]
			switch {
			case off(Value(x.Kept[spelling(x.Kept, p.Name)])):
			case p.Effect == EffectActs && p.Name != "Identity" && p.Name != "Name":
				acting = append(acting, p.Name)
			case p.Effect == EffectKept && !p.isUsual(o, nil, Value(x.Kept[spelling(x.Kept, p.Name)])):
				others = append(others, p.Name)
			}
		}
		return append(acting, others...)
	}
	var on, last []string
	for _, name := range x.Kept.Names() {
		if off(Value(x.Kept[name])) {
			last = append(last, name)
		} else {
			on = append(on, name)
		}
	}
	return append(on, last...)
}

// off reports whether a value is $false.
func off(v Value) bool { return len(v.Texts) == 1 && v.Texts[0] == "False" }

// clipped is a value that fits into a line.
func clipped(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "..."
	}
	return s
}

// unlookedOf lists what nothing reads of one object, given by pointer.
func unlookedOf(o *relay.Organization, noun, identity string, on scope, properties []property,
	object any) []NotLookedAt {
	var list []NotLookedAt
	told, s := keptOf(object), reflect.ValueOf(object).Elem()
	for i := range properties {
		p := &properties[i]
		stored, has := told[p.name]
		effect, why := p.effectIn(o)
		if !has && effect != EffectKept || !p.within(on).has(o) {
			continue
		}
		v := Value(stored)
		if !has {
			field := p.fieldIn(s)
			if !field.IsValid() {
				continue
			}
			v = valueOf(field)
		}
		if p.beyond == nil && p.isUsual(o, object, v) || p.beyond != nil && p.moot != nil && p.moot(object) {
			continue
		}
		n := NotLookedAt{Side: o.Side, Noun: noun, Identity: identity, Property: p.name, Value: v.shown(), Why: why}
		if initial, known := p.initial(o, object); known {
			n.Default, n.Known = initial.shown(), true
		}
		list = append(list, n)
	}
	return list
}

// shown is the value as it is printed; nothing of what is empty.
func (v Value) shown() string {
	if v.Empty() {
		return ""
	}
	return v.String()
}

func (n *noun[T]) unlooked(o *relay.Organization) []NotLookedAt {
	var list []NotLookedAt
	for _, x := range n.all(o) {
		for _, u := range unlookedOf(o, n.name, n.identity(x), n.on, n.properties, x) {
			switch x := any(x).(type) {
			case *relay.AcceptedDomain:
				u.Domain = x.DomainName
			case *relay.RemoteDomain:
				u.Domain = x.DomainName
			case *relay.Recipient:
				u.Recipient = true
			}
			list = append(list, u)
		}
	}
	return list
}

func (s *settings[T]) unlooked(o *relay.Organization) []NotLookedAt {
	if !s.on.has(o) {
		return nil
	}
	var list []NotLookedAt
	for _, server := range s.owners(o) {
		if x := s.load(o, server); x != nil {
			list = append(list, unlookedOf(o, s.name, s.label(server), s.on, s.properties, x)...)
		}
	}
	for i := range list {
		list[i].Single = true
	}
	return list
}

func (p *inMailbox[T]) unlooked(o *relay.Organization) []NotLookedAt {
	var list []NotLookedAt
	for _, r := range mailboxes.all(o) {
		if r.Mailbox != nil {
			settings := r.Settings()
			for _, u := range unlookedOf(o, p.name, r.Name, everywhere, p.properties, p.part(&settings)) {
				u.Recipient = true
				list = append(list, u)
			}
		}
	}
	return list
}
