package base

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/exports"
	"hybridsim/sim/script"
)

// thing is what all the exports together show of one object.
type thing struct {
	noun   string
	side   relay.Side
	names  []string // by which commands can mean it, in lower case
	values []merged // in the order in which they were first seen
	seen   map[string]bool
	whole  bool      // a print that is not of some objects only shows it
	last   time.Time // when it was last seen or changed
	at     exports.Place
	verb   string // how it was first seen
}

// merged is a property with how and when it came about.
type merged struct {
	exports.Property
	verb string
	time time.Time
}

func (m merged) from(noun string) string { return from(m.At, m.verb, noun) }

// value finds a property; nil when no export has it.
func (t *thing) value(name string) *merged {
	for i := range t.values {
		if strings.EqualFold(t.values[i].Name, name) {
			return &t.values[i]
		}
	}
	return nil
}

// text is a property's single value as far as it is known, or "".
func (t *thing) text(name string) string {
	if all := t.list(name); len(all) > 0 {
		return all[0]
	}
	return ""
}

func (t *thing) list(name string) []string {
	if m := t.value(name); m != nil {
		return m.Value.All()
	}
	return nil
}

func (t *thing) is(name string) bool { return isTrue(t.text(name)) }

func isTrue(s string) bool { return strings.EqualFold(strings.TrimPrefix(s, "$"), "true") }

// label names the object for people.
func (t *thing) label() string {
	for _, name := range []string{"Name", "DomainName", "Identity", "Subject", "PrimarySmtpAddress"} {
		if s := t.text(name); s != "" {
			return s
		}
	}
	return t.noun
}

// from is where the object was first seen.
func (t *thing) from() string { return from(t.at, t.verb, t.noun) }

// merger joins objects that are about the same thing.
type merger struct {
	things []*thing
	index  map[string][]*thing // by noun, side and name
	gone   []removal
	report *ledger
}

// removal is a command that removes an object. The installation's own objects are in no export, so it may be about one
// of them.
type removal struct {
	noun  string
	side  relay.Side
	label string
	names []string
	shown bool // an export showed the object before
	at    exports.Place
}

// merge joins the objects of all exports. The newest value wins: what has a time goes before what has none. Of what has
// none the commands come after what other files print, in the order of the input, and so does what is printed behind a
// command in one file: a session tells what came first.
func merge(objects []*exports.Object, report *ledger) ([]*thing, []removal) {
	m := &merger{index: map[string][]*thing{}, report: report}
	type turn struct {
		*exports.Object
		number int
	}
	var ordered []turn
	commanded := map[string]bool{} // files with a command so far
	for _, o := range objects {
		t := turn{o, 0}
		if o.Time.IsZero() {
			commanded[o.At.File] = commanded[o.At.File] || o.Verb != "Get"
			t.number = 1
			if commanded[o.At.File] {
				t.number = 2
			}
		}
		ordered = append(ordered, t)
	}
	slices.SortStableFunc(ordered, func(a, b turn) int {
		return cmp.Or(cmp.Compare(a.number, b.number), a.Time.Compare(b.Time))
	})
	for _, o := range ordered {
		m.add(o.Object)
	}
	return m.dropStale(), m.gone
}

func (m *merger) add(o *exports.Object) {
	if o.Verb == "Get" && !o.Named() {
		m.report.Notices = append(m.report.Notices,
			fmt.Sprintf("%s: this print of a %s does not say which one it is, so it is not used; print its Name too",
				o.At, o.Noun))
		return
	}
	noun, side := nounOf(o), o.Side
	names := namesOf(o, noun)
	t := m.find(noun, side, names, o.Verb)
	if o.Verb == "Remove" {
		m.gone = append(m.gone, removal{noun, side, labelOf(o), names, t != nil, o.At})
		if t != nil {
			m.drop(t)
			m.report.ignore(noun+" "+script.Quote(t.label()), "it was removed later, at "+o.At.String())
		}
		return
	}
	if t == nil {
		t = &thing{noun: noun, side: side, seen: map[string]bool{}, at: o.At, verb: o.Verb}
		m.things = append(m.things, t)
	}
	if o.Verb == "New" && !o.Time.IsZero() {
		t.values = nil
	}
	t.seen[o.Verb] = true
	t.whole = t.whole || o.Verb == "Get" && !o.Some
	if o.Time.After(t.last) {
		t.last = o.Time
	}
	for _, name := range names {
		if !slices.Contains(t.names, name) {
			t.names = append(t.names, name)
			m.index[key(noun, side, name)] = append(m.index[key(noun, side, name)], t)
		}
	}
	for _, p := range o.Properties {
		if p.Name == "MakeDefault" {
			p.Name = "Default"
			m.onlyDefault(t)
		}
		if o.Verb != "Get" && strings.EqualFold(p.Name, "Identity") && len(t.names) > 0 && t.verb != o.Verb {
			continue // it names the object, which is known by now
		}
		m.set(t, merged{p, o.Verb, o.Time})
	}
}

