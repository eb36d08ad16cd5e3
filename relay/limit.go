package relay

import (
	"fmt"
	"strconv"
	"strings"
)

// Limit is a number that may be unlimited, read as Exchange writes it: "20", "unlimited".
type Limit int

// NoLimit is the absence of a limit. A connector that was made without the property has 0, which limits nothing either.
const NoLimit Limit = -1

// UnmarshalText reads a number or "unlimited".
func (l *Limit) UnmarshalText(text []byte) error {
	if strings.EqualFold(string(text), "unlimited") {
		*l = NoLimit
		return nil
	}
	n, err := strconv.ParseUint(string(text), 10, 31)
	if err != nil || n == 0 {
		return fmt.Errorf("%q is not a limit; want a number from 1 or unlimited", text)
	}
	*l = Limit(n)
	return nil
}

func (l Limit) String() string {
	if l == NoLimit {
		return "unlimited"
	}
	return strconv.Itoa(int(l))
}

// Reached reports whether there are so many that no other may come.
func (l Limit) Reached(n int) bool { return l > 0 && n >= int(l) }
