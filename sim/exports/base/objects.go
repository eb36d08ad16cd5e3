package base

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/script"
)

// wanted is a value that an object of the base is to have.
type wanted struct {
	property *cmdlet.NounProperty
	value    cmdlet.Value
	source   *merged // nil: it is what the object is called by
}

// object is a thing with the values that the model knows.
type object struct {
	*thing
	values []wanted
}

// noun describes a noun of a side's organization; which there are does not change while a base is written.
func (b *builder) noun(side relay.Side, name string) (cmdlet.Noun, bool) {
	if b.nouns[side] == nil {
		known := map[string]cmdlet.Noun{}
		for _, n := range cmdlet.Nouns(b.organization(side)) {
			known[n.Name] = n
		}
		if b.nouns == nil {
			b.nouns = map[relay.Side]map[string]cmdlet.Noun{}
		}
		b.nouns[side] = known
	}
	n, ok := b.nouns[side][name]
	return n, ok
}

// write makes, changes and removes a noun's objects until they are as the things say.
func (b *builder) write(side relay.Side, name string, things []*thing) {
	n, ok := b.noun(side, name)
	if !ok && name == "TransportService" {
		n, ok = b.noun(side, "TransportServer")
	}
	if !ok || len(things) == 0 {
		return
	}
	before := entries(n, b.organization(side))
	var objects []object
	for _, t := range things {
		objects = append(objects, object{t, b.known(n, t)})
	}
	b.section(side, n)
	var surplus []*cmdlet.Entry
	if !n.Single {
		surplus = b.surplus(name, things, before.without(objects))
	}
	if name == "ReceiveConnector" { // whose addresses would be in the way of others
		b.removeAll(side, n, surplus)
	}
	for _, o := range objects {
		b.make(side, n, o, before.of(o.thing))
	}
	b.mend(side, n, objects, all)
	if name != "ReceiveConnector" {
		b.removeAll(side, n, surplus)
	}
	b.account(side, n, objects)
}

// known sorts a thing's values: what the model takes is returned, the rest is counted.
func (b *builder) known(n cmdlet.Noun, t *thing) []wanted {
	var values []wanted
	for i := range t.values {
		m := &t.values[i]
		what := t.noun + "." + m.Name
		p := n.Property(m.Name)
		switch {
		case p != nil && p.Loose && p.Effect == cmdlet.EffectIgnored:
			b.report.ignore(what, p.Why)
			continue
		case p == nil:
			if !strings.EqualFold(m.Name, "Identity") && !isAlias(t, m) && !isUsage(t, m) {
				b.report.ignore(what, "the model does not have it")
			}
			continue
		case !m.Value.Known():
			b.cutOff(t, m)
			if len(m.Value.All()) == 0 {
				continue
			}
		}
		if v, ok := b.read(t, p, m); ok {
			values = append(values, wanted{p, v, m})
		}
	}
	slices.SortStableFunc(values, func(a, c wanted) int {
		return cmp.Compare(indexOf(n, a.property.Name), indexOf(n, c.property.Name))
	})
	return values
}

// isAlias reports whether a value is the alias of a mailbox, which New- takes and Get- does not print here.
func isAlias(t *thing, m *merged) bool {
	return strings.EqualFold(m.Name, "Alias") && (t.noun == "Mailbox" || t.noun == "RemoteMailbox")
}

func indexOf(n cmdlet.Noun, property string) int {
	return slices.IndexFunc(n.Properties, func(p cmdlet.NounProperty) bool { return p.Name == property })
}

// read gives a value the form that the cmdlets have for it. Members of a list that the model does not have are left
// out.
func (b *builder) read(t *thing, p *cmdlet.NounProperty, m *merged) (cmdlet.Value, bool) {
	texts := b.adapt(t, m)
	if p.Links {
		texts = b.members(t.side, texts)
	}
	if m.Name == "EmailAddresses" {
		return proxies(texts, t.text("PrimarySmtpAddress")), true
	}
	v, err := p.Read(texts)
	if err != nil && p.List && len(texts) == 1 && strings.Contains(texts[0], ", ") {
		texts = strings.Split(texts[0], ", ")
		v, err = p.Read(texts)
	}
	if err == nil {
		return v, true
	}
	what := t.noun + "." + m.Name
	if !p.List {
		b.report.ignore(what, fmt.Sprintf("%s: %v", script.Quote(t.label()), err))
		return v, false
	}
	texts = slices.DeleteFunc(slices.Clone(texts), func(s string) bool {
		_, err := p.Read([]string{s})
		if err != nil {
			b.report.ignore(what, fmt.Sprintf("%s: %v", script.Quote(t.label()), err))
		}
		return err != nil
	})
	v, err = p.Read(texts)
	return v, err == nil
}

