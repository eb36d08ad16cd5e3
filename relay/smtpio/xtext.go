package smtpio

import (
	"fmt"
	"strconv"
	"strings"
)

// DecodeXtext reads the xtext of RFC 3461 section 4, in which "+" and two hexadecimal digits stand for a byte.
func DecodeXtext(s string) (string, error) {
	var b strings.Builder
	for {
		head, tail, found := strings.Cut(s, "+")
		b.WriteString(head)
		if !found {
			return b.String(), nil
		}
		if len(tail) < 2 {
			return "", fmt.Errorf("%q is not xtext", s)
		}
		c, err := strconv.ParseUint(tail[:2], 16, 8)
		if err != nil {
			return "", fmt.Errorf("%q is not xtext", s)
		}
		b.WriteByte(byte(c))
		s = tail[2:]
	}
}

// encodeXtext writes xtext.
func encodeXtext(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; '!' <= c && c <= '~' && c != '+' && c != '=' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "+%02X", c)
		}
	}
	return b.String()
}
