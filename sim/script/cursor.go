package script

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"hybridsim/sim/mistake"
)

// Cursor reads one line of a story word by word and knows where it stands, for errors.
type Cursor struct {
	File string // as errors name it
	Line int    // its number there, from 1
	Text string
	Pos  int // in bytes

	typed bool // by a person at a console, and not read from a file
}

// ErrorAt is a mistake at a place in the text, in bytes.
func (c *Cursor) ErrorAt(pos int, hint, format string, args ...any) *mistake.Error {
	return &mistake.Error{File: c.File, Line: c.Line, Column: c.column(pos), Message: fmt.Sprintf(format, args...),
		Hint: hint}
}

// Errorf is a mistake at the next word.
func (c *Cursor) Errorf(format string, args ...any) *mistake.Error {
	return c.ErrorAt(c.Mark(), "", format, args...)
}

// column counts characters, as people and their editors do, and as the columns of package cmdlet do.
func (c *Cursor) column(pos int) int { return utf8.RuneCountInString(c.Text[:pos]) + 1 }

// Mark returns the place of the next word, for errors about it.
func (c *Cursor) Mark() int {
	for c.Pos < len(c.Text) && isSpace(c.Text[c.Pos]) {
		c.Pos++
	}
	return c.Pos
}

// Here is the column of the next word, for errors about it that show only when the line is played.
func (c *Cursor) Here() mistake.Column { return mistake.Column(c.column(c.Mark())) }

func isSpace(b byte) bool { return b == ' ' || b == '\t' }

// Done reports whether nothing but space is left.
func (c *Cursor) Done() bool { return c.Mark() == len(c.Text) }

// Rest returns what is left, trimmed, and moves to the end.
func (c *Cursor) Rest() string {
	s := strings.TrimRight(c.Text[c.Mark():], " \t")
	c.Pos = len(c.Text)
	return s
}

// left is what is left, without taking it.
func (c *Cursor) left() string {
	probe := *c
	return probe.Rest()
}

// Peek returns the next word without taking it. A word ends at a space or a comma; a colon at its end is left for
// [Cursor.Take].
func (c *Cursor) Peek() string {
	s := c.Text[c.Mark():]
	if i := strings.IndexAny(s, " \t,"); i >= 0 {
		s = s[:i]
	}
	if strings.HasSuffix(s, "::") { // an IPv6 network
		return s
	}
	return strings.TrimSuffix(s, ":")
}

// next is what comes next, as errors say it.
func (c *Cursor) next() string {
	if c.Done() {
		return "the end of the line"
	}
	if w := c.Peek(); w != "" {
		return fmt.Sprintf("%q", w)
	}
	return fmt.Sprintf("%q", c.Text[c.Pos:c.Pos+1])
}

// Word takes the next word; what says what it should be.
func (c *Cursor) Word(what string) (string, error) {
	w := c.Peek()
	if w == "" {
		return "", c.Errorf("%s is missing", what)
	}
	c.Pos += len(w)
	return w, nil
}

// Take takes the given text if it comes next as words of its own, and reports whether it did.
func (c *Cursor) Take(s string) bool {
	c.Mark()
	if !strings.HasPrefix(c.Text[c.Pos:], s) {
		return false
	}
	after := c.Text[c.Pos+len(s):]
	if s != "," && s != ":" && after != "" && !isSpace(after[0]) && after[0] != ',' && after[0] != ':' {
		return false
	}
	c.Pos += len(s)
	return true
}

// Expect takes the given text or says that it was expected.
func (c *Cursor) Expect(s string) error {
	if !c.Take(s) {
		return c.Errorf("expected %q, not %s", s, c.next())
	}
	return nil
}

// End demands that nothing is left.
func (c *Cursor) End() error {
	if !c.Done() {
		return c.Errorf("did not expect %q here", c.Text[c.Pos:])
	}
	return nil
}

// quoted takes a string in double quotes; a quote inside is doubled.
func (c *Cursor) quoted(what string) (string, error) {
	if !c.isQuoted() {
		return "", c.Errorf("%s must stand in double quotes", what)
	}
	var b strings.Builder
	for i := c.Pos + 1; i < len(c.Text); i++ {
		if c.Text[i] != '"' {
			b.WriteByte(c.Text[i])
			continue
		}
		if i+1 < len(c.Text) && c.Text[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		c.Pos = i + 1
		return b.String(), nil
	}
	return "", c.ErrorAt(c.Pos, "a quote inside the text is doubled", "the double quote is not closed")
}

// isQuoted reports whether a quoted string comes next.
func (c *Cursor) isQuoted() bool {
	return !c.Done() && c.Text[c.Pos] == '"'
}

// name takes a quoted string or a word.
func (c *Cursor) name(what string) (string, error) {
	if c.isQuoted() {
		return c.quoted(what)
	}
	return c.Word(what)
}

// list takes items with commas between.
func (c *Cursor) list(item func() error) error {
	for {
		if err := item(); err != nil {
			return err
		}
		if !c.Take(",") {
			return nil
		}
	}
}

// words takes words with commas between.
func (c *Cursor) words(what string) (list []string, err error) {
	err = c.list(func() error {
		w, err := c.Word(what)
		list = append(list, w)
		return err
	})
	return list, err
}
