package cmdlet

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"hybridsim/relay"
)

// dateLayout prints instants as Exchange Management Shell does in its default culture.
const dateLayout = "1/2/2006 3:04:05 PM"

// item is an object in a pipeline: what Get- found, with the identity under which the next cmdlet finds it again.
type item struct {
	org        *relay.Organization
	noun       string
	identity   string
	object     any // pointer to a struct
	properties []property
}

// lines are the item's properties as names and printed values, in order.
func (it *item) lines() [][2]string {
	var lines [][2]string
	for _, p := range it.properties {
		if !p.quiet {
			lines = append(lines, [2]string{p.name, p.shown(it)})
		}
	}
	return lines
}

// shown is a property of an object as it is printed.
func (p *property) shown(it *item) string {
	field := p.fieldIn(reflect.ValueOf(it.object).Elem())
	_, told := keptOf(it.object)[p.name]
	switch {
	case told || p.show == nil && (!field.IsValid() || p.unset && field.IsZero()):
		return p.valueIn(it.org, it.object).String()
	case p.show != nil:
		return p.show(it.object)
	}
	return display(field)
}

// formatList prints objects as Format-List does: "Name : value", with an empty line between objects. With names, only
// those properties are printed, in that order.
func formatList(items []*item) string {
	var b strings.Builder
	for i, it := range items {
		if i > 0 {
			b.WriteByte('\n')
		}
		lines := it.lines()
		width := 0
		for _, l := range lines {
			width = max(width, len(l[0]))
		}
		for _, l := range lines {
			b.WriteString(strings.TrimRight(fmt.Sprintf("%-*s : %s", width, l[0], l[1]), " ") + "\n")
		}
	}
	return b.String()
}

// display prints a field's value: lists in braces, True and False, time spans; empty for what is not set.
func display(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case time.Duration:
		return FormatTimeSpan(x)
	case time.Time:
		if x.IsZero() {
			return ""
		}
		return x.UTC().Format(dateLayout)
	case fmt.Stringer:
		return x.String()
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return display(v.Elem())
	case reflect.Bool:
		if v.Bool() {
			return "True"
		}
		return "False"
	case reflect.Int:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Slice:
		return "{" + strings.Join(displays(v), ", ") + "}"
	}
	return v.String()
}

// displays prints the elements of a list.
func displays(list reflect.Value) []string {
	texts := make([]string, list.Len())
	for i := range texts {
		texts[i] = display(list.Index(i))
	}
	return texts
}

// syntaxOf says what may be written for a parameter, for hints and the reference page.
func syntaxOf(t reflect.Type, p *property) string {
	if t == nil {
		return "text"
	}
	if t.Kind() == reflect.Slice {
		return syntaxOf(t.Elem(), p) + ", ..."
	}
	if set, ok := reflect.Zero(t).Interface().(closedSet); ok {
		return orNull(set.Values(), p)
	}
	if p.values != nil {
		return orNull(p.values, p)
	}
	switch t {
	case reflect.TypeFor[*bool]():
		return "$true | $false | $null"
	case reflect.TypeFor[time.Duration]():
		return "hh:mm:ss or d.hh:mm:ss"
	case reflect.TypeFor[relay.ByteSize]():
		return "36MB, 256KB or unlimited"
	case reflect.TypeFor[relay.Limit]():
		return "20 or unlimited"
	case reflect.TypeFor[relay.AddressRange]():
		return "192.0.2.1, 192.0.2.1-192.0.2.9 or 192.0.2.0/24"
	case reflect.TypeFor[relay.AddressSpace]():
		return "'smtp:contoso.com;1'"
	case reflect.TypeFor[relay.Binding]():
		return "0.0.0.0:25 or [::]:25"
	case reflect.TypeFor[relay.CertificateName]():
		return "'<I>CN=issuer<S>CN=subject'"
	case reflect.TypeFor[relay.TlsDomainCapability]():
		return "domain:capability"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "$true | $false"
	case reflect.Int:
		return "number"
	}
	return "text"
}

// orNull lists the members of a closed set, with $null if that is one.
func orNull(members []string, p *property) string {
	s := strings.Join(members, " | ")
	if p.optional {
		s += " | $null"
	}
	return s
}
