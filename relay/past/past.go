// Package past holds what happened, in the order in which it did. Everything has a number that it keeps, also when what
// was before it is forgotten: whoever knows how far he has read goes on there.
//
// It knows nothing of what it holds, and is for one goroutine at a time. A copy of a [List] is the list as it is at
// that moment: what it holds is not changed later.
package past

import (
	"slices"
	"sort"
)

// List is what happened, numbered from 0. The zero value is a past in which nothing did.
type List[T any] struct {
	forgotten int
	known     []T
}

// Add adds what happens now.
func (l *List[T]) Add(happened T) { l.known = append(l.known, happened) }

// Count is how much has happened so far, what is forgotten among it. It is the number of what happens next.
func (l List[T]) Count() int { return l.forgotten + len(l.known) }

// Forgotten is how much is forgotten. It is the number of the oldest that is not.
func (l List[T]) Forgotten() int { return l.forgotten }

// Known is all that is not forgotten, the oldest first.
func (l List[T]) Known() []T { return slices.Clip(l.known) }

// Since is what of it has a number, or a higher one.
func (l List[T]) Since(number int) []T {
	return slices.Clip(l.known[min(max(number-l.forgotten, 0), len(l.known)):])
}

// Last is what happened last, where it stands; nil when nothing is known. It is good until the next is added.
func (l *List[T]) Last() *T {
	if len(l.known) == 0 {
		return nil
	}
	return &l.known[len(l.known)-1]
}

// Forget forgets the oldest, up to the first one that is to stay. Those who have read it keep what they have.
func (l *List[T]) Forget(stays func(T) bool) {
	n := sort.Search(len(l.known), func(i int) bool { return stays(l.known[i]) })
	if n == 0 {
		return
	}
	l.forgotten += n
	l.known = slices.Clone(l.known[n:]) // what is forgotten takes no memory
}

// Skip makes the next have a number: what has lower ones and is not known was forgotten elsewhere. A number that was
// given already is not given again.
func (l *List[T]) Skip(to int) {
	if to > l.Count() {
		l.forgotten, l.known = to, nil
	}
}
