package class

import (
	"fmt"
	"strings"
	"time"

	"hybridsim/sim/script"
)

// What one student may ask for, so that the rest is not starved.
const (
	linesAMinute    = 60
	messagesAMinute = 60
	burst           = 2 // minutes' worth at once
)

// rate is what a student has left.
type rate struct {
	lines, messages float64
	at              time.Time
}

// spend takes lines and messages from what a student has left, or says what is too much.
func (c *Class) spend(s *student, text string, now time.Time) error {
	lines, messages := cost(text)
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.rates[s.ID]
	if r == nil {
		r = &rate{burst * linesAMinute, burst * messagesAMinute, now}
		c.rates[s.ID] = r
	}
	minutes := max(0, now.Sub(r.at).Minutes())
	r.lines = min(burst*linesAMinute, r.lines+minutes*linesAMinute)
	r.messages = min(burst*messagesAMinute, r.messages+minutes*messagesAMinute)
	r.at = now
	switch {
	case float64(lines) > r.lines:
		return fmt.Errorf("that is more than %d lines a minute; the server is there for the whole class", linesAMinute)
	case float64(messages) > r.messages:
		return fmt.Errorf("that is more than %d messages a minute; the server is there for the whole class",
			messagesAMinute)
	}
	r.lines -= float64(lines)
	r.messages -= float64(messages)
	return nil
}

// cost is how many lines a text has, and how many messages they send.
func cost(text string) (lines, messages int) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		lines++
		step, err := script.Parse("", 1, line)
		if err != nil || step == nil {
			if strings.HasPrefix(line, "send ") { // at a prompt that is a person's
				messages++
			}
			continue
		}
		if sending, ok := step.Sending(); ok {
			messages += max(1, sending.Times) * max(1, len(sending.To))
		}
	}
	return lines, messages
}
