package relay

import (
	"fmt"
	"strconv"
)

// SCL is a spam confidence level that somebody gave, read as Exchange writes it: -1, 0 to 9. The zero SCL is none.
type SCL struct {
	given bool
	level int
}

// Level returns the SCL of a level.
func Level(n int) SCL { return SCL{true, n} }

// Given returns the level, if there is one.
func (s SCL) Given() (level int, ok bool) { return s.level, s.given }

// IsZero reports whether nobody gave a level.
func (s SCL) IsZero() bool { return !s.given }

// UnmarshalText reads a level.
func (s *SCL) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(string(text))
	if err != nil || n < -1 || n > 9 {
		return fmt.Errorf("%q is not a spam confidence level; want -1, or 0 to 9", text)
	}
	*s = Level(n)
	return nil
}

// MarshalText writes the level; nothing for none.
func (s SCL) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalBinary implements [encoding.BinaryMarshaler]: a level that is kept comes back as it was.
func (s SCL) MarshalBinary() ([]byte, error) { return s.MarshalText() }

// UnmarshalBinary implements [encoding.BinaryUnmarshaler].
func (s *SCL) UnmarshalBinary(b []byte) error {
	if len(b) == 0 {
		*s = SCL{}
		return nil
	}
	return s.UnmarshalText(b)
}

func (s SCL) String() string {
	if !s.given {
		return ""
	}
	return strconv.Itoa(s.level)
}

// Equal reports whether two are the same level, or both none.
func (s SCL) Equal(other SCL) bool { return s == other }
