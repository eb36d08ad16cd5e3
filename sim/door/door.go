// Package door makes "with the lock held" something that the compiler sees. It knows nothing of what is behind a door.
//
//  1. What several goroutines have to do with lies in a [Kept], which opens to an [Inside] only.
//  2. [Door.Enter] hands the Inside out when nobody else is behind the door; until [Door.Leave] it is good.
//  3. A function that works behind the door says so: it takes an Inside, or belongs to something that was opened with
//     one.
package door

import "sync"

// Door lets one in at a time. The zero value is an open one.
type Door struct {
	mu     sync.Mutex
	inside Inside
}

// Inside is the proof of being behind a door. Things that are themselves behind it may hold on to it, for the next
// visit.
type Inside struct{ visited bool }

// Enter waits until nobody is behind the door, and closes it.
func (d *Door) Enter() *Inside {
	d.mu.Lock()
	d.inside.visited = true
	return &d.inside
}

// Leave opens the door.
func (d *Door) Leave() {
	d.inside.visited = false
	d.mu.Unlock()
}

// Kept is something that is behind a door.
type Kept[T any] struct{ it T }

// Keep puts something behind a door.
func Keep[T any](it T) Kept[T] { return Kept[T]{it} }

// At reaches what is kept. With the door open it panics: an Inside was taken out and used there.
func (k *Kept[T]) At(in *Inside) *T {
	if !in.visited {
		panic("door: what needs the door is reached while the door is open")
	}
	return &k.it
}
