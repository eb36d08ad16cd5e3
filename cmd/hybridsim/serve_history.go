package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"hybridsim/sim/userfile"
)

// maxRemembered is how many lines of a history file can be called back.
const maxRemembered = 1000

// history is the lines that were typed, newest last, kept in a file that the user named. It is a [term.History].
type history struct {
	lines []string
	file  *os.File
}

// openHistory reads a history file and goes on with it; it is made when it is not there.
func openHistory(name string) (*history, error) {
	content, err := userfile.Read(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the history: %w", err)
	}
	h := &history{}
	for line := range strings.Lines(string(content)) {
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			h.lines = append(h.lines, line)
		}
	}
	h.lines = h.lines[max(len(h.lines)-maxRemembered, 0):]
	if h.file, err = os.OpenFile(name, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600); err != nil {
		return nil, fmt.Errorf("keeping the history: %w", err)
	}
	return h, nil
}

// Add implements [term.History]. A line like the one before it is not added again.
func (h *history) Add(line string) {
	if strings.TrimSpace(line) == "" || len(h.lines) > 0 && h.lines[len(h.lines)-1] == line {
		return
	}
	h.lines = append(h.lines, line)
	if len(h.lines) > maxRemembered {
		h.lines = slices.Delete(h.lines, 0, 1)
	}
	fmt.Fprintln(h.file, line) // that a line is forgotten is no reason to stop
}

// Len implements [term.History].
func (h *history) Len() int { return len(h.lines) }

// At implements [term.History]; 0 is the newest.
func (h *history) At(i int) string { return h.lines[len(h.lines)-1-i] }
