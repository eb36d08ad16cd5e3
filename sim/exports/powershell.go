package exports

import (
	"strings"
	"unicode/utf8"

	"hybridsim/sim/cmdlet"
)

// token is a part of a statement as it is typed: a word, a quoted text, a parameter's name, a list, a block in braces.
type token struct {
	text string
	line int
}

// isBlock reports whether the token is a block in braces.
func (t token) isBlock() bool { return strings.HasPrefix(t.text, "{") }

// inside is what stands between the braces of a block.
func (t token) inside() string { return strings.TrimSuffix(t.text[1:], "}") }

// lexer cuts PowerShell into statements and those into tokens. It knows where things end, not what they mean: quotes,
// brackets, comments, here-strings and lines that are continued. What a token means is told by [literalValue].
type lexer struct {
	text    string
	pos     int
	counted int // up to where the lines are counted
	lines   int // the number of the line there
}

// line is the number of the line where the lexer is.
func (l *lexer) line() int {
	l.lines += strings.Count(l.text[l.counted:l.pos], "\n")
	l.counted = l.pos
	return l.lines
}

// statement returns the tokens of the next statement; pipeline bars are tokens. It returns nil at the end.
func (l *lexer) statement() []token {
	var tokens []token
	for {
		l.skipBlank()
		if l.pos >= len(l.text) {
			return tokens
		}
		switch c := l.text[l.pos]; c {
		case '\n', ';':
			l.take(1)
			if len(tokens) > 0 && tokens[len(tokens)-1].text != "|" { // a line that ends with a bar goes on
				return tokens
			}
		case '|':
			tokens = append(tokens, token{"|", l.line()})
			l.take(1)
		default:
			line := l.line()
			text := l.atom(" \t\r\n;|")
			if text == "" { // a bracket that closes nothing
				l.take(1)
				continue
			}
			tokens = append(tokens, token{text, line})
		}
	}
}

// take passes over so many bytes.
func (l *lexer) take(n int) { l.pos = min(l.pos+n, len(l.text)) }

// plain are the bytes that mean nothing to the lexer, wherever they stand, and plainInside those that mean nothing
// within brackets.
var plain, plainInside = without(" \t\r\n\v\f;|,@'\"`(){}#<"), without("@'\"`(){}#<")

func without(special string) (is [256]bool) {
	for c := range is {
		is[c] = c < utf8.RuneSelf && strings.IndexByte(special, byte(c)) < 0
	}
	return is
}

// skipBlank passes over spaces, comments and the ends of lines that are continued.
func (l *lexer) skipBlank() {
	for l.pos < len(l.text) {
		rest := l.text[l.pos:]
		switch {
		case strings.ContainsRune(" \t\r\v\f", rune(rest[0])):
			l.take(1)
		case strings.HasPrefix(rest, "\uFEFF"), strings.HasPrefix(rest, "\u00A0"):
			_, size := utf8.DecodeRuneInString(rest)
			l.take(size)
		case l.skipComment():
		case strings.HasPrefix(rest, "`\n"):
			l.take(2)
		case strings.HasPrefix(rest, "`\r\n"):
			l.take(3)
		default:
			return
		}
	}
}

// skipComment passes over a comment, if one begins here.
func (l *lexer) skipComment() bool {
	rest := l.text[l.pos:]
	if strings.HasPrefix(rest, "<#") {
		l.skipPast("#>")
		return true
	}
	if rest[0] != '#' {
		return false
	}
	if end := strings.IndexByte(rest, '\n'); end >= 0 {
		l.take(end)
	} else {
		l.take(len(rest))
	}
	return true
}

func (l *lexer) skipPast(end string) {
	rest := l.text[l.pos:]
	if i := strings.Index(rest, end); i >= 0 {
		l.take(i + len(end))
	} else {
		l.take(len(rest))
	}
}

