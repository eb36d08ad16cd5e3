package story

import (
	"fmt"
	"strings"
)

// pattern is what a claim says about a text: quoted, a part of it; else its beginning.
type pattern struct {
	text   string
	quoted bool
}

func parsePattern(c *cursor) (pattern, error) {
	if c.isQuoted() {
		text, err := c.quoted("the text")
		return pattern{text, true}, err
	}
	text := c.rest()
	if text == "" {
		return pattern{}, c.errorf("what should it say? Write a code and the beginning, or a part in double quotes")
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
type counts struct {
	given     bool
	low, high int
}

// parseCounts reads "N" or "between N and M".
func parseCounts(c *cursor) (counts, error) {
	k := counts{given: true}
	var err error
	if !c.take("between") {
		k.low, err = c.number("a number")
		k.high = k.low
		return k, err
	}
	if k.low, err = c.number("a number"); err != nil {
		return k, err
	}
	if err := c.expect("and"); err != nil {
		return k, err
	}
	k.high, err = c.number("a number")
	if err == nil && k.high < k.low {
		return k, c.errorf("%d is more than %d", k.low, k.high)
	}
	return k, err
}

func (k counts) hold(n int) bool { return n >= k.low && n <= k.high }

func (k counts) String() string {
	if k.low == k.high {
		return fmt.Sprint(k.low)
	}
	return fmt.Sprintf("between %d and %d", k.low, k.high)
}
