package exports

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"hybridsim/sim/cmdlet"
	"hybridsim/sim/mistake"
)

// literalValue reads what stands in the place of a value. What would have to be evaluated is not known, and says so.
func literalValue(typed string) Value { return literalWithin(typed, 0) }

func literalWithin(typed string, depth int) Value {
	typed = strings.TrimSpace(typed)
	if depth > maxDepth {
		return Value{Unknown: "a list that nests too deep"}
	}
	if text, ok := plainText(typed); ok {
		return Value{Text: text}
	}
	if text, ok := hereString(typed); ok {
		return text
	}
	if inner, ok := arrayInside(typed); ok {
		return literalList(elements(inner, ",;\n"), depth)
	}
	if parts := elements(typed, ","); len(parts) > 1 {
		return literalList(parts, depth)
	}
	if why := evaluated(typed); why != "" {
		return Value{Unknown: why}
	}
	v, err := cmdlet.ParseLiteral(typed)
	if err != nil {
		return Value{Unknown: clip(typed) + ": " + mistake.Message(err)}
	}
	if v.Changes {
		return Value{Text: v.Text, Unknown: "the list is changed, and what was in it before is not said"}
	}
	return Value{Null: v.Null, Text: v.Text, List: v.List}
}

// plainText reads the two forms that nearly all values have, and that nothing else is to be told of: a word of letters,
// digits, dots and hyphens, and such words and what else is no quote between single quotes.
func plainText(typed string) (string, bool) {
	if inner, ok := strings.CutPrefix(typed, "'"); ok {
		inner, ok = strings.CutSuffix(inner, "'")
		for i := 0; ok && i < len(inner); i++ {
			ok = inner[i] != '\'' && inner[i] < utf8.RuneSelf
		}
		return inner, ok && inner != ""
	}
	for i := range len(typed) {
		if c := typed[i]; !isNameByte(c, true) && c != '.' && c != '-' {
			return "", false
		}
	}
	return typed, typed != ""
}

func literalList(parts []string, depth int) Value {
	values := make([]Value, 0, len(parts))
	for _, part := range parts {
		v := literalWithin(part, depth+1)
		if v.List != nil { // @('a'),@('b') and @(@('a')) are lists of their values
			for _, item := range v.List {
				values = append(values, Value{Text: item})
			}
			v = Value{Unknown: v.Unknown, Null: true}
		}
		values = append(values, v)
	}
	return joinValues(values)
}

// elements cuts a list into its values.
func elements(list, ends string) (parts []string) {
	l := &lexer{text: list}
	for l.pos < len(l.text) {
		part := strings.TrimSpace(l.atom(ends))
		if part != "" && !strings.HasPrefix(part, "#") {
			parts = append(parts, part)
		}
		l.take(1)
	}
	return parts
}

// arrayInside returns what stands in @( ).
func arrayInside(typed string) (string, bool) {
	if !strings.HasPrefix(typed, "@(") {
		return "", false
	}
	l := &lexer{text: typed}
	if l.atom("") != typed || !strings.HasSuffix(typed, ")") {
		return "", false
	}
	return typed[2 : len(typed)-1], true
}

// hereString reads a text between @' and '@ on lines of their own.
func hereString(typed string) (Value, bool) {
	if !strings.HasPrefix(typed, "@") {
		return Value{}, false
	}
	for _, quote := range []string{"'", `"`} {
		rest, opened := strings.CutPrefix(typed, "@"+quote)
		_, rest, lined := strings.Cut(rest, "\n")
		text, closed := strings.CutSuffix(rest, "\n"+quote+"@")
		switch {
		case !opened || !lined || !closed:
		case quote == `"` && strings.ContainsAny(text, "$`"):
			return Value{Unknown: "a text with variables"}, true
		default:
			return Value{Text: strings.ReplaceAll(strings.TrimSuffix(text, "\r"), "\r\n", "\n")}, true
		}
	}
	return Value{}, false
}

var (
	variable = regexp.MustCompile(`^\$(?:\w+:)?\w+$|^\$\{[^}]*\}$`)
	castType = regexp.MustCompile(`^\[[A-Za-z][\w.]*(?:\[\])?\]`)
)

// evaluated says what would have to be evaluated; empty for what may be a literal.
func evaluated(typed string) string {
	first, _ := utf8.DecodeRuneInString(typed)
	if !strings.ContainsRune("$({[\"", cmdlet.Plain(first)) {
		return ""
	}
	lower := strings.ToLower(typed)
	switch {
	case lower == "$true", lower == "$false", lower == "$null":
		return ""
	case variable.MatchString(typed):
		return "the variable " + typed
	case strings.HasPrefix(typed, "$"), strings.HasPrefix(typed, "("):
		return "the expression " + clip(typed)
	case strings.HasPrefix(typed, "{"):
		return "the script block " + clip(typed)
	case castType.MatchString(typed):
		return "the expression " + clip(typed)
	case cmdlet.Plain(first) == '"' && strings.Contains(typed, "$"):
		if _, err := cmdlet.ParseLiteral(typed); err != nil {
			return "a text with variables: " + clip(typed)
		}
	}
	return ""
}
