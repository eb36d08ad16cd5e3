package cmdlet

import (
	"fmt"
	"strings"
	"unicode"

	"hybridsim/sim/mistake"
)

// scanner walks over the characters of a line. As in PowerShell, typographic quotes and dashes count as plain ones,
// because that is what is pasted from articles.
type scanner struct {
	source []rune
	pos    int
}

func isSingleQuote(r rune) bool { return strings.ContainsRune("'‘’‚‛", r) }
func isDoubleQuote(r rune) bool { return strings.ContainsRune("\"“”„", r) }
func isDash(r rune) bool        { return strings.ContainsRune("-–—―", r) }
func isNameRune(r rune) bool    { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }
func isSpace(r rune) bool       { return unicode.IsSpace(r) && r != '\n' && r != '\r' }

func (s *scanner) column() int { return s.pos + 1 }

func (s *scanner) ended() bool { return s.pos >= len(s.source) }

func (s *scanner) peek() rune { return s.peekAt(0) }

func (s *scanner) peekAt(n int) rune {
	if s.pos+n >= len(s.source) {
		return 0
	}
	return s.source[s.pos+n]
}

func (s *scanner) next() rune {
	r := s.source[s.pos]
	s.pos++
	return r
}

func (s *scanner) takeWhile(wanted func(rune) bool) string {
	start := s.pos
	for !s.ended() && wanted(s.peek()) {
		s.pos++
	}
	return string(s.source[start:s.pos])
}

// skipSpace passes over blanks and a comment, which reaches to the end.
func (s *scanner) skipSpace() {
	s.takeWhile(isSpace)
	if !s.ended() && s.peek() == '#' {
		s.pos = len(s.source)
	}
}

// atBreak reports whether a name may end here.
func (s *scanner) atBreak() bool { return s.ended() || isSpace(s.peek()) || s.peek() == '|' }

// atParameter reports whether a parameter's name begins here: a dash and a letter.
func (s *scanner) atParameter() bool {
	return isDash(s.peek()) && !s.ended() && unicode.IsLetter(s.peekAt(1))
}

func (s *scanner) errorf(column int, message, hint string) *mistake.Error {
	return mistake.At(column, message, hint)
}

// unsupported explains a character that means something in PowerShell which this language does not do; nil if it means
// nothing there.
func (s *scanner) unsupported() error {
	const literals = "this language reads literal values only; write the value itself"
	column := s.column()
	switch r := s.peek(); r {
	case '$':
		if s.peekAt(1) == '(' {
			return s.errorf(column, "expressions such as $(...) are not evaluated", literals)
		}
		return s.errorf(column, "variables are not supported", literals)
	case '(', ')':
		return s.errorf(column, "expressions in parentheses are not evaluated",
			literals+", or pipe: Get-X ... | Set-X ...")
	case '{', '}':
		return s.errorf(column, "script blocks such as {...} are not evaluated", literals)
	case ';':
		return s.errorf(column, "a line holds one command; ';' would begin a second",
			"if it belongs to a value, put quotes around the value: 'smtp:contoso.com;1'")
	case '<', '>', '&':
		return s.errorf(column, fmt.Sprintf("%q is not supported", r),
			"if it belongs to a value, put quotes around the value")
	case '@':
		return s.errorf(column, "splatting such as @name is not supported", literals)
	case '\n', '\r':
		return s.errorf(column, "a command is one line", "")
	case ',':
		return s.errorf(column, "a value is missing before the comma", "")
	case '|':
		return s.errorf(column, "a value is missing before the bar", "")
	}
	return nil
}

// literal reads $true, $false or $null.
func (s *scanner) literal() (*value, error) {
	v := &value{column: s.column()}
	start := s.pos
	s.next()
	switch name := s.takeWhile(isNameRune); strings.ToLower(name) {
	case "true", "false":
		v.kind, v.truth = boolean, strings.EqualFold(name, "true")
	case "null":
		v.kind = null
	default:
		s.pos = start
		return nil, s.unsupported()
	}
	if !s.ended() && strings.ContainsRune(".[(+-*/:$\"'", s.peek()) {
		return nil, s.errorf(s.column(), "expressions are not evaluated", "write the value itself")
	}
	return v, nil
}

// word reads a value without quotes.
func (s *scanner) word() (string, error) {
	var b strings.Builder
	for !s.ended() && !isSpace(s.peek()) {
		switch r := s.peek(); {
		case b.Len() > 0 && strings.ContainsRune(",;|)}", r):
			return b.String(), nil
		case b.Len() > 0 && r == '@':
			b.WriteRune(s.next())
		case isSingleQuote(r), isDoubleQuote(r):
			return "", s.errorf(s.column(), "a quote stands in the middle of a word",
				"put the quotes around the whole value")
		case r == '`':
			escaped, err := s.escape()
			if err != nil {
				return "", err
			}
			b.WriteRune(escaped)
		default:
			if err := s.unsupported(); err != nil {
				return "", err
			}
			b.WriteRune(s.next())
		}
	}
	return b.String(), nil
}

// singleQuoted reads a text that means exactly itself; a quote inside is doubled.
func (s *scanner) singleQuoted() (string, error) {
	column := s.column()
	var b strings.Builder
	for s.next(); !s.ended(); {
		r := s.next()
		if isSingleQuote(r) {
			if !isSingleQuote(s.peek()) || s.ended() {
				return b.String(), s.afterQuote()
			}
			s.next()
		}
		b.WriteRune(r)
	}
	return "", s.errorf(column, "the quote is not closed", "a quote inside a text is doubled: 'it''s'")
}

// doubleQuoted reads a text in which a backtick escapes.
func (s *scanner) doubleQuoted() (string, error) {
	column := s.column()
	var b strings.Builder
	for s.next(); !s.ended(); {
		switch r := s.peek(); {
		case isDoubleQuote(r):
			s.next()
			if !isDoubleQuote(s.peek()) || s.ended() {
				return b.String(), s.afterQuote()
			}
			b.WriteRune(s.next())
		case r == '`':
			escaped, err := s.escape()
			if err != nil {
				return "", err
			}
			b.WriteRune(escaped)
		case r == '$' && (isNameRune(s.peekAt(1)) || strings.ContainsRune("({", s.peekAt(1))):
			return "", s.errorf(s.column(), "variables and expressions inside double quotes are not expanded",
				"use single quotes, or write `$ for a dollar sign")
		default:
			b.WriteRune(s.next())
		}
	}
	return "", s.errorf(column, "the quote is not closed",
		"a quote inside a text is doubled, or escaped with a backtick")
}

// afterQuote complains about a value that goes on behind its closing quote.
func (s *scanner) afterQuote() error {
	if s.ended() || isSpace(s.peek()) || strings.ContainsRune(",|;)}=#", s.peek()) {
		return nil
	}
	return s.errorf(s.column(), "the value goes on behind its closing quote",
		"put the quotes around the whole value, or a space after them")
}

// escape reads a backtick and the character it escapes.
func (s *scanner) escape() (rune, error) {
	column := s.column()
	s.next()
	if s.ended() || s.peek() == '\n' || s.peek() == '\r' {
		return 0, s.errorf(column, "a backtick at the end continues on a next line, but a command is one line", "")
	}
	switch r := s.next(); r {
	case 'n':
		return '\n', nil
	case 't':
		return '\t', nil
	default:
		return r, nil
	}
}
