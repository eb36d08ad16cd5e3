//go:build race

package tested

// Race tells that the race detector watches, and that tests run many times slower.
const Race = true
