package cmdlet

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// ValueKind is what a value consists of.
type ValueKind = relay.ValueKind

// Kinds of values.
const (
	Null    = relay.NullValue
	Text    = relay.TextValue
	Boolean = relay.BooleanValue
	Number  = relay.NumberValue
	List    = relay.ListValue
)

// Value is a value as Get- prints it and as Set- takes it.
type Value relay.Value

// Same reports whether two values mean the same: names are compared without regard to case, lists without regard to
// order.
func (v Value) Same(w Value) bool {
	a, b := v.folded(), w.folded()
	return slices.Equal(a, b)
}

func (v Value) folded() []string {
	texts := make([]string, 0, len(v.Texts))
	for _, t := range v.Texts {
		if t != "" {
			texts = append(texts, strings.ToLower(t))
		}
	}
	slices.Sort(texts)
	return texts
}

// Empty reports whether there is nothing in it.
func (v Value) Empty() bool { return len(v.folded()) == 0 }

// String prints the value as Format-List does.
func (v Value) String() string {
	switch v.Kind {
	case List:
		return "{" + strings.Join(v.Texts, ", ") + "}"
	case Null:
		return ""
	}
	return v.Texts[0]
}

// Literal is the value as a line has it; it reads back as the same.
func (v Value) Literal() string {
	switch v.Kind {
	case Null:
		return "$null"
	case Boolean:
		return "$" + strings.ToLower(v.Texts[0])
	case List:
		if len(v.Texts) == 0 {
			return "$null"
		}
		quoted := make([]string, len(v.Texts))
		for i, t := range v.Texts {
			quoted[i] = Quote(t)
		}
		return strings.Join(quoted, ",")
	}
	return Quote(v.Texts[0])
}

// Quote writes a text as a line has it: as a bare word where that reads back as the same, else in quotes.
func Quote(s string) string {
	bare := s != "" && s[0] != '-' && !strings.ContainsFunc(s, func(r rune) bool {
		return !isNameRune(r) && !strings.ContainsRune(".:/\\-+*@", r)
	})
	switch {
	case bare && s[0] != '@':
		return s
	case strings.ContainsAny(s, "\r\n\t"): // a command is one line
		return `"` + strings.NewReplacer("`", "``", "$", "`$", `"`, `""`, "“", "`“", "”", "`”", "„", "`„", "\r", "",
			"\n", "`n", "\t", "`t").Replace(s) + `"`
	case !strings.ContainsAny(s, "\"“”„`$"):
		return `"` + s + `"`
	}
	return quote(s)
}

// Read turns texts, as an export has them, into the value that the property would then have. A single text may be a
// list written in one: "Tls, Integrated". The error says what the property takes.
func (p *NounProperty) Read(texts []string) (Value, error) {
	if p.typ == nil {
		return Value{List, texts}, nil
	}
	field := reflect.New(p.typ).Elem()
	v := &value{column: 1}
	switch base := p.typ; {
	case len(texts) == 0:
		if p.typ.Kind() == reflect.Bool || p.typ.Kind() == reflect.Int {
			return Value{}, fmt.Errorf("there is no value; want %s", p.Syntax())
		}
		return valueOf(field), nil
	case base.Kind() == reflect.Slice:
		v.kind = list
		for _, t := range texts {
			v.items = append(v.items, &value{column: 1, text: t})
		}
	case base.Kind() == reflect.Bool, base.Kind() == reflect.Pointer && base.Elem().Kind() == reflect.Bool:
		truth := strings.TrimPrefix(strings.ToLower(texts[0]), "$")
		v.kind, v.truth = boolean, truth == "true"
		if truth != "true" && truth != "false" {
			v.kind, v.text = text, texts[0]
		}
	case len(texts) > 1:
		return Value{}, fmt.Errorf("there are %d values; want %s", len(texts), p.Syntax())
	default:
		v.text = texts[0]
	}
	if err := bind(field, v, &p.property); err != nil {
		e := err.(*mistake.Error)
		if e.Hint != "" {
			return Value{}, fmt.Errorf("%s (%s)", e.Message, e.Hint)
		}
		return Value{}, fmt.Errorf("%s", e.Message)
	}
	return valueOf(field), nil
}

// valueOf is a field as a value.
func valueOf(v reflect.Value) Value {
	switch v.Kind() {
	case reflect.Slice:
		return Value{List, displays(v)}
	case reflect.Pointer:
		if v.IsNil() {
			return Value{}
		}
		return valueOf(v.Elem())
	case reflect.Bool:
		return Value{Boolean, []string{display(v)}}
	}
	shown := display(v)
	if shown == "" {
		return Value{}
	}
	_, spelled := v.Interface().(encoding.TextMarshaler)
	_, named := v.Interface().(fmt.Stringer)
	if _, span := v.Interface().(time.Duration); v.Kind() == reflect.Int && !spelled && !named && !span {
		return Value{Number, []string{shown}}
	}
	return Value{Text, []string{shown}}
}

// valueOfText is what a property's own printer printed, as a value.
func valueOfText(shown string) Value {
	if inner, ok := strings.CutPrefix(shown, "{"); ok {
		inner = strings.TrimSuffix(inner, "}")
		if inner == "" {
			return Value{Kind: List}
		}
		return Value{List, strings.Split(inner, ", ")}
	}
	if shown == "" {
		return Value{}
	}
	return Value{Text, []string{shown}}
}

// Has reports whether a list holds a member, without regard to case.
func (v Value) Has(member string) bool {
	return suggest.Has(v.Texts, member)
}
