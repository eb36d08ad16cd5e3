package exports

import (
	"fmt"
	"regexp"
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
	text   string
	number int
	before int // the length of the line that it goes on from
}

// last is the end of the value so far.
func (r *listRowText) last() string {
	if len(r.rest) == 0 {
		return r.value
	}
	return r.rest[len(r.rest)-1].text
}

// printedValue reads a value as Format-List prints it: a text, or values in braces, of which only the first are shown
// when there are more than $FormatEnumerationLimit.
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

// widths are what the lines of a text say of the window that wrapped them.
type widths struct {
	longest int // of all lines
	wrapped int // the longest line that a value goes on from, aligned with where it began
	same    int // how many such lines there are
}

// narrowest is the width of the narrowest window that wraps lines; the last column stays empty.
const narrowest = 80 - 1

// whole puts a value together that was wrapped. What stood at a break is inferred: nothing where a line is as long as
// the window is wide or the value has no blanks, a blank where it is shorter, as the window or a mail broke it between
// words. Of a name of certificates, where a blank more or less is another name, a break that may be either is told as
// unknown.
func (r *listRowText) whole(w widths) (text, unknown string) {
	var b strings.Builder
	list, certificate := strings.HasPrefix(r.value, "{"), certificateName.MatchString(r.value)
	blanks, commas := false, false // so far
	add := func(text string) {
		blanks, commas = blanks || strings.Contains(text, " "), commas || strings.Contains(text, ", ")
		b.WriteString(text)
	}
	add(r.value)
	last := r.value
	for _, c := range r.rest {
		full := c.before >= narrowest && c.before == w.wrapped
		word, _, _ := strings.Cut(c.text, " ")
		between := c.before == w.wrapped-1 || c.before < narrowest && c.before+1+
			utf8.RuneCountInString(word) > w.longest
		switch comma := strings.HasSuffix(last, ","); {
		case last == "" || comma && !list && !commas && !certificate || !comma && !blanks:
		case comma:
			add(" ")
		case certificate && cutWord.MatchString(last) && restOfHost.MatchString(c.text): // mail.cont oso.com is no host
		case certificate && !(full && w.same > 1) && !between:
			unknown = fmt.Sprintf("it is wrapped at line %d, and whether a blank stands there cannot be told", c.number)
		case !full:
			add(" ")
		}
		add(c.text)
		last = c.text
	}
	return b.String(), unknown
}

var (
	certificateName = regexp.MustCompile(`^(?:<I>|CN=[^,]*, \w+=)`)
	// cutWord is a text that ends within the name of a host, and restOfHost one that begins with the rest of one.
	cutWord    = regexp.MustCompile(`(?:^|[=\s])[\w*-]+\.[\w.-]*$|[.@:/\\-]$`)
	restOfHost = regexp.MustCompile(`^[a-z0-9.-]+(?:[,;<}\s]|$)`)
)
