package cmdlet

import (
	"fmt"
	"strings"
	"unicode"

	"hybridsim/sim/suggest"
)

// parse reads one line: statements, divided by "|".
func parse(line string) (pipeline, error) {
	p := &parser{scanner{source: []rune(line)}}
	var statements pipeline
	for {
		s, err := p.statement()
		if err != nil {
			return nil, err
		}
		statements = append(statements, s)
		if p.ended() {
			return statements, nil
		}
		p.next() // the bar
		if p.peek() == '|' {
			return nil, p.errorf(p.column(), "|| is not supported", "a pipeline is Get-X ... | Set-X ...")
		}
	}
}

type parser struct{ scanner }

// statement reads a cmdlet and its arguments up to "|" or the end.
func (p *parser) statement() (*statement, error) {
	p.skipSpace()
	s := &statement{column: p.column()}
	if p.ended() {
		return nil, p.errorf(s.column, "a cmdlet is missing", "a line begins like Get-AcceptedDomain")
	}
	if isSingleQuote(p.peek()) || isDoubleQuote(p.peek()) || !unicode.IsLetter(p.peek()) && p.peek() != '?' {
		if err := p.unsupported(); err != nil {
			return nil, err
		}
		return nil, p.errorf(s.column, "a line begins with the name of a cmdlet", "for example Get-AcceptedDomain")
	}
	s.name = p.takeWhile(func(r rune) bool { return isNameRune(r) || isDash(r) || r == '?' })
	s.name = strings.Map(func(r rune) rune {
		if isDash(r) {
			return '-'
		}
		return r
	}, s.name)
	if !p.atBreak() {
		return nil, p.errorf(p.column(), fmt.Sprintf("%q cannot follow the name of a cmdlet", p.peek()),
			"put a space after "+s.name)
	}
	for {
		p.skipSpace()
		if p.ended() || p.peek() == '|' {
			return s, nil
		}
		if isWhere(s.name) && p.peek() == '{' {
			list, err := p.condition()
			if err != nil {
				return nil, err
			}
			s.arguments = append(s.arguments, list...)
			continue
		}
		a, err := p.argument()
		if err != nil {
			return nil, err
		}
		s.arguments = append(s.arguments, a)
	}
}

// argument reads "-Name", "-Name value", "-Name:value" or a value.
func (p *parser) argument() (a *argument, err error) {
	a = &argument{column: p.column()}
	if !p.atParameter() {
		a.value, err = p.values()
		return a, err
	}
	p.next() // the dash
	a.name = p.takeWhile(isNameRune)
	if p.peek() == ':' && !p.ended() {
		a.joined = true
		p.next()
	} else if !p.atBreak() {
		return nil, p.errorf(p.column(), fmt.Sprintf("%q cannot follow the name of a parameter", p.peek()),
			"write -"+a.name+" value")
	}
	p.skipSpace()
	switch {
	case !p.ended() && p.peek() != '|' && !p.atParameter():
		a.value, err = p.values()
	case a.joined:
		err = p.errorf(p.column(), "a value is missing after -"+a.name+":", "write -"+a.name+
			":value without a space before the colon")
	}
	return a, err
}

// values reads one value or several with commas between.
func (p *parser) values() (*value, error) {
	column := p.column()
	first, err := p.element()
	if err != nil {
		return nil, err
	}
	items := []*value{first}
	for {
		p.skipSpace()
		if p.ended() || p.peek() != ',' {
			break
		}
		p.next()
		p.skipSpace()
		next, err := p.element()
		if err != nil {
			return nil, err
		}
		items = append(items, next)
	}
	if len(items) == 1 {
		return first, nil
	}
	for _, v := range items {
		if v.kind != text && v.kind != boolean {
			return nil, p.errorf(v.column, "a list holds plain values only", "write 'a','b'")
		}
	}
	return &value{kind: list, column: column, items: items}, nil
}

// element reads a single value.
func (p *parser) element() (*value, error) {
	v := &value{column: p.column()}
	if p.ended() {
		return nil, p.errorf(v.column, "a value is missing at the end of the line", "")
	}
	var err error
	switch r := p.peek(); {
	case isSingleQuote(r):
		v.text, err = p.singleQuoted()
	case isDoubleQuote(r):
		v.text, err = p.doubleQuoted()
	case r == '$':
		return p.literal()
	case r == '@' && p.peekAt(1) == '(':
		return p.array()
	case r == '@' && p.peekAt(1) == '{':
		return p.change()
	default:
		v.text, err = p.word()
	}
	return v, err
}

// array reads @(a,b).
func (p *parser) array() (*value, error) {
	v := &value{kind: list, column: p.column()}
	p.next()
	p.next()
	p.skipSpace()
	if p.peek() == ')' && !p.ended() {
		p.next()
		return v, nil
	}
	inner, err := p.values()
	if err != nil {
		return nil, err
	}
	p.skipSpace()
	if p.ended() || p.peek() != ')' {
		return nil, p.errorf(v.column, "@( is not closed", "a list is @('a','b'); expressions are not evaluated")
	}
	p.next()
	for _, item := range inner.elements() {
		if item.kind != text && item.kind != boolean {
			return nil, p.errorf(item.column, "a list holds plain values only", "write @('a','b')")
		}
	}
	v.items = inner.elements()
	return v, nil
}

// change reads @{Add=a,b;Remove=c}.
func (p *parser) change() (*value, error) {
	v := &value{kind: change, column: p.column()}
	p.next()
	p.next()
	for {
		p.skipSpace()
		if p.ended() {
			return nil, p.errorf(v.column, "@{ is not closed", "write @{Add='a','b'; Remove='c'}")
		}
		switch p.peek() {
		case ';':
			p.next()
			continue
		case '}':
			p.next()
			if len(v.add)+len(v.remove) == 0 {
				return nil, p.errorf(v.column, "@{} changes nothing", "write @{Add='a','b'; Remove='c'}")
			}
			return v, nil
		}
		if err := p.changeEntry(v); err != nil {
			return nil, err
		}
	}
}

// changeEntry reads Add=a,b or Remove=c into v.
func (p *parser) changeEntry(v *value) error {
	column := p.column()
	key := p.takeWhile(isNameRune)
	if key == "" {
		return p.errorf(column, "@{...} knows Add and Remove", "write @{Add='a','b'; Remove='c'}")
	}
	p.skipSpace()
	if p.ended() || p.peek() != '=' {
		return p.errorf(p.column(), "an equals sign is missing", "write @{Add='a','b'; Remove='c'}")
	}
	p.next()
	p.skipSpace()
	values, err := p.values()
	if err != nil {
		return err
	}
	for _, item := range values.elements() {
		if item.kind != text && item.kind != boolean {
			return p.errorf(item.column, "Add and Remove take plain values only", "write @{Add='a','b'}")
		}
	}
	var target *[]*value
	switch {
	case strings.EqualFold(key, "Add"):
		target = &v.add
	case strings.EqualFold(key, "Remove"):
		target = &v.remove
	default:
		return p.errorf(column, "@{...} knows Add and Remove, not "+key,
			suggest.DidYouMean(key, []string{"Add", "Remove"}))
	}
	if len(*target) > 0 {
		return p.errorf(column, key+" stands twice", "put the values behind one "+key+", with commas between")
	}
	*target = values.elements()
	return nil
}