// atom reads up to one of the given bytes, where it stands outside of quotes and brackets, or up to a bracket that is
// not opened in the atom. A blank beside a comma does not end it, unless the comma itself does.
func (l *lexer) atom(ends string) string {
	start, open := l.pos, 0
	lists := !strings.Contains(ends, ",")
	comma := false // the last thing read is a comma
	for l.pos < len(l.text) {
		if l.skipPlain(open > 0) {
			comma = false
		}
		if l.pos >= len(l.text) {
			break
		}
		rest := l.text[l.pos:]
		c := rest[0]
		r, size := utf8.DecodeRuneInString(rest)
		blank := c == ' ' || c == '\t' || c == '\r' || c == '\n'
		switch {
		case open == 0 && blank && lists && (comma || l.commaFollows()):
			l.skipBlank()
			if l.pos < len(l.text) && l.text[l.pos] == '\n' {
				l.take(1)
			}
			continue
		case open == 0 && strings.IndexByte(ends, c) >= 0:
			return l.text[start:l.pos]
		case strings.HasPrefix(rest, "@'\n"), strings.HasPrefix(rest, "@'\r\n"):
			l.skipPast("\n'@")
		case strings.HasPrefix(rest, "@\"\n"), strings.HasPrefix(rest, "@\"\r\n"):
			l.skipPast("\n\"@")
		case cmdlet.Plain(r) == '\'':
			l.skipSingleQuoted(size)
		case cmdlet.Plain(r) == '"':
			l.skipDoubleQuoted(size)
		case c == '`':
			if open == 0 && (strings.HasPrefix(rest, "`\n") || strings.HasPrefix(rest, "`\r\n")) {
				return l.text[start:l.pos]
			}
			l.skipEscape()
		case c == '(' || c == '{':
			open++
			l.take(1)
		case c == ')' || c == '}':
			if open == 0 {
				return l.text[start:l.pos]
			}
			open--
			l.take(1)
		case (c == '#' || strings.HasPrefix(rest, "<#")) && (open > 0 || !lists) && l.afterBreak(start):
			l.skipComment()
		default:
			l.take(size)
		}
		comma = c == ',' && open == 0
	}
	return l.text[start:l.pos]
}

// skipPlain passes what means nothing to the lexer, and reports whether there was any.
func (l *lexer) skipPlain(inside bool) bool {
	skip, start := &plain, l.pos
	if inside {
		skip = &plainInside
	}
	for l.pos < len(l.text) && skip[l.text[l.pos]] {
		l.pos++
	}
	return l.pos > start
}

// skipEscape passes a backtick and the character behind it.
func (l *lexer) skipEscape() {
	l.take(1)
	_, size := utf8.DecodeRuneInString(l.text[l.pos:])
	l.take(size)
}

// commaFollows reports whether a comma stands behind the blanks here.
func (l *lexer) commaFollows() bool {
	return strings.HasPrefix(strings.TrimLeft(l.text[l.pos:], " \t"), ",")
}

// afterBreak reports whether a comment may begin here, which it does not within a word.
func (l *lexer) afterBreak(start int) bool {
	return l.pos == start || strings.IndexByte(" \t\r\n,;({", l.text[l.pos-1]) >= 0
}

func (l *lexer) skipSingleQuoted(size int) {
	for l.take(size); l.pos < len(l.text); {
		r, size := rune(l.text[l.pos]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(l.text[l.pos:])
		}
		l.take(size)
		if cmdlet.Plain(r) != '\'' {
			continue
		}
		again, size := utf8.DecodeRuneInString(l.text[l.pos:])
		if l.pos >= len(l.text) || cmdlet.Plain(again) != '\'' {
			return
		}
		l.take(size)
	}
}

func (l *lexer) skipDoubleQuoted(size int) {
	open := 0 // brackets of expressions, which have quotes of their own
	for l.take(size); l.pos < len(l.text); {
		rest := l.text[l.pos:]
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case r == '`':
			l.take(1)
			_, size = utf8.DecodeRuneInString(l.text[l.pos:])
		case open == 0 && strings.HasPrefix(rest, "$("):
			open, size = 1, 2
		case open > 0 && r == '(':
			open++
		case open > 0 && r == ')':
			open--
		case open == 0 && cmdlet.Plain(r) == '"':
			l.take(size)
			again, size := utf8.DecodeRuneInString(l.text[l.pos:])
			if l.pos >= len(l.text) || cmdlet.Plain(again) != '"' {
				return
			}
			l.take(size)
			continue
		}
		l.take(size)
	}
}