// set gives a thing a newer value.
func (m *merger) set(t *thing, v merged) {
	old := t.value(v.Name)
	if old == nil {
		t.values = append(t.values, v)
		return
	}
	if v.Value.Null && !old.Value.Null && v.verb == "Get" && old.verb == "Get" && v.time.IsZero() {
		return // an empty value in one of several prints of one object
	}
	if (old.time.IsZero() || v.time.IsZero()) && old.At.File != v.At.File && !sameValue(old.Value, v.Value) &&
		!incidental[strings.ToLower(v.Name)] {
		m.report.Contradictory = append(m.report.Contradictory, Contradiction{
			fmt.Sprintf("%s of %s %s", v.Name, t.noun, script.Quote(t.label())),
			TakenValue{v.Name, strings.Join(v.Value.All(), ", "), v.from(t.noun)},
			TakenValue{old.Name, strings.Join(old.Value.All(), ", "), old.from(t.noun)},
		})
	}
	*old = v
}

// incidental are properties that differ from print to print without meaning anything for mail.
var incidental = map[string]bool{
	"identity": true, "whenchanged": true, "whenchangedutc": true, "originatingserver": true, "objectstate": true, "runspaceid": true,
	"pscomputername": true, "psshowcomputername": true, "isvalid": true, "serializationdata": true, "guid": true, "id": true,
}

func sameValue(a, b exports.Value) bool {
	return slices.EqualFunc(slices.Sorted(slices.Values(a.All())), slices.Sorted(slices.Values(b.All())),
		strings.EqualFold)
}

func (m *merger) find(noun string, side relay.Side, names []string, verb string) *thing {
	if verb == "Get" || verb == "New" {
		names = names[:min(1, len(names))]
	}
	for _, name := range names {
		if found := m.index[key(noun, side, name)]; len(found) > 0 {
			return found[0]
		}
	}
	return nil
}

func key(noun string, side relay.Side, name string) string {
	return noun + "\x00" + string(side) + "\x00" + name
}

func (m *merger) drop(t *thing) {
	m.things = slices.DeleteFunc(m.things, func(x *thing) bool { return x == t })
	for _, name := range t.names {
		k := key(t.noun, t.side, name)
		m.index[k] = slices.DeleteFunc(m.index[k], func(x *thing) bool { return x == t })
	}
}

// onlyDefault takes the mark of the default domain from the others.
func (m *merger) onlyDefault(t *thing) {
	for _, other := range m.things {
		if other != t && other.noun == t.noun && other.side == t.side {
			if v := other.value("Default"); v != nil {
				v.Value = exports.Value{Text: "False"}
			}
		}
	}
}

// dropStale leaves out what a later and complete list no longer shows.
func (m *merger) dropStale() []*thing {
	type list struct {
		noun string
		side relay.Side
	}
	newest := map[list]time.Time{}
	for _, t := range m.things {
		if v := t.lastGet(); v.After(newest[list{t.noun, t.side}]) {
			newest[list{t.noun, t.side}] = v
		}
	}
	const oneList = 5 * time.Second // the objects of one print may have times of their own
	return slices.DeleteFunc(m.things, func(t *thing) bool {
		last := newest[list{t.noun, t.side}]
		if last.IsZero() || t.last.IsZero() || !t.last.Before(last.Add(-oneList)) ||
			!m.hasComplete(t.noun, t.side, last.Add(-oneList)) {
			return false
		}
		m.report.ignore(t.noun+" "+script.Quote(t.label()), "the list of "+last.Format(time.DateTime)+
			" no longer shows it")
		return true
	})
}

// hasComplete reports whether what was printed since a time is a complete list.
func (m *merger) hasComplete(noun string, side relay.Side, since time.Time) bool {
	var list []*thing
	for _, t := range m.things {
		if t.noun == noun && t.side == side && !t.lastGet().Before(since) {
			list = append(list, t)
		}
	}
	return complete(noun, list)
}

// lastGet is the time of the newest value that was printed.
func (t *thing) lastGet() time.Time {
	var last time.Time
	for _, v := range t.values {
		if v.verb == "Get" && v.time.After(last) {
			last = v.time
		}
	}
	return last
}

// complete judges whether objects that Get- printed are all there are: a complete list holds what every organization
// has. One printed connector or domain is no list.
func complete(noun string, list []*thing) bool {
	printed := matching(list, func(t *thing) bool { return t.whole })
	return slices.ContainsFunc(printed, func(t *thing) bool {
		switch noun {
		case "AcceptedDomain":
			return len(printed) > 1 && (t.is("Default") && t.side == relay.OnPremises || initialDomain(t))
		case "RemoteDomain":
			return t.text("DomainName") == "*"
		case "ReceiveConnector":
			name := strings.ToLower(t.text("Name"))
			return len(printed) > 1 && (strings.HasPrefix(name, "default ") || strings.HasPrefix(name, "client "))
		case "ExchangeCertificate":
			return t.is("IsSelfSigned")
		}
		return false
	})
}

// initialDomain reports whether an accepted domain is the one that each tenant has.
func initialDomain(t *thing) bool {
	d := strings.ToLower(t.text("DomainName"))
	return t.side == relay.Cloud && strings.HasSuffix(d, ".onmicrosoft.com") && strings.Count(d, ".") == 2
}
