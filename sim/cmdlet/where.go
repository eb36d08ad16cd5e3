package cmdlet

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// whereName is the cmdlet that lets objects pass by a comparison: Where-Object Name -eq X, or {$_.Name -eq 'X'}.
const whereName = "Where-Object"

// isWhere recognizes it by name and aliases.
func isWhere(name string) bool {
	return strings.EqualFold(name, whereName) || strings.EqualFold(name, "where") || name == "?"
}

// whereHint is how a comparison is written.
const whereHint = "write | Where-Object DomainType -eq Authoritative, or {$_.Name -like '*contoso*'}"

// comparisons are the operators that are known: what they do to a property's text and to what it is compared with.
var comparisons = map[string]func(is, with string) bool{
	"eq":       strings.EqualFold,
	"ne":       func(is, with string) bool { return !strings.EqualFold(is, with) },
	"like":     func(is, with string) bool { return wildcard(with, is) },
	"notlike":  func(is, with string) bool { return !wildcard(with, is) },
	"match":    func(is, with string) bool { return strings.Contains(strings.ToLower(is), strings.ToLower(with)) },
	"contains": listed,
	"gt":       func(is, with string) bool { a, b, ok := numbers(is, with); return ok && a > b },
	"lt":       func(is, with string) bool { a, b, ok := numbers(is, with); return ok && a < b },
	"ge":       func(is, with string) bool { a, b, ok := numbers(is, with); return ok && a >= b },
	"le":       func(is, with string) bool { a, b, ok := numbers(is, with); return ok && a <= b },
}

// listed reports whether a printed list has an element.
func listed(is, with string) bool {
	is = strings.TrimSuffix(strings.TrimPrefix(is, "{"), "}")
	return slices.ContainsFunc(strings.Split(is, ", "), func(e string) bool { return strings.EqualFold(e, with) })
}

func numbers(is, with string) (a, b float64, ok bool) {
	a, err := strconv.ParseFloat(is, 64)
	b, also := strconv.ParseFloat(with, 64)
	return a, b, err == nil && also == nil
}

// condition reads {$_.Property -op value} as the arguments that stand there without braces.
func (p *parser) condition() ([]*argument, error) {
	start := p.column()
	p.next() // the brace
	p.skipSpace()
	if p.peek() != '$' || p.peekAt(1) != '_' || p.peekAt(2) != '.' {
		return nil, p.errorf(start, "of a script block only a comparison of $_.Property is read", whereHint)
	}
	p.pos += 3
	column := p.column()
	name := p.takeWhile(isNameRune)
	list := []*argument{{column: column, value: &value{column: column, text: name}}}
	for p.skipSpace(); !p.ended() && p.peek() != '}'; p.skipSpace() {
		if p.peek() == '|' {
			return nil, p.errorf(p.column(), "the script block is not closed", whereHint)
		}
		a, err := p.comparison()
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	if p.ended() {
		return nil, p.errorf(start, "the script block is not closed", whereHint)
	}
	p.next()
	return list, nil
}

// comparison reads "-op value" inside braces: a bare word ends before the brace.
func (p *parser) comparison() (*argument, error) {
	a := &argument{column: p.column()}
	if !p.atParameter() {
		return nil, p.errorf(a.column, "a comparison is -eq, -ne, -like and the like", whereHint)
	}
	p.next()
	a.name = p.takeWhile(unicode.IsLetter)
	if strings.EqualFold(a.name, "and") || strings.EqualFold(a.name, "or") {
		return nil, p.errorf(a.column, "one comparison at a time", "put another | Where-Object behind it")
	}
	p.skipSpace()
	if p.ended() || p.peek() == '}' || p.atParameter() {
		return a, nil
	}
	if p.peek() != '$' && !isSingleQuote(p.peek()) && !isDoubleQuote(p.peek()) {
		column := p.column()
		word := p.takeWhile(func(r rune) bool { return r != '}' && r != '|' && !isSpace(r) })
		a.value = &value{column: column, text: word}
		return a, nil
	}
	var err error
	a.value, err = p.element()
	return a, err
}

// where lets those objects pass that a comparison holds for. A property alone holds when it is True.
func where(items []*item, s *statement) ([]*item, error) {
	name, operator, with, err := compared(s)
	if err != nil {
		return nil, err
	}
	var passed []*item
	for _, it := range items {
		i := slices.IndexFunc(it.properties, func(p property) bool { return strings.EqualFold(p.name, name.text) })
		if i < 0 {
			var names []string
			for _, p := range it.properties {
				names = append(names, p.name)
			}
			return nil, mistake.At(name.column, fmt.Sprintf("%s has no property %s", it.noun, name),
				suggest.DidYouMean(name.text, names))
		}
		if comparisons[operator](it.properties[i].shown(it), with) {
			passed = append(passed, it)
		}
	}
	return passed, nil
}

// compared reads the arguments of a comparison.
func compared(s *statement) (name *value, operator, with string, err error) {
	args := slices.DeleteFunc(slices.Clone(s.arguments), func(a *argument) bool {
		return strings.EqualFold(a.name, "Property") && a.value == nil
	})
	switch {
	case len(args) == 0 || args[0].value == nil || args[0].name != "" && !strings.EqualFold(args[0].name, "Property"):
		return nil, "", "", mistake.At(s.column, "what is compared is missing", whereHint)
	case len(args) == 1:
		return args[0].value, "eq", "True", nil
	case len(args) > 2:
		return nil, "", "", mistake.At(args[2].column, "one comparison at a time",
			"put another | Where-Object behind it")
	}
	operator = strings.ToLower(args[1].name)
	if comparisons[operator] == nil {
		return nil, "", "", mistake.At(args[1].column, fmt.Sprintf("-%s is no comparison that is known",
			args[1].name), whereHint)
	}
	v := args[1].value
	switch {
	case v == nil:
		return nil, "", "", mistake.At(args[1].column, "what it is compared with is missing", whereHint)
	case v.kind == boolean:
		with = map[bool]string{true: "True", false: "False"}[v.truth]
	case v.kind == text:
		with = v.text
	case v.kind != null:
		return nil, "", "", mistake.At(v.column, "it is compared with one value", whereHint)
	}
	return args[0].value, operator, with, nil
}

// whatIf takes -WhatIf from the statements, and reports whether it was there: then nothing is done.
func whatIf(statements pipeline) bool {
	asked := false
	for _, s := range statements {
		s.arguments = slices.DeleteFunc(s.arguments, func(a *argument) bool {
			is := strings.EqualFold(a.name, "WhatIf") && (a.value == nil || a.value.kind == boolean && a.value.truth)
			asked = asked || is
			return is
		})
	}
	return asked
}
