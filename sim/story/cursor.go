package story

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"hybridsim/sim/mistake"
)

// cursor reads one line of a story word by word and knows where it stands, for errors.
type cursor struct {
	file string
	line int
	text string
	pos  int // in bytes
	// typed lines come from a person at a console, not from a file.
	typed bool
}

func (c *cursor) errorAt(pos int, hint, format string, args ...any) *mistake.Error {
	return &mistake.Error{File: c.file, Line: c.line, Column: c.column(pos), Message: fmt.Sprintf(format, args...), Hint: hint}
}

func (c *cursor) errorf(format string, args ...any) *mistake.Error {
	return c.errorAt(c.mark(), "", format, args...)
}

// column counts characters, as people and their editors do, and as the columns of package cmdlet do.
func (c *cursor) column(pos int) int { return utf8.RuneCountInString(c.text[:pos]) + 1 }

// mark returns the place of the next word, for errors about it.
func (c *cursor) mark() int {
	for c.pos < len(c.text) && isSpace(c.text[c.pos]) {
		c.pos++
	}
	return c.pos
}

// here is the column of the next word, for errors about it that show only when the line is played.
func (c *cursor) here() mistake.Column { return mistake.Column(c.column(c.mark())) }

func isSpace(b byte) bool { return b == ' ' || b == '\t' }

// done reports whether nothing but space is left.
func (c *cursor) done() bool { return c.mark() == len(c.text) }

// rest returns what is left, trimmed, and moves to the end.
func (c *cursor) rest() string {
	s := strings.TrimRight(c.text[c.mark():], " \t")
	c.pos = len(c.text)
	return s
}

// peek returns the next word without taking it. A word ends at a space or a comma; a colon at its end is left for [cursor.take].
func (c *cursor) peek() string {
	s := c.text[c.mark():]
	if i := strings.IndexAny(s, " \t,"); i >= 0 {
		s = s[:i]
	}
	if strings.HasSuffix(s, "::") { // an IPv6 network
		return s
	}
	return strings.TrimSuffix(s, ":")
}

// next is what comes next, as errors say it.
func (c *cursor) next() string {
	if c.done() {
		return "the end of the line"
	}
	if w := c.peek(); w != "" {
		return fmt.Sprintf("%q", w)
	}
	return fmt.Sprintf("%q", c.text[c.pos:c.pos+1])
}

// word takes the next word; what says what it should be.
func (c *cursor) word(what string) (string, error) {
	w := c.peek()
	if w == "" {
		return "", c.errorf("%s is missing", what)
	}
	c.pos += len(w)
	return w, nil
}

// take takes the given text if it comes next as words of its own, and reports whether it did.
func (c *cursor) take(s string) bool {
	c.mark()
	if !strings.HasPrefix(c.text[c.pos:], s) {
		return false
	}
	after := c.text[c.pos+len(s):]
	if s != "," && s != ":" && after != "" && !isSpace(after[0]) && after[0] != ',' && after[0] != ':' {
		return false
	}
	c.pos += len(s)
	return true
}

// expect takes the given text or says that it was expected.
func (c *cursor) expect(s string) error {
	if !c.take(s) {
		return c.errorf("expected %q, not %s", s, c.next())
	}
	return nil
}

// end demands that nothing is left.
func (c *cursor) end() error {
	if !c.done() {
		return c.errorf("did not expect %q here", c.text[c.pos:])
	}
	return nil
}

// quoted takes a string in double quotes; a quote inside is doubled.
func (c *cursor) quoted(what string) (string, error) {
	if !c.isQuoted() {
		return "", c.errorf("%s must stand in double quotes", what)
	}
	var b strings.Builder
	for i := c.pos + 1; i < len(c.text); i++ {
		if c.text[i] != '"' {
			b.WriteByte(c.text[i])
			continue
		}
		if i+1 < len(c.text) && c.text[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		c.pos = i + 1
		return b.String(), nil
	}
	return "", c.errorAt(c.pos, "a quote inside the text is doubled", "the double quote is not closed")
}

// isQuoted reports whether a quoted string comes next.
func (c *cursor) isQuoted() bool {
	return !c.done() && c.text[c.pos] == '"'
}

// name takes a quoted string or a word.
func (c *cursor) name(what string) (string, error) {
	if c.isQuoted() {
		return c.quoted(what)
	}
	return c.word(what)
}

// list takes items with commas between.
func (c *cursor) list(item func() error) error {
	for {
		if err := item(); err != nil {
			return err
		}
		if !c.take(",") {
			return nil
		}
	}
}

// words takes words with commas between.
func (c *cursor) words(what string) (list []string, err error) {
	err = c.list(func() error {
		w, err := c.word(what)
		list = append(list, w)
		return err
	})
	return list, err
}
