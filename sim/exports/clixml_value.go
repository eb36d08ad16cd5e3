package exports

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// value reads a value of any kind.
func (r *clixmlReader) value(e xml.StartElement) (Value, error) {
	switch e.Name.Local {
	case "Nil":
		return Value{Null: true}, nil
	case "Ref":
		if v, known := r.values[attribute(e, "RefId")]; known {
			return v, nil
		}
		return Value{Unknown: "it refers to an object that the file does not hold"}, nil
	case "Obj":
		return r.wrapped(e)
	case "SS":
		return Value{Unknown: "a secret"}, nil
	}
	text, err := r.text()
	return primitive(e.Name.Local, text), err
}

// primitive is a value of a simple type.
func primitive(kind, text string) Value {
	switch kind {
	case "B":
		return Value{Text: truth(strings.EqualFold(strings.TrimSpace(text), "true"))}
	case "TS":
		if span, ok := timeSpan(text); ok {
			return Value{Text: span}
		}
		return Value{Text: text}
	case "C":
		if n, err := strconv.ParseUint(text, 10, 16); err == nil {
			return Value{Text: string(rune(n))}
		}
	case "BA":
		return Value{Text: text}
	}
	return single(text)
}

// wrapped reads an object that stands for a value: its text, or the values of a list.
func (r *clixmlReader) wrapped(e xml.StartElement) (Value, error) {
	var kinds []string
	var plain, printed *Value
	var items []Value
	list, table := false, false
	err := r.each(func(child xml.StartElement) (err error) {
		switch child.Name.Local {
		case "TN", "TNRef":
			kinds, err = r.typeNames(child)
		case "ToString":
			var text string
			text, err = r.text()
			printed = new(single(text))
		case "Props", "MS":
			err = r.each(func(member xml.StartElement) error {
				_, err := r.value(member) // for those that refer to it
				return err
			})
		case "LST", "IE", "QUE", "STK":
			list = true
			err = r.each(func(item xml.StartElement) error {
				v, err := r.value(item)
				items = append(items, v)
				return err
			})
		case "DCT":
			table = true
			err = r.table(func(e xml.StartElement, _ string) error {
				_, err := r.value(e)
				return err
			})
		default:
			var v Value
			v, err = r.value(child)
			plain = &v
		}
		return err
	})
	v := Value{Unknown: "an object without a text of its own"}
	switch {
	case list:
		v = joinValues(items)
	case table:
		v = Value{Unknown: "a table"}
	case printed != nil:
		v = *printed
	case plain != nil && isEnum(kinds):
		v = Value{Unknown: fmt.Sprintf("the number %s of an enumeration", clip(plain.Text))}
	case plain != nil:
		v = *plain
	}
	if id := attribute(e, "RefId"); id != "" {
		r.values[id] = v
	}
	return v, err
}

func isEnum(kinds []string) bool {
	for _, k := range kinds {
		if k == "System.Enum" || k == "Deserialized.System.Enum" {
			return true
		}
	}
	return false
}

// unescapeClixml replaces _x000A_ by the character: what XML cannot hold is written so, one UTF-16 unit at a time.
func unescapeClixml(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		unit, ok := escapedUnit(s[i:])
		if !ok {
			b.WriteByte(s[i])
			i++
			continue
		}
		i += escapeLength
		if utf16.IsSurrogate(unit) {
			if low, ok := escapedUnit(s[i:]); ok && utf16.DecodeRune(unit, low) != '\uFFFD' {
				unit = utf16.DecodeRune(unit, low)
				i += escapeLength
			}
		}
		b.WriteRune(unit)
	}
	return b.String()
}

const escapeLength = len("_x000A_")

func escapedUnit(s string) (rune, bool) {
	if len(s) < escapeLength || s[:2] != "_x" || s[escapeLength-1] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:escapeLength-1], 16, 16)
	return rune(n), err == nil
}

// timeSpan turns XML's P1DT2H3M4.5S into 1.02:03:04.5, as cmdlets take it.
func timeSpan(text string) (string, bool) {
	rest, negative := strings.CutPrefix(text, "-")
	rest, ok := strings.CutPrefix(rest, "P")
	if !ok || rest == "" {
		return "", false
	}
	var parts [4]string // days, hours, minutes, seconds
	date, clock, _ := strings.Cut(rest, "T")
	for _, half := range []struct{ text, units string }{{date, "D"}, {clock, "HMS"}} {
		for half.text != "" {
			i := strings.IndexAny(half.text, half.units)
			if i < 1 || strings.Trim(half.text[:i], "0123456789.") != "" {
				return "", false
			}
			parts[strings.IndexByte("DHMS", half.text[i])] = half.text[:i]
			half.text = half.text[i+1:]
		}
	}
	whole, fraction, hasFraction := strings.Cut(parts[3], ".")
	span := pad(parts[1]) + ":" + pad(parts[2]) + ":" + pad(whole)
	if hasFraction {
		span += "." + fraction
	}
	if parts[0] != "" {
		span = parts[0] + "." + span
	}
	if negative {
		span = "-" + span
	}
	return span, true
}

// pad writes a number of a clock with two digits.
func pad(n string) string {
	if len(n) < 2 {
		return strings.Repeat("0", 2-len(n)) + n
	}
	return n
}