// adapt gives texts the spelling of the model where exports have several: servers by their short names, addresses of
// mail only.
func (b *builder) adapt(t *thing, m *merged) []string {
	texts := m.Value.All()
	switch strings.ToLower(m.Name) {
	case "server":
		return []string{serverName(m.Value.Text)}
	case "sourcetransportservers", "receivingtransportservers", "sendingtransportservers":
		return b.namedServers(t, m, texts)
	case "emailaddresses":
		return slices.DeleteFunc(slices.Clone(texts), func(s string) bool {
			kind, _, ok := strings.Cut(s, ":")
			other := ok && !strings.EqualFold(kind, "smtp") && !strings.EqualFold(kind, "X500")
			if other {
				b.report.ignore(t.noun+".EmailAddresses", "addresses of the type "+kind+" are not mail addresses")
			}
			return other
		})
	case "members":
		return b.members(t.side, texts)
	case "tlsdomaincapabilities":
		return b.capabilities(t, texts)
	}
	return texts
}

// capabilities leaves out those that the product does not have (R1.18): exports of organizations that were upgraded
// hold both.
func (b *builder) capabilities(t *thing, texts []string) []string {
	if b.isGate(b.homeOf(t)) {
		return texts // its administrator sets either (T7.7)
	}
	product := b.productAt(b.homeOf(t))
	wanted, other := relay.AcceptCloudServicesMail, relay.AcceptOorgProtocol
	if product == relay.Exchange2010 {
		wanted, other = other, wanted
	}
	var kept []string
	for _, s := range texts {
		i := strings.LastIndex(s, ":")
		if i < 0 || !strings.Contains(s[i:], other) {
			kept = append(kept, s)
			continue
		}
		b.report.ignore(t.noun+".TlsDomainCapabilities",
			fmt.Sprintf("%s: %s is not a capability of %s", script.Quote(t.label()), other, product))
		if strings.Contains(s[i:], wanted) {
			kept = append(kept, s[:i+1]+wanted)
		}
	}
	return kept
}

// namedServers gives servers their short names. One that is not played is only a name; where no other is named, the
// report says what is done without it.
func (b *builder) namedServers(t *thing, m *merged, texts []string) []string {
	var names []string
	for _, s := range texts {
		if s = serverName(s); !slices.ContainsFunc(names, func(x string) bool { return strings.EqualFold(x, s) }) {
			names = append(names, s)
		}
	}
	if !slices.ContainsFunc(names, b.plays) && len(names) > 0 {
		b.report.assume(fmt.Sprintf("%s %s acts as if %s had %s", t.noun, script.Quote(t.label()), m.Name, b.server),
			"it has %s, and no such server is played", strings.Join(names, ", "))
	}
	return names
}

// table finds the objects of a noun by their names.
type table struct {
	list   []*cmdlet.Entry
	byName map[string]*cmdlet.Entry
}

func entries(n cmdlet.Noun, o *relay.Organization) table {
	t := table{list: n.Objects(o), byName: map[string]*cmdlet.Entry{}}
	for _, e := range t.list {
		t.byName[strings.ToLower(e.Identity)] = e
		for _, name := range []string{"DomainName", "PrimarySmtpAddress", "Name"} {
			if v, ok := e.Value(name); ok && !v.Empty() && t.byName[strings.ToLower(v.String())] == nil {
				t.byName[strings.ToLower(v.String())] = e
			}
		}
	}
	return t
}

// of is the object that a thing is about, or nil.
func (t table) of(x *thing) *cmdlet.Entry {
	if singles[x.noun] && len(t.list) > 0 {
		return t.list[0]
	}
	for _, name := range x.names {
		if e := t.byName[name]; e != nil {
			return e
		}
	}
	return nil
}

// without are the objects that none of the things is about.
func (t table) without(objects []object) []*cmdlet.Entry {
	meant := map[*cmdlet.Entry]bool{}
	for _, o := range objects {
		meant[t.of(o.thing)] = true
	}
	return slices.DeleteFunc(slices.Clone(t.list), func(e *cmdlet.Entry) bool { return meant[e] })
}

// make writes the line that makes or changes an object.
func (b *builder) make(side relay.Side, n cmdlet.Noun, o object, existing *cmdlet.Entry) {
	if b.done++; b.options.Progress != nil {
		b.options.Progress(int64(b.done), int64(len(b.things)))
	}
	l := &line{side: side, console: b.console(side), from: o.from(), thing: o.thing, existing: existing}
	fresh := existing
	switch {
	case existing != nil:
		l.cmdlet, l.subject = "Set-"+n.Name, existing.Identity
	case n.InMailbox:
		l.cmdlet, l.subject = "Set-"+n.Name, lastPart(o.label())
	case n.Single:
		l.cmdlet, fresh = "New-"+n.Name, n.Fresh(b.organization(side))
	default:
		l.cmdlet, l.subject, fresh = "New-"+n.Name, o.ownName(), n.Fresh(b.organization(side))
	}
	for _, w := range o.values {
		takes := w.property.Set
		if strings.HasPrefix(l.cmdlet, "New-") {
			takes = w.property.New
		}
		if w.property.Loose || w.property.Links && slices.Contains(recipientKinds, n.Name) {
			continue // where it is not the default, mend sets it, when everybody is there
		}
		old, _ := fresh.Value(w.property.Name)
		// it stands in front already
		name := w.property.Name == "Name" && (existing == nil || old.String() == w.value.String())
		if w.property.Name == "EmailAddresses" && !b.accepts(side, w.value.Texts) {
			continue // New- would refuse what Set- takes
		}
		if takes && !name && !(w.value.Empty() && old.Empty() && w.value.Kind != cmdlet.Boolean) {
			l.add(w)
		}
	}
	if strings.HasPrefix(l.cmdlet, "New-") {
		b.changedUnseen(n, o)
		l.complete(n, o, b.homeOf(o.thing))
		b.standIn(l, n, o)
	}
	if len(l.arguments) == 0 && existing != nil {
		return
	}
	b.play(l)
}

