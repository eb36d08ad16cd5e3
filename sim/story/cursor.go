package story

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"hybridsim/relay"
)

// cursor reads one line of a story word by word and knows where it stands, for errors.
type cursor struct {
	file string
	line int
	text string
	pos  int
}

func (c *cursor) errorAt(pos int, hint, format string, args ...any) *Error {
	return &Error{File: c.file, Line: c.line, Column: pos + 1, Message: fmt.Sprintf(format, args...), Hint: hint}
}

func (c *cursor) errorf(format string, args ...any) *Error {
	return c.errorAt(c.pos, "", format, args...)
}

func (c *cursor) skip() {
	for c.pos < len(c.text) && (c.text[c.pos] == ' ' || c.text[c.pos] == '\t') {
		c.pos++
	}
}

// done reports whether nothing but space is left.
func (c *cursor) done() bool {
	c.skip()
	return c.pos == len(c.text)
}

// rest returns what is left, trimmed, and moves to the end.
func (c *cursor) rest() string {
	c.skip()
	s := strings.TrimRight(c.text[c.pos:], " \t")
	c.pos = len(c.text)
	return s
}

// peek returns the next word without taking it. A word ends at a space; a comma or colon at its end is left for [cursor.take].
func (c *cursor) peek() string {
	c.skip()
	s, _, _ := strings.Cut(c.text[c.pos:], " ")
	return strings.TrimRight(s, ",:")
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

// take takes the given text if it comes next, and reports whether it did.
func (c *cursor) take(s string) bool {
	c.skip()
	if !strings.HasPrefix(c.text[c.pos:], s) {
		return false
	}
	after := c.text[c.pos+len(s):]
	wordlike := len(s) > 1 || s[0] >= 'a' && s[0] <= 'z'
	if wordlike && after != "" && after[0] != ' ' && after[0] != ',' && after[0] != ':' {
		return false
	}
	c.pos += len(s)
	return true
}

// expect takes the given text or says that it was expected.
func (c *cursor) expect(s string) error {
	if !c.take(s) {
		return c.errorf("expected %q, not %q", s, c.text[c.pos:])
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
	c.skip()
	if c.pos >= len(c.text) || c.text[c.pos] != '"' {
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
	return "", c.errorf("the double quote is not closed")
}

// isQuoted reports whether a quoted string comes next.
func (c *cursor) isQuoted() bool {
	c.skip()
	return c.pos < len(c.text) && c.text[c.pos] == '"'
}

// name takes a quoted string or a word.
func (c *cursor) name(what string) (string, error) {
	if c.isQuoted() {
		return c.quoted(what)
	}
	return c.word(what)
}

func (c *cursor) address(what string) (string, error) {
	start := c.mark()
	w, err := c.word(what)
	if err == nil && (relay.DomainOf(w) == "" || strings.HasPrefix(w, "@")) {
		return "", c.errorAt(start, "write it as alice@contoso.com", "%q is not %s", w, what)
	}
	return w, err
}

// mark returns the place of the next word, for errors about it.
func (c *cursor) mark() int {
	c.skip()
	return c.pos
}

func (c *cursor) side() (relay.Side, error) {
	start := c.mark()
	w, err := c.word("a side")
	if err == nil && w != string(relay.OnPremises) && w != string(relay.Cloud) {
		return "", c.errorAt(start, didYouMean(w, []string{"onprem", "cloud"}), "%q is not a side", w)
	}
	return relay.Side(w), err
}

func (c *cursor) number(what string) (int, error) {
	start := c.mark()
	w, err := c.word(what)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(w)
	if err != nil || n < 0 {
		return 0, c.errorAt(start, "", "%q is not %s", w, what)
	}
	return n, nil
}

// list takes comma-separated items to the end of the line or to a stop word.
func (c *cursor) list(what string, item func(string) error) error {
	for {
		start := c.mark()
		w, err := c.word(what)
		if err != nil {
			return err
		}
		if err := item(w); err != nil {
			return c.errorAt(start, "", "%v", err)
		}
		if !c.take(",") {
			return nil
		}
	}
}

func (c *cursor) addresses(what string) (list []netip.Addr, err error) {
	err = c.list(what, func(w string) error {
		a, err := netip.ParseAddr(w)
		list = append(list, a)
		return err
	})
	return list, err
}

func (c *cursor) duration() (time.Duration, error) {
	start := c.mark()
	w, err := c.word("a duration")
	if err != nil {
		return 0, err
	}
	d, err := parseDuration(w)
	if err != nil || d <= 0 {
		return 0, c.errorAt(start, "write it as 90s, 30m, 49h or 3d", "%q is not a duration", w)
	}
	return d, nil
}

// parseDuration reads Go's durations and whole days.
func parseDuration(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.Atoi(days)
		return time.Duration(n) * 24 * time.Hour, err
	}
	return time.ParseDuration(s)
}
