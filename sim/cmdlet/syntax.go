package cmdlet

import "strings"

// pipeline is one line: statements joined by "|".
type pipeline []*statement

// statement is a cmdlet with its arguments.
type statement struct {
	name      string
	column    int
	arguments []*argument
}

// argument is "-Name value", "-Name:value", "-Name" alone, or a value alone.
type argument struct {
	name   string // without the dash; empty for a value alone
	column int
	value  *value // nil when the name stands alone
	joined bool   // name and value are joined by a colon
}

// at is the column where a complaint about the argument belongs: its value, if it has one.
func (a *argument) at() int {
	if a.value != nil {
		return a.value.column
	}
	return a.column
}

// value is a literal.
type value struct {
	kind        kind
	column      int
	text        string   // of text
	truth       bool     // of boolean
	items       []*value // of list; each is text or boolean
	add, remove []*value // of change
}

type kind int

const (
	text    kind = iota // a word or a quoted string
	boolean             // $true, $false
	null                // $null
	list                // a,b or @(a,b)
	change              // @{Add=a,b;Remove=c}
)

// elements are the values of a list, or the one value itself.
func (v *value) elements() []*value {
	if v.kind == list {
		return v.items
	}
	return []*value{v}
}

// String prints the line in a form that parses to the same.
func (p pipeline) String() string {
	statements := make([]string, len(p))
	for i, s := range p {
		statements[i] = s.String()
	}
	return strings.Join(statements, " | ")
}

func (s *statement) String() string {
	var b strings.Builder
	b.WriteString(s.name)
	for _, a := range s.arguments {
		b.WriteByte(' ')
		if a.name != "" {
			b.WriteString("-" + a.name)
		}
		switch {
		case a.name != "" && a.joined:
			b.WriteByte(':')
		case a.name != "" && a.value != nil:
			b.WriteByte(' ')
		}
		if a.value != nil {
			b.WriteString(a.value.String())
		}
	}
	return b.String()
}

func (v *value) String() string {
	switch v.kind {
	case boolean:
		if v.truth {
			return "$true"
		}
		return "$false"
	case null:
		return "$null"
	case list:
		return "@(" + joinValues(v.items) + ")"
	case change:
		var parts []string
		if len(v.add) > 0 {
			parts = append(parts, "Add="+joinValues(v.add))
		}
		if len(v.remove) > 0 {
			parts = append(parts, "Remove="+joinValues(v.remove))
		}
		return "@{" + strings.Join(parts, "; ") + "}"
	}
	return quote(v.text)
}

func joinValues(vs []*value) string {
	parts := make([]string, len(vs))
	for i, v := range vs {
		parts[i] = v.String()
	}
	return strings.Join(parts, ",")
}

// quote writes a text in single quotes; a quote inside is doubled.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, r := range s {
		if isSingleQuote(r) {
			b.WriteRune(r)
		}
		b.WriteRune(r)
	}
	b.WriteByte('\'')
	return b.String()
}
