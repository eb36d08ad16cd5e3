// Package opath reads the filters of dynamic groups (OPATH): attributes compared with quoted values, joined by -and,
// -or and -not. This model has the attributes that tell recipients apart by type and name; a filter with another one
// cannot be answered, and says so.
package opath

import (
	"errors"
	"fmt"
	"strings"

	"hybridsim/relay"
)

// attributes are what a filter can ask for.
var attributes = map[string]func(*relay.Recipient) []string{
	"recipienttype":                 func(r *relay.Recipient) []string { return []string{r.RecipientType()} },
	"recipienttypedetails":          func(r *relay.Recipient) []string { return []string{r.RecipientTypeDetails()} },
	"recipienttypedetailsvalue":     func(r *relay.Recipient) []string { return []string{r.RecipientTypeDetails()} },
	"hiddenfromaddresslistsenabled": func(*relay.Recipient) []string { return []string{"False"} },
	"name":                          func(r *relay.Recipient) []string { return []string{r.Name} },
	"alias":                         func(r *relay.Recipient) []string { return []string{r.Name} },
	"displayname":                   func(r *relay.Recipient) []string { return []string{r.DisplayName} },
	"primarysmtpaddress":            func(r *relay.Recipient) []string { return []string{r.PrimarySmtpAddress} },
	"emailaddresses":                func(r *relay.Recipient) []string { return r.EmailAddresses },
}

// predicate is what a filter, or a part of one, holds for.
type predicate = func(*relay.Recipient) bool

// Parse reads a filter.
func Parse(text string) (func(*relay.Recipient) bool, error) {
	p := filterParser{words: filterWords(text)}
	holds, err := p.either(0)
	if err == nil && len(p.words) > 0 {
		err = fmt.Errorf("%q stands behind the end of the filter", p.words[0])
	}
	if err != nil {
		return nil, err
	}
	return holds, nil
}

// filterWords divides a filter into parentheses, words and quoted values; a value keeps its first quote.
func filterWords(text string) (words []string) {
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		switch c := text[0]; {
		case c == '(' || c == ')':
			words, text = append(words, text[:1]), text[1:]
		case c == '\'' || c == '"':
			value, rest, _ := strings.Cut(text[1:], string(c))
			words, text = append(words, "'"+value), rest
		default:
			end := strings.IndexAny(text, " \t()")
			if end < 0 {
				end = len(text)
			}
			words, text = append(words, text[:end]), text[end:]
		}
	}
	return words
}

// deepestFilter bounds the parentheses in a filter; its text has at most 2048 characters (G2.93).
const deepestFilter = 100

type filterParser struct{ words []string }

// take removes the next word if it is the given one.
func (p *filterParser) take(word string) bool {
	if len(p.words) > 0 && strings.EqualFold(p.words[0], word) {
		p.words = p.words[1:]
		return true
	}
	return false
}

func (p *filterParser) next() string {
	if len(p.words) == 0 {
		return ""
	}
	w := p.words[0]
	p.words = p.words[1:]
	return w
}

func (p *filterParser) either(depth int) (predicate, error) {
	a, err := p.both(depth)
	for err == nil && p.take("-or") {
		var b predicate
		first := a
		if b, err = p.both(depth); err == nil {
			a = func(r *relay.Recipient) bool { return first(r) || b(r) }
		}
	}
	return a, err
}

func (p *filterParser) both(depth int) (predicate, error) {
	a, err := p.one(depth)
	for err == nil && p.take("-and") {
		var b predicate
		first := a
		if b, err = p.one(depth); err == nil {
			a = func(r *relay.Recipient) bool { return first(r) && b(r) }
		}
	}
	return a, err
}

func (p *filterParser) one(depth int) (predicate, error) {
	if depth > deepestFilter {
		return nil, errors.New("the filter has too many parentheses")
	}
	if p.take("-not") || p.take("!") {
		a, err := p.one(depth + 1)
		return func(r *relay.Recipient) bool { return !a(r) }, err
	}
	if p.take("(") {
		a, err := p.either(depth + 1)
		if err == nil && !p.take(")") {
			err = errors.New("a parenthesis is not closed")
		}
		return a, err
	}
	return p.comparison()
}

func (p *filterParser) comparison() (predicate, error) {
	name, operator, value := p.next(), strings.ToLower(p.next()), p.next()
	of := attributes[strings.ToLower(name)]
	value = strings.TrimPrefix(value, "'")
	if of == nil {
		return nil, fmt.Errorf("the attribute %q is not in this model; it has RecipientType, RecipientTypeDetails, "+
			"Name, Alias, DisplayName, PrimarySmtpAddress and EmailAddresses", name)
	}
	compare := strings.EqualFold
	switch operator {
	case "-eq", "-ne":
	case "-like", "-notlike":
		compare = alike
	default:
		return nil, fmt.Errorf("%q is no comparison of this model; it has -eq, -ne, -like and -notlike", operator)
	}
	found := func(r *relay.Recipient) bool {
		for _, has := range of(r) {
			if compare(has, value) {
				return true
			}
		}
		return false
	}
	if operator == "-ne" || operator == "-notlike" {
		return func(r *relay.Recipient) bool { return !found(r) }, nil
	}
	return found, nil
}

// alike compares with a value that may have * at its ends.
func alike(has, value string) bool {
	has, value = strings.ToLower(has), strings.ToLower(value)
	inner := strings.Trim(value, "*")
	switch first, last := strings.HasPrefix(value, "*"), strings.HasSuffix(value, "*"); {
	case first && last:
		return strings.Contains(has, inner)
	case first:
		return strings.HasSuffix(has, inner)
	case last:
		return strings.HasPrefix(has, inner)
	}
	return has == inner
}
