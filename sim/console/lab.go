package console

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"hybridsim/sim/lab"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story/tell"
)

// exercise is the lab that a person is in: the world begins in its faulty state, and nothing tells what is wrong.
type exercise struct {
	*lab.Lab
	instructor bool // nothing is hidden from this person

	hints []tell.Hint
	used  int
	task  string
	grade *lab.Grade // of the last time that somebody asked
}

// Teach makes the console one of a lab, whose story is the console's.
func (c *Console) Teach(l *lab.Lab, instructor bool) {
	c.lab = &exercise{Lab: l, instructor: instructor}
}

// Hidden reports whether decisions, and the story itself, are to be kept from the person: whoever shows something of
// the world in another way has to ask.
func (c *Console) Hidden() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hides()
}

func (c *Console) hides() bool {
	return c.lab != nil && !c.lab.instructor && (c.lab.hints == nil || c.lab.used < len(c.lab.hints))
}

// begin prepares the lab for a world that was just attached.
func (l *exercise) begin(c *Console) (err error) {
	if l.hints, err = l.Hints(); err != nil {
		return err
	}
	l.task, err = l.Task(c.player.Player)
	return err
}

// usedHints is the word of a note of a journal that says how many hints were told.
const usedHints = "hints"

// Recall takes notes of a journal that this program, or one before it, wrote: hints stay counted.
func (c *Console) Recall(notes []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, note := range notes {
		var n int
		if _, err := fmt.Sscanf(note, usedHints+" %d", &n); err == nil && c.lab != nil {
			c.lab.used = max(c.lab.used, n)
		}
	}
}

// Release tells so many hints more, as somebody does who teaches. They are counted like those that were asked for.
func (c *Console) Release(n int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.wait(); n > 0 && !c.closed && c.lab != nil; n-- {
		if _, err := c.hint(); err != nil {
			return err
		}
	}
	return nil
}

// Told are the hints that were told so far, and how many there are.
func (c *Console) Told() (told []tell.Hint, all int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lab == nil {
		return nil, 0
	}
	return slices.Clone(c.lab.hints[:min(c.lab.used, len(c.lab.hints))]), len(c.lab.hints)
}

// Task is what the student is told; empty while there is no world.
func (c *Console) Task() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lab == nil {
		return ""
	}
	return c.lab.task
}

func (c *Console) hint() (Answer, error) {
	l := c.lab
	if l.used >= len(l.hints) {
		return Answer{Output: "There are no more hints; solution tells all of it.\n"}, nil
	}
	if c.journal != nil {
		if err := c.journal.Note(fmt.Sprintf("%s %d", usedHints, l.used+1)); err != nil {
			return Answer{}, fmt.Errorf("the hint is not told, since that it was cannot be stored: %w", err)
		}
	}
	h := l.hints[l.used]
	l.used++
	text := fmt.Sprintf("Hint %d of %d. %s:\n%s", l.used, len(l.hints), h.Title, indent(h.Text))
	if l.used == len(l.hints) {
		text += "That is all of it: explain and trace tell the decisions from now on.\n"
	}
	return Answer{Output: text}, nil
}

func (c *Console) solution() (Answer, error) {
	l := c.lab
	if left := len(l.hints) - l.used; left > 0 && !l.instructor {
		return Answer{}, mistake.At(1, fmt.Sprintf("the solution is told after the hints; %d are left", left),
			"type hint")
	}
	steps, err := l.Solution()
	if err != nil {
		return Answer{}, err
	}
	var b strings.Builder
	for _, h := range steps {
		fmt.Fprintf(&b, "%s:\n%s", h.Title, indent(h.Text))
	}
	return Answer{Output: b.String()}, nil
}

// graded judges what was changed so far by what mail does after it on a fresh world.
func (c *Console) graded(asJSON bool) (Answer, error) {
	r, err := c.judge()
	if err != nil {
		return Answer{}, err
	}
	c.lab.grade = r
	text := r.String()
	if asJSON {
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(r); err != nil {
			return Answer{}, err
		}
		text = b.String()
	}
	return Answer{Output: text, Failed: !r.Passed}, nil
}

func (c *Console) judge() (*lab.Grade, error) {
	r, err := c.lab.Grade(c.lines(false), c.lines(true))
	if err != nil {
		return nil, err
	}
	r.Hints = c.lab.used
	for i := range r.Claims {
		if r.Claims[i].Reveals && c.hides() {
			r.Claims[i].Got = ""
		}
	}
	return r, nil
}

// Graded is the last grade that somebody asked for, or nil.
func (c *Console) Graded() *lab.Grade {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lab == nil {
		return nil
	}
	return c.lab.grade
}

// lines are what was changed; in time, with waiting between, so that each is done when it was typed. At once, mail that
// waits is not lost because somebody thought for long.
func (c *Console) lines(inTime bool) []string {
	lines := []string{}
	last := c.began
	for _, change := range c.changes {
		if late := change.At.Sub(last); inTime && late > 0 {
			lines = append(lines, "wait "+late.Round(time.Nanosecond).String())
			last = change.At
		}
		lines = append(lines, change.Line)
	}
	return lines
}

// Passed reports whether the last grade was passed, and whether there is one for what is changed now.
func (c *Console) Passed() (passed, graded bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lab == nil || c.lab.grade == nil {
		return false, false
	}
	return c.lab.grade.Passed, len(c.lab.grade.Changes) == len(c.changes)
}

// Lab reports whether the console is a lab.
func (c *Console) Lab() bool { return c.lab != nil }

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ") + "\n"
}
