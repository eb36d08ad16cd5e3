package exports

import (
	"strings"
	"unicode/utf8"
)

// listRow is a line "Name : value".
type listRow struct {
	name, value string
	column      int // where the value begins; 0 when the row is not aligned, so that nothing can be told from it
}

const listBlanks = " \t\u00A0"

// parseListRow reads a row, with any blanks or signs of quoting before it and any blanks before the colon.
func parseListRow(line string) (row listRow, ok bool) {
	rest := strings.TrimLeft(line, listBlanks+">\uFEFF")
	end := 0
	for end < len(rest) && isNameByte(rest[end], end > 0) {
		end++
	}
	if end == 0 {
		return row, false
	}
	row.name, rest = rest[:end], rest[end:]
	after := strings.TrimLeft(rest, listBlanks)
	value, ok := strings.CutPrefix(after, ":")
	if !ok || value != "" && strings.TrimLeft(value, listBlanks) == value {
		return row, false
	}
	row.value = strings.Trim(value, listBlanks)
	if after != rest { // an aligned row has a blank before the colon, and the value two columns behind it
		row.column = utf8.RuneCountInString(line) - utf8.RuneCountInString(after) + 2
	}
	return row, true
}

func isNameByte(c byte, digits bool) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || digits && c >= '0' && c <= '9'
}

// listRowText is the row whose value may go on.
type listRowText struct {
	listRow // without a name: none
	rest    []continuation
	number  int
	length  int // of its last line
}

// continuation is a line on which a value goes on.
type continuation struct {
	text string
	full bool // the line before it is as long as lines can be
}

// last is the end of the value so far.
func (r *listRowText) last() string {
	if len(r.rest) == 0 {
		return r.value
	}
	return r.rest[len(r.rest)-1].text
}

// printedValue reads a value as Format-List prints it: a text, or values in braces, of which only the first are shown when
// there are more than $FormatEnumerationLimit.
func printedValue(text string) Value {
	switch {
	case text == "":
		return Value{Null: true}
	case !strings.HasPrefix(text, "{"):
		return single(text)
	}
	inner, closed := strings.CutSuffix(text[1:], "}")
	shown, cut := inner, false
	for _, dots := range []string{"...", "…"} {
		if rest, ok := strings.CutSuffix(strings.TrimSpace(inner), dots); ok {
			shown, cut = strings.TrimRight(rest, ", "), true
		}
	}
	v := Value{List: splitList(strings.TrimSpace(shown))}
	switch {
	case cut:
		v.Unknown = cutOff(len(v.List))
	case !closed:
		v.Unknown = "the list is not closed"
	}
	return v
}

// whole puts a value together that was wrapped. What stood at a break is inferred: a blank where the line was broken early,
// between words; nothing where it was broken at the width of the window, or where the value has no blanks.
func (r *listRowText) whole() string {
	if len(r.rest) == 0 {
		return r.value
	}
	var b strings.Builder
	list := strings.HasPrefix(r.value, "{")
	blanks, commas := false, false // so far
	add := func(text string) {
		blanks, commas = blanks || strings.Contains(text, " "), commas || strings.Contains(text, ", ")
		b.WriteString(text)
	}
	add(r.value)
	last := r.value
	for _, c := range r.rest {
		comma := strings.HasSuffix(last, ",")
		if last != "" && (comma && (list || commas) || !comma && !c.full && blanks) {
			add(" ")
		}
		add(c.text)
		last = c.text
	}
	return b.String()
}
