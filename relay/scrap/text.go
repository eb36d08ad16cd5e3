package scrap

import (
	"strings"
	"time"

	"hybridsim/relay/dsn"
)

// plainText is the text of a message or of a page as a reader sees it, without marks of quotation, one line end for
// all.
func plainText(content []byte) string {
	text := dsn.Text(content)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(unquoted(line), " \t\r")
	}
	return strings.Join(lines, "\n")
}

// unquoted is a line without marks of quotation.
func unquoted(line string) string {
	for {
		rest, ok := strings.CutPrefix(strings.TrimLeft(line, " "), ">")
		if !ok || strings.HasPrefix(rest, ">>") { // sendmail's >>> is a mark of direction
			return line
		}
		line = strings.TrimPrefix(rest, " ")
	}
}

// readTime reads a time as logs, traces and queues print it. Where it cannot be told which number is the day it is
// given back as it stands there.
func readTime(s string) (at time.Time, asWritten string) {
	s = strings.TrimSpace(s)
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04:05.9999999", "2006-01-02 15:04:05", "1/2/2006 3:04:05 PM", "2006/1/2 15:04:05",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, ""
		}
	}
	dayFirst, first := time.Parse("2/1/2006 15:04:05", s)
	monthFirst, second := time.Parse("1/2/2006 15:04:05", s)
	dotted, third := time.Parse("2.1.2006 15:04:05", s)
	switch {
	case third == nil:
		return dotted, ""
	case first == nil && second != nil:
		return dayFirst, ""
	case second == nil && (first != nil || dayFirst.Equal(monthFirst)):
		return monthFirst, ""
	}
	return time.Time{}, s
}
