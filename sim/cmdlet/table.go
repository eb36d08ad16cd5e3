package cmdlet

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// tables are the columns that a shell prints without being told: objects of other nouns are printed as lists. The
// columns of Get-Queue are those of 2013 and later (NC4, from memory there); 2010 had no Velocity, RiskLevel and
// OutboundIPPool, and properties that an object does not have make no column.
var tables = map[string][]string{
	"ServerComponentState": {"ServerFqdn", "Component", "State"},
	"Queue":                {"Identity", "DeliveryType", "Status", "MessageCount", "Velocity", "RiskLevel", "OutboundIPPool", "NextHopDomain"},
	"Message":              {"Identity", "FromAddress", "Status", "Queue", "Subject"},
	"MessageTracking":      {"EventId", "Source", "Sender", "Recipients", "MessageSubject"},
	"MessageTrace":         {"Received", "SenderAddress", "RecipientAddress", "Subject", "Status"},
	"MessageTraceDetail":   {"Date", "Event", "Detail"},
}

// formatter is a cmdlet that chooses how objects are printed: as lists or as tables.
type formatter string

const (
	formatListName  formatter = "Format-List"
	formatTableName formatter = "Format-Table"
)

// formatterOf recognizes the formatters by name and alias.
func formatterOf(name string) (formatter, bool) {
	for f, alias := range map[formatter]string{formatListName: "fl", formatTableName: "ft"} {
		if strings.EqualFold(name, string(f)) || strings.EqualFold(name, alias) {
			return f, true
		}
	}
	return "", false
}

// inDefaultTable gives an item the columns of its noun's table, or reports that it has none.
func (it *item) inDefaultTable() (*item, bool) {
	columns, ok := tables[it.noun]
	if !ok {
		return it, false
	}
	c := *it
	c.properties = nil
	for _, name := range columns {
		if i := slices.IndexFunc(it.properties, func(p property) bool { return p.name == name }); i >= 0 {
			c.properties = append(c.properties, it.properties[i])
		}
	}
	return &c, true
}

// formatTable prints objects as Format-Table does: names, dashes, one line each. Columns are as wide as what they hold;
// a shell cuts them to the window, which nobody has here.
func formatTable(items []*item) string {
	if len(items) == 0 {
		return ""
	}
	var rows [][]string
	for i, it := range items {
		var names, dashes, values []string
		for _, l := range it.lines() {
			names, dashes, values = append(names, l[0]), append(dashes, strings.Repeat("-", len(l[0]))),
				append(values, l[1])
		}
		if i == 0 {
			rows = append(rows, names, dashes)
		}
		rows = append(rows, values)
	}
	widths := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, v := range r {
			if i < len(widths) {
				widths[i] = max(widths[i], utf8.RuneCountInString(v))
			}
		}
	}
	var b strings.Builder
	for _, r := range rows {
		var line strings.Builder
		for i, v := range r {
			if i < len(widths) {
				fmt.Fprintf(&line, "%-*s ", widths[i], v)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

// objects prints what was found as they were asked for; without a wish, nouns that have a table are printed as tables.
func (r *result) objects() string {
	switch r.format {
	case formatListName:
		return formatList(r.items)
	case formatTableName:
		return formatTable(r.items)
	}
	inTable := make([]*item, len(r.items))
	for i, it := range r.items {
		var ok bool
		if inTable[i], ok = it.inDefaultTable(); !ok {
			return formatList(r.items)
		}
	}
	return formatTable(inTable)
}

// unrecorded is a property that Exchange prints and this model's records do not hold: its value is empty.
func unrecorded(name string, on scope) property {
	return property{name: name, access: readOnly, on: on, show: says("")}
}

// says prints the same of every object.
func says(text string) func(any) string { return func(any) string { return text } }

// wildcard reports whether a text matches a pattern in which * stands for anything, without regard to case.
func wildcard(pattern, text string) bool {
	parts := strings.Split(strings.ToLower(pattern), "*")
	text = strings.ToLower(text)
	rest, ok := strings.CutPrefix(text, parts[0])
	if !ok || len(parts) == 1 {
		return ok && rest == ""
	}
	last := parts[len(parts)-1]
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(rest, part)
		if !found {
			return false
		}
		rest = after
	}
	return strings.HasSuffix(rest, last)
}

// anyOf reports whether one of the patterns matches one of the texts; no patterns match everything.
func anyOf(patterns []string, texts ...string) bool {
	if len(patterns) == 0 {
		return true
	}
	return slices.ContainsFunc(patterns, func(p string) bool {
		return slices.ContainsFunc(texts, func(t string) bool { return wildcard(p, t) })
	})
}
