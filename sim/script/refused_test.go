package script_test

import (
	"strings"
	"testing"
)

// refusedAfter wants a line refused, in words that hold a text.
func refusedAfter(t *testing.T, lines, line, want string) {
	t.Helper()
	c := consoleAt(t, "hybrid-2019")
	for l := range strings.Lines(lines) {
		if _, err := c.Do(strings.TrimSpace(l)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Do(line); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("want %q, got %v", want, err)
	}
}
