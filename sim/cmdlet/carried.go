package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// carriedKindOf finds a kind by its noun.
func carriedKindOf(o *relay.Organization, noun string) *carriedKind {
	for _, k := range carriedKinds {
		if strings.EqualFold(k.noun, noun) && k.on.has(o) {
			return k
		}
	}
	return nil
}

// Carries reports whether an organization of this side can carry objects of a kind: with New- and Set-, or only those
// of servers that are not played.
func Carries(o *relay.Organization, noun string) (carries, perServer bool) {
	k := carriedKindOf(o, noun)
	return k != nil, k != nil && k.perServer
}

// CarriedNouns are the kinds of objects that an organization can carry, in the order of the table.
func CarriedNouns(o *relay.Organization) []string {
	var nouns []string
	for _, k := range carriedKinds {
		if k.on.has(o) {
			nouns = append(nouns, k.noun)
		}
	}
	return nouns
}

// elsewhere is the server that a statement about a per-server kind names when it is none of those that are played.
func (k *carriedKind) elsewhere(o *relay.Organization, s *statement) string {
	name := ""
	for _, a := range s.arguments {
		if a.value == nil || a.value.kind != text {
			continue
		}
		server, _, ofServer := strings.Cut(a.value.text, `\`)
		switch {
		case strings.EqualFold(a.name, "Server"):
			name = a.value.text
		case a.name != "" && !strings.EqualFold(a.name, "Identity") && !strings.EqualFold(a.name, "Thumbprint"):
		case name == "" && (ofServer || strings.HasSuffix(k.noun, "Service") || k.noun == "TransportServer"):
			name = server
		}
	}
	if name == "" || suggest.Has(serverNames(o), name) {
		return ""
	}
	return name
}

// carriedCommand is the cmdlet of a carried object that a statement means, or nil. A line that is only checked may be
// about a server that a line before it makes known.
func carriedCommand(o *relay.Organization, s *statement, checking bool) *command {
	verb, noun, _ := strings.Cut(s.name, "-")
	k := carriedKindOf(o, noun)
	if k == nil {
		return nil
	}
	server := ""
	if k.perServer {
		server = k.elsewhere(o, s)
		elsewhere := server != "" && (o.Carries(serverNoun, server) != nil || checking && openVerb(verb))
		if !elsewhere && (server == "" && modelledKind(o, k.noun) || modelled(o, s.name)) {
			return nil
		}
	}
	return k.command(verb, server)
}

// ofCarried is the cmdlet that a statement means for a carried object in the pipeline.
func ofCarried(o *relay.Organization, s *statement, x *relay.Carried) *command {
	verb, _, _ := strings.Cut(s.name, "-")
	if k := carriedKindOf(o, x.Noun); k != nil {
		return k.command(verb, x.Server)
	}
	return nil
}

// command is a cmdlet of the kind for objects of a server, or of no server in particular; nil when there is none.
func (k *carriedKind) command(verb, server string) *command {
	for _, v := range carriedVerbs {
		if strings.EqualFold(v.verb, verb) && !(k.perServer && v.toggles) &&
			!(strings.HasSuffix(k.noun, "Service") && v.verb == "New") {
			positional := v.positional
			if k.noun == certificates.name {
				positional = certificates.key
			}
			return &command{
				name: v.verb + "-" + k.noun, synopsis: v.synopsis, on: k.on, positional: positional, accepts: k.noun,
				open: v.open,
				parameters: options[carriedKey](property{name: positional, access: writeOnly},
					property{name: "Server", access: writeOnly}),
				run: func(c *call) error { return v.run(c, k, server) },
			}
		}
	}
	return nil
}

// carriedKey names a carried object.
type carriedKey struct{ Identity, Name, Thumbprint, Server string }

// openVerb reports whether a verb gives a carried object values.
func openVerb(verb string) bool {
	return strings.EqualFold(verb, "New") || strings.EqualFold(verb, "Set")
}

// modelled reports whether the model has a cmdlet of its own on this side.
func modelled(o *relay.Organization, name string) bool {
	return slices.ContainsFunc(commands, func(c *command) bool {
		return strings.EqualFold(c.name, name) && c.on.has(o)
	})
}

// modelledKind reports whether the model has objects of a kind on this side, of whatever name.
func modelledKind(o *relay.Organization, noun string) bool {
	return modelled(o, "Get-"+noun) || noun == certificates.name || strings.HasPrefix(noun, "TransportSer")
}

var carriedVerbs = []struct {
	verb, synopsis, positional string
	open, toggles              bool // takes any parameter; switches the object on or off
	run                        func(c *call, k *carriedKind, server string) error
}{
	{"Get", "prints what is carried", "Identity", false, false, getCarried},
	{"New", "makes an object that is carried", "Name", true, false, newCarried},
	{"Set", "changes an object that is carried", "Identity", true, false, setCarried},
	{"Enable", "enables an object that is carried", "Identity", false, true, switchCarried("Enabled")},
	{"Disable", "disables an object that is carried", "Identity", false, true, switchCarried("Disabled")},
	{"Remove", "removes an object that is carried", "Identity", false, false, removeCarried},
}

// carriedName is the object that the line names.
func carriedName(c *call, k *carriedKind, server string) (string, error) {
	if c.input == nil && !c.has(c.command.positional) && k.builtIn && !k.perServer {
		return k.noun, nil // there is one
	}
	name, err := c.identity(c.command.positional)
	if err != nil || server == "" || strings.Contains(name, `\`) || strings.EqualFold(name, server) {
		return name, err
	}
	return server + `\` + name, nil
}

func newCarried(c *call, k *carriedKind, server string) error {
	if k.noun == subscriptionNoun {
		return newSubscription(c, k)
	}
	name, err := carriedName(c, k, server)
	if err != nil {
		return err
	}
	if c.here.now.Carries(k.noun, name) != nil {
		return refuse("Name", quote(name)+" already exists", "choose another name, or use Set-"+k.noun)
	}
	return carry(c, k, nil, &relay.Carried{Noun: k.noun, Name: name, Server: server})
}

func setCarried(c *call, k *carriedKind, server string) error {
	old, err := findCarried(c, k, server)
	if err != nil {
		return err
	}
	x := *old
	if c.here.now.Carries(old.Noun, old.Name) == nil {
		old = nil
	}
	return carry(c, k, old, &x)
}

// findCarried is the object that the line names: a new one when such an object is in every organization.
func findCarried(c *call, k *carriedKind, server string) (*relay.Carried, error) {
	name, err := carriedName(c, k, server)
	if err != nil {
		return nil, err
	}
	if x := c.here.now.Carries(k.noun, name); x != nil {
		return x, nil
	}
	if k.builtIn {
		return &relay.Carried{Noun: k.noun, Name: name, Server: server}, nil
	}
	var names []string
	for _, x := range c.here.now.Carried {
		if x.Noun == k.noun {
			names = append(names, x.Name)
		}
	}
	return nil, refuse("Identity", fmt.Sprintf("there is no %s %s", k.noun, quote(name)),
		suggest.DidYouMean(name, names))
}

// carry gives an object what the line says and puts it in the place of old.
func carry(c *call, k *carriedKind, old, x *relay.Carried) error {
	if x.Server != "" && c.here.now.Carries(serverNoun, x.Server) == nil {
		hint := suggest.DidYouMean(x.Server, serverNames(c.here.now))
		if hint == "" {
			hint = "New-" + serverNoun + " " + x.Server + " stands for what setup does on a server that is not played"
		}
		return refuse("Server", "there is no server "+quote(x.Server), hint)
	}
	for _, a := range c.statement.arguments {
		where := strings.EqualFold(a.name, "Server")
		if a.name == "" || strings.EqualFold(a.name, c.command.positional) || where && x.Server != "" ||
			isCommon(a.name) {
			continue
		}
		v, err := carriedValue(a, x.Kept[spelling(x.Kept, a.name)])
		if err != nil {
			return err
		}
		x.Kept = x.Kept.With(spelling(x.Kept, a.name), relay.Value(v))
	}
	verb := "Set"
	if o := c.here.edit(); old == nil {
		o.Carried, verb = append(o.Carried, x), "New"
	} else {
		o.Carried[slices.Index(o.Carried, old)] = x
	}
	c.here.log(verb, x.Noun, x.Name)
	if looked(c.here.now, x) {
		return nil
	}
	c.warn(fmt.Sprintf("%s %s is carried, and nothing here looks at it: %s.", x.Noun, quote(x.Name), k.about))
	return nil
}

func isCommon(name string) bool {
	return slices.ContainsFunc(common, func(p parameter) bool { return strings.EqualFold(p.name, name) })
}

// spelling is the name that a value already has.
func spelling(k relay.Kept, name string) string {
	for _, n := range k.Names() {
		if strings.EqualFold(n, name) {
			return n
		}
	}
	return name
}

// carriedValue is what an argument says, the old value being given for what is added and removed.
func carriedValue(a *argument, old relay.Value) (Value, error) {
	texts := func(vs []*value) (list []string) {
		for _, v := range vs {
			list = append(list, v.text)
		}
		return list
	}
	if a.value == nil {
		return Value{Boolean, []string{"True"}}, nil
	}
	switch a.value.kind {
	case boolean:
		return Value{Boolean, []string{map[bool]string{true: "True", false: "False"}[a.value.truth]}}, nil
	case list:
		return Value{List, texts(a.value.items)}, nil
	case change:
		gone := texts(a.value.remove)
		kept := slices.DeleteFunc(slices.Clone(old.Texts), func(t string) bool {
			return suggest.Has(gone, t)
		})
		return Value{List, append(kept, texts(a.value.add)...)}, nil
	case null:
		return Value{}, nil
	}
	return Value{Text, []string{a.value.text}}, nil
}

func switchCarried(state string) func(*call, *carriedKind, string) error {
	return func(c *call, k *carriedKind, server string) error {
		old, err := findCarried(c, k, server)
		if err != nil {
			return err
		}
		x := *old
		if x.Kept = x.Kept.With("State", relay.Value{Kind: Text, Texts: []string{state}}); c.here.now.Carries(old.Noun,
			old.Name) == nil {
			old = nil
		}
		return carry(c, k, old, &x)
	}
}

func removeCarried(c *call, k *carriedKind, server string) error {
	x, err := findCarried(c, k, server)
	if err != nil {
		return err
	}
	i := slices.Index(c.here.now.Carried, x)
	if i < 0 {
		return refuse("Identity", fmt.Sprintf("there is no %s %s", k.noun, quote(x.Name)), "")
	}
	o := c.here.edit()
	o.Carried = slices.Delete(o.Carried, i, i+1)
	c.here.log("Remove", x.Noun, x.Name)
	if k.noun == subscriptionNoun {
		unsubscribe(o, x.Name)
	}
	return nil
}

func getCarried(c *call, k *carriedKind, server string) error {
	name := ""
	if c.input != nil || c.has(c.command.positional) {
		x, err := findCarried(c, k, server)
		if err != nil {
			return err
		}
		name = x.Name
	}
	for _, x := range c.here.now.Carried {
		if x.Noun == k.noun && (name == "" || x.Name == name) && (server == "" || x.Server == server) {
			c.result.items = append(c.result.items, carriedItem(c.here.now, x))
		}
	}
	return nil
}

// emitCarried puts what other servers have of a noun into the pipeline.
func (c *call) emitCarried(noun string) {
	for _, x := range c.here.now.Carried {
		if x.Noun == noun {
			c.result.items = append(c.result.items, carriedItem(c.here.now, x))
		}
	}
}

// carriedItem is a carried object as Get- prints it.
func carriedItem(o *relay.Organization, x *relay.Carried) *item {
	properties := []property{{name: "Identity", access: readOnly,
		show: shows(func(x *relay.Carried) string { return x.Name })}}
	for _, name := range x.Kept.Names() {
		properties = append(properties, property{name: name, access: readOnly, typ: words.typ})
	}
	return &item{org: o, noun: x.Noun, identity: x.Name, object: x, properties: properties}
}

// Carried lists the objects that an organization carries, with what Get- prints: those that nothing here reads.
func Carried(o *relay.Organization) []*Entry {
	var objects []*Entry
	for _, x := range o.Carried {
		objects = append(objects, carriedItem(o, x).export())
	}
	return objects
}