// all and its opposites are which values mend sets: those that name other recipients have to wait for them.
func all(wanted) bool     { return true }
func links(w wanted) bool { return w.property.Links }
func alone(w wanted) bool { return !w.property.Links }

// mend changes what New- did not make as the thing says.
func (b *builder) mend(side relay.Side, n cmdlet.Noun, objects []object, which func(wanted) bool) {
	now := entries(n, b.organization(side))
	for _, o := range objects {
		e := now.of(o.thing)
		if e == nil {
			continue
		}
		l := &line{side: side, console: b.console(side), cmdlet: "Set-" + n.Name, subject: e.Identity,
			from: o.from(), thing: o.thing}
		for _, w := range o.values {
			has, ok := e.Value(w.property.Name)
			switch {
			case !which(w):
			case ok && has.Same(w.value), !ok && (!w.property.Loose && !w.property.Quiet ||
				e.Usual(b.organization(side), w.property, w.value)):
			case w.property.Name == "Default" && w.value.String() == "True":
				l.arguments = append(l.arguments, argument{"MakeDefault", "$true", w})
			case w.property.Name == "ExtendedRights":
				b.grant(b.console(side), e.Identity, has, w)
			case w.property.Set && !b.dropped[dropKey(o.thing, w.property.Name)]:
				l.add(w)
			}
		}
		if l.has("EmailAddresses") { // it says which is the primary one
			l.arguments = slices.DeleteFunc(l.arguments, func(a argument) bool {
				return a.name == "PrimarySmtpAddress"
			})
		}
		if len(l.arguments) > 0 {
			b.play(l)
		}
	}
}

func (b *builder) removeAll(side relay.Side, n cmdlet.Noun, surplus []*cmdlet.Entry) {
	for _, e := range surplus {
		b.comment("The export of all " + n.Name + "s does not show it.")
		b.do(b.console(side)+"> Remove-"+n.Name+" "+cmdlet.Quote(e.Identity), "the lack of it in Get-"+n.Name)
	}
}

// account reports the values that the base's world now shows as taken, and the others with what stands in their place.
func (b *builder) account(side relay.Side, n cmdlet.Noun, objects []object) {
	now := entries(n, b.organization(side))
	for _, o := range objects {
		e := now.of(o.thing)
		if e == nil {
			continue // the line was refused, and the report says so
		}
		taken := Taken{side, n.Name, cmp.Or(e.Identity, n.Name), []TakenValue{}}
		for _, w := range o.values {
			has, ok := e.Value(w.property.Name)
			switch {
			case w.source == nil || b.dropped[dropKey(o.thing, w.property.Name)]:
			case !ok && w.property.Quiet && !w.property.Loose && (w.value.Empty() ||
				e.Usual(b.organization(side), w.property, w.value)):
				taken.Values = append(taken.Values, TakenValue{w.property.Name, w.value.String(),
					w.source.from(n.Name)})
			case !ok && w.property.Loose:
				b.report.ignore(n.Name+"."+w.property.Name, "it is the default, and nothing here looks at it")
			case !ok:
				b.report.ignore(n.Name+"."+w.property.Name, "Get-"+n.Name+" of the model does not show it")
			case has.Same(w.value):
				taken.Values = append(taken.Values, TakenValue{w.property.Name, has.String(), w.source.from(n.Name)})
			default:
				b.report.ignore(n.Name+"."+w.property.Name, fmt.Sprintf("%s: it is %s; the model makes it %s",
					script.Quote(e.Identity), shown(w.value.String()), shown(has.String())))
			}
		}
		for i := range o.thing.values {
			if m := &o.thing.values[i]; isAlias(o.thing, m) && b.aliased[o.thing] {
				taken.Values = append(taken.Values, TakenValue{m.Name, m.Value.Text, m.from(n.Name)})
			}
		}
		b.report.Taken = append(b.report.Taken, taken)
	}
}

// accepts reports whether all addresses are in accepted domains of the side.
func (b *builder) accepts(side relay.Side, addresses []string) bool {
	return !slices.ContainsFunc(addresses, func(a string) bool {
		return !relay.IsX500(a) && b.organization(side).AcceptedDomain(relay.DomainOf(a)) == nil
	})
}
