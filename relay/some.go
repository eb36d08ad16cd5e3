package relay

import (
	"fmt"
	"strings"
)

// someOf is how many members of a long list are named.
const someOf = 3

// Some is a list for a sentence: its first members, how many more there are, or that it is empty.
func Some[T any](list []T) string {
	if len(list) == 0 {
		return "is empty"
	}
	var words []string
	for _, member := range list[:min(len(list), someOf)] {
		words = append(words, fmt.Sprint(member))
	}
	text := strings.Join(words, ", ")
	if more := len(list) - someOf; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
