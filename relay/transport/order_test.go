package transport

import "testing"

// TestTheOrderCanBeRead: each step of the one order says what it asks and on which rule it rests, and none stands twice.
func TestTheOrderCanBeRead(t *testing.T) {
	seen := map[string]bool{}
	check := func(asks, source string, does bool) {
		if asks == "" || source == "" || !does || seen[asks] {
			t.Errorf("%q, %q: a step has a question of its own, a source and something to do", asks, source)
		}
		seen[asks] = true
	}
	for _, s := range stages {
		check(s.asks, s.source, s.do != nil)
	}
	for _, q := range questions {
		check(q.asks, q.source, q.do != nil)
	}
}
