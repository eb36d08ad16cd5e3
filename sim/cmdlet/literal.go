package cmdlet

import "unicode/utf8"

// Literal is a value that needs no evaluation.
type Literal struct {
	Null    bool
	Text    string   // of a single value: a text as it is, or True or False
	List    []string // of several values; nil for a single one
	Changes bool     // the value is @{Add=...; Remove=...}, and Text is how it is typed
}

// ParseLiteral reads one value as it stands in a line: a word, a quoted text, $true, $null, a list, @(...) or
// @{Add=...; Remove=...}. It evaluates nothing: anything else is an [*mistake.Error] that says what it is.
func ParseLiteral(source string) (Literal, error) {
	p := &parser{scanner{source: []rune(source)}}
	p.skipSpace()
	v, err := p.values()
	if err != nil {
		return Literal{}, err
	}
	p.skipSpace()
	if !p.ended() {
		if err := p.unsupported(); err != nil {
			return Literal{}, err
		}
		return Literal{}, p.errorf(p.column(), "the value goes on behind its end",
			"put quotes around a value with spaces")
	}
	return v.literal(), nil
}

func (v *value) literal() Literal {
	switch v.kind {
	case boolean:
		if v.truth {
			return Literal{Text: "True"}
		}
		return Literal{Text: "False"}
	case null:
		return Literal{Null: true}
	case list:
		items := make([]string, len(v.items))
		for i, item := range v.items {
			items[i] = item.literal().Text
		}
		return Literal{List: items}
	case change:
		return Literal{Text: v.String(), Changes: true}
	}
	return Literal{Text: v.text}
}

// Plain is the plain form of a typographic quote or dash, which PowerShell takes for one; every other character is
// itself.
func Plain(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		return r
	case isSingleQuote(r):
		return '\''
	case isDoubleQuote(r):
		return '"'
	case isDash(r):
		return '-'
	}
	return r
}
