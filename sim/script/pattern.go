package script

import "strings"

// pattern is what a claim says about a text: quoted, a part of it; else its beginning.
type pattern struct {
	text   string
	quoted bool
}

func parsePattern(c *Cursor) (pattern, error) {
	if c.isQuoted() {
		text, err := c.quoted("the text")
		return pattern{text, true}, err
	}
	text := c.Rest()
	if text == "" {
		return pattern{}, c.Errorf("what should it say? Write a code and the beginning, or a part in double quotes")
	}
	return pattern{text: text}, nil
}

func (p pattern) matches(s string) bool {
	if p.quoted {
		return strings.Contains(s, p.text)
	}
	return strings.HasPrefix(s, p.text)
}

// counts is how many of something a claim wants.
type counts struct{ low, high int }

// maxCounted bounds the numbers in claims.
const maxCounted = 1_000_000

// parseCounts reads "N" or "between N and M".
func parseCounts(c *Cursor) (k counts, err error) {
	if !c.Take("between") {
		k.low, err = c.number("a number", maxCounted)
		k.high = k.low
		return k, err
	}
	start := c.Mark()
	if k.low, err = c.number("a number", maxCounted); err != nil {
		return k, err
	}
	if err := c.Expect("and"); err != nil {
		return k, err
	}
	k.high, err = c.number("a number", maxCounted)
	if err == nil && k.high < k.low {
		return k, c.ErrorAt(start, "write the smaller number first", "%d is more than %d", k.low, k.high)
	}
	return k, err
}

func (k counts) hold(n int) bool { return n >= k.low && n <= k.high }
