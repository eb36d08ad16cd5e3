// Package suggest says what somebody who mistyped a name probably meant. It knows no names of its own; cmdlets, stories
// and the command line bring theirs.
package suggest

import (
	"slices"
	"strconv"
	"strings"
)

// DidYouMean is a hint that names the nearest candidates, or lists all of a few.
func DidYouMean(name string, candidates []string) string {
	switch near := All(name, candidates); {
	case len(near) > 3:
		return "did you mean " + strings.Join(near[:3], ", ") + " or another like them?"
	case len(near) > 0:
		return "did you mean " + OrList(near) + "?"
	case len(candidates) == 0:
		return ""
	case len(candidates) > maxListed:
		return "there are " + strconv.Itoa(len(candidates)) + ", among them " + strings.Join(candidates[:3], ", ")
	}
	return "there is " + OrList(candidates)
}

// maxListed is how many names a hint lists.
const maxListed = 40

// OrList writes "a, b or c".
func OrList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// Nearest returns the first of the nearest candidates, or "".
func Nearest(name string, candidates []string) string {
	if near := All(name, candidates); len(near) > 0 {
		return near[0]
	}
	return ""
}

// All returns the candidates that a mistyped name probably meant: those that it abbreviates, else those with the
// fewest slips of the keyboard. Several are equally near.
func All(name string, candidates []string) []string {
	name = strings.ToLower(name)
	var near []string
	if len(name) >= 3 {
		for _, c := range candidates {
			if strings.HasPrefix(strings.ToLower(c), name) {
				near = append(near, c)
			}
		}
	}
	if slips := slices.DeleteFunc(slices.Clone(near), func(c string) bool {
		return len(c)-len(name) > 2
	}); len(slips) > 0 {
		return slips // a letter forgotten at the end, not an abbreviation
	}
	if len(near) > 0 {
		return near
	}
	fewest := len(name) / 2
	for _, c := range candidates {
		lower := strings.ToLower(c)
		d := distance(name, lower)
		if len(name) >= 8 && len(lower) > len(name) { // a beginning with a slip in it: kb2510048
			d = min(d, 1+distance(name, lower[:len(name)]))
		}
		if d < fewest {
			near, fewest = nil, d
		}
		if d == fewest && !slices.Contains(near, c) {
			near = append(near, c)
		}
	}
	return near
}

// distance is the number of letters to insert, delete, replace or swap with their neighbour to make b from a.
func distance(a, b string) int {
	var older []int
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			cost := last[j]
			if a[i] != b[j] {
				cost = 1 + min(last[j], last[j+1], row[j])
			}
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				cost = min(cost, 1+older[j-1])
			}
			row[j+1] = cost
		}
		older, last = last, row
	}
	return last[len(b)]
}

// Has reports whether a name is among others, however its letters are written.
func Has(names []string, name string) bool {
	return slices.ContainsFunc(names, func(other string) bool { return strings.EqualFold(other, name) })
}
