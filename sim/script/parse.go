package script

import (
	"slices"
	"strings"
	"unicode/utf8"

	"hybridsim/sim/mistake"
)

// Marks are the words with which the lines begin that say what claims rest on.
var Marks = []string{"Documented:", "Observed:", "Inferred:", "Required:"}

// Parse reads a line that is typed rather than written into a file: something that acts, claims or prints. Of an empty
// line, a comment and a mark it makes no step. where and number are its place in errors.
func Parse(where string, number int, line string) (*Step, error) {
	c := &Cursor{File: where, Line: number, Text: strings.TrimRight(line, " \t\r\n"), typed: true}
	if i := FirstBadByte([]byte(c.Text)); i >= 0 {
		return nil, c.ErrorAt(i, "type one line of text", "this is not text in UTF-8")
	}
	if i := strings.IndexAny(c.Text, "\r\n"); i >= 0 {
		return nil, c.ErrorAt(i, "type one after the other", "this is more than one line")
	}
	start := c.Mark()
	rest := c.Text[start:]
	switch {
	case rest == "" || strings.HasPrefix(rest, "#"):
		return nil, nil
	case strings.HasPrefix(rest, "=="):
		return nil, c.Errorf("sections divide a file").Hinting("type the lines beneath it")
	case slices.ContainsFunc(Marks, func(mark string) bool { return strings.HasPrefix(rest, mark) }):
		return nil, nil
	}
	s, err := c.Step()
	if err != nil {
		return nil, err
	}
	if s.unknown != nil {
		return nil, c.ErrorAt(start, "type what is so: "+s.unknown.Step.Text, "this world is set up already")
	}
	return s, nil
}

// ParseAct reads one line that acts, as [Parse] does.
func ParseAct(where string, number int, line string) (*Step, error) {
	s, err := Parse(where, number, line)
	if err == nil && (s == nil || !s.Acts()) {
		return nil, mistake.In(mistake.New("type what an administrator does: onprem> Set-SendConnector ...",
			"this line does nothing"), where, number)
	}
	return s, err
}

// Step reads the whole line as something that acts, claims or prints, or that is not known.
func (c *Cursor) Step() (*Step, error) {
	s := &Step{File: c.File, Line: c.Line, Text: c.Text[c.Mark():]}
	parsed, verb, err := readLine(c)
	if err == nil {
		err = c.End()
	}
	if err != nil {
		return nil, withUsage(err, verb)
	}
	s.act, _ = parsed.(action)
	s.claim, _ = parsed.(*want)
	s.print, _ = parsed.(printer)
	s.unknown, _ = parsed.(*Unknown)
	return s, nil
}

// FirstBadByte is where something begins that is no text in UTF-8, or -1.
func FirstBadByte(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 || r == 0 {
			return i
		}
		i += n
	}
	return -1
}
