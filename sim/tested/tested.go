// Package tested tells tests how they are run: all of it, or a sample because the race detector watches. What the
// detector looks for does not lie in a table's rows; the plain run plays each of them.
package tested

// Sampled reports whether row i of a table is left out: under the race detector each nth is played.
func Sampled(i, n int) bool { return Race && i%n > 0 }
