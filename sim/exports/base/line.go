package base

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// line is a command of an administrator on its way into the file.
type line struct {
	side      relay.Side
	console   string // whose prompt stands before it; empty: the side's
	cmdlet    string
	subject   string
	from      string
	thing     *thing        // nil: the program's own
	existing  *cmdlet.Entry // what is changed
	arguments []argument
}

type argument struct {
	name, literal string
	wanted        wanted
}

func (l *line) add(w wanted) {
	l.arguments = append(l.arguments, argument{w.property.Name, w.value.Literal(), w})
}

func (l *line) has(name string) bool {
	return slices.ContainsFunc(l.arguments, func(a argument) bool { return a.name == name })
}

// ownName is the name of a new object.
func (o object) ownName() string {
	name := o.text("Name")
	if name == "" {
		name = o.label()
	}
	if _, after, ok := strings.Cut(name, `\`); ok && o.noun == "ReceiveConnector" {
		name = after
	}
	return lastPart(name)
}

// complete adds what New- needs and the export says in another way.
func (l *line) complete(n cmdlet.Noun, o object, server string) {
	switch n.Name {
	case "ReceiveConnector":
		if !l.has("Server") {
			l.arguments = slices.Insert(l.arguments, 0, argument{name: "Server", literal: cmdlet.Quote(server)})
		}
		if usage := usageOf(o.thing); usage != "" {
			l.arguments = append(l.arguments, argument{name: "Usage", literal: cmdlet.Quote(usage)})
		}
	case "AcceptedDomain", "RemoteDomain":
		if !l.has("DomainName") {
			l.arguments = slices.Insert(l.arguments, 0,
				argument{name: "DomainName", literal: cmdlet.Quote(o.ownName())})
		}
	case "Mailbox", "RemoteMailbox":
		if strings.EqualFold(o.text("ResourceType"), relay.ResourceRoom) ||
			strings.Contains(o.text("RecipientTypeDetails"), "Room") {
			l.arguments = append(l.arguments, argument{name: "Room"})
		}
		if alias := o.text("Alias"); alias != "" {
			l.arguments = append(l.arguments, argument{name: "Alias", literal: cmdlet.Quote(alias)})
		}
	}
}

// render writes the line and tells at which column each argument begins.
func (l *line) render() (text string, columns []int) {
	text = cmp.Or(l.console, string(l.side)) + "> " + l.cmdlet
	if l.subject != "" {
		text += " " + cmdlet.Quote(l.subject)
	}
	for _, a := range l.arguments {
		columns = append(columns, utf8.RuneCountInString(text)+2)
		text += " -" + a.name
		if a.literal != "" {
			text += " " + a.literal
		}
	}
	return text, columns
}

// spare reports whether a line can do without an argument.
func (l *line) spare(at int) bool {
	switch l.arguments[at].name {
	case "AddressSpaces", "SenderDomains", "DomainName", "Server", "ExternalEmailAddress":
		return false
	}
	return true
}

// usages are what a receive connector can be made for; each is also a switch of New-ReceiveConnector.
var usages = []string{"Client", "Custom", "Internal", "Internet", "Partner"}

// usageOf is what a command made a receive connector for; empty when nothing says it. No print shows it.
func usageOf(t *thing) string {
	for _, name := range usages {
		if t.is(name) || strings.EqualFold(t.text("Usage"), name) {
			return name
		}
	}
	return ""
}

// isUsage reports whether a value says what a receive connector is made for.
func isUsage(t *thing, m *merged) bool {
	return t.noun == "ReceiveConnector" && (strings.EqualFold(m.Name, "Usage") ||
		slices.ContainsFunc(usages, func(u string) bool {
			return strings.EqualFold(u, m.Name)
		}))
}
